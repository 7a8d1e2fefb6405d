// Reads an amount as people type it: grouped, abbreviated, in full-width digits, as a share or as "max". It judges
// no rule: whether the amount may be deposited is decided elsewhere.
import { readingsOf } from './amount-readings.ts';
import {
  type Amount,
  amountOf,
  compare,
  floorToStep,
  isOnStep,
  isPositive,
  multiply,
  parseAmount,
  round,
  ZERO,
} from './money.ts';
import type { Product } from './product.ts';
import { SHOWN_DECIMALS } from './projection.ts';

export type AmountInput =
  | { readonly kind: 'amount'; readonly amount: Amount }
  /** Percent of what is free or held; resolve it with {@link resolveShare}. */
  | { readonly kind: 'share'; readonly percent: Amount }
  | { readonly kind: 'max' }
  /** Two meanings: the person is asked. The one usual in their language comes first. */
  | { readonly kind: 'ambiguous'; readonly readings: readonly [Amount, Amount] }
  | {
      readonly kind: 'invalid';
      readonly why: 'empty' | 'not_a_number' | 'negative' | 'too_long' | 'other_currency';
    };

export interface AmountContext {
  /** The coin of the product or order. */
  readonly currency: string;
  /** Decimal mark of the person's language. */
  readonly decimalSeparator: '.' | ',';
  /** What there is to take from; a meaning above it is not offered. */
  readonly available?: Amount | undefined;
  /** Its minimum, limit and step rule out meanings too. */
  readonly product?: Product | undefined;
}

/** Longer text is no amount: 48 digits with their marks and a coin fit. */
export const INPUT_LENGTH_MAX = 80;

const MAX_WORDS = /^(?:max|maximum|all|everything|全部|最大|最多|所有|全額|全额)$/;
const HALF_WORDS = /^(?:half|一半|半)$/;
const CURRENCY_SIGNS = /[$€£¥₩₹元块塊圆圓刀]/u;
const DOLLAR_COINS: readonly string[] = ['USD', 'USDT', 'USDC', 'USDP', 'TUSD', 'DAI'];
const MULTIPLIERS: Readonly<Record<string, Amount>> = {
  k: amountOf('1000'),
  千: amountOf('1000'),
  w: amountOf('10000'),
  万: amountOf('10000'),
  萬: amountOf('10000'),
  m: amountOf('1000000'),
  百万: amountOf('1000000'),
  百萬: amountOf('1000000'),
  亿: amountOf('100000000'),
  億: amountOf('100000000'),
};

