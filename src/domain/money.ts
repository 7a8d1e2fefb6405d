// Exact decimal arithmetic on amounts kept as canonical decimal text. A binary float never enters.
import Big from 'big.js';

/**
 * Canonical decimal text: optional minus, digits, optional fraction without trailing zeros ("0", "-1.5", "1000").
 * Never exponent notation; at most {@link MAX_INTEGER_DIGITS} integer and {@link MAX_FRACTION_DIGITS} fraction digits.
 */
export type Amount = string & { readonly __amount: unique symbol };

/** What fits the `numeric(48, 24)` columns of the database. */
export const MAX_INTEGER_DIGITS = 24;
export const MAX_FRACTION_DIGITS = 24;

/** A private constructor, so that strict mode and decimal places cannot be changed by another module. */
const Decimal = Big();
Decimal.strict = true;
Decimal.DP = 40;
Decimal.RM = Big.roundDown;

export type Rounding = 'down' | 'half-up' | 'half-even' | 'up';

const ROUNDING: Readonly<Record<Rounding, Big.RoundingMode>> = {
  down: Big.roundDown,
  'half-up': Big.roundHalfUp,
  'half-even': Big.roundHalfEven,
  up: Big.roundUp,
};

const NUMBER_TEXT = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

function canonical(value: Big): Amount {
  const fixed = value.toFixed();
  const text = fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
  return (text === '-0' ? '0' : text) as Amount;
}

/**
 * Reads JSON number text ("1.5", "1e-7", "-0.0") as an exact amount.
 * @returns undefined when the text is no number or does not fit the stored precision.
 */
export function parseAmount(text: string): Amount | undefined {
  if (text.length > 64 || !NUMBER_TEXT.test(text)) return undefined;
  const amount = canonical(new Decimal(text));
  const [integer = '', fraction = ''] = amount.replace('-', '').split('.');
  return integer.length > MAX_INTEGER_DIGITS || fraction.length > MAX_FRACTION_DIGITS ? undefined : amount;
}

/** A literal written by a programmer, or text already checked; throws on anything else (a bug). */
export function amountOf(text: string): Amount {
  const amount = parseAmount(text);
  if (amount === undefined) throw new Error('amountOf: not a decimal amount');
  return amount;
}

export const ZERO: Amount = amountOf('0');

export function add(a: Amount, b: Amount): Amount {
  return canonical(new Decimal(a).plus(b));
}

export function subtract(a: Amount, b: Amount): Amount {
  return canonical(new Decimal(a).minus(b));
}

/** The exact product. It may carry up to 48 fraction digits: round before it is stored or sent. */
export function multiply(a: Amount, b: Amount): Amount {
  return canonical(new Decimal(a).times(b));
}

/**
 * Quotient with `decimals` fraction digits, rounded once as named; throws when the divisor is zero (a bug).
 * The quotient is never cut at 40 digits first: rounding twice would lose a tie or an `up`.
 */
export function divide(a: Amount, b: Amount, decimals: number, rounding: Rounding): Amount {
  const Quotient = quotientsOf(decimals, rounding);
  return canonical(new Quotient(a).div(b));
}

const quotients = new Map<string, typeof Decimal>();

/** Places and rounding are settings of a constructor: one for each way that is used, a handful. */
function quotientsOf(decimals: number, rounding: Rounding): typeof Decimal {
  const way = `${decimals} ${rounding}`;
  const known = quotients.get(way);
  if (known !== undefined) return known;
  const Quotient = Big();
  Quotient.strict = true;
  Quotient.DP = decimals;
  Quotient.RM = ROUNDING[rounding];
  quotients.set(way, Quotient);
  return Quotient;
}

export function round(a: Amount, decimals: number, rounding: Rounding): Amount {
  return canonical(new Decimal(a).round(decimals, ROUNDING[rounding]));
}

/** The sum, zero for none. */
export function sum(amounts: Iterable<Amount>): Amount {
  let total = new Decimal('0');
  for (const amount of amounts) total = total.plus(amount);
  return canonical(total);
}

/** -1, 0 or 1 as a is below, equal to or above b. */
export function compare(a: Amount, b: Amount): -1 | 0 | 1 {
  return a === b ? 0 : new Decimal(a).cmp(b);
}

export function isZero(a: Amount): boolean {
  return compare(a, ZERO) === 0;
}

export function isPositive(a: Amount): boolean {
  return compare(a, ZERO) === 1;
}

export function absolute(a: Amount): Amount {
  return canonical(new Decimal(a).abs());
}

export function smaller(a: Amount, b: Amount): Amount {
  return compare(a, b) === 1 ? b : a;
}

export function larger(a: Amount, b: Amount): Amount {
  return compare(a, b) === -1 ? b : a;
}

/** The largest multiple of `step` not above `a`; a step of zero means "not stated" and changes nothing. */
export function floorToStep(a: Amount, step: Amount): Amount {
  if (!isPositive(step)) return a;
  const towardZero = multiply(divide(a, step, 0, 'down'), step);
  return compare(towardZero, a) === 1 ? subtract(towardZero, step) : towardZero;
}

/** The smallest multiple of `step` not below `a`; a step of zero means "not stated" and changes nothing. */
export function ceilToStep(a: Amount, step: Amount): Amount {
  const floor = floorToStep(a, step);
  return compare(floor, a) === 0 ? floor : add(floor, step);
}

/** True when `a` is a whole multiple of `step`; a step of zero means "not stated" and always fits. */
export function isOnStep(a: Amount, step: Amount): boolean {
  return compare(floorToStep(a, step), a) === 0;
}

/** Number of digits after the point. */
export function decimalsOf(a: Amount): number {
  return a.split('.')[1]?.length ?? 0;
}
