// An order seen for the first time: when it was opened, and which payouts it tells of since then. Pure.
import type { RecentMove } from './foreign-changes.ts';
import { isZero } from './money.ts';
import type { Order } from './order.ts';
import { duePayouts, linkOrder, openOrder, type StoredOrder } from './payout.ts';
import { type CountContext, countPayouts, type OrderCount } from './payout-count.ts';
import { expectedAtEnd } from './payout-expectation.ts';
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
 */
export function countOpened(order: Order, input: OpenedInput, context: CountContext): OrderCount {
  const linked = linkOrder(order, input.nowEnvMs);
  const quiet: OrderCount = { stored: linked, payouts: [], late: false, needsHistory: false };
  if (isZero(order.interestEarned)) return quiet;
  const lastSync = input.lastSyncEnvMs ?? Math.max(0, ...input.stored.map(({ seenAt }) => seenAt));
  const deposited = depositedAt(order, input, context, lastSync);
  const openedAt = order.startTime > 0 ? order.startTime : (deposited ?? lastSync);
  const wasHidden = deposited === undefined && openedAt + DAY_MS < lastSync;
  if (wasHidden || openedAt === 0) return quiet;
  const stored = openOrder(order, openedAt, input.nowEnvMs);
  const count = countPayouts(stored, order, context);
  const due = duePayouts(stored, order, input.nowEnvMs);
  const asks = context.pool === undefined && order.startTime === 0;
  if (due === undefined) return { ...quiet, needsHistory: asks };
  const most = expectedAtEnd({ ...stored, payoutsSeenThrough: due.firstAt - due.intervalMs }, due.lastAt);
  const plausible = isNear(order.interestEarned, most.low, most.high) || due.periods > 1;
  const judged = plausible ? count : quiet;
  return { ...judged, needsHistory: judged.needsHistory || asks };
}

/**
 * When an order that names no start was deposited into first: what history tells, else not before our own deposit went
 * out. The last look alone may lie far back, after an outage, or be misjudged, after a practice clock changed speed.
 */
function depositedAt(
  order: Order,
  { explainedBy, nowEnvMs }: OpenedInput,
  { pool }: CountContext,
  lastSync: number,
): number | undefined {
  const own = explainedBy.flatMap(({ move, explained, evidence }) =>
    move.kind === 'deposit' && !explained && evidence !== undefined && sameProduct(move.product, order)
      ? [evidence.takenAt]
      : [],
  );
  const earliest = own.length === 0 ? undefined : Math.min(...own);
  const [row] =
    pool?.deposits(order, Math.min(lastSync, earliest ?? lastSync) - ROW_EARLY_MS, nowEnvMs + 1) ?? [];
  return row ?? earliest;
}