/** Untrusted text to an amount, a share, "max", a question, or the reason why it is none of these. */
export function parseAmountInput(text: string, context: AmountContext): AmountInput {
  if (text.length > INPUT_LENGTH_MAX) return invalid('too_long');
  const plain = normalize(text);
  if (plain === '') return invalid('empty');
  if (/^[-−–—﹣]/.test(plain)) return invalid('negative');
  const { body, named } = withoutCurrency(plain.replace(/^\+ ?/, ''), context.currency);
  if (MAX_WORDS.test(body)) return { kind: 'max' };
  if (HALF_WORDS.test(body)) return { kind: 'share', percent: amountOf('50') };
  const parts = /^(?<number>\d[\d.,' ]*|[.,]\d+) ?(?<tail>\D.*)?$/u.exec(body)?.groups;
  if (parts === undefined) return invalid(namesOther(body) ? 'other_currency' : 'not_a_number');
  const number = (parts.number ?? '').trim();
  const tail = (parts.tail ?? '').trim();
  const readings = readingsOf(number, context.decimalSeparator);
  if (tail === '%') return asShare(readings);
  if (readings.length === 0) return invalid(tooManyDigits(number) ? 'too_long' : 'not_a_number');
  const factor = tail === '' ? undefined : MULTIPLIERS[tail];
  if (tail !== '' && factor === undefined) return invalid(isTicker(tail) ? 'other_currency' : 'not_a_number');
  const amounts = factor === undefined ? readings : readings.map((amount) => multiply(amount, factor));
  // "5w" of the coin W is five of it or fifty thousand.
  const doubled = named !== '' && MULTIPLIERS[named] !== undefined && factor === undefined;
  const scale = doubled ? MULTIPLIERS[named] : undefined;
  return decide(
    scale === undefined ? amounts : [...amounts, ...amounts.map((amount) => multiply(amount, scale))],
    context,
  );
}

function invalid(why: (AmountInput & { kind: 'invalid' })['why']): AmountInput {
  return { kind: 'invalid', why };
}

/** Full-width forms to plain ones, every space to one, every apostrophe to one, no full stop at the end. */
function normalize(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+/gu, ' ')
    .replace(/[\u2018\u2019\u02bc\u00b4`]/gu, "'")
    .replace(/[。!]+$/u, '')
    .trim()
    .toLowerCase();
}

/** Takes the coin off either end; `named` is how it was called at the end, "" when it was not. */
function withoutCurrency(text: string, currency: string): { readonly body: string; readonly named: string } {
  const coin = currency.toLowerCase();
  const names = DOLLAR_COINS.includes(currency.toUpperCase()) ? [coin, 'us$', '$', 'u'] : [coin];
  for (const name of names) {
    if (name !== '' && text.startsWith(name) && text.length > name.length) {
      const rest = text.slice(name.length).trimStart();
      if (/^[\d.,]/.test(rest) && !/^\d/.test(name)) return { body: rest, named: '' };
    }
    if (name !== '' && text.endsWith(name) && text.length > name.length) {
      const rest = text.slice(0, -name.length).trimEnd();
      if (!/[a-z]$/.test(rest) || isMaxOrMultiplied(rest)) return { body: rest, named: name };
    }
  }
  return { body: text, named: '' };
}

/** "max usdt" and "5k usdt" end in letters once the coin is off; "xusdt" is another coin. */
function isMaxOrMultiplied(text: string): boolean {
  return MAX_WORDS.test(text) || HALF_WORDS.test(text) || /\d ?[kmw]$/.test(text);
}

function isTicker(text: string): boolean {
  return CURRENCY_SIGNS.test(text) || /^(?:[kmw] ?)?[a-z]{2,10}$/.test(text);
}

/** "btc 5" and "€5": a number after the name of another money. */
function namesOther(text: string): boolean {
  return /^(?:[a-z]{2,10}|[$€£¥₩₹]) ?\d[\d.,' ]*$/u.test(text);
}

/** Digits and marks only, but more than an amount can hold. */
function tooManyDigits(text: string): boolean {
  const joined = text.replace(/[ ,']/g, '');
  return /^\d*\.?\d*$/.test(joined) && parseAmount(joined.replace(/^0+(?=\d)/, '')) === undefined;
}

/** A share has at most a few decimals: of "1,500 %" only 1.5 can be meant. */
function asShare(readings: readonly Amount[]): AmountInput {
  const whole = amountOf('100');
  const percent = readings.find((reading) => compare(reading, whole) !== 1) ?? readings[0];
  return percent === undefined ? invalid('not_a_number') : { kind: 'share', percent };
}

/**
 * One meaning is the amount. Of two, one that cannot be done is dropped if the other is how the person's language
 * writes it; in all other cases they are asked, because a guess may move a thousand times the money.
 */
function decide(found: readonly Amount[], context: AmountContext): AmountInput {
  const fits = found.map((amount) => parseAmount(amount)).filter((amount) => amount !== undefined);
  const [first, second] = fits;
  if (first === undefined) return invalid('too_long');
  if (second === undefined || compare(first, second) === 0) return { kind: 'amount', amount: first };
  const knows = context.available !== undefined || context.product !== undefined;
  if (knows && isPossible(first, context) && !isPossible(second, context)) {
    return { kind: 'amount', amount: first };
  }
  return { kind: 'ambiguous', readings: [first, second] };
}

function isPossible(amount: Amount, { available, product }: AmountContext): boolean {
  if (available !== undefined && compare(amount, available) === 1) return false;
  if (product === undefined) return true;
  if (compare(amount, product.minSize) === -1) return false;
  if (isPositive(product.dailyLimit) && compare(amount, product.dailyLimit) === 1) return false;
  return isOnStep(amount, product.incrementalSize);
}

const PERCENT = amountOf('0.01');

/**
 * `percent` of `whole`, rounded down to `step` and, but for the whole itself, to eight decimals.
 * Above 100 % it is more than there is: the rules refuse it then.
 */
export function resolveShare(percent: Amount, whole: Amount, step: Amount = ZERO): Amount {
  const share = multiply(multiply(whole, percent), PERCENT);
  return floorToStep(compare(share, whole) === 0 ? share : round(share, SHOWN_DECIMALS, 'down'), step);
}
