// The Postgres under the bot: a server of the run's own, which can be restarted under it; or a database of its own on a
// server that was given, where only connections can be cut.
import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { type Database, openDatabase } from '../../../src/db/client.ts';
import { pause } from '../pause.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';

export interface Cluster {
  readonly host: string;
  readonly port: number;
  /** The database as somebody who connects through `port` on the loopback address sees it. */
  readonly urlAt: (port: number) => string;
  /** The database without a gate in between. */
  readonly directUrl: string;
  /** Resolves when it takes connections again; undefined where the server is not ours. */
  readonly restart: OwnServer['restart'] | undefined;
  /** Ends up to `most` connections; how many. */
  readonly killBackends: (most: number) => Promise<number>;
  /** Our own look into the database, by a connection that is closed again. */
  readonly look: <Value>(read: (database: Database) => Promise<Value>) => Promise<Value>;
  /** Ends the server, or drops the database. */
  readonly close: () => Promise<void>;
}

const USER = 'earnest';
const DATABASE = 'earnest';
const READY_MS = 60_000;
const AGAIN_MS = 20;
const LOOK_TRIES = 40;
const LOOK_AGAIN_MS = 250;

/** @param folder empty and ours */
export async function startCluster(binaries: PostgresBinaries, folder: string): Promise<Cluster> {
  const password = randomBytes(12).toString('hex');
  const urlOf = (port: number, name: string) => `postgres://${USER}:${password}@127.0.0.1:${port}/${name}`;
  const server = await startOwnServer(binaries, folder, USER, (port) => untilReady(urlOf(port, 'postgres')));
  const { port, restart, close } = server;
  await execute(urlOf(port, 'postgres'), `create database ${DATABASE}`);
  const directUrl = urlOf(port, DATABASE);
  const urlAt = (at: number) => urlOf(at, DATABASE);
  return { host: '127.0.0.1', port, urlAt, directUrl, ...looksInto(directUrl), restart, close };
}

/**
 * A database of its own on a server that others use too.
 * @throws Error when the server may lose what it has confirmed: a loss would be its own, not the bot's
 */
export async function useServer(server: string): Promise<Cluster> {
  await withDatabase(server, assertDurable);
  const name = `earnest_crash_${process.pid}_${randomBytes(4).toString('hex')}`;
  await execute(server, `create database ${name}`);
  const url = new URL(server);
  const [host, port] = [url.hostname, url.port === '' ? 5432 : Number(url.port)];
  url.pathname = `/${name}`;
  const directUrl = url.href;
  return {
    ...{ host, port, directUrl, ...looksInto(directUrl) },
    urlAt: (at) => {
      const through = new URL(directUrl);
      through.hostname = '127.0.0.1';
      through.port = String(at);
      return through.href;
    },
    restart: undefined,
    close: () => execute(server, `drop database if exists ${name} with (force)`),
  };
}

function looksInto(url: string): Pick<Cluster, 'look' | 'killBackends'> {
  /** Our own connection may be one of those that are killed, or the server may just be coming back. */
  const look: Cluster['look'] = async (read) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await withDatabase(url, read);
      } catch (error) {
        if (tries >= LOOK_TRIES) throw error;
        await pause(LOOK_AGAIN_MS);
      }
    }
  };
  return {
    look,
    killBackends: (most) =>
      look(async ({ queries }) => {
        const ended: readonly unknown[] = await queries.execute(sql`
          select pg_terminate_backend(pid) from (
            select pid from pg_stat_activity
            where datname = current_database() and application_name = 'earnest' and pid <> pg_backend_pid()
            order by random() limit ${most}) as chosen`);
        return ended.length;
      }),
  };
}

async function assertDurable({ queries }: Database): Promise<void> {
  const off: readonly unknown[] = await queries.execute(
    sql`select name from pg_settings where name in ('fsync', 'synchronous_commit') and setting = 'off'`,
  );
  if (off.length > 0) {
    throw new Error('The server of TEST_DATABASE_URL has fsync or synchronous_commit off: set both to on.');
  }
}

async function withDatabase<Value>(
  url: string,
  work: (database: Database) => Promise<Value>,
): Promise<Value> {
  const database = await openDatabase({ kind: 'postgres', url, poolMax: 1 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function execute(url: string, statement: string): Promise<void> {
  return withDatabase(url, async ({ queries }) => void (await queries.execute(sql.raw(statement))));
}

async function untilReady(url: string): Promise<void> {
  const endAt = performance.now() + READY_MS;
  for (;;) {
    try {
      return await execute(url, 'select 1');
    } catch (error) {
      if (performance.now() > endAt) throw error;
      await pause(AGAIN_MS);
    }
  }
}
