// Two reads of one account's orders compared: payouts, closings, what is late and what was done elsewhere. Pure: the
// caller stores all of it in one transaction, or nothing.
import { type ForeignChange, foreignChanges, hasMatured, type RecentMove } from './foreign-changes.ts';
import { type Amount, absolute, compare } from './money.ts';
import { countOpened } from './opened-order.ts';
import type { HistoryRow, Order } from './order.ts';
import type { PayoutFact, StoredOrder } from './payout.ts';
import { type CountContext, countPayouts, type OrderCount } from './payout-count.ts';
import { expectedAtEnd } from './payout-expectation.ts';
import { factOf } from './payout-facts.ts';
import { closingInterest, createRowPool, ROW_EARLY_MS, type RowPool } from './payout-history.ts';
import { sameProduct } from './product.ts';
import { DAY_MS, interestPerDay, isNear } from './projection.ts';

export interface DiffInput {
  readonly stored: readonly StoredOrder[];
  readonly now: readonly Order[];
  /** When `now` was read, environment clock. */
  readonly nowEnvMs: number;
  /** Recent moves of the account, `not_found` ones only within their 24 hours. */
  readonly explainedBy: readonly RecentMove[];
  /**
   * History back to the earliest payout time awaited; undefined while it has not been read. When the answer says
   * `needsHistory`, read it and compare again; an empty list says that nothing more can be learned.
   */
  readonly historyRows?: readonly HistoryRow[];
  /** When orders were last read, environment clock: orders new since then were opened after it. */
  readonly lastSyncEnvMs?: number;
}

/** An order that is gone. `interest` is its last payout, undefined where none was stated. */
export interface ClosedOrder extends StoredOrder {
  readonly why: 'matured' | 'redeemed';
  readonly interest: Amount | undefined;
}

export interface LatePayout {
  readonly orderId: number;
  /** The payout time that passed, environment clock. */
  readonly expectedAt: number;
}

export interface OrderDiff {
  /** What to store in place of `stored`. */
  readonly stored: readonly StoredOrder[];
  /** In the order of time. */
  readonly payouts: readonly PayoutFact[];
  readonly opened: readonly Order[];
  readonly closed: readonly ClosedOrder[];
  readonly changes: readonly ForeignChange[];
  /** Ids of operations that explained a change and must be marked, so that they explain no other. */
  readonly explained: readonly string[];
  readonly late: readonly LatePayout[];
  /** A read of history and a second comparison may tell more. This answer may be stored all the same. */
  readonly needsHistory: boolean;
  /** For the operator: payouts whose amount the exchange did not state. */
  readonly alerts: readonly { readonly kind: 'amount_not_stated'; readonly orderId: number }[];
}

/** Compares what is stored with a fresh read of orders. Nothing in it depends on the order of the lists. */
export function diffOrders(input: DiffInput): OrderDiff {
  const { stored, nowEnvMs } = input;
  const pool = input.historyRows && createRowPool(input.historyRows);
  const freshById = new Map(input.now.map((order) => [order.id, order]));
  const knownIds = new Set(stored.map(({ order }) => order.id));
  const kept = stored.flatMap((before) => {
    const now = freshById.get(before.order.id);
    return now === undefined ? [] : [{ stored: before, now }];
  });
  const gone = stored.filter(({ order }) => !freshById.has(order.id));
  const opened = [...freshById.values()].filter((order) => !knownIds.has(order.id));
  const holdings = [...stored.map(({ order }) => order), ...opened];
  const contextOf = (order: Order): CountContext => {
    const others = [...holdings, ...input.now].filter(
      (other) => other.id !== order.id && sameProduct(order, other),
    );
    return {
      nowEnvMs,
      pool,
      alone: others.length === 0,
      distinct: others.every(
        ({ investAmt, rate }) => !isNear(order.interestEarned, interestPerDay(investAmt, rate)),
      ),
    };
  };
  const counts = kept.map((pair) => countPayouts(pair.stored, pair.now, contextOf(pair.now)));
  const openings = opened.map((order) => countOpened(order, input, contextOf(order)));
  const closings = gone.map((before) =>
    closeOrder(before, { ...contextOf(before.order), counted: countedBeside(before, stored, counts, pool) }),
  );
  const all = [...counts, ...openings];
  const payouts = inTimeOrder([...all.flatMap((count) => count.payouts), ...closings.flatMap(factsOf)]);
  return {
    stored: all.map((count) => count.stored),
    payouts,
    opened,
    closed: closings.map(({ closed }) => closed),
    ...foreignChanges({ kept, opened, closed: gone, nowEnvMs, moves: input.explainedBy }),
    late: all.filter((count) => count.late).map(({ stored: { order, dueAt } }) => lateOf(order, dueAt)),
    needsHistory: pool === undefined && (gone.length > 0 || all.some((count) => count.needsHistory)),
    alerts: payouts
      .filter((fact) => fact.amount === undefined)
      .map(({ orderId }) => ({ kind: 'amount_not_stated', orderId })),
  };
}

