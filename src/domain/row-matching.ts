// History rows matched with moves: rows have no id, so they are compared as a multiset, and one explains one move. Pure.
import { type Amount, absolute, compare } from './money.ts';
import type { Move } from './operation.ts';
import { type HistoryRow, TXN_DEPOSIT } from './order.ts';
import { type ProductName, sameProduct } from './product.ts';

/** History is read back to the snapshot's exchange time minus this, since rows may carry a slightly earlier time. */
export const HISTORY_SLACK_MS = 5_000;

/** The shape of the history row a move leaves. */
export interface RowShape {
  readonly product: ProductName;
  readonly amount: Amount;
  /** Kinds but the deposit's are not published: of a redemption only what it is not. */
  readonly deposit: boolean;
}

/** A move that ended done by its answer owes one history row until a read shows it. */
export interface Debt {
  readonly operationId: string;
  readonly move: Move;
  /** Exchange clock, Unix ms: its row is not older than this (but for the slack). */
  readonly since: number;
}

/** A debt and the row that paid it: the row explains that operation and no other (M10). */
export interface PaidDebt extends Debt {
  readonly row: HistoryRow;
}

/** The row a move leaves; undefined for a renewal, which leaves none that is known. */
export function expectedRow(move: Move): RowShape | undefined {
  if (move.kind === 'renew') return undefined;
  return { product: move.product, amount: move.amount, deposit: move.kind === 'deposit' };
}

/** Amounts of redemptions may be written with a minus. */
export function hasShape(row: HistoryRow, shape: RowShape): boolean {
  const isDeposit = row.txnType === TXN_DEPOSIT;
  const amount = shape.deposit ? row.amount : absolute(row.amount);
  return (
    isDeposit === shape.deposit && sameProduct(row, shape.product) && compare(amount, shape.amount) === 0
  );
}

/**
 * Rows of `after` that `before` does not have, as multisets: rows have no id, and equal rows are as many events.
 * Other fields (rate, total, interest) may change between reads and do not count.
 */
export function newRows(before: readonly HistoryRow[], after: readonly HistoryRow[]): readonly HistoryRow[] {
  const known = new Map<string, number>();
  for (const row of before) known.set(keyOf(row), (known.get(keyOf(row)) ?? 0) + 1);
  return after.filter((row) => {
    const left = known.get(keyOf(row)) ?? 0;
    known.set(keyOf(row), left - 1);
    return left <= 0;
  });
}

function keyOf(row: HistoryRow): string {
  return JSON.stringify([row.txnTime, row.name, row.currency, row.type, row.txnType, row.amount]);
}

/** Lets new rows pay the debts, the oldest debtor of a shape first and with the oldest row that can be its own. */
export function explainRows(input: {
  readonly rows: readonly HistoryRow[];
  readonly debtors: readonly Debt[];
}): { readonly unexplained: readonly HistoryRow[]; readonly paid: readonly PaidDebt[] } {
  const left = input.rows.toSorted((a, b) => a.txnTime - b.txnTime);
  const paid: PaidDebt[] = [];
  for (const debt of input.debtors.toSorted((a, b) => a.since - b.since)) {
    const shape = expectedRow(debt.move);
    const index = left.findIndex(
      (row) => shape !== undefined && hasShape(row, shape) && row.txnTime >= debt.since - HISTORY_SLACK_MS,
    );
    const row = left[index];
    if (row === undefined) continue;
    left.splice(index, 1);
    paid.push({ ...debt, row });
  }
  return { unexplained: left, paid };
}
