// What a move leaves on the orders: the evidence beside history rows. Compares a snapshot with a later read, and
// allows for interest that was added to the principal in between. Pure.
import { interestAllowance } from './foreign-changes.ts';
import { type Amount, add, compare, isZero, subtract, sum, ZERO } from './money.ts';
import type { Move } from './operation.ts';
import type { Order } from './order.ts';
import { type ProductName, sameProduct } from './product.ts';
import { DAY_MS, isEqualButForRounding } from './projection.ts';

export interface OrdersThenAndNow {
  readonly before: readonly Order[];
  readonly now: readonly Order[];
  /** Environment time between the two reads. */
  readonly elapsedMs: number;
}

type DepositMove = Extract<Move, { kind: 'deposit' }>;
type RedeemMove = Extract<Move, { kind: 'redeem' }>;

/**
 * Orders on which the deposit shows: new ones of the product with its amount, and ones that grew by it (deposits may
 * merge). More than one may fit; then which of them it is stays open.
 * @param alongside what other deposits into the product that history shows may have added to the same order
 */
export function depositTraces(
  move: DepositMove,
  orders: OrdersThenAndNow,
  alongside: Amount = ZERO,
): readonly number[] {
  const before = new Map(orders.before.map((order) => [order.id, order]));
  const shows = (order: Order, amount: Amount): boolean => {
    const earlier = before.get(order.id);
    if (earlier !== undefined) return grewBy(amount, earlier, order, orders.elapsedMs);
    const interest = interestAllowance(order, order, orders.elapsedMs + DAY_MS);
    return isUpTo(subtract(order.investAmt, amount), interest);
  };
  return orders.now
    .filter((order) => sameProduct(order, move.product))
    .filter((order) => shows(order, move.amount) || shows(order, add(move.amount, alongside)))
    .map((order) => order.id);
}

/** Orders of the product are the same as before but for interest: whatever was asked, nothing came of it. */
export function isUntouched(product: ProductName, orders: OrdersThenAndNow): boolean {
  const ofProduct = (list: readonly Order[]) => list.filter((order) => sameProduct(order, product));
  const now = new Map(ofProduct(orders.now).map((order) => [order.id, order]));
  const before = ofProduct(orders.before);
  return (
    now.size === before.length &&
    before.every((earlier) => {
      const order = now.get(earlier.id);
      if (order === undefined || order.redemptionProcessing !== earlier.redemptionProcessing) return false;
      const growth = subtract(order.investAmt, earlier.investAmt);
      return isUpTo(growth, creditAllowance(earlier, order, orders.elapsedMs));
    })
  );
}

/** By how much orders of the product grew or are new, interest aside. A deposit of up to this may be in it. */
export function depositedGrowth(product: ProductName, orders: OrdersThenAndNow): Amount {
  const before = new Map(orders.before.map((order) => [order.id, order]));
  const growths = orders.now
    .filter((order) => sameProduct(order, product))
    .map((order) => {
      const earlier = before.get(order.id);
      if (earlier === undefined) return order.investAmt;
      const growth = subtract(order.investAmt, earlier.investAmt);
      const isInterest = isUpTo(growth, creditAllowance(earlier, order, orders.elapsedMs));
      return isInterest || compare(growth, ZERO) !== 1 ? ZERO : growth;
    });
  return sum(growths);
}

function grewBy(amount: Amount, before: Order, now: Order, elapsedMs: number): boolean {
  const growth = subtract(now.investAmt, before.investAmt);
  if (isOnlyInterest(growth, before, now)) return false;
  return isUpTo(subtract(growth, amount), creditAllowance(before, now, elapsedMs));
}

/** Nothing is allowed for while neither the payout time nor the interest moved: then no interest was added. */
function creditAllowance(before: Order, now: Order, elapsedMs: number): Amount {
  const credited =
    before.nextInterestPayoutTime !== now.nextInterestPayoutTime ||
    before.startTime !== now.startTime ||
    compare(before.interestEarned, now.interestEarned) !== 0;
  return credited ? interestAllowance(before, now, elapsedMs) : ZERO;
}

/** The principal grew by exactly the interest that the order says it earned, as total or as last payout. */
function isOnlyInterest(growth: Amount, before: Order, now: Order): boolean {
  if (!now.compounding || isZero(growth)) return false;
  const paid = subtract(now.interestEarned, before.interestEarned);
  return isEqualButForRounding(growth, paid) || isEqualButForRounding(growth, now.interestEarned);
}

export type RedeemTrace =
  /** Gone, lower by the amount, or its redemption was switched on. */
  | 'seen'
  /** Gone, where its end of term, or another hand, would explain it as well. */
  | 'gone_otherwise'
  /** As it was, but for interest. */
  | 'none'
  /** Changed in a way the redemption alone does not explain. */
  | 'other';

/** How the order of a redemption looks now. `nowEnvMs` judges whether its term ended in between. */
export function redeemTrace(move: RedeemMove, orders: OrdersThenAndNow, nowEnvMs: number): RedeemTrace {
  const before = orders.before.find((order) => order.id === move.orderId);
  const now = orders.now.find((order) => order.id === move.orderId);
  if (before === undefined) return 'other';
  if (now === undefined) {
    const ended = before.endTime > 0 && before.endTime <= nowEnvMs;
    return move.whole && !ended && !before.redemptionProcessing ? 'seen' : 'gone_otherwise';
  }
  if (now.redemptionProcessing && !before.redemptionProcessing) return 'seen';
  const allowance = creditAllowance(before, now, orders.elapsedMs);
  const growth = subtract(now.investAmt, before.investAmt);
  if (isUpTo(add(growth, move.amount), allowance)) {
    // A small redemption may hide behind the interest of the same days: then neither is proven.
    return isUpTo(growth, allowance) ? 'other' : 'seen';
  }
  return isUpTo(growth, allowance) ? 'none' : 'other';
}

/** From zero up to the allowance. */
function isUpTo(value: Amount, allowance: Amount): boolean {
  return compare(value, ZERO) !== -1 && compare(value, allowance) !== 1;
}
