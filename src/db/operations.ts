// Money moves. Every arrow is one conditional UPDATE; the lane of an account is a unique index of the table.
import { and, eq, inArray, lt, lte } from 'drizzle-orm';
import type { Claim, OperationPatch, OperationStore } from '../app/store.ts';
import { LANE_STATES, mayMove, type OperationState } from '../domain/operation.ts';
import { assertHeld, held } from './due.ts';
import { createOperationClaims } from './operation-claims.ts';
import { createOperationLists, selectOperations } from './operation-lists.ts';
import { draftRow, operationOf } from './operation-row.ts';
import { columnsOf } from './optional.ts';
import type { Owner } from './owner.ts';
import { operations } from './schema/money.ts';
import type { Session } from './session.ts';

export function createOperationStore(session: Session, owner: Owner): OperationStore {
  const { queries } = session;

  return {
    ...createOperationClaims(session, owner),
    ...createOperationLists(session),
    async insertDraft(operation) {
      const [inserted] = await queries
        .insert(operations)
        .values(draftRow(operation))
        .onConflictDoNothing({ target: operations.draftKey })
        .returning();
      if (inserted !== undefined) return operationOf(inserted);
      const [first] = await selectOperations(session, eq(operations.draftKey, operation.draftKey));
      if (first === undefined) throw new Error('A draft with this key was removed while it was made again.');
      return first;
    },
    async get(id) {
      const [operation] = await selectOperations(session, eq(operations.id, id));
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
    async showDraft(id, shown) {
      await queries
        .update(operations)
        .set(shown)
        .where(
          and(eq(operations.id, id), eq(operations.state, 'draft'), lte(operations.shownAt, shown.shownAt)),
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
