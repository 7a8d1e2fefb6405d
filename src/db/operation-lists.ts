// Reading operations: one, or those of an account. Changes nothing.
import { and, asc, desc, eq, gte, inArray, notInArray, type SQL, sql } from 'drizzle-orm';
import type { OperationStore } from '../app/store.ts';
import type { Amount } from '../domain/money.ts';
import { LANE_STATES, type Operation, type OperationState, rowOf } from '../domain/operation.ts';
import type { HistoryRow } from '../domain/order.ts';
import { operationOf } from './operation-row.ts';
import { optional } from './optional.ts';
import { operations } from './schema/money.ts';
import type { Session } from './session.ts';

/** Nothing of these ever left the house, so no change at the exchange is theirs. */
const NEVER_SENT: readonly OperationState[] = ['draft', 'expired', 'cancelled'];

type OperationLists = Pick<
  OperationStore,
  'inLane' | 'ofAccount' | 'owing' | 'explainingRows' | 'recent' | 'deposited'
>;

/** A deposit in these has gone into its product, or may have. */
const MAY_HAVE_GONE_IN: readonly OperationState[] = ['sending', 'unknown', 'done'];

/** Oldest first unless ordered otherwise. */
export async function selectOperations(
  { queries }: Session,
  where: SQL | undefined,
  order: SQL = asc(operations.createdAt),
  limit?: number,
): Promise<readonly Operation[]> {
  const base = queries.select().from(operations).where(where).orderBy(order, asc(operations.id));
  return (await (limit === undefined ? base : base.limit(limit))).map(operationOf);
}

export function createOperationLists(session: Session): OperationLists {
  const select = (where: SQL | undefined, order?: SQL, limit?: number) =>
    selectOperations(session, where, order, limit);
  return {
    async inLane(accountId) {
      const lane = and(eq(operations.accountId, accountId), inArray(operations.state, [...LANE_STATES]));
      const [operation] = await select(lane);
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
    deposited: (accountId, productId, since) => depositedSince(session, accountId, productId, since),
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
  };
}

async function explainingRows({ queries }: Session, accountId: string): Promise<readonly HistoryRow[]> {
  const rows = await queries
    .select({ result: operations.result })
    .from(operations)
    .where(and(eq(operations.accountId, accountId), sql`${operations.result}->'row' is not null`));
  return rows.flatMap(({ result }) => rowOf(optional(result)) ?? []);
}

/** The amounts alone: the rows carry whole snapshots of evidence. */
async function depositedSince(
  { queries }: Session,
  accountId: string,
  productId: string,
  since: number,
): Promise<readonly Amount[]> {
  const { move, evidence, state } = operations;
  const rows = await queries
    .select({ move })
    .from(operations)
    .where(
      and(
        eq(operations.accountId, accountId),
        inArray(state, [...MAY_HAVE_GONE_IN]),
        sql`${move}->>'kind' = 'deposit'`,
        sql`${move}->'product'->>'id' = ${productId}`,
        sql`(${evidence}->>'takenAt')::numeric >= ${since}`,
      ),
    );
  return rows.flatMap((row) => (row.move.kind === 'deposit' ? [row.move.amount] : []));
}