function lateOf(order: Order, expectedAt: number): LatePayout {
  return { orderId: order.id, expectedAt };
}

function inTimeOrder(payouts: readonly PayoutFact[]): readonly PayoutFact[] {
  return payouts.toSorted((a, b) => a.at - b.at || a.orderId - b.orderId || a.number - b.number);
}

interface Closing {
  readonly closed: ClosedOrder;
  readonly fact: PayoutFact | undefined;
}

function factsOf({ fact }: Closing): readonly PayoutFact[] {
  return fact === undefined ? [] : [fact];
}

/**
 * An order that is gone. Its last interest is told where history states it, and told as not stated where a payout
 * time had passed by then; an order that left before its payout time owes nothing.
 */
function closeOrder(stored: StoredOrder, context: CloseContext): Closing {
  const { order } = stored;
  const { why, endedAt } = endOf(stored, context);
  const due = order.nextInterestPayoutTime > 0 && stored.dueAt > 0 && stored.dueAt <= endedAt;
  const stepMs = stored.intervalMs || DAY_MS;
  const periods = due ? 1 + Math.floor((endedAt - stored.dueAt) / stepMs) : 1;
  const paidAt = due ? stored.dueAt + (periods - 1) * stepMs : endedAt;
  const interest = context.pool && interestAtEnd(stored, paidAt, context.pool, context);
  // A redemption under way may have cost the interest; at its end the order still named what was not redeemed.
  const told = interest !== undefined || (due && (why === 'matured' || !order.redemptionProcessing));
  return {
    closed: { ...stored, why, interest },
    fact: told ? factOf(stored, paidAt, interest, periods) : undefined,
  };
}

/** When it ended: at the time of a history row of its whole principal, else at its maturity, else at the latest now. */
function endOf(
  stored: StoredOrder,
  { pool, nowEnvMs }: CountContext,
): { readonly why: ClosedOrder['why']; readonly endedAt: number } {
  const { order } = stored;
  const rows = pool?.closing(order, stored.seenAt - ROW_EARLY_MS, nowEnvMs + 1) ?? [];
  const whole = rows.find((row) => compare(absolute(row.amount), order.investAmt) === 0);
  const endedAt = whole?.txnTime ?? nowEnvMs;
  if (!hasMatured(order, endedAt)) return { why: 'redeemed', endedAt };
  return { why: 'matured', endedAt: Math.min(order.endTime, endedAt) };
}

/** What an order that closes shares with others of its product. */
interface CloseContext extends CountContext {
  readonly counted: number;
}

/**
 * Other orders of the product that were paid at the time this one waits for, and whose rows are among those that are
 * left: what was counted before this look took none, what this look counted may have.
 */
function countedBeside(
  { order, dueAt, intervalMs }: StoredOrder,
  stored: readonly StoredOrder[],
  counts: readonly OrderCount[],
  pool: RowPool | undefined,
): number {
  if (dueAt === 0) return 0;
  const isPaid = (other: StoredOrder): boolean =>
    other.order.id !== order.id &&
    sameProduct(other.order, order) &&
    other.lastPayoutTime >= dueAt &&
    isNear(other.order.investAmt, order.investAmt);
  const before = stored.filter(isPaid).length;
  const now = counts.filter((count) => isPaid(count.stored)).length;
  const from = dueAt - ROW_EARLY_MS;
  const taken = pool?.taken(order, from, from + (intervalMs || DAY_MS)) ?? 0;
  return before + Math.max(0, now - before - taken);
}

function interestAtEnd(
  stored: StoredOrder,
  paidAt: number,
  pool: RowPool,
  context: CloseContext,
): Amount | undefined {
  // Rows up to the last look belong to payouts that are counted, unless one is still awaited from before it.
  const awaited = stored.dueAt > 0 && stored.dueAt <= paidAt;
  const from = awaited ? stored.dueAt - ROW_EARLY_MS : stored.seenAt + 1;
  return closingInterest(
    pool,
    stored.order,
    { from, to: context.nowEnvMs + 1 },
    {
      expected: expectedAtEnd(stored, paidAt),
      baseline: stored.baseline,
      alone: context.alone,
      counted: context.counted,
    },
  );
}
