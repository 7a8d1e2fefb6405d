// Sums over the bot's own ledger of payouts. A payout whose amount was not stated is counted and never guessed.
import { type Amount, add, ZERO } from './money.ts';
import type { PayoutFact } from './payout.ts';

/** An amount of one coin. */
export interface CoinAmount {
  readonly currency: string;
  readonly amount: Amount;
}

export interface CoinEarnings {
  readonly currency: string;
  readonly today: Amount;
  readonly thirtyDays: Amount;
  readonly sinceConnected: Amount;
  /** Payouts since connecting whose amount the exchange did not state: the sums are at least this short. */
  readonly unstated: number;
}

/** Where the spans begin, environment clock, inclusive. */
export interface Spans {
  /** Midnight in the person's zone. */
  readonly todayFrom: number;
  readonly thirtyDaysFrom: number;
}

type Paid = Pick<PayoutFact, 'at' | 'currency' | 'amount' | 'periods'>;

/** What each coin earned today, in 30 days and since connecting; coins in the order of the alphabet. */
export function earnings(payouts: readonly Paid[], spans: Spans): readonly CoinEarnings[] {
  const byCoin = Map.groupBy(payouts, (payout) => payout.currency);
  return [...byCoin.keys()].toSorted().map((currency) => {
    const paid = byCoin.get(currency) ?? [];
    const since = (from: number): Amount => sumOf(paid.filter((payout) => payout.at >= from));
    return {
      currency,
      today: since(spans.todayFrom),
      thirtyDays: since(spans.thirtyDaysFrom),
      sinceConnected: sumOf(paid),
      unstated: paid.filter((payout) => payout.amount === undefined).length,
    };
  });
}

function sumOf(payouts: readonly Paid[]): Amount {
  return payouts.reduce((total, payout) => add(total, payout.amount ?? ZERO), ZERO);
}

/** Amounts added up by coin, in the order of the alphabet. */
export function sumByCoin(amounts: readonly CoinAmount[]): readonly CoinAmount[] {
  const totals = new Map<string, Amount>();
  for (const { currency, amount } of amounts) {
    totals.set(currency, add(totals.get(currency) ?? ZERO, amount));
  }
  return [...totals.keys()]
    .toSorted()
    .map((currency) => ({ currency, amount: totals.get(currency) ?? ZERO }));
}
