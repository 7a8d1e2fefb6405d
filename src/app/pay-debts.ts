// Moves that ended done by their answer owe one history row each. Rows that a read shows pay them, so that no row
// explains a second move (M10).

import type { Operation } from '../domain/operation.ts';
import type { HistoryRow } from '../domain/order.ts';
import { type Debt, explainRows, newRows, type PaidDebt } from '../domain/row-matching.ts';
import type { Store } from './store.ts';

/** Its row cannot be older than the snapshot before it was sent, and may well be older than the answer. */
function debtOf({ id, move, evidence, answeredAt }: Operation): Debt {
  return { operationId: id, move, since: evidence?.takenAt ?? answeredAt ?? 0 };
}

export async function readDebts(store: Store, accountId: string): Promise<readonly Debt[]> {
  return (await store.operations.owing(accountId)).map(debtOf);
}

/** Rows owed for longer are no longer asked for by themselves (environment clock). */
const DEBT_LIFE_MS = 24 * 3_600_000;

export function youngDebts(debts: readonly Debt[], nowEnvMs: number): readonly Debt[] {
  return debts.filter(({ since }) => since >= nowEnvMs - DEBT_LIFE_MS);
}

/** Marks them paid. Inside the caller's transaction. */
export async function storePaid(tx: Store, paid: readonly PaidDebt[]): Promise<void> {
  for (const { operationId, row } of paid) {
    const result = { kind: 'seen', orderId: undefined, row } as const;
    await tx.operations.update(operationId, { owesRow: false, result });
  }
}

/** Lets rows just read pay what the account owes. Inside the caller's transaction. */
export async function payDebts(tx: Store, accountId: string, rows: readonly HistoryRow[]): Promise<void> {
  const debtors = await readDebts(tx, accountId);
  if (debtors.length === 0) return;
  const explained = await tx.operations.explainingRows(accountId);
  await storePaid(tx, explainRows({ rows: newRows(explained, rows), debtors }).paid);
}
