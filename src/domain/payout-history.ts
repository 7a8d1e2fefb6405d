// What history rows say about interest: amounts the order's own figure cannot tell. Rows have no id and no order, so
// one is used at most once, and only where nothing else could be meant.
import { type Amount, compare, isPositive, subtract } from './money.ts';
import { type HistoryRow, TXN_DEPOSIT } from './order.ts';
import type { DuePayouts } from './payout.ts';
import type { Expected } from './payout-reading.ts';
import { type ProductName, sameProduct } from './product.ts';
import { isNear } from './projection.ts';

/** A row may carry a time a little before the payout time it belongs to. */
export const ROW_EARLY_MS = 5_000;

/** Kinds are not published: these words in a kind mean that its amount is interest. */
const INTEREST_KIND = /interest|payout|yield|reward/i;

/** History rows not yet used to state a payout. Taking is the only change; the rows themselves stay as they are. */
export interface RowPool {
  /** Rows of the product with `from` ≤ time < `to` that state interest as their amount. */
  interest(product: ProductName, from: number, to: number): readonly HistoryRow[];
  /** Rows that may end an order: neither deposit nor interest. Some carry the interest beside the principal. */
  closing(product: ProductName, from: number, to: number): readonly HistoryRow[];
  /** Deposits into the product within the span, earliest first. */
  deposits(product: ProductName, from: number, to: number): readonly HistoryRow[];
  take(row: HistoryRow): void;
  /** Rows of the product within the span that were taken. */
  taken(product: ProductName, from: number, to: number): number;
}

export function createRowPool(rows: readonly HistoryRow[]): RowPool {
  const left = new Set(rows);
  const within = (product: ProductName, from: number, to: number): readonly HistoryRow[] =>
    [...left].filter(
      (row) =>
        sameProduct(row, product) && row.txnType !== TXN_DEPOSIT && row.txnTime >= from && row.txnTime < to,
    );
  return {
    interest: (product, from, to) =>
      within(product, from, to).filter((row) => INTEREST_KIND.test(row.txnType) && isPositive(row.amount)),
    closing: (product, from, to) =>
      within(product, from, to).filter((row) => !INTEREST_KIND.test(row.txnType)),
    deposits: (product, from, to) =>
      rows
        .filter((row) => row.txnType === TXN_DEPOSIT && sameProduct(row, product))
        .filter(({ txnTime }) => txnTime >= from && txnTime < to)
        .toSorted((a, b) => a.txnTime - b.txnTime),
    take: (row) => {
      left.delete(row);
    },
    taken: (product, from, to) =>
      rows.filter(
        (row) => !left.has(row) && sameProduct(row, product) && row.txnTime >= from && row.txnTime < to,
      ).length,
  };
}

/**
 * The row of each payout time in `due`; undefined unless every one is told without doubt. Where the product is held
 * once, there must be exactly one row a payout time; else all that could be meant must be equal. Nothing is taken.
 */
export function rowsByPeriod(
  pool: RowPool,
  product: ProductName,
  due: DuePayouts,
  expectedEach: Expected,
  alone: boolean,
): readonly HistoryRow[] | undefined {
  const picked: HistoryRow[] = [];
  for (let at = due.firstAt; at <= due.lastAt; at += due.intervalMs) {
    const rows = rowsAt(pool, product, at, due.intervalMs);
    const row = alone ? onlyOne(rows) : onlyAmount(rows, expectedEach);
    if (row === undefined) return undefined;
    picked.push(row);
  }
  return picked;
}

/**
 * As many of the first payout times as are told without doubt: by one row each, of just this amount where other orders
 * of the product are paid too. Nothing is taken.
 */
export function rowsOfFirstPeriods(
  pool: RowPool,
  product: ProductName,
  due: DuePayouts,
  amount: Amount | undefined,
): readonly HistoryRow[] {
  const picked: HistoryRow[] = [];
  for (let at = due.firstAt; at <= due.lastAt; at += due.intervalMs) {
    const row = onlyOne(
      rowsAt(pool, product, at, due.intervalMs).filter(
        (one) => amount === undefined || compare(one.amount, amount) === 0,
      ),
    );
    if (row === undefined) return picked;
    picked.push(row);
  }
  return picked;
}

/** Takes the row of a payout that the order's own figure told, so that it states no other order's. */
export function takePaid(pool: RowPool, product: ProductName, due: DuePayouts, amount: Amount): void {
  const row = rowsAt(pool, product, due.lastAt, due.intervalMs).find(
    (candidate) => compare(candidate.amount, amount) === 0,
  );
  if (row !== undefined) pool.take(row);
}

function rowsAt(pool: RowPool, product: ProductName, at: number, intervalMs: number): readonly HistoryRow[] {
  return pool.interest(product, at - ROW_EARLY_MS, at + intervalMs - ROW_EARLY_MS);
}

function onlyOne(rows: readonly HistoryRow[]): HistoryRow | undefined {
  return rows.length === 1 ? rows[0] : undefined;
}

function onlyAmount(rows: readonly HistoryRow[], expected: Expected): HistoryRow | undefined {
  const [first, ...others] = rows.filter((row) => isNear(row.amount, expected.low, expected.high));
  return first !== undefined && others.every((row) => compare(row.amount, first.amount) === 0)
    ? first
    : undefined;
}

/** Interest of an order that closed, as far as history tells: undefined where no row states it. */
export function closingInterest(
  pool: RowPool,
  product: ProductName,
  span: { readonly from: number; readonly to: number },
  question: {
    readonly expected: Expected;
    readonly baseline: Amount;
    readonly alone: boolean;
    /** Orders of the product whose payouts of these times were counted from their own figures. */
    readonly counted: number;
  },
): Amount | undefined {
  const { expected } = question;
  const paid = pool.interest(product, span.from, span.to);
  const fits = paid.filter((candidate) => isNear(candidate.amount, expected.low, expected.high));
  // As many rows as orders that were paid already: none is left for this one.
  const isLeft = fits.length > question.counted;
  const row =
    (question.alone ? onlyOne(paid) : undefined) ?? (isLeft ? onlyAmount(fits, expected) : undefined);
  if (row !== undefined) {
    pool.take(row);
    return row.amount;
  }
  for (const end of pool.closing(product, span.from, span.to)) {
    const stated = statedAtEnd(end, expected, question.baseline);
    if (stated === undefined) continue;
    pool.take(end);
    return stated;
  }
  return undefined;
}

/** The row may state the last payout or the running total, which the expectation tells apart. */
function statedAtEnd(row: HistoryRow, expected: Expected, baseline: Amount): Amount | undefined {
  const stated = row.interestEarned;
  if (stated === undefined || !isPositive(stated)) return undefined;
  if (isNear(stated, expected.low, expected.high)) return stated;
  const since = subtract(stated, baseline);
  return isNear(since, expected.low, expected.high) ? since : undefined;
}
