// Migrations at start: once, whole, side by side, and never backwards.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/db/client.ts';
import { DatabaseTooNew, migrate } from '../../src/db/migrate.ts';
import { eachDatabase, onPostgres } from './databases.ts';

const committed = fileURLToPath(new URL('../../migrations', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'earnest-migrations-'));
  cpSync(committed, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Adds a step of these statements after the committed ones. */
function addStep(tag: string, ...statements: readonly string[]): void {
  const path = join(folder, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: { when: number }[] };
  const when = Math.max(...journal.entries.map((entry) => entry.when)) + 1;
  const entries = [
    ...journal.entries,
    { idx: journal.entries.length, version: '7', when, tag, breakpoints: true },
  ];
  writeFileSync(path, JSON.stringify({ ...journal, entries }));
  writeFileSync(join(folder, `${tag}.sql`), statements.join('\n--> statement-breakpoint\n'));
}

/** When the last committed step was made. */
function newestCommitted(): number {
  const journal = JSON.parse(readFileSync(join(committed, 'meta', '_journal.json'), 'utf8')) as {
    entries: { when: number }[];
  };
  return Math.max(...journal.entries.map(({ when }) => when));
}

async function undo({ queries }: Database): Promise<void> {
  await queries.execute(sql`drop table if exists extra`);
  await queries.execute(sql`delete from earnest_migrations where made_at > ${newestCommitted()}`);
}

eachDatabase((_name, open) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
    await undo(database);
  });
  afterEach(() => undo(database));

  it('changes nothing when the tables are up to date', async () => {
    expect(await migrate(database)).toBe(0);
  });

  it('applies the steps that are missing, each once', async () => {
    addStep('9001_extra', 'create table extra (id int)');
    addStep('9002_more', 'alter table extra add column name text', "insert into extra values (1, 'a')");
    expect(await migrate(database, folder)).toBe(2);
    expect(await migrate(database, folder)).toBe(0);
    expect(await database.queries.execute(sql`select * from extra`)).toEqual([[1, 'a']]);
  });

  it('keeps the steps before one that fails, and of that one nothing', async () => {
    addStep('9001_extra', 'create table extra (id int)');
    addStep('9002_broken', 'insert into extra values (1)', 'select 1 / 0');
    await expect(migrate(database, folder)).rejects.toMatchObject({ name: 'DbError', sqlstate: '22012' });
    expect(await database.queries.execute(sql`select * from extra`)).toEqual([]);
    writeFileSync(join(folder, '9002_broken.sql'), 'insert into extra values (2)');
    expect(await migrate(database, folder)).toBe(1);
    expect(await database.queries.execute(sql`select * from extra`)).toEqual([[2]]);
  });

  it('refuses a database of a later version', async () => {
    addStep('9001_extra', 'create table extra (id int)');
    await migrate(database, folder);
    await expect(migrate(database)).rejects.toThrow(DatabaseTooNew);
  });
});

onPostgres((_name, open, another) => {
  it('lets several instances start at once', async () => {
    await undo(await open());
    addStep('9001_extra', 'create table extra (id int)', 'select pg_sleep(0.2)');
    addStep('9002_more', 'insert into extra values (1)');
    const databases = await Promise.all([another(), another(), another(), another()]);
    const applied = await Promise.all(databases.map((database) => migrate(database, folder)));
    expect(applied.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(await databases[0]?.queries.execute(sql`select * from extra`)).toEqual([[1]]);
    await Promise.all(databases.map((database) => database.close()));
  });
});
