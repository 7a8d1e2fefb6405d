// Opens the database and brings its tables up to date; keeps trying while the server cannot be reached.
import type { Log } from '../app/ports.ts';
import type { Config } from '../config.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../db/client.ts';
import { DataDirInUse } from '../db/data-dir-lock.ts';
import { DbError } from '../db/errors.ts';
import { DatabaseTooNew, migrate } from '../db/migrate.ts';
import { backOffMs, sleep } from '../jobs/sleep.ts';
import { StartProblem } from './start-problem.ts';

const AGAIN_FIRST_MS = 500;
const AGAIN_MOST_MS = 10_000;

/** What a server that answers says of an address that is wrong (PostgreSQL manual, appendix A). */
const WRONG_ADDRESS: Readonly<Record<string, string>> = {
  '28000': 'the server does not let this user in',
  '28P01': 'the server refuses this user and password',
  '3D000': 'the server has no database of this name',
  '42501': 'this user may not create tables in the database',
};

/** Throws StartProblem where only the operator can help. Resolves once the tables are those of this version. */
export async function openStorage(config: Config, log: Log): Promise<Database> {
  const database = await open(config);
  try {
    const applied = await untilReachable(() => migrate(database), log);
    if (applied > 0) log.info('start.migrated', { steps: applied });
    return database;
  } catch (error) {
    await database.close().catch(() => undefined);
    throw startProblemOf(error) ?? error;
  }
}

function startProblemOf(error: unknown): StartProblem | undefined {
  if (error instanceof DatabaseTooNew) return new StartProblem([error.message]);
  const sqlstate = error instanceof DbError ? error.sqlstate : undefined;
  const wrong = sqlstate === undefined ? undefined : WRONG_ADDRESS[sqlstate];
  return wrong === undefined ? undefined : new StartProblem([`DATABASE_URL: ${wrong}.`]);
}

async function open({ databaseUrl, dataDir }: Config): Promise<Database> {
  const options: DatabaseOptions =
    databaseUrl === undefined ? { kind: 'pglite', dataDir } : { kind: 'postgres', url: databaseUrl.reveal() };
  try {
    return await openDatabase(options);
  } catch (error) {
    if (!(error instanceof DataDirInUse)) throw error;
    throw new StartProblem([
      `Another process is using ${dataDir}. Stop it first, or choose another DATA_DIR.`,
    ]);
  }
}

/** Lost, refused, or not to be had in time: it may come back. */
export function isAway(error: unknown): boolean {
  return error instanceof DbError && error.kind === 'connection';
}

/** In a container the database may come up after the bot, and be restarted while the bot comes up. `work` may be repeated. */
export async function untilReachable<Value>(work: () => Promise<Value>, log: Log): Promise<Value> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isAway(error)) throw error;
      log.warn('start.database_unreachable', { error, tries });
      await sleep(backOffMs(tries, AGAIN_FIRST_MS, AGAIN_MOST_MS));
    }
  }
}
