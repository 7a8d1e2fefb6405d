// What a person holds and what happened to it: orders and history rows. Source: GET /invest/orders and /history.
import type { Amount } from './money.ts';
import type { ProductName } from './product.ts';

export interface Order extends ProductName {
  readonly id: number;
  /** Percent a year. */
  readonly rate: Amount;
  /** Principal now. */
  readonly investAmt: Amount;
  /** Running total or last payout: the exchange does not say which. */
  readonly interestEarned: Amount;
  /** Unix ms, 0 = none. */
  readonly nextInterestPayoutTime: number;
  /** Unix ms, 0 = none. */
  readonly startTime: number;
  /** Unix ms, 0 = none (Flex). */
  readonly endTime: number;
  readonly durationMs: number;
  /** "Lock time before payout". */
  readonly payoutLockTimeMs: number;
  readonly autoRenew: boolean;
  readonly compounding: boolean;
  readonly autoRenewSupported: boolean;
  readonly redemptionProcessing: boolean;
}

/** A row of the exchange's own history. Rows have no id: two equal rows are two events. */
export interface HistoryRow extends ProductName {
  /** Unix ms. */
  readonly txnTime: number;
  /** Only INVEST_SERVICE_TYPE_DEPOSIT is published: never switch exhaustively over it. */
  readonly txnType: string;
  readonly rate: Amount;
  readonly amount: Amount;
  readonly totalAmount: Amount;
  /** Absent on older exchange versions. */
  readonly interestEarned: Amount | undefined;
  /** The unit is not published. */
  readonly duration: number;
}

export interface HistoryPage {
  readonly rows: readonly HistoryRow[];
  readonly pageNumber: number;
  readonly pageSize: number;
  /** Absent where the exchange answers with a bare array. */
  readonly totalRows: number | undefined;
}

/** Largest page the exchange serves. */
export const HISTORY_PAGE_SIZE_MAX = 50;

export const TXN_DEPOSIT = 'INVEST_SERVICE_TYPE_DEPOSIT';

export interface Balance {
  readonly currency: string;
  readonly total: Amount;
  readonly available: Amount;
}
