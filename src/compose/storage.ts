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

/** Throws StartProblem where only the operator can help. Resolves once the tables are those of this version. */
export async function openStorage(config: Config, log: Log): Promise<Database> {
  const database = await open(config);
  try {
    await migrateWhenReachable(database, log);
    return database;
  } catch (error) {
    await database.close().catch(() => undefined);
    throw error instanceof DatabaseTooNew ? new StartProblem([error.message]) : error;
  }
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

/** In a container the database may come up after the bot. */
async function migrateWhenReachable(database: Database, log: Log): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      const applied = await migrate(database);
      if (applied > 0) log.info('start.migrated', { steps: applied });
      return;
    } catch (error) {
      if (!(error instanceof DbError) || error.kind !== 'connection') throw error;
      log.warn('start.database_unreachable', { error, tries });
      await sleep(backOffMs(tries, AGAIN_FIRST_MS, AGAIN_MOST_MS));
    }
  }
}
