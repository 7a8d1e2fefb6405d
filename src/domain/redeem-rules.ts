// May this order be redeemed or its renewal be switched, and what would the person lose? Pure rules.

import { resolveShare } from './amount-input.ts';
import { type Amount, amountOf, compare, isPositive } from './money.ts';
import type { TermsChange } from './operation.ts';
import type { Order } from './order.ts';
import { type ProductKind, productKind, sameProduct } from './product.ts';
import { fail, ok, type Result } from './result.ts';

export type RedeemProblem =
  | { readonly kind: 'order_gone' }
  | { readonly kind: 'already_redeeming' }
  | { readonly kind: 'not_positive' }
  | { readonly kind: 'above_principal'; readonly principal: Amount };

/** What the person must know first. Source: the exchange's help centre, kept in the API notes. */
export type RedeemWarning =
  /** Before the end of its term. */
  | 'early'
  /** Fixed, redeemed early, gets no interest. */
  | 'loses_interest'
  /** Staking locks the funds for 24 hours after a redemption. */
  | 'locked_24h'
  /** Lending loses the interest of the day. */
  | 'loses_day'
  /** Inside the lock before the next payout. */
  | 'payout_lock';

export interface RedeemCheck {
  /** Undefined when the exchange no longer lists it. */
  readonly order: Order | undefined;
  readonly amount: Amount;
  /** Unix ms of the environment's clock. */
  readonly now: number;
  /** True for the first move of a key: the person types the amount once more. */
  readonly firstMove?: boolean;
}

export interface RedeemApproval {
  /** True when the whole principal is redeemed. */
  readonly whole: boolean;
  readonly warnings: readonly RedeemWarning[];
  /** The person types the amount: an early redemption that costs something, or the first move of a key. */
  readonly needsThirdStep: boolean;
}

/** Checks a redemption and says what it would cost. */
export function checkRedeem(check: RedeemCheck): Result<RedeemApproval, RedeemProblem> {
  const { order, amount } = check;
  if (order === undefined) return fail({ kind: 'order_gone' });
  if (order.redemptionProcessing) return fail({ kind: 'already_redeeming' });
  if (!isPositive(amount)) return fail({ kind: 'not_positive' });
  if (compare(amount, order.investAmt) === 1)
    return fail({ kind: 'above_principal', principal: order.investAmt });
  const warnings = redeemWarnings(order, check.now);
  return ok({
    whole: compare(amount, order.investAmt) === 0,
    warnings,
    needsThirdStep: warnings.includes('early') || check.firstMove === true,
  });
}

/** What redeeming the order now would mean, whatever the amount. */
export function redeemWarnings(order: Order, now: number): readonly RedeemWarning[] {
  const kind = productKind(order.type);
  const warnings: RedeemWarning[] = [];
  if (isEarly(order, kind, now)) warnings.push('early');
  if (kind === 'fixed' && warnings.includes('early')) warnings.push('loses_interest');
  if (kind === 'staking') warnings.push('locked_24h');
  if (kind === 'lending') warnings.push('loses_day');
  const untilPayoutMs = order.nextInterestPayoutTime - now;
  if (untilPayoutMs > 0 && untilPayoutMs <= order.payoutLockTimeMs) warnings.push('payout_lock');
  return warnings;
}

/**
 * Flex may be redeemed at any time. A Fixed order that tells no end counts as early, since nothing shows that its
 * interest is safe; of other kinds we know no loss without an end.
 */
function isEarly(order: Order, kind: ProductKind, now: number): boolean {
  if (kind === 'flex') return false;
  const end = maturityOf(order);
  return end === undefined ? kind === 'fixed' : now < end;
}

/** When the order's term ends, Unix ms; from start and duration where `endTime` is not stated; undefined for Flex. */
export function maturityOf(order: Order): number | undefined {
  if (order.endTime > 0) return order.endTime;
  if (productKind(order.type) === 'flex' || order.startTime <= 0 || order.durationMs <= 0) return undefined;
  return order.startTime + order.durationMs;
}

export interface RedeemShares {
  readonly all: Amount | undefined;
  readonly quarter: Amount | undefined;
  readonly half: Amount | undefined;
  readonly threeQuarters: Amount | undefined;
}

/** The amounts behind the buttons, rounded down at eight decimals; undefined where nothing would be left of it. */
export function redeemShares(order: Order): RedeemShares {
  const share = (percent: string): Amount | undefined => {
    const amount = resolveShare(amountOf(percent), order.investAmt);
    return isPositive(amount) ? amount : undefined;
  };
  return { all: share('100'), quarter: share('25'), half: share('50'), threeQuarters: share('75') };
}

/**
 * What moved since the card was shown. Growth by compounding changes nothing for a part, but "all" of yesterday is
 * not all of today: then the person sees a new card. So too when the principal shrank by other hands.
 */
export function redeemChanged(shown: Order, now: Order | undefined, amount: Amount): readonly TermsChange[] {
  if (now === undefined) return ['gone'];
  const changes: TermsChange[] = [];
  if (compare(shown.rate, now.rate) !== 0) changes.push('rate');
  if (shown.endTime !== now.endTime || shown.durationMs !== now.durationMs) changes.push('term');
  if (compare(now.investAmt, amount) === -1) changes.push('balance');
  const shrank = compare(now.investAmt, shown.investAmt) === -1;
  const whole = compare(amount, shown.investAmt) === 0;
  const notWholeNow = whole && compare(amount, now.investAmt) !== 0;
  const otherOrder = !sameProduct(shown, now) || now.redemptionProcessing !== shown.redemptionProcessing;
  if (shrank || notWholeNow || otherOrder) changes.push('order');
  return changes;
}

export type RenewProblem = 'order_gone' | 'already' | 'not_supported';

/**
 * Checks a switch of renewal. Switching off is allowed even where renewal is said to be unsupported or a redemption
 * runs: nobody's money is to be held in a term they try to leave.
 */
export function checkRenew(
  order: Order | undefined,
  autoRenew: boolean,
): Result<{ readonly order: Order }, RenewProblem> {
  if (order === undefined) return fail('order_gone');
  if (order.autoRenew === autoRenew) return fail('already');
  if (autoRenew && (!order.autoRenewSupported || order.redemptionProcessing)) return fail('not_supported');
  return ok({ order });
}
