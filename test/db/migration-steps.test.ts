// What a step does to rows that an earlier version wrote.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';

const committed = fileURLToPath(new URL('../../migrations', import.meta.url));

/** The committed steps up to this one, in a folder of their own. */
function stepsUntil(tag: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'earnest-steps-'));
  cpSync(committed, folder, { recursive: true });
  const path = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: { tag: string }[] };
  const last = journal.entries.findIndex((entry) => entry.tag === tag);
  writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, last + 1) }));
  return folder;
}

const account = (id: string, environment: string, removed: boolean) => sql`
  insert into accounts
    (id, user_id, environment, label, key_tail, key_sealed, secret_sealed, fingerprint, status, created_at,
      late_looks, moved, linked, removed)
  values
    (${id}, 501, ${environment}, 'Main', 'wxyz', ${removed ? '' : 'k'}, ${removed ? '' : 's'}, ${`print of ${id}`},
      'active', 1, 0, false, true, ${removed})`;

it('wipes practice keys in clear, and what disconnecting left behind', { timeout: 180_000 }, async () => {
  const folder = stepsUntil('0000_start');
  const database = await openDatabase({ kind: 'pglite', dataDir: undefined });
  const { queries } = database;
  try {
    expect(await migrate(database, folder)).toBe(1);
    await queries.execute(
      sql`insert into practice_accounts (api_key, state) values ('planted key', '{"secret": "planted secret"}')`,
    );
    await queries.execute(account('kept', 'live', false));
    await queries.execute(account('gone', 'live', true));
    await queries.execute(account('practised', 'practice', true));
    await queries.execute(account('never worked', 'live', true));
    for (const id of ['kept', 'gone', 'practised']) {
      await queries.execute(
        sql`insert into orders (account_id, version, orders, stored_at) values (${id}, 1, '[]', 1)`,
      );
    }
    await queries.execute(
      sql`insert into deletions (chat_id, message_id, user_id, due_at) values (501, 9, 501, 1)`,
    );
    expect(await migrate(database)).toBeGreaterThan(0);
    expect(await queries.execute(sql`select * from practice_accounts`)).toEqual([]);
    expect(await queries.execute(sql`select id, key_tail, fingerprint from accounts order by id`)).toEqual([
      ['gone', '', 'print of gone'],
      ['kept', 'wxyz', 'print of kept'],
      ['practised', '', ''],
    ]);
    expect(await queries.execute(sql`select message_id::int, user_id::int from deletions`)).toEqual([
      [9, 501],
    ]);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
