// Plain data for the tests of the domain: one product, one order, one history row, each with what a test changes.
import fc from 'fast-check';
import { type Amount, amountOf } from '../../src/domain/money.ts';
import type { Move } from '../../src/domain/operation.ts';
import { type HistoryRow, type Order, TXN_DEPOSIT } from '../../src/domain/order.ts';
import type { Product } from '../../src/domain/product.ts';

export const DAY = 86_400_000;
/** A payout time: 14:00 UTC on 1 March 2025. */
export const PAYOUT = Date.UTC(2025, 2, 1, 14);
/** Runs of every property; PROPERTY_RUNS asks for more. */
export const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 1000) };

/** A thousand runs of a long property on a busy machine: a limit for the runner, not a bar. */
export const PATIENCE_MS = 300_000;

export const FLEX = { name: 'USDT Flex Savings', currency: 'USDT', type: 'Flex' } as const;

export function a(text: string): Amount {
  return amountOf(text);
}

export function product(change: Partial<Product> = {}): Product {
  return {
    ...FLEX,
    id: 'OPENUSDT0001',
    startDate: 0,
    interestStartDate: 0,
    rates: [
      { days: 1, rate: a('5') },
      { days: 30, rate: a('8') },
    ],
    compounding: false,
    autoRenewSupported: true,
    dailyLimit: a('1000'),
    minSize: a('10'),
    incrementalSize: a('0.5'),
    ...change,
  };
}

export function order(change: Partial<Order> = {}): Order {
  return {
    ...FLEX,
    id: 7,
    rate: a('3.65'),
    investAmt: a('1000'),
    interestEarned: a('0'),
    nextInterestPayoutTime: PAYOUT,
    startTime: 0,
    endTime: 0,
    durationMs: DAY,
    payoutLockTimeMs: 0,
    autoRenew: false,
    compounding: false,
    autoRenewSupported: true,
    redemptionProcessing: false,
    ...change,
  };
}

export function row(change: Partial<HistoryRow> = {}): HistoryRow {
  return {
    ...FLEX,
    txnTime: PAYOUT,
    txnType: TXN_DEPOSIT,
    rate: a('3.65'),
    amount: a('500'),
    totalAmount: a('1500'),
    interestEarned: a('0'),
    duration: 0,
    ...change,
  };
}

export const INTEREST_ROW = 'INVEST_SERVICE_TYPE_INTEREST';
export const REDEEM_ROW = 'INVEST_SERVICE_TYPE_REDEEM';

export type DepositMove = Extract<Move, { kind: 'deposit' }>;
export type RedeemMove = Extract<Move, { kind: 'redeem' }>;
export type RenewMove = Extract<Move, { kind: 'renew' }>;

export function depositOf(amount: string, change: Partial<DepositMove> = {}): DepositMove {
  return {
    kind: 'deposit',
    product: { ...FLEX, id: 'OPENUSDT0001' },
    amount: a(amount),
    days: 1,
    renew: false,
    ...change,
  };
}

export function redeemOf(amount: string, change: Partial<RedeemMove> = {}): RedeemMove {
  return { kind: 'redeem', product: FLEX, orderId: 7, amount: a(amount), whole: false, ...change };
}

export function renewOf(autoRenew: boolean): RenewMove {
  return { kind: 'renew', product: FLEX, orderId: 7, autoRenew };
}

/** Amounts of `places` decimals from `min` to `max` in units of the last place. */
export function amounts(places: number, min: bigint, max: bigint): fc.Arbitrary<Amount> {
  return fc.bigInt({ min, max }).map((units) => amountFromUnits(units, places));
}

export function amountFromUnits(units: bigint, places: number): Amount {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const sign = units < 0n ? '-' : '';
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return amountOf(`${sign}${text}`);
}
