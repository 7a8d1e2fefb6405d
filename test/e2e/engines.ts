// The databases the flows run on: PGlite in a folder of the test always, Postgres where TEST_DATABASE_URL names a
// server. Each bot gets a database of its own; nothing is left behind.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { describe } from 'vitest';
import { type DatabaseOptions, openDatabase } from '../../src/db/client.ts';
import { makeMasterKey } from '../../src/vault.ts';
import { POSTGRES_URL } from '../db/databases.ts';

export type Engine = 'PGlite' | 'Postgres';

export interface Home {
  /** Settings that make the bot live here. */
  readonly env: Readonly<Record<string, string>>;
  /** All rows of all tables as text, each on a line that begins with its table. The bot must have stopped, since PGlite serves one process. */
  readonly dump: () => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** Runs a suite on PGlite, and on Postgres where there is a server; test/left-out.ts says so where there is none. */
export function onEachEngine(suite: (engine: Engine) => void): void {
  describe('on PGlite', () => suite('PGlite'));
  if (POSTGRES_URL !== undefined) describe('on Postgres', () => suite('Postgres'));
}

/**
 * Rows of a table of answers for this engine. What an answer was is nothing to a database: on the second engine one row
 * of each meaning is enough.
 */
export function oneOfEach<Row>(
  engine: Engine,
  rows: readonly Row[],
  meaning: (row: Row) => string,
): readonly Row[] {
  if (engine === 'PGlite') return rows;
  return rows.filter((row, index) => rows.findIndex((other) => meaning(other) === meaning(row)) === index);
}

export async function openHome(engine: Engine): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'earnest-e2e-'));
  const env = { DATA_DIR: folder, MASTER_KEYS: makeMasterKey('k1') };
  const removeFolder = () => rm(folder, { recursive: true, force: true });
  if (engine === 'PGlite') {
    return { env, dump: () => dumpTables({ kind: 'pglite', dataDir: folder }), remove: removeFolder };
  }
  if (POSTGRES_URL === undefined) throw new Error('TEST_DATABASE_URL names no server');
  const server = POSTGRES_URL;
  const name = `earnest_e2e_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    env: { ...env, DATABASE_URL: url.href },
    dump: () => dumpTables({ kind: 'postgres', url: url.href, poolMax: 1 }),
    remove: async () => {
      await onServer(server, `drop database if exists ${name} with (force)`);
      await removeFolder();
    },
  };
}

/** Every row of every table as text, each on a line that begins with its table. */
export async function dumpTables(options: DatabaseOptions): Promise<string> {
  const database = await openDatabase(options);
  try {
    const found: unknown[] = await database.queries.execute(
      sql`select tablename from pg_tables where schemaname = 'public' order by tablename`,
    );
    const tables = found.flatMap((row) => (Array.isArray(row) ? [String(row[0])] : []));
    const dumps: string[] = [];
    for (const table of tables) {
      const rows: unknown[] = await database.queries.execute(sql.raw(`select t.*::text from "${table}" t`));
      dumps.push(`${table} ${rows.length}`, ...rows.map((row) => `${table} ${String(row)}`));
    }
    return dumps.join('\n');
  } finally {
    await database.close();
  }
}

async function onServer(server: string, statement: string): Promise<void> {
  const database = await openDatabase({ kind: 'postgres', url: server, poolMax: 1 });
  try {
    await database.queries.execute(sql.raw(statement));
  } finally {
    await database.close();
  }
}
