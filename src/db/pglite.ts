// The embedded engine: PGlite in a directory or in memory, for trying and for one person (it does not fsync).
// One connection, one process; more than that needs Postgres.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite, types } from '@electric-sql/pglite';
import { lockDataDir } from './data-dir-lock.ts';
import { type Driver, type RunStatement, TransactionEnded } from './driver.ts';
import { DbError, fromDriver } from './errors.ts';
import { placeFirstCluster, readFirstCluster } from './first-cluster.ts';

const asText = (text: string): string => text;
/** Values in the forms postgres.js gives, so that the tables' column kinds meet one form only. */
const AS_TEXT = {
  [types.INT8]: asText,
  [types.JSON]: asText,
  [types.JSONB]: asText,
  [types.NUMERIC]: asText,
};
/** The default of 128 MB is much for an embedded database. */
const START_PARAMS = ['-c', 'shared_buffers=16MB'];

/** @param dataDir parent of the database's own directory; undefined: in memory. Throws DataDirInUse. */
export async function openPglite(dataDir: string | undefined): Promise<Driver> {
  if (dataDir === undefined) {
    const loadDataDir = new Blob([readFirstCluster()]);
    return createDriver(await start('memory://', { loadDataDir }), () => undefined);
  }
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const lock = await lockDataDir(join(dataDir, 'database.lock'));
  try {
    const directory = join(dataDir, 'database');
    placeFirstCluster(directory);
    return createDriver(await start(directory), lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function start(location: string, from: { readonly loadDataDir?: Blob } = {}): Promise<PGlite> {
  return PGlite.create({
    ...from,
    dataDir: location,
    startParams: [...PGlite.defaultStartParams, ...START_PARAMS],
  });
}

/** What the database and its transactions have in common. */
interface Queryable {
  query(
    text: string,
    params: unknown[],
    options: { readonly rowMode: 'array'; readonly parsers: Record<number, (text: string) => unknown> },
  ): Promise<{ readonly rows: unknown[] }>;
}

function createDriver(pglite: PGlite, onClosed: () => void): Driver {
  return {
    kind: 'pglite',
    run: runOn(pglite),
    async transaction(work) {
      let open = true;
      let failed: { readonly error: unknown } | undefined;
      try {
        return await pglite.transaction(async (handle) => {
          const run = runOn(handle);
          try {
            return await work((text, params) =>
              open ? run(text, params) : Promise.reject(new TransactionEnded()),
            );
          } catch (error) {
            failed = { error };
            throw error;
          } finally {
            open = false;
          }
        });
      } catch (error) {
        // The work's own error goes through; what is left is PGlite's, from BEGIN or COMMIT.
        throw failed === undefined ? fromDriver(error) : failed.error;
      }
    },
    notifyOthers: () => undefined,
    onWake: () => undefined,
    async close() {
      await pglite.close();
      onClosed();
    },
  };
}

function runOn(target: Queryable & { readonly closed: boolean }): RunStatement {
  return async (text, params) => {
    if (target.closed) throw new DbError('connection', undefined, undefined, 'closed');
    try {
      const result = await target.query(text, [...params], { rowMode: 'array', parsers: AS_TEXT });
      return result.rows.filter((row) => Array.isArray(row));
    } catch (error) {
      throw fromDriver(error);
    }
  };
}
