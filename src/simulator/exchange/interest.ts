// How much interest is paid and when: simple, percent a year on 365 days, daily at 14:00 UTC.
import { type Amount, amountOf, divide, multiply } from '../../domain/money.ts';

export const DAY_MS = 86_400_000;
/** 14:00 UTC, the exchange's published payout time. */
const PAYOUT_TIME_OF_DAY_MS = 14 * 3_600_000;
/** 365 days of a rate that is in percent. */
const PERCENT_DAYS = amountOf('36500');
/** Half up at eight decimals gives the specification's own example: 10 at 1.15 % for a day is 0.00031507. */
const INTEREST_DECIMALS = 8;

/** Interest on `principal` at `rate` percent a year for whole `days`. */
export function interestFor(principal: Amount, rate: Amount, days: number): Amount {
  const yearly = multiply(multiply(principal, rate), amountOf(String(days)));
  return divide(yearly, PERCENT_DAYS, INTEREST_DECIMALS, 'half-up');
}

/**
 * The first 14:00 UTC after `at` (strictly: money that arrives at 14:00:00.000 waits a day). The first payout after
 * a deposit pays one whole day, however short the wait was.
 */
export function nextPayoutAfter(at: number): number {
  const today = Math.floor(at / DAY_MS) * DAY_MS + PAYOUT_TIME_OF_DAY_MS;
  return today > at ? today : today + DAY_MS;
}
