// What money will earn, as an estimate: simple interest in percent a year on 365 days. It promises nothing.
import {
  type Amount,
  add,
  amountOf,
  compare,
  divide,
  isPositive,
  multiply,
  subtract,
  sum,
  ZERO,
} from './money.ts';
import type { Term } from './product.ts';

export const DAY_MS = 86_400_000;
/** The exchange shows amounts with eight decimals. */
export const SHOWN_DECIMALS = 8;
/** Decimals of a rate that is an average of rates. */
const RATE_DECIMALS = 4;

const DAYS_TIMES_PERCENT = amountOf('36500');
const MS_TIMES_PERCENT = multiply(DAYS_TIMES_PERCENT, amountOf(String(DAY_MS)));
const THOUSAND = amountOf('1000');
/** Two units in the eighth decimal: the exchange may round each of two figures its own way. */
const ROUNDING_SLACK = amountOf('0.00000002');
/** Two hundredths: an interest day that began some minutes late still counts as a day. */
const RELATIVE_SLACK = amountOf('0.02');

/** Interest of one day, rounded half up at eight decimals. `rate` is percent a year. */
export function interestPerDay(principal: Amount, rate: Amount): Amount {
  return interestOver(principal, rate, 1);
}

/** Simple interest over whole `days`, rounded half up at eight decimals; zero for no days. */
export function interestOver(principal: Amount, rate: Amount, days: number): Amount {
  return interestOverMs(principal, rate, days * DAY_MS);
}

/**
 * Simple interest over a span of time; zero for a span that is not positive. Rounded half up at eight decimals, as the
 * exchange does: its own example, 10 × 1.15 % / 365 = 0.00031507, comes out in no other way.
 */
export function interestOverMs(principal: Amount, rate: Amount, spanMs: number): Amount {
  if (!(spanMs > 0)) return ZERO;
  const yearly = multiply(principal, rate);
  return divide(
    multiply(yearly, amountOf(String(Math.floor(spanMs)))),
    MS_TIMES_PERCENT,
    SHOWN_DECIMALS,
    'half-up',
  );
}

/**
 * The average rate of several holdings, weighted by `weight` (dollars, or amounts of one coin), rounded down.
 * @returns undefined when nothing is weighed.
 */
export function blendedApr(
  holdings: readonly { readonly weight: Amount; readonly rate: Amount }[],
): Amount | undefined {
  const weight = sum(holdings.map((holding) => holding.weight));
  if (!isPositive(weight)) return undefined;
  const weighted = sum(holdings.map((holding) => multiply(holding.weight, holding.rate)));
  return divide(weighted, weight, RATE_DECIMALS, 'down');
}

/** What 1,000 of the coin would earn over the whole term. */
export function earnOn1000(term: Term): Amount {
  return interestOver(THOUSAND, term.rate, term.days);
}

/**
 * True when `value` lies between `low` and `high`, each side widened by 2 % or two units in the eighth decimal,
 * whichever is more. This is the one meaning of "near expected" in the rules about payouts.
 */
export function isNear(value: Amount, low: Amount, high: Amount = low): boolean {
  const floor = subtract(low, slackOf(low));
  const ceiling = add(high, slackOf(high));
  return compare(value, floor) !== -1 && compare(value, ceiling) !== 1;
}

function slackOf(expected: Amount): Amount {
  const relative = multiply(expected, RELATIVE_SLACK);
  return compare(relative, ROUNDING_SLACK) === 1 ? relative : ROUNDING_SLACK;
}

/** True when the two differ by at most two units in the eighth decimal: equal but for rounding. */
export function isEqualButForRounding(a: Amount, b: Amount): boolean {
  const difference = subtract(a, b);
  const size = compare(difference, ZERO) === -1 ? subtract(ZERO, difference) : difference;
  return compare(size, ROUNDING_SLACK) !== 1;
}
