// The one way to take rows: a claim is (instance, fence), free again when its instance is dead; due rows are taken
// in batches. What is done with a row is its own table's business.
import { and, asc, eq, gt, isNull, lte, ne, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { type Claim, ClaimLost } from '../app/store.ts';
import { databaseNow, instances } from './schema/system.ts';
import type { Session } from './session.ts';

/** A table with the columns of `claimable()`, its key, and the same table under another name. */
export interface DueTable {
  readonly table: PgTable;
  readonly key: PgColumn;
  readonly dueAt: PgColumn;
  readonly claimedBy: PgColumn;
  readonly fence: PgColumn;
  readonly seen: PgTable;
  readonly seenKey: PgColumn;
  readonly seenDueAt: PgColumn;
  readonly seenClaimedBy: PgColumn;
  readonly seenFence: PgColumn;
}

interface Claimable {
  readonly dueAt: PgColumn;
  readonly claimedBy: PgColumn;
  readonly fence: PgColumn;
}

/** `seen` is `alias(table, 'seen')`. */
export function dueTable<Table extends PgTable & Claimable, Seen extends PgTable & Claimable>(
  table: Table,
  key: (table: Table | Seen) => PgColumn,
  seen: Seen,
): DueTable {
  return {
    table,
    key: key(table),
    dueAt: table.dueAt,
    claimedBy: table.claimedBy,
    fence: table.fence,
    seen,
    seenKey: key(seen),
    seenDueAt: seen.dueAt,
    seenClaimedBy: seen.claimedBy,
    seenFence: seen.fence,
  };
}

/** Unclaimed, or held by an instance whose heartbeat stopped. A row of our own is held for as long as we run. */
export function isFree(session: Session, claimedBy: PgColumn, self: string): SQL | undefined {
  const alive = session.queries
    .select({ id: instances.id })
    .from(instances)
    .where(gt(instances.aliveUntil, databaseNow));
  return or(isNull(claimedBy), and(ne(claimedBy, self), notInArray(claimedBy, alive)));
}

/** Conditions are written on the columns of `seen`. */
export interface Pick {
  readonly where: SQL | undefined;
  readonly order: readonly (SQL | PgColumn)[];
  readonly limit: number;
  /** Wait for rows that another statement is just changing, instead of passing them by. */
  readonly wait?: boolean;
}

/**
 * A common table expression of the keys of free rows, locked. The row is read twice in one statement: as `seen` when
 * the statement began, where it is judged, and as it is once locked. The fence must be the same in both: a row
 * claimed in between, perhaps by an instance that was not alive yet when the judging began, is passed by.
 */
export function pickFree(session: Session, due: DueTable, self: string, pick: Pick) {
  const base = session.queries
    .select({ key: sql<unknown>`${due.key}`.as('picked_key') })
    .from(due.table)
    .innerJoin(due.seen, and(eq(due.key, due.seenKey), eq(due.fence, due.seenFence)))
    .where(and(isFree(session, due.seenClaimedBy, self), pick.where))
    .orderBy(...pick.order)
    .limit(pick.limit)
    .for('update', pick.wait === true ? { of: due.table } : { of: due.table, skipLocked: true });
  return session.queries.$with('picked').as(base);
}

/** Due at `now` and free, earliest first. */
export function pickDue(
  session: Session,
  due: DueTable,
  self: string,
  now: number,
  limit: number,
  where?: SQL,
) {
  return pickFree(session, due, self, {
    where: and(lte(due.seenDueAt, now), where),
    order: [asc(due.seenDueAt), asc(due.seenKey)],
    limit,
  });
}

/** The row with this key, if it is free; waits while a statement is changing it. */
export function pickOne(session: Session, due: DueTable, self: string, key: string | number, where?: SQL) {
  return pickFree(session, due, self, {
    where: and(eq(due.seenKey, key), where),
    order: [],
    limit: 1,
    wait: true,
  });
}

/** What every claim sets. */
export function claimed(due: DueTable, self: string): { claimedBy: string; fence: SQL } {
  return { claimedBy: self, fence: sql`${due.fence} + 1` };
}

/** The condition of every write under a claim. */
export function held(
  table: { readonly claimedBy: PgColumn; readonly fence: PgColumn },
  claim: Claim,
): SQL | undefined {
  return and(eq(table.claimedBy, claim.owner), eq(table.fence, claim.fence));
}

/** @throws ClaimLost when a write under a claim met no row. */
export function assertHeld(written: readonly unknown[]): void {
  if (written.length === 0) throw new ClaimLost('The row was taken over by another instance, or is gone.');
}
