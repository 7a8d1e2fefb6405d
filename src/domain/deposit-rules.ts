// May this deposit be made, and are its terms still the ones that were shown? Pure rules; nothing is sent here.
import { resolveShare } from './amount-input.ts';
import {
  type Amount,
  add,
  amountOf,
  ceilToStep,
  compare,
  floorToStep,
  isOnStep,
  isPositive,
  smaller,
  subtract,
  ZERO,
} from './money.ts';
import type { Terms, TermsChange } from './operation.ts';
import { type Product, type Term, termOf } from './product.ts';
import { fail, ok, type Result } from './result.ts';

export type DepositProblem =
  | { readonly kind: 'product_gone' }
  | { readonly kind: 'not_started'; readonly startDate: number }
  | { readonly kind: 'term_gone' }
  | { readonly kind: 'not_positive' }
  | { readonly kind: 'below_minimum'; readonly minimum: Amount }
  /** `lower` and `upper` are the nearest amounts that fit; they are equal when only one does. */
  | { readonly kind: 'off_step'; readonly step: Amount; readonly lower: Amount; readonly upper: Amount }
  /** `left` is what today's deposits leave of the limit, never negative. */
  | { readonly kind: 'above_limit'; readonly limit: Amount; readonly left: Amount }
  | { readonly kind: 'above_balance'; readonly available: Amount };

export interface DepositCheck {
  /** Undefined when the exchange no longer offers it. */
  readonly product: Product | undefined;
  readonly days: number;
  readonly amount: Amount;
  /** Free balance; undefined where the exchange does not tell, and then it has the last word. */
  readonly available: Amount | undefined;
  /** What went into this product today, as far as the bot knows; counts against the daily limit. */
  readonly investedToday?: Amount;
  /** Unix ms of the environment's clock. */
  readonly now: number;
}

/** Checks a deposit against product, term, limits and balance. Limit and step of zero mean "not stated". */
export function checkDeposit(
  check: DepositCheck,
): Result<{ readonly term: Term; readonly freeAfter: Amount | undefined }, DepositProblem> {
  const { product, amount, available } = check;
  if (product === undefined) return fail({ kind: 'product_gone' });
  if (product.startDate > check.now) return fail({ kind: 'not_started', startDate: product.startDate });
  const term = termOf(product, check.days);
  if (term === undefined) return fail({ kind: 'term_gone' });
  const problem = amountProblem(product, amount, available, check.investedToday ?? ZERO);
  if (problem !== undefined) return fail(problem);
  return ok({ term, freeAfter: available === undefined ? undefined : subtract(available, amount) });
}

function amountProblem(
  product: Product,
  amount: Amount,
  available: Amount | undefined,
  investedToday: Amount,
): DepositProblem | undefined {
  const limit = product.dailyLimit;
  if (!isPositive(amount)) return { kind: 'not_positive' };
  if (compare(amount, product.minSize) === -1) return { kind: 'below_minimum', minimum: product.minSize };
  const left = leftOf(limit, investedToday);
  if (left !== undefined && compare(amount, left) === 1) return { kind: 'above_limit', limit, left };
  if (available !== undefined && compare(amount, available) === 1)
    return { kind: 'above_balance', available };
  const step = product.incrementalSize;
  if (isOnStep(amount, step)) return undefined;
  return { kind: 'off_step', step, ...neighbours(amount, product, capOf(left, available)) };
}

/** Undefined: no limit is stated. */
function leftOf(limit: Amount, investedToday: Amount): Amount | undefined {
  if (!isPositive(limit)) return undefined;
  return compare(investedToday, limit) === 1 ? ZERO : subtract(limit, investedToday);
}

function capOf(a: Amount | undefined, b: Amount | undefined): Amount | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : smaller(a, b);
}

/** The nearest amounts on the step; one outside minimum or cap gives way to the other. */
function neighbours(
  amount: Amount,
  product: Product,
  cap: Amount | undefined,
): { readonly lower: Amount; readonly upper: Amount } {
  const below = floorToStep(amount, product.incrementalSize);
  const above = add(below, product.incrementalSize);
  const belowFits = isPositive(below) && compare(below, product.minSize) !== -1;
  if (!belowFits) return { lower: above, upper: above };
  const aboveFits = cap === undefined || compare(above, cap) !== 1;
  return { lower: below, upper: aboveFits ? above : below };
}

export interface DepositShares {
  readonly min: Amount | undefined;
  readonly quarter: Amount | undefined;
  readonly half: Amount | undefined;
  readonly max: Amount | undefined;
}

/**
 * The amounts behind the buttons: each on the step, at least the minimum, within free balance and what is left of the
 * day's limit.
 * A share that cannot be kept to these is undefined and gets no button.
 */
export function depositShares(
  available: Amount | undefined,
  product: Product,
  investedToday: Amount = ZERO,
): DepositShares {
  const cap = capOf(leftOf(product.dailyLimit, investedToday), available);
  const fitted = (wanted: Amount): Amount | undefined => {
    const capped = cap === undefined ? wanted : smaller(wanted, cap);
    const amount = floorToStep(capped, product.incrementalSize);
    return isPositive(amount) && compare(amount, product.minSize) !== -1 ? amount : undefined;
  };
  const step = product.incrementalSize;
  const least = isPositive(product.minSize) ? ceilToStep(product.minSize, step) : step;
  const minFits = isPositive(least) && (cap === undefined || compare(least, cap) !== 1);
  const share = (percent: Amount): Amount | undefined =>
    available === undefined ? undefined : fitted(resolveShare(percent, available));
  return {
    min: minFits ? least : undefined,
    quarter: share(amountOf('25')),
    half: share(amountOf('50')),
    max: available === undefined ? undefined : fitted(available),
  };
}

/** The terms a card shows and its row keeps. Undefined when the product has no such term. */
export function termsOf(product: Product, days: number, available: Amount | undefined): Terms | undefined {
  const term = termOf(product, days);
  if (term === undefined) return undefined;
  const { minSize, incrementalSize, dailyLimit } = product;
  return { rate: term.rate, days, minSize, incrementalSize, dailyLimit, available };
}

/**
 * What moved since the card was shown: rate, term, minimum, step or limit differ, or the balance no longer suffices.
 * A better rate counts too: what is sent equals what was shown (M2). A balance that is no longer told changes nothing.
 */
export function termsChanged(
  shown: Terms,
  product: Product | undefined,
  days: number,
  available: Amount | undefined,
  amount: Amount,
): readonly TermsChange[] {
  if (product === undefined) return ['gone'];
  const now = termsOf(product, days, available);
  if (now === undefined || shown.days !== days) return ['term'];
  const changes: TermsChange[] = [];
  if (compare(shown.rate, now.rate) !== 0) changes.push('rate');
  if (compare(shown.minSize, now.minSize) !== 0) changes.push('minimum');
  if (compare(shown.incrementalSize, now.incrementalSize) !== 0) changes.push('step');
  if (compare(shown.dailyLimit, now.dailyLimit) !== 0) changes.push('limit');
  if (available !== undefined && compare(available, amount) === -1) changes.push('balance');
  return changes;
}
