// An order seen for the first time: when it was opened, and which payouts it tells of since then. Pure.
import type { RecentMove } from './foreign-changes.ts';
import { type Amount, absolute, add, compare, isZero, subtract, sum, ZERO } from './money.ts';
import type { HistoryRow, Order } from './order.ts';
import { type DuePayouts, duePayouts, linkOrder, openOrder, type StoredOrder } from './payout.ts';
import { type CountContext, countPayouts, type OrderCount } from './payout-count.ts';
import { expectedAtEnd } from './payout-expectation.ts';
import { numbered } from './payout-facts.ts';
import { ROW_EARLY_MS } from './payout-history.ts';
import { sameProduct } from './product.ts';
import { DAY_MS, isNear } from './projection.ts';

interface OpenedInput {
  readonly stored: readonly StoredOrder[];
  readonly nowEnvMs: number;
  readonly explainedBy: readonly RecentMove[];
  readonly lastSyncEnvMs?: number;
}

/**
 * An order first seen in a sync was opened since the last one, and what it shows was paid since. Where that cannot
 * be so (it began before, or its figure is too large), it was hidden and not opened: nothing of its past is told.
 * Deposits in history that make up its whole principal prove that it was opened, whatever was done to it since.
 */
export function countOpened(order: Order, input: OpenedInput, context: CountContext): OrderCount {
  const linked = linkOrder(order, input.nowEnvMs);
  const quiet: OrderCount = { stored: linked, payouts: [], late: false, needsHistory: false };
  if (isZero(order.interestEarned)) return quiet;
  const lastSync = input.lastSyncEnvMs ?? Math.max(0, ...input.stored.map(({ seenAt }) => seenAt));
  const beginning = beginningOf(order, input, context, lastSync);
  const openedAt = order.startTime > 0 ? order.startTime : latestOpening(order, beginning, lastSync, input);
  const wasHidden = beginning === undefined && openedAt + DAY_MS < lastSync;
  if (wasHidden || openedAt === 0) return quiet;
  const stored = openOrder(order, openedAt, input.nowEnvMs);
  const count = countPayouts(stored, order, context);
  const due = duePayouts(stored, order, input.nowEnvMs);
  const asks = context.pool === undefined && (order.startTime === 0 || !isPlausible(stored, order, due));
  if (due === undefined) {
    return beginning?.isWhole === true
      ? paidSince(beginning.at, linked, context)
      : { ...quiet, needsHistory: asks };
  }
  const isOpened = beginning?.isWhole === true || isPlausible(stored, order, due);
  const judged = isOpened ? count : quiet;
  return { ...judged, needsHistory: judged.needsHistory || asks };
}

/**
 * Of an order that names no start. Our own deposit is no beginning of one that was paid when none has been due since:
 * another hand opened that one, some time after the last look.
 */
function latestOpening(
  order: Order,
  beginning: Beginning | undefined,
  lastSync: number,
  { nowEnvMs }: OpenedInput,
): number {
  if (beginning === undefined) return lastSync;
  if (beginning.isStated) return beginning.at;
  const isDueSince = (at: number) =>
    duePayouts(openOrder(order, at, nowEnvMs), order, nowEnvMs) !== undefined;
  return !isDueSince(beginning.at) && isDueSince(lastSync) ? lastSync : beginning.at;
}

/** The figure is what the principal of today would have earned, or spans several payouts. */
function isPlausible(stored: StoredOrder, order: Order, due: DuePayouts | undefined): boolean {
  if (due === undefined || due.periods > 1) return true;
  const most = expectedAtEnd({ ...stored, payoutsSeenThrough: due.firstAt - due.intervalMs }, due.lastAt);
  return isNear(order.interestEarned, most.low, most.high);
}

/**
 * A new order that names no payout time to count by (it is being redeemed): what it was paid, history tells, or else its
 * own figure, as one.
 */
function paidSince(
  openedAt: number,
  linked: StoredOrder,
  { pool, alone, nowEnvMs }: CountContext,
): OrderCount {
  const { order } = linked;
  const rows = alone ? (pool?.interest(order, openedAt, nowEnvMs + 1) ?? []) : [];
  for (const row of rows) pool?.take(row);
  const stated = rows.map(({ txnTime, amount }) => ({ at: txnTime, periods: 1, amount }));
  const parts = stated.length > 0 ? stated : [{ at: nowEnvMs, periods: 1, amount: order.interestEarned }];
  const lastPayoutTime = Math.max(...parts.map(({ at }) => at));
  return {
    stored: { ...linked, payoutCount: parts.length, lastPayoutTime },
    payouts: numbered(parts, linked, order),
    late: false,
    needsHistory: false,
  };
}

interface Beginning {
  /** Environment clock. */
  readonly at: number;
  /** By history; else by our own deposit alone. */
  readonly isStated: boolean;
  /** Deposits since the last look, or one of our own that was answered, add up to all it holds. */
  readonly isWhole: boolean;
}

/**
 * When an order was deposited into first: what history tells, else not before our own deposit went out. The last look
 * alone may lie far back, after an outage, or be misjudged, after a practice clock changed speed.
 */
function beginningOf(
  order: Order,
  { explainedBy, nowEnvMs }: OpenedInput,
  { pool, alone }: CountContext,
  lastSync: number,
): Beginning | undefined {
  const own = explainedBy.flatMap(({ move, state, explained, evidence }) =>
    move.kind === 'deposit' && !explained && evidence !== undefined && sameProduct(move.product, order)
      ? [{ at: evidence.takenAt, amount: move.amount, isDone: state === 'done' }]
      : [],
  );
  const earliest = own.length === 0 ? undefined : Math.min(...own.map(({ at }) => at));
  const since = Math.min(lastSync, earliest ?? lastSync) - ROW_EARLY_MS;
  const deposits = pool?.deposits(order, since, nowEnvMs + 1) ?? [];
  const interest = order.compounding ? order.interestEarned : ZERO;
  // Of redemptions nobody knows which order they left, unless it is the only one.
  const redeemed = alone ? (pool?.closing(order, since, nowEnvMs + 1) ?? []) : [];
  const rows = latestUpTo(subtract(order.investAmt, interest), deposits, redeemed);
  const at = rows[0]?.txnTime ?? earliest;
  if (at === undefined) return undefined;
  const isAll = (deposited: Amount) => compare(add(deposited, interest), order.investAmt) !== -1;
  const isOwn = alone && own.some(({ amount, isDone }) => isDone && isAll(amount));
  return { at, isStated: rows.length > 0, isWhole: isOwn || isAll(sum(rows.map(({ amount }) => amount))) };
}

/**
 * The latest deposits that make up what an order holds, and what was redeemed of it after them: older ones went into
 * other orders of the product, or into one that is gone.
 */
function latestUpTo(
  amount: Amount,
  deposits: readonly HistoryRow[],
  redeemed: readonly HistoryRow[],
): readonly HistoryRow[] {
  const taken: HistoryRow[] = [];
  let left = amount;
  for (const row of [...deposits, ...redeemed].toSorted((a, b) => b.txnTime - a.txnTime)) {
    if (redeemed.includes(row)) {
      left = add(left, absolute(row.amount));
      continue;
    }
    taken.unshift(row);
    left = subtract(left, row.amount);
    if (compare(left, ZERO) !== 1) return taken;
  }
  return taken;
}
