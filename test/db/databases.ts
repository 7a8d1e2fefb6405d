// Databases for tests: PGlite in memory always, Postgres where TEST_DATABASE_URL names a server. Each test file gets
// a database of its own per engine, with the tables made; `open` empties it. Used by the other layers' tests too.
import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { migrate } from '../../src/db/migrate.ts';

/** The database of this file, emptied. Every call gives the same one: a test needs it once. */
export type OpenDatabase = () => Promise<Database>;

export const POSTGRES_URL = process.env.TEST_DATABASE_URL || undefined;

/** Another instance's own connections to the database that `open` gave; with PGlite there is only the one. */
export type AnotherConnection = () => Promise<Database>;

export type Suite = (name: 'PGlite' | 'Postgres', open: OpenDatabase, another: AnotherConnection) => void;

/** Runs a suite on every engine there is. */
export function eachDatabase(suite: Suite): void {
  describe('on PGlite', () => run('PGlite', suite, openMemory));
  onPostgres(suite);
}

/** For suites that need several connections; test/left-out.ts says so where there is no server. */
export function onPostgres(suite: Suite): void {
  const server = POSTGRES_URL ?? '';
  describe.runIf(POSTGRES_URL !== undefined)('on Postgres', () =>
    run('Postgres', suite, () => openFresh(server)),
  );
}

interface Fresh {
  readonly database: Database;
  /** Undefined for PGlite. */
  readonly url: string | undefined;
  readonly drop: () => Promise<void>;
}

function run(name: 'PGlite' | 'Postgres', suite: Suite, make: () => Promise<Fresh>): void {
  let made: Fresh | undefined;
  const fresh = (): Fresh => {
    if (made === undefined) throw new Error('Databases are for tests and hooks, not for the suite itself.');
    return made;
  };
  // Starting PGlite on a busy machine takes its time.
  beforeAll(async () => {
    made = await make();
  }, 180_000);
  afterAll(async () => {
    await made?.database.close();
    await made?.drop();
  });
  const open = async () => {
    await empty(fresh().database);
    return fresh().database;
  };
  suite(name, open, async () => {
    const { database, url } = fresh();
    if (url === undefined) return { ...database, close: () => Promise.resolve() };
    return openDatabase({ kind: 'postgres', url, poolMax: 4 });
  });
}

async function openMemory(): Promise<Fresh> {
  const database = await openDatabase({ kind: 'pglite', dataDir: undefined });
  await migrate(database);
  return { database, url: undefined, drop: () => Promise.resolve() };
}

/** A database of this process on the server, with the tables. */
export async function openFresh(server: string): Promise<Fresh> {
  const name = `earnest_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  await onServer(server, `alter database ${name} set synchronous_commit = off`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const database = await openDatabase({ kind: 'postgres', url: url.href });
  await migrate(database);
  return {
    database,
    url: url.href,
    drop: () => onServer(server, `drop database if exists ${name} with (force)`),
  };
}

async function onServer(server: string, statement: string): Promise<void> {
  const database = await openDatabase({ kind: 'postgres', url: server, poolMax: 1 });
  try {
    await database.queries.execute(sql.raw(statement));
  } finally {
    await database.close();
  }
}

/** Deleting is quicker than truncating where next to nothing is stored. */
async function empty({ queries }: Database): Promise<void> {
  const rows: unknown[] = await queries.execute(
    sql`select tablename from pg_tables where schemaname = 'public' and tablename <> 'earnest_migrations'`,
  );
  const names = rows.flatMap((row) => (Array.isArray(row) ? [String(row[0])] : []));
  const deletes = names.map((name) => `"d_${name}" as (delete from "${name}")`);
  await queries.execute(sql.raw(`with ${deletes.join(', ')} select 1`));
}
