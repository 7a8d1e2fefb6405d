// What an order should have been paid between two reads, as far as principal and rate tell. Pure arithmetic: it does
// not decide what was paid.
import { beganNewTerm, interestAllowance } from './foreign-changes.ts';
import { type Amount, compare, isZero, larger, smaller, subtract, ZERO } from './money.ts';
import type { Order } from './order.ts';
import type { DuePayouts, StoredOrder } from './payout.ts';
import type { Expected } from './payout-reading.ts';
import { productKind } from './product.ts';
import { DAY_MS, interestOverMs, isNear } from './projection.ts';

/**
 * May an unchanged figure be the same payout again? Only of what the order held before: a principal or rate that
 * changed since then changed after the payout, else the figure would show it. A redemption under way, and one of a
 * Lending order, may have cost the payout.
 */
export function isRepeatable(stored: StoredOrder, now: Order, due: DuePayouts): boolean {
  const { order } = stored;
  const shrank = compare(now.investAmt, order.investAmt) === -1;
  if (order.redemptionProcessing || now.redemptionProcessing || beganNewTerm(order, now)) return false;
  if (shrank && productKind(order.type) === 'lending') return false;
  // What is left earns less than the last decimal: after the redemption too the figure would stand still.
  if (shrank && isZero(interestOverMs(now.investAmt, now.rate, due.intervalMs))) return false;
  return isNear(now.interestEarned, interestOverMs(order.investAmt, order.rate, due.intervalMs));
}

export interface Expectation {
  readonly expected: Expected;
  readonly expectedLast: Expected;
  readonly steady: boolean;
  readonly newTerm: boolean;
  readonly principalGrowth: Amount | undefined;
}

/** What should have been paid: between the smaller and the larger principal and rate of the two reads. */
export function expectationOf(
  stored: StoredOrder,
  now: Order,
  due: DuePayouts,
  nowEnvMs: number,
): Expectation {
  const before = stored.order;
  const newTerm = beganNewTerm(before, now);
  const redeeming = before.redemptionProcessing || now.redemptionProcessing;
  const growth = subtract(now.investAmt, before.investAmt);
  const grew = compare(growth, ZERO) === 1;
  const allowance = interestAllowance(before, now, nowEnvMs - stored.seenAt);
  const standing = isZero(growth) || (grew && compare(growth, allowance) !== 1);
  // A running redemption earns nothing on a part that the exchange does not name.
  const least = redeeming ? ZERO : smaller(before.investAmt, now.investAmt);
  const most = larger(before.investAmt, now.investAmt);
  const over = (shortMs: number, longMs: number): Expected => ({
    low: interestOverMs(least, smaller(before.rate, now.rate), shortMs),
    high: interestOverMs(most, larger(before.rate, now.rate), longMs),
  });
  const spanMs = due.lastAt - stored.payoutsSeenThrough;
  return {
    // The first payout after a deposit may be for a part of the interval or for the whole.
    expected: over(spanMs, Math.max(spanMs, due.periods * due.intervalMs)),
    expectedLast: over(Math.min(spanMs, due.intervalMs), due.intervalMs),
    steady: standing && !newTerm && !redeeming && compare(before.rate, now.rate) === 0,
    newTerm,
    principalGrowth: grew && (newTerm || now.compounding) ? growth : undefined,
  };
}

/** Interest that an order which closed at `closedAt` should still have been paid. */
export function expectedAtEnd(stored: StoredOrder, closedAt: number): Expected {
  const { order, payoutsSeenThrough } = stored;
  const amount = interestOverMs(order.investAmt, order.rate, closedAt - payoutsSeenThrough);
  return { low: amount, high: larger(amount, interestOverMs(order.investAmt, order.rate, DAY_MS)) };
}
