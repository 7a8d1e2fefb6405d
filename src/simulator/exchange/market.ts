// What the simulated exchange sells and at which rate, as pure data over time; and prices in dollars.
// Rates carry their own history, so that catching up after days away uses the rate of each day.
import { type Amount, amountOf } from '../../domain/money.ts';
import type { Product, Term } from '../../domain/product.ts';

/** When interest is paid: each day at 14:00 UTC, or once at the end of the term. */
export type PayoutRule = 'daily' | 'maturity';

export interface SimProduct extends Product {
  readonly payout: PayoutRule;
  /** True for a term that ends (Fixed); otherwise the order runs until it is redeemed. */
  readonly fixedTerm: boolean;
  /** Shown as `payoutLockTime`; Staking holds redeemed funds this long. */
  readonly payoutLockTimeMs: number;
}

/** From `at` on, the term of `days` days pays `rate` percent a year. */
export interface RateChange {
  readonly productId: string;
  readonly at: number;
  readonly days: number;
  readonly rate: Amount;
}

export interface Market {
  readonly products: readonly SimProduct[];
  /** In the order of their times. */
  readonly rateChanges: readonly RateChange[];
  /** Dollars for one unit of a coin. */
  readonly dollars: Readonly<Record<string, Amount>>;
}

export function findProduct(market: Market, productId: string): SimProduct | undefined {
  return market.products.find((product) => product.id === productId);
}

/** Percent a year of one term at `at`, or undefined where the product has no such term. */
export function rateAt(market: Market, productId: string, days: number, at: number): Amount | undefined {
  const changed = market.rateChanges.findLast(
    (change) => change.productId === productId && change.days === days && change.at <= at,
  );
  return changed?.rate ?? findProduct(market, productId)?.rates.find((term) => term.days === days)?.rate;
}

/** The catalogue as it is offered at `at`. */
export function productsAt(market: Market, at: number): readonly SimProduct[] {
  return market.products.map((product) => ({
    ...product,
    rates: product.rates.map(
      (term): Term => ({ days: term.days, rate: rateAt(market, product.id, term.days, at) ?? term.rate }),
    ),
  }));
}

const DAY_MS = 86_400_000;
/** The dates of the specification's example. */
const START_DATE = 1_610_685_918_000;
const INTEREST_START_DATE = 1_610_719_200_000;

type Draft = Pick<SimProduct, 'id' | 'name' | 'currency'> &
  Partial<Pick<SimProduct, 'compounding' | 'autoRenewSupported' | 'payout'>> & {
    readonly rates: readonly (readonly [days: number, rate: string])[];
    readonly limit: string;
    readonly min: string;
    readonly step: string;
  };

function product(draft: Draft, type: string, lockMs: number): SimProduct {
  return {
    id: draft.id,
    name: draft.name,
    currency: draft.currency,
    type,
    startDate: START_DATE,
    interestStartDate: INTEREST_START_DATE,
    rates: draft.rates.map(([days, rate]) => ({ days, rate: amountOf(rate) })),
    compounding: draft.compounding ?? false,
    autoRenewSupported: draft.autoRenewSupported ?? false,
    dailyLimit: amountOf(draft.limit),
    minSize: amountOf(draft.min),
    incrementalSize: amountOf(draft.step),
    payout: draft.payout ?? 'daily',
    fixedTerm: type === 'Fixed',
    payoutLockTimeMs: lockMs,
  };
}

const flex = (draft: Draft) => product(draft, 'Flex', 300_000);
const fixed = (draft: Draft) => product({ autoRenewSupported: true, ...draft }, 'Fixed', 0);
const staking = (draft: Draft) => product(draft, 'Staking', DAY_MS);
const lending = (draft: Draft) => product(draft, 'Lending', 0);

/** A catalogue in the exchange's own manner; ETH Flex Savings is the specification's example. */
export const DEFAULT_MARKET: Market = {
  products: [
    flex({
      id: 'OPENUSDT0001',
      name: 'USDT Flex Savings',
      currency: 'USDT',
      rates: [[1, '4.5']],
      limit: '200000',
      min: '1',
      step: '0.01',
    }),
    flex({
      id: 'OPENUSDC0001',
      name: 'USDC Flex Savings',
      currency: 'USDC',
      rates: [[1, '4.1']],
      compounding: true,
      limit: '200000',
      min: '1',
      step: '0.01',
    }),
    flex({
      id: 'OPENBTC00001',
      name: 'BTC Flex Savings',
      currency: 'BTC',
      rates: [[1, '1.2']],
      limit: '25',
      min: '0.001',
      step: '0.0001',
    }),
    flex({
      id: 'OPENETH00001',
      name: 'ETH Flex Savings',
      currency: 'ETH',
      rates: [[1, '1.15']],
      compounding: true,
      limit: '10',
      min: '1',
      step: '1',
    }),
    fixed({
      id: 'FIXEDUSDT001',
      name: 'USDT Fixed Savings',
      currency: 'USDT',
      rates: [
        [7, '5.2'],
        [30, '6.8'],
        [90, '8.5'],
      ],
      payout: 'maturity',
      limit: '50000',
      min: '100',
      step: '1',
    }),
    fixed({
      id: 'FIXEDUSDC001',
      name: 'USDC Fixed Daily Income',
      currency: 'USDC',
      rates: [
        [30, '6.1'],
        [60, '6.9'],
      ],
      limit: '50000',
      min: '50',
      step: '1',
    }),
    staking({
      id: 'STAKEAXS00001',
      name: 'AXS Staking',
      currency: 'AXS',
      rates: [[1, '18.5']],
      compounding: true,
      limit: '5000',
      min: '1',
      step: '0.1',
    }),
    lending({
      id: 'LENDWGBP000001',
      name: 'GBP Lending',
      currency: 'GBP',
      rates: [[1, '3.75']],
      limit: '0',
      min: '10',
      step: '0',
    }),
  ],
  rateChanges: [],
  dollars: {
    USDT: amountOf('1'),
    USDC: amountOf('0.9998'),
    BTC: amountOf('64250.5'),
    ETH: amountOf('3120.4'),
    AXS: amountOf('5.82'),
    GBP: amountOf('1.27'),
    USD: amountOf('1'),
  },
};
