// The summary that Home shows, from what is stored: no read, no wording. A value in dollars is never guessed.
import { type CoinAmount, sumByCoin } from './ledger-totals.ts';
import { type Amount, multiply, round, sum } from './money.ts';
import type { PayoutFact, StoredOrder } from './payout.ts';
import { blendedApr } from './projection.ts';
import { maturityOf } from './redeem-rules.ts';

/** Dollars for one unit of a coin, as far as they are known. */
export type Prices = Readonly<Record<string, Amount | undefined>>;

export interface HomeInput {
  readonly orders: readonly StoredOrder[];
  /** The newest are enough for the last payout. */
  readonly payouts: readonly PayoutFact[];
  readonly prices: Prices;
  /** Environment clock. */
  readonly nowEnvMs: number;
}

export interface HomeSummary {
  /** Principal by coin. */
  readonly totals: readonly CoinAmount[];
  /** Undefined where not every coin has a price. */
  readonly dollars: Amount | undefined;
  /** Percent a year; undefined without orders, or when several coins cannot be weighed against each other. */
  readonly blendedApr: Amount | undefined;
  /** All payouts of the latest payout time. */
  readonly lastPayout:
    | {
        readonly at: number;
        readonly lines: readonly { readonly currency: string; readonly amount: Amount | undefined }[];
      }
    | undefined;
  readonly nextPayoutAt: number | undefined;
  readonly nextMaturity: { readonly at: number; readonly order: StoredOrder } | undefined;
}

/** Builds the summary. Past payout and end times are not "next". */
export function summarizeHome(input: HomeInput): HomeSummary {
  const orders = input.orders.map(({ order }) => order);
  const totals = sumByCoin(orders.map(({ currency, investAmt }) => ({ currency, amount: investAmt })));
  const ahead = orders.map((order) => order.nextInterestPayoutTime).filter((at) => at > input.nowEnvMs);
  return {
    totals,
    dollars: dollarsOf(totals, input.prices),
    blendedApr: aprOf(input),
    lastPayout: lastPayoutOf(input.payouts),
    nextPayoutAt: ahead.length === 0 ? undefined : Math.min(...ahead),
    nextMaturity: nextMaturityOf(input),
  };
}

/** Cents, rounded down: what is shown is never more than there is. */
export function dollarsOf(totals: readonly CoinAmount[], prices: Prices): Amount | undefined {
  const values: Amount[] = [];
  for (const { currency, amount } of totals) {
    const price = priceOf(currency, prices);
    if (price === undefined) return undefined;
    values.push(multiply(amount, price));
  }
  return values.length === 0 ? undefined : round(sum(values), 2, 'down');
}

function priceOf(currency: string, prices: Prices): Amount | undefined {
  return Object.hasOwn(prices, currency) ? prices[currency] : undefined;
}

/** One coin is its own weight; several are weighed in dollars. */
function aprOf({ orders, prices }: HomeInput): Amount | undefined {
  const oneCoin = new Set(orders.map(({ order }) => order.currency)).size === 1;
  const holdings: { weight: Amount; rate: Amount }[] = [];
  for (const { order } of orders) {
    const price = oneCoin ? undefined : priceOf(order.currency, prices);
    if (!oneCoin && price === undefined) return undefined;
    const weight = price === undefined ? order.investAmt : multiply(order.investAmt, price);
    holdings.push({ weight, rate: order.rate });
  }
  return blendedApr(holdings);
}

function lastPayoutOf(payouts: readonly PayoutFact[]): HomeSummary['lastPayout'] {
  if (payouts.length === 0) return undefined;
  const at = Math.max(...payouts.map((payout) => payout.at));
  const latest = payouts.filter((payout) => payout.at === at);
  const stated = sumByCoin(
    latest.flatMap(({ currency, amount }) => (amount === undefined ? [] : [{ currency, amount }])),
  );
  const told = new Set(stated.map(({ currency }) => currency));
  const unstated = new Set(latest.map(({ currency }) => currency).filter((currency) => !told.has(currency)));
  return {
    at,
    lines: [...stated, ...[...unstated].map((currency) => ({ currency, amount: undefined }))],
  };
}

function nextMaturityOf({ orders, nowEnvMs }: HomeInput): HomeSummary['nextMaturity'] {
  let next: HomeSummary['nextMaturity'];
  for (const order of orders) {
    const at = maturityOf(order.order);
    if (at !== undefined && at > nowEnvMs && (next === undefined || at < next.at)) next = { at, order };
  }
  return next;
}
