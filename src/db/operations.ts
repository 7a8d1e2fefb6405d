// Money moves. Every arrow is one conditional UPDATE; the lane of an account is a unique index of the table.
import { and, asc, desc, eq, gte, inArray, lt, notInArray, type SQL, sql } from 'drizzle-orm';
import type { Claim, OperationPatch, OperationStore } from '../app/store.ts';
import { LANE_STATES, mayMove, type Operation, type OperationState } from '../domain/operation.ts';
import type { HistoryRow } from '../domain/order.ts';
import { assertHeld, held } from './due.ts';
import { createOperationClaims } from './operation-claims.ts';
import { draftRow, operationOf } from './operation-row.ts';
import { columnsOf } from './optional.ts';
import { operations } from './schema/money.ts';
import type { Session } from './session.ts';

/** Nothing of these ever left the house, so no change at the exchange is theirs. */
const NEVER_SENT: readonly OperationState[] = ['draft', 'expired', 'cancelled'];

export function createOperationStore(session: Session, self: string): OperationStore {
  const { queries } = session;

  async function select(where: SQL | undefined, order: SQL, limit?: number): Promise<readonly Operation[]> {
    const base = queries.select().from(operations).where(where).orderBy(order, asc(operations.id));
    return (await (limit === undefined ? base : base.limit(limit))).map(operationOf);
  }

  return {
    ...createOperationClaims(session, self),
    async insertDraft(operation) {
      const [inserted] = await queries
        .insert(operations)
        .values(draftRow(operation))
        .onConflictDoNothing({ target: operations.draftKey })
        .returning();
      if (inserted !== undefined) return operationOf(inserted);
      const [first] = await select(eq(operations.draftKey, operation.draftKey), asc(operations.createdAt), 1);
      if (first === undefined) throw new Error('A draft with this key was removed while it was made again.');
      return first;
    },
    async get(id) {
      const [operation] = await select(eq(operations.id, id), asc(operations.createdAt), 1);
      return operation;
    },
    transition: (id, from, to, patch, claim) => transition(session, id, { from, to, patch, claim }),
    async update(id, patch, claim) {
      if (Object.keys(patch).length === 0) return;
      const written = await queries
        .update(operations)
        .set(columnsOf(patch))
        .where(and(eq(operations.id, id), claim === undefined ? undefined : held(operations, claim)))
        .returning({ id: operations.id });
      if (claim !== undefined) assertHeld(written);
    },
    async inLane(accountId) {
      const lane = and(eq(operations.accountId, accountId), inArray(operations.state, [...LANE_STATES]));
      const [operation] = await select(lane, asc(operations.createdAt), 1);
      return operation;
    },
    ofAccount: (accountId, states, limit) =>
      select(
        and(eq(operations.accountId, accountId), inArray(operations.state, [...states])),
        desc(operations.createdAt),
        limit,
      ),
    owing: (accountId) =>
      select(
        and(eq(operations.accountId, accountId), operations.owesRow),
        asc(sql`coalesce(${operations.answeredAt}, ${operations.createdAt})`),
      ),
    explainingRows: (accountId) => explainingRows(session, accountId),
    recent: (accountId, since) => {
      const when = sql`coalesce(${operations.sentAt}, ${operations.confirmedAt})`;
      return select(
        and(
          eq(operations.accountId, accountId),
          gte(when, since),
          notInArray(operations.state, [...NEVER_SENT]),
        ),
        asc(when),
      );
    },
    async expireDrafts(now) {
      const expired = await queries
        .update(operations)
        .set({ state: 'expired', endedAt: now, dueAt: null })
        .where(and(eq(operations.state, 'draft'), lt(operations.expiresAt, now)))
        .returning({ id: operations.id });
      return expired.length;
    },
  };
}

interface Arrow {
  readonly from: readonly OperationState[];
  readonly to: OperationState;
  readonly patch: OperationPatch;
  readonly claim: Claim | undefined;
}

async function transition(
  session: Session,
  id: string,
  { from, to, patch, claim }: Arrow,
): Promise<'moved' | 'not_there' | 'lane_busy'> {
  const forbidden = from.find((state) => !mayMove(state, to));
  if (forbidden !== undefined) throw new Error(`No operation moves from ${forbidden} to ${to}.`);
  const write = async ({ queries }: Session): Promise<boolean> => {
    const moved = await queries
      .update(operations)
      .set({ ...columnsOf(patch), state: to })
      .where(
        and(
          eq(operations.id, id),
          inArray(operations.state, [...from]),
          claim === undefined ? undefined : held(operations, claim),
        ),
      )
      .returning({ id: operations.id });
    return moved.length === 1;
  };
  const entersLane = LANE_STATES.includes(to) && from.some((state) => !LANE_STATES.includes(state));
  const moved = entersLane ? await session.unlessTaken(write) : await write(session);
  if (moved === undefined) return 'lane_busy';
  if (!moved && claim !== undefined) await assertStillHeld(session, id, claim);
  return moved ? 'moved' : 'not_there';
}

async function assertStillHeld({ queries }: Session, id: string, claim: Claim): Promise<void> {
  assertHeld(
    await queries
      .select({ id: operations.id })
      .from(operations)
      .where(and(eq(operations.id, id), held(operations, claim))),
  );
}

async function explainingRows({ queries }: Session, accountId: string): Promise<readonly HistoryRow[]> {
  const rows = await queries
    .select({ result: operations.result })
    .from(operations)
    .where(and(eq(operations.accountId, accountId), sql`${operations.result}->>'kind' = 'seen'`));
  return rows.flatMap(({ result }) =>
    result?.kind === 'seen' && result.row !== undefined ? [result.row] : [],
  );
}
