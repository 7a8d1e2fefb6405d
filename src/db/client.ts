// The database as the rest of this layer sees it: one of two engines, transactions that cannot be misused, wake-ups.
// Statements are run by the engine; drizzle (session.ts) only builds them and maps their rows.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Driver, Pace } from './driver.ts';
import { withoutParameters } from './errors.ts';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';
import { createInnerSession, isTaken, queriesOver, type Session, trackFailures } from './session.ts';

export interface Database extends Session {
  readonly kind: 'postgres' | 'pglite';
  /** No nesting: a transaction inside a transaction throws, and so does a statement past its handle. */
  transaction<Value>(work: (session: Session) => Promise<Value>, pace?: Pace): Promise<Value>;
  /** Hears of `queue` from this and other instances, and after a break in which some may have been missed. */
  listen(queue: string, onWake: () => void): () => void;
  /** Wakes the listeners of `queue`, here at once and elsewhere soon. Call it after the commit. */
  notify(queue: string): void;
  close(): Promise<void>;
}

export type DatabaseOptions =
  | { readonly kind: 'postgres'; readonly url: string; readonly poolMax?: number }
  /** `dataDir` undefined: in memory. */
  | { readonly kind: 'pglite'; readonly dataDir: string | undefined };

/** Enough for the loops of one instance; ten instances stay below the server's default of 100. */
const POOL_MAX = 10;

/** Opens the engine; the tables are migrate.ts's business. Throws DataDirInUse when the directory is taken. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const driver =
    options.kind === 'postgres'
      ? openPostgres({ url: options.url, poolMax: options.poolMax ?? POOL_MAX })
      : await openPglite(options.dataDir);
  return createDatabase(driver);
}

interface Scope {
  open: boolean;
}

function createDatabase(driver: Driver): Database {
  const scopes = new AsyncLocalStorage<Scope>();
  const wakes = createWakes(driver);

  /** With PGlite's single connection such a statement would wait for itself for ever; with Postgres it would slip out of the transaction. */
  function assertOutside(what: string): void {
    if (scopes.getStore()?.open === true) {
      throw new Error(`${what} inside a transaction: use the handle that the transaction was given.`);
    }
  }

  async function transaction<Value>(
    work: (session: Session) => Promise<Value>,
    pace: Pace = 'normal',
  ): Promise<Value> {
    assertOutside('A transaction');
    const scope: Scope = { open: true };
    try {
      return await driver.transaction(
        (run) =>
          scopes.run(scope, async () => {
            const tracked = trackFailures(run);
            const value = await work(createInnerSession(tracked));
            tracked.assertNoneFailed();
            return value;
          }),
        pace,
      );
    } catch (error) {
      throw withoutParameters(error);
    } finally {
      scope.open = false;
    }
  }

  return {
    kind: driver.kind,
    queries: queriesOver(async (text, params) => {
      assertOutside('A statement');
      return driver.run(text, params);
    }),
    transaction,
    atomically: (work) => transaction(work),
    async unlessTaken(write) {
      try {
        return await transaction(write);
      } catch (error) {
        if (isTaken(error)) return undefined;
        throw error;
      }
    },
    ...wakes,
    close: () => driver.close(),
  };
}

function createWakes(driver: Driver): Pick<Database, 'listen' | 'notify'> {
  const listeners = new Map<string, Set<() => void>>();
  let heardFromOthers = false;

  function wake(queue: string | undefined): void {
    const woken = queue === undefined ? [...listeners.values()] : [listeners.get(queue) ?? []];
    for (const onWake of woken.flatMap((set) => [...set])) onWake();
  }

  return {
    listen(queue, onWake) {
      if (!heardFromOthers) driver.onWake(wake);
      heardFromOthers = true;
      const set = listeners.get(queue) ?? new Set();
      // Heard where it was asked for, not inside a transaction whose caller happens to notify.
      const bound = AsyncLocalStorage.bind(onWake);
      listeners.set(queue, set.add(bound));
      return () => set.delete(bound);
    },
    notify(queue) {
      wake(queue);
      driver.notifyOthers(queue);
    },
  };
}
