// Backends killed in mid-transaction: no statement of a lost transaction may ever be committed by itself, nothing may
// stay stuck, and no error may escape. postgres.js alone fails this, which the last test shows by the same pairs.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { DbError } from '../../src/db/errors.ts';
import type { Session } from '../../src/db/session.ts';
import { onPostgres, openFresh, POSTGRES_URL } from './databases.ts';
import { LONE_HALVES, losePair, MAKE_PAIRS, type PairClient } from './lose-pairs.ts';

const LOSSES = 1_000;
/** Of a client without the guard; the first that leaves a half alone ends it. */
const RAW_PAIRS_MAX = 100;
/** More than a pool has connections. */
const WORKERS = 8;
const CONNECTIONS = 4;

onPostgres((_name, open, another) => {
  let database: Database;
  let killer: Database;
  const escaped: unknown[] = [];
  const note = (error: unknown) => void escaped.push(error);

  beforeAll(async () => {
    process.on('unhandledRejection', note);
    process.on('uncaughtException', note);
    killer = await another();
    database = await another();
    await killer.queries.execute(sql.raw(MAKE_PAIRS));
  });
  afterAll(async () => {
    await database.close();
    await killer.close();
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  });

  const add = (session: Session, id: number, half: number) =>
    session.queries.execute(sql`insert into pairs values (${id}, ${half})`);

  async function backendOf(session: Session): Promise<number> {
    const rows: unknown[] = await session.queries.execute(sql`select pg_backend_pid()`);
    const [row] = rows;
    return Array.isArray(row) ? Number(row[0]) : 0;
  }

  const kill = (pid: number) => killer.queries.execute(sql`select pg_terminate_backend(${pid})`);

  const guarded = (): PairClient => ({
    transaction: (work) =>
      database.transaction((inside) =>
        work({ backend: () => backendOf(inside), add: (id, half) => add(inside, id, half) }),
      ),
    glance: () => database.queries.execute(sql`select 1`),
    isLoss: (error) => error instanceof DbError && error.kind === 'connection',
  });

  it(`commits both halves or none through ${LOSSES} lost connections, and goes on working`, async () => {
    await open();
    const ends = { lost: 0, kept: 0, stuck: 0 };
    let next = 0;
    const worker = async () => {
      while (ends.lost < LOSSES && ends.stuck === 0) {
        next += 1;
        ends[await losePair(guarded(), kill, next)] += 1;
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, worker));

    expect(ends.stuck).toBe(0);
    expect(ends.lost).toBeGreaterThanOrEqual(LOSSES);
    const alone: unknown[] = await killer.queries.execute(sql.raw(LONE_HALVES));
    expect(alone).toEqual([]);
    const after = await Promise.all(Array.from({ length: WORKERS * 2 }, () => backendOf(database)));
    expect(after.every((pid) => pid > 0)).toBe(true);
    expect(escaped).toEqual([]);
  }, 120_000);

  it('refuses the handle of a lost transaction, though its work goes on', async () => {
    await open();
    const after = Promise.withResolvers<unknown>();
    const losing = database.transaction(async (inside) => {
      await kill(await backendOf(inside));
      await new Promise((resolve) => setTimeout(resolve, 100));
      await add(inside, -1, 2).then(after.resolve, after.reject);
    });
    await expect(losing).rejects.toMatchObject({ kind: 'connection' });
    await expect(after.promise).rejects.toThrow();
    const rows: unknown[] = await killer.queries.execute(sql`select * from pairs where id = -1`);
    expect(rows).toEqual([]);
  });

  it('fails the statements of all connections lost at once, and serves the next ones', async () => {
    await open();
    for (let round = 0; round < 2; round += 1) {
      const sleeping = Array.from({ length: WORKERS * 3 }, () =>
        database.queries.execute(sql`select pg_sleep(20)`).then(
          () => 'done',
          (error: unknown) => (error instanceof Error ? 'failed' : 'odd'),
        ),
      );
      while ((await sleepers()) < CONNECTIONS) await new Promise((resolve) => setTimeout(resolve, 10));
      const reaper = setInterval(() => void killSleepers().catch(note), 20);
      expect(new Set(await Promise.all(sleeping))).toEqual(new Set(['failed']));
      clearInterval(reaper);
      expect(await backendOf(database)).toBeGreaterThan(0);
    }
    expect(escaped).toEqual([]);
  }, 60_000);

  const asleep = sql`datname = current_database() and query = 'select pg_sleep(20)' and pid <> pg_backend_pid()`;

  async function sleepers(): Promise<number> {
    const rows: unknown[] = await killer.queries.execute(
      sql`select pid from pg_stat_activity where ${asleep} and state = 'active'`,
    );
    return rows.length;
  }

  async function killSleepers(): Promise<void> {
    await killer.queries.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity where ${asleep}`);
  }
});

describe.runIf(POSTGRES_URL !== undefined)('the same losses over postgres.js without the guard', () => {
  it(`leave a half alone within ${RAW_PAIRS_MAX} pairs: a client that fails is seen to fail`, async () => {
    const { database, url = '', drop } = await openFresh(POSTGRES_URL ?? '');
    const script = join(import.meta.dirname, 'raw-losses.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, url, String(RAW_PAIRS_MAX)]);
    const seen: Readonly<Record<string, number>> = JSON.parse(stdout);
    await database.close();
    await drop();
    expect(seen.lone, stdout).toBeGreaterThan(0);
  }, 120_000);
});

it('says that a server is not to be had, instead of waiting for it', async () => {
  // Port 1 is privileged and unused: the connection is refused.
  const nowhere = await openDatabase({ kind: 'postgres', url: 'postgres://nobody@127.0.0.1:1/nothing' });
  const tries = Array.from({ length: 20 }, () => nowhere.transaction(async () => 1));
  for (const outcome of await Promise.allSettled(tries)) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'DbError', kind: 'connection' } });
  }
  await nowhere.close();
  await expect(nowhere.transaction(async () => 1)).rejects.toMatchObject({ kind: 'connection' });
});
