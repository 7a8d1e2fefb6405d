// Reads from the bot's own messages how much interest the chat was told: the panel compares texts, not tables.
import { CATALOGUES, LANGUAGES } from '../bot/locales/catalogue.ts';
import { type Amount, add, compare, parseAmount, ZERO } from '../domain/money.ts';
import type { CoinSum, PanelState } from '../simulator/page/contract.ts';
import type { SentEntry } from '../simulator/telegram/state.ts';

/** A gain as the first line of a payout push shows it in every language: plus sign, amount, coin. */
const GAIN = /\+([\d.,]+)[\s\u00a0]([A-Z]{2,10})\b/g;

/** The gains a message tells in its first line; none for anything but a payout push. */
export function toldGains(text: string): readonly { readonly amount: Amount; readonly currency: string }[] {
  const [first = ''] = text.split('\n');
  return [...first.matchAll(GAIN)].flatMap(([, digits, currency]) => {
    if (digits === undefined || currency === undefined) return [];
    // The bot's three languages all write 1,234.56.
    const amount = parseAmount(digits.replace(/[^\d.]/g, ''));
    return amount === undefined ? [] : [{ amount, currency }];
  });
}

/** Sums by coin, in the order of the coins' names. */
export function sumByCoin(
  entries: Iterable<{ readonly amount: Amount; readonly currency: string }>,
): readonly CoinSum[] {
  const sums = new Map<string, Amount>();
  for (const { amount, currency } of entries) sums.set(currency, add(sums.get(currency) ?? ZERO, amount));
  return [...sums]
    .map(([currency, amount]) => ({ currency, amount }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** Amounts with their coins wherever they stand in a push: the running total makes them those of one payout only. */
const FIGURE = /(?<![:\d.,])[\d.,]+[\s\u00a0][A-Z]{2,10}\b/g;
const REPEAT_MARKS = LANGUAGES.map((language) => CATALOGUES[language].notices.repeat);

function isMarkedRepeat(text: string): boolean {
  return REPEAT_MARKS.some((mark) => text.includes(mark));
}

/**
 * What was told of interest: new messages only, an edit tells nothing twice. A repeat that says it is one counts where
 * the first did not arrive; it may be in another language than the first.
 */
export function toldInterest(sent: readonly SentEntry[]): readonly CoinSum[] {
  const told = new Set<string>();
  const gains = sent.flatMap(({ kind, text }) => {
    if (kind !== 'send') return [];
    const figures = (text.match(FIGURE) ?? []).join(' ');
    const isKnown = isMarkedRepeat(text) && told.has(figures);
    told.add(figures);
    return isKnown ? [] : toldGains(text);
  });
  return sumByCoin(gains);
}

/** Judged by coin: nothing may be told that was not paid. */
export function compareBooks(paid: readonly CoinSum[], told: readonly CoinSum[]): PanelState['books'] {
  if (paid.length === 0 && told.length === 0) return 'empty';
  const paidOf = new Map(paid.map(({ currency, amount }) => [currency, parseAmount(amount) ?? ZERO]));
  const isMore = ({ currency, amount }: CoinSum) =>
    compare(parseAmount(amount) ?? ZERO, paidOf.get(currency) ?? ZERO) > 0;
  if (told.some(isMore)) return 'differ';
  return JSON.stringify(paid) === JSON.stringify(told) ? 'agree' : 'behind';
}
