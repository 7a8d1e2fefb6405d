// A payout, and an order as it was last stored with what is known of its payouts. When a payout falls due is decided
// here; what it amounts to in payout-reading; the comparison of two reads in order-diff.
import { type Amount, compare, ZERO } from './money.ts';
import type { Order } from './order.ts';
import type { InterestMeaning } from './payout-reading.ts';
import { type ProductName, productKind } from './product.ts';
import { DAY_MS } from './projection.ts';

/** An order at the latest read, and how far its payouts have been counted. All times: environment clock, Unix ms. */
export interface StoredOrder {
  readonly order: Order;
  /** Payouts counted so far; the next one has this number plus one. Never goes back. */
  readonly payoutCount: number;
  /** `interestEarned` when payouts were last counted. */
  readonly baseline: Amount;
  readonly meaning: InterestMeaning;
  /** Time of the latest payout that was counted, 0 = none since the order is known. */
  readonly lastPayoutTime: number;
  /** Interest up to here has been dealt with, paid or not. */
  readonly payoutsSeenThrough: number;
  /** The payout time that is waited for; it stays while the payout is late. 0 = none. */
  readonly dueAt: number;
  /** Time between two payouts, 0 = not known yet. */
  readonly intervalMs: number;
  /** When the order was last read. */
  readonly seenAt: number;
}

/** Interest that was paid. Its key is (account, order, number): the time is data. */
export interface PayoutFact {
  readonly orderId: number;
  /** From 1. With several periods: the first of them. */
  readonly number: number;
  /** Payout times in this fact; more than one when they cannot be told apart. */
  readonly periods: number;
  /** The (last) payout time, environment clock. */
  readonly at: number;
  readonly currency: string;
  /** Undefined where the exchange does not state it. */
  readonly amount: Amount | undefined;
  readonly product: ProductName;
}

/** How far the exchange's clock and ours may disagree about whether a payout time has passed. */
export const CLOCK_SKEW_MS = 15 * 60_000;

/** First sight of an account: what it holds is stored, and nothing of the past is told (P6). */
export function linkOrders(orders: readonly Order[], nowEnvMs: number): readonly StoredOrder[] {
  return orders.map((order) => linkOrder(order, nowEnvMs));
}

/** An order whose past payouts are not told: its figure is the baseline. */
export function linkOrder(order: Order, nowEnvMs: number): StoredOrder {
  const intervalMs = intervalOf(order);
  // A payout time that has passed at first sight may have been paid before: it belongs to the past.
  const dueAt = nextDueAfter(order, nowEnvMs, intervalMs);
  const isNamed = order.nextInterestPayoutTime > 0;
  return {
    order,
    payoutCount: 0,
    baseline: order.interestEarned,
    meaning: 'unknown',
    lastPayoutTime: 0,
    payoutsSeenThrough: isNamed ? Math.max(0, dueAt - (intervalMs || DAY_MS)) : nowEnvMs,
    dueAt,
    intervalMs,
    seenAt: nowEnvMs,
  };
}

/**
 * An order that was opened after `openedAt`: everything it shows was earned since. Its first payout is looked for on
 * the payout times before the one it names, so that an outage of days is caught up whole.
 */
export function openOrder(order: Order, openedAt: number, nowEnvMs: number): StoredOrder {
  const linked = linkOrder(order, nowEnvMs);
  const stepMs = linked.intervalMs || DAY_MS;
  const next = order.nextInterestPayoutTime;
  if (next <= openedAt) return { ...linked, baseline: ZERO };
  const dueAt = next - Math.floor((next - openedAt - 1) / stepMs) * stepMs;
  return { ...linked, baseline: ZERO, payoutsSeenThrough: Math.max(openedAt, dueAt - stepMs), dueAt };
}

/**
 * Time between two payouts. Flex is paid daily [API notes]; an order whose next payout is its end is paid once;
 * of others it is learned from their first two payout times.
 */
export function intervalOf(order: Order): number {
  if (productKind(order.type) === 'flex') return DAY_MS;
  const { nextInterestPayoutTime: next, endTime, startTime, durationMs } = order;
  if (next === 0 || next !== endTime) return 0;
  return startTime > 0 && startTime < endTime ? endTime - startTime : Math.max(0, durationMs);
}

/**
 * The payout time to wait for after `countedThrough`. An order that names none is looked at at its end, or a day on.
 */
export function nextDueAfter(order: Order, countedThrough: number, intervalMs: number): number {
  const next = order.nextInterestPayoutTime;
  if (next > countedThrough) return next;
  if (next === 0) return order.endTime > countedThrough ? order.endTime : countedThrough + DAY_MS;
  const stepMs = intervalMs || DAY_MS;
  return next + (Math.floor((countedThrough - next) / stepMs) + 1) * stepMs;
}

/** Payout times that passed and have not been counted. */
export interface DuePayouts {
  readonly firstAt: number;
  readonly lastAt: number;
  readonly periods: number;
  readonly intervalMs: number;
  /** The exchange already names a later payout time. */
  readonly advanced: boolean;
}

/**
 * What fell due between the stored state and a fresh read; undefined when nothing did. An exchange that already names
 * the next payout time counts as past this one, when our clock is at most {@link CLOCK_SKEW_MS} short of it, or when
 * the figure grew as well (a practice clock may run days in a read).
 */
export function duePayouts(stored: StoredOrder, now: Order, nowEnvMs: number): DuePayouts | undefined {
  const { dueAt } = stored;
  const aheadMs = now.nextInterestPayoutTime - dueAt;
  const intervalMs = stored.intervalMs || learnedInterval(aheadMs, nowEnvMs - dueAt);
  // A payout time that moved by less than half an interval was put off, not paid.
  const advanced = aheadMs * 2 >= intervalMs;
  const paid = compare(now.interestEarned, stored.baseline) === 1;
  const passed = dueAt <= nowEnvMs || (advanced && (paid || dueAt - nowEnvMs <= CLOCK_SKEW_MS));
  if (dueAt === 0 || !passed) return undefined;
  const periods = advanced
    ? Math.max(1, Math.round(aheadMs / intervalMs))
    : 1 + Math.floor(Math.max(0, nowEnvMs - dueAt) / intervalMs);
  return { firstAt: dueAt, lastAt: dueAt + (periods - 1) * intervalMs, periods, intervalMs, advanced };
}

/** Looked at within a day of the payout, the next payout time shows the interval itself; else days are assumed. */
function learnedInterval(aheadMs: number, sinceDueMs: number): number {
  if (aheadMs <= 0) return DAY_MS;
  return sinceDueMs >= DAY_MS && aheadMs % DAY_MS === 0 ? DAY_MS : aheadMs;
}
