// Reads from the bot's own messages how much interest the chat was told: the panel compares texts, not tables.
import { type Amount, add, parseAmount, ZERO } from '../domain/money.ts';
import type { CoinSum } from '../simulator/page/contract.ts';
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

/** What was told of interest: new messages only, an edit tells nothing twice. */
export function toldInterest(sent: readonly SentEntry[]): readonly CoinSum[] {
  return sumByCoin(sent.filter(({ kind }) => kind === 'send').flatMap(({ text }) => toldGains(text)));
}
