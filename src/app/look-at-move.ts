// One complete look at a move whose outcome is not clear: orders, history back to its snapshot, and what other moves
// still owe. Reads only; what it means is decided elsewhere.
import { type Judgement, judgeMove } from '../domain/evidence.ts';
import type { Operation } from '../domain/operation.ts';
import type { HistoryRow } from '../domain/order.ts';
import { ok, type Result } from '../domain/result.ts';
import { HISTORY_SLACK_MS } from '../domain/row-matching.ts';
import type { Session } from './account-session.ts';
import { readDebts, youngDebts } from './pay-debts.ts';
import type { EnvironmentClock, ExchangeFailure } from './ports.ts';
import { isNotOffered } from './read-facts.ts';
import { readHistory } from './read-history.ts';
import type { Store } from './store.ts';

export interface Look {
  /** Undefined when the exchange did not answer completely. */
  readonly judgement: Judgement | undefined;
  /** The exchange answered, if only in part. */
  readonly reachable: boolean;
}

/** One complete look at a move: orders, history back to its snapshot, what others owe. */
export async function lookAt(
  store: Store,
  session: Session,
  operation: Operation,
  exchangeClock: EnvironmentClock,
): Promise<Look> {
  const { move, evidence, accountId, id } = operation;
  if (evidence === undefined) return { judgement: undefined, reachable: true };
  const orders = await session.api.orders(session.caller);
  if (!orders.ok) return { judgement: undefined, reachable: isThere(orders.reason) };
  const debts = (await readDebts(store, accountId)).filter(({ operationId }) => operationId !== id);
  // An older move of the same shape takes its own row, not this one's.
  const since = Math.min(evidence.takenAt, ...youngDebts(debts, evidence.takenAt).map((debt) => debt.since));
  const rows = await readRows(session, operation, since - HISTORY_SLACK_MS);
  if (!rows.ok) return { judgement: undefined, reachable: isThere(rows.reason) };
  const alreadyExplained = await store.operations.explainingRows(accountId);
  const nowEnvMs = exchangeClock.now();
  const reading = { evidence, orders: orders.value, rows: rows.value, debts, alreadyExplained, nowEnvMs };
  return { judgement: judgeMove(move, reading), reachable: true };
}

/** Undefined rows where the exchange refuses history; a renewal leaves none. */
async function readRows(
  session: Session,
  { move }: Operation,
  since: number,
): Promise<Result<readonly HistoryRow[] | undefined, ExchangeFailure>> {
  if (move.kind === 'renew') return ok(undefined);
  const read = await readHistory(session, since);
  if (read.ok) return ok(read.value.rows);
  return isNotOffered(read.reason) ? ok(undefined) : read;
}

function isThere({ kind }: ExchangeFailure): boolean {
  return kind !== 'unavailable' && kind !== 'timeout' && kind !== 'rate_limited';
}
