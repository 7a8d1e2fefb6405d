// What a changed `interestEarned` says: how much was paid, when the exchange does not tell whether the figure is a
// running total or the last payout. Pure arithmetic on one order; times and history are decided elsewhere.
import { type Amount, compare, isPositive, isZero, subtract, ZERO } from './money.ts';
import { isEqualButForRounding, isNear } from './projection.ts';

/** What `interestEarned` of an order counts; learned from its own growth. */
export type InterestMeaning = 'total' | 'last' | 'unknown';

/** Between what and what an expected interest lies; both equal while principal and rate stood still. */
export interface Expected {
  readonly low: Amount;
  readonly high: Amount;
}

export interface CreditQuestion {
  readonly meaning: InterestMeaning;
  /** `interestEarned` when payouts were last counted. */
  readonly baseline: Amount;
  /** `interestEarned` now. */
  readonly value: Amount;
  /** Over all payout times that passed. */
  readonly expected: Expected;
  /** Over the latest of them. */
  readonly expectedLast: Expected;
  /** Payout times that passed, at least one. */
  readonly periods: number;
  /** The exchange names a later payout time than the one awaited. */
  readonly advanced: boolean;
  /** Rate and principal stood still (but for compounding), no redemption runs, no new term began. */
  readonly steady: boolean;
  /** An unchanged figure is what the order, as it was before, would be paid again. */
  readonly repeatable: boolean;
  /** A new term of the same order began: the figure may have started anew. */
  readonly newTerm: boolean;
  /** How much the principal grew where interest is added to it; undefined where it is not. */
  readonly principalGrowth: Amount | undefined;
}

export type CreditReading =
  /** `amount` was paid over all the periods. */
  | { readonly kind: 'credited'; readonly amount: Amount; readonly meaning: InterestMeaning }
  /** The last payout was `amount`; the payouts before it are not stated. */
  | { readonly kind: 'partly'; readonly amount: Amount }
  | { readonly kind: 'not_yet' }
  /** Something was paid, and the figure does not tell how much. */
  | { readonly kind: 'unstated' };

/** Reads one order's figure. See `journeys`: growth near expected → total; value near expected → last payout. */
export function readCredit(question: CreditQuestion): CreditReading {
  const growth = subtract(question.value, question.baseline);
  if (compare(growth, ZERO) === -1) return readFall(question);
  if (isZero(growth)) return readUnchanged(question);
  if (question.meaning === 'total' && !question.newTerm) return readTotal(question, growth);
  if (question.meaning === 'last') return readLast(question, growth);
  return readUnknown(question, growth);
}

/** Once learned, the meaning holds; only a steady order that contradicts it plainly changes it. */
function readTotal(question: CreditQuestion, growth: Amount): CreditReading {
  const contradicted =
    question.steady && !near(growth, question.expected) && near(question.value, question.expectedLast);
  return contradicted ? lastPayout(question) : { kind: 'credited', amount: growth, meaning: 'total' };
}

function readLast(question: CreditQuestion, growth: Amount): CreditReading {
  const contradicted =
    question.steady && !near(question.value, question.expectedLast) && near(growth, question.expected);
  return contradicted ? { kind: 'credited', amount: growth, meaning: 'total' } : lastPayout(question);
}

function readUnknown(question: CreditQuestion, growth: Amount): CreditReading {
  // From nothing, one payout reads the same under either meaning, and nothing is learned.
  if (isZero(question.baseline) && question.periods === 1) {
    return { kind: 'credited', amount: growth, meaning: question.meaning };
  }
  const asTotal = near(growth, question.expected);
  const asLast = near(question.value, question.expectedLast);
  if (asTotal && asLast) return readBoth(question, growth);
  // An expectation between two principals may fit by chance: it tells the amount but teaches nothing.
  const learned = question.steady ? 'total' : question.meaning;
  if (asTotal) return { kind: 'credited', amount: growth, meaning: learned };
  // Between two looks the principal may have fallen below both: then a total fits as a last payout. History tells.
  if (asLast) return question.steady ? lastPayout(question) : { kind: 'unstated' };
  return readPrincipal(question) ?? { kind: 'unstated' };
}

/** Both fit within two percent, which happens when the baseline is tiny: only an exact fit decides. */
function readBoth(question: CreditQuestion, growth: Amount): CreditReading {
  const exactTotal = isEqualButForRounding(growth, question.expected.low);
  const exactLast = isEqualButForRounding(question.value, question.expectedLast.low);
  if (!question.steady || exactTotal === exactLast) return readPrincipal(question) ?? { kind: 'unstated' };
  return exactTotal ? { kind: 'credited', amount: growth, meaning: 'total' } : lastPayout(question);
}

/**
 * An unchanged figure is a payout only of the same amount as before: never under a running total, and only when the
 * exchange moved on to the next payout time. Unless the meaning is known, nothing else may have moved either.
 */
function readUnchanged(question: CreditQuestion): CreditReading {
  const certain = question.meaning === 'last' || (question.meaning === 'unknown' && question.steady);
  const repeated = certain && question.advanced && question.repeatable && isPositive(question.value);
  return repeated ? lastPayout(question) : { kind: 'not_yet' };
}

/** A fall is a new baseline and never a negative payout; a first payout upon it may show already. */
function readFall(question: CreditQuestion): CreditReading {
  if (isPositive(question.value)) {
    if (question.meaning === 'last') return lastPayout(question);
    if (near(question.value, question.expectedLast)) {
      if (question.periods > 1) return { kind: 'partly', amount: question.value };
      return { kind: 'credited', amount: question.value, meaning: 'unknown' };
    }
  }
  const fromPrincipal = readPrincipal(question);
  if (fromPrincipal !== undefined) return fromPrincipal;
  return question.advanced ? { kind: 'unstated' } : { kind: 'not_yet' };
}

/** Compounding adds the very interest to the principal: where the figure is of no help, that growth is the amount. */
function readPrincipal(question: CreditQuestion): CreditReading | undefined {
  const amount = question.principalGrowth;
  if (amount === undefined || !isPositive(amount) || !near(amount, question.expected)) return undefined;
  return { kind: 'credited', amount, meaning: question.meaning };
}

function lastPayout(question: CreditQuestion): CreditReading {
  if (question.periods > 1) return { kind: 'partly', amount: question.value };
  return { kind: 'credited', amount: question.value, meaning: 'last' };
}

function near(value: Amount, expected: Expected): boolean {
  return isNear(value, expected.low, expected.high);
}
