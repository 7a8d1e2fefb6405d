// Where the statements of a store go: drizzle as a builder over an engine, outside and inside a transaction.
// Opens nothing and begins nothing.
import { sql } from 'drizzle-orm';
import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import type { RunStatement } from './driver.ts';
import { DbError, withoutParameters } from './errors.ts';

/** The query builder. */
export type Queries = PgRemoteDatabase;

/** Where statements go: straight to the database, or into the transaction that is running. */
export interface Session {
  readonly queries: Queries;
  /** Joins the running transaction, or runs one. */
  atomically<Value>(work: (session: Session) => Promise<Value>): Promise<Value>;
  /** Runs a write that a unique index may refuse; `undefined` when it did, and the transaction goes on. */
  unlessTaken<Value>(write: (session: Session) => Promise<Value>): Promise<Value | undefined>;
}

export function queriesOver(run: RunStatement): Queries {
  return drizzle(async (text, params) => ({ rows: [...(await run(text, params))] }));
}

interface TrackedRun {
  readonly run: RunStatement;
  /** Postgres answers COMMIT of a failed transaction with a silent rollback: the failure must not be swallowed. */
  assertNoneFailed(): void;
  forgetFailure(): void;
}

export function trackFailures(run: RunStatement): TrackedRun {
  let failure: { readonly error: unknown } | undefined;
  return {
    run: async (text, params) => {
      try {
        return await run(text, params);
      } catch (error) {
        failure ??= { error };
        throw error;
      }
    },
    assertNoneFailed() {
      if (failure !== undefined) throw failure.error;
    },
    forgetFailure() {
      failure = undefined;
    },
  };
}

export function createInnerSession(tracked: TrackedRun): Session {
  const queries = queriesOver(tracked.run);
  const session: Session = {
    queries,
    atomically: (work) => work(session),
    async unlessTaken(write) {
      await queries.execute(sql`savepoint unless_taken`);
      try {
        const value = await write(session);
        await queries.execute(sql`release savepoint unless_taken`);
        return value;
      } catch (error) {
        if (!isTaken(withoutParameters(error))) throw error;
        await queries.execute(sql`rollback to savepoint unless_taken`);
        tracked.forgetFailure();
        return undefined;
      }
    },
  };
  return session;
}

export function isTaken(error: unknown): boolean {
  return error instanceof DbError && error.kind === 'unique';
}
