// Rows just claimed, in the order in which they fell due: RETURNING promises none.
import type { Claimed } from '../app/store.ts';

interface ClaimedRow {
  readonly dueAt: number | null;
  readonly fence: number;
}

export function claimedRows<Row extends ClaimedRow, Value>(
  rows: readonly Row[],
  self: string,
  toValue: (row: Row) => Value,
): readonly Claimed<Value>[] {
  return [...rows]
    .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
    .map((row) => ({ row: toValue(row), claim: { owner: self, fence: row.fence } }));
}
