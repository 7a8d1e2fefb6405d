// One account of the memory store takes over the key of another, as src/db/account-merging.ts does in the database.
import type { AccountKey, AccountPatch } from '../../../src/app/store.ts';
import { LANE_STATES } from '../../../src/domain/operation.ts';
import type { AccountTables } from './accounts.ts';
import type { OperationTables } from './operations.ts';

type Tables = AccountTables & OperationTables;

export type TakeOver = (
  into: string,
  from: string,
  patch: AccountKey & AccountPatch,
  dueAt: number,
) => boolean;

export function createTakeOver(tables: Tables): TakeOver {
  return (into, from, patch, dueAt) => {
    const [kept, gone] = [tables.accounts.get(into), tables.accounts.get(from)];
    if (kept === undefined || gone === undefined || kept.removed || gone.removed) return false;
    moveOperations(tables, into, from);
    movePayouts(tables, into, from);
    const nonces = [into, from].map((id) => tables.nonces.get(id) ?? 0);
    tables.nonces.set(into, Math.max(...nonces));
    tables.accounts.delete(from);
    tables.nonces.delete(from);
    tables.orders.delete(from);
    const row = { ...kept.row, ...patch };
    tables.accounts.set(into, { ...kept, row, dueAt, claim: undefined, askedDueAt: null });
    return true;
  };
}

function moveOperations({ operations, orders }: Tables, into: string, from: string): void {
  const seenUntil = orders.get(into)?.storedAt ?? 0;
  for (const owned of operations.rows()) {
    const { row } = owned;
    if (row.accountId !== from || row.state === 'draft' || LANE_STATES.includes(row.state)) continue;
    const explained = row.explained && (row.endedAt ?? 0) < seenUntil;
    operations.set(row.id, { ...owned, row: { ...row, accountId: into, explained } });
  }
}

function movePayouts({ orders, payouts }: Tables, into: string, from: string): void {
  const running = [into, from].flatMap((id) => orders.get(id)?.orders.map(({ order }) => order.id) ?? []);
  const paid = payouts.rows().filter(({ accountId }) => accountId === into);
  const seen = new Set([...running, ...paid.map(({ orderId }) => orderId)]);
  for (const payout of payouts.rows()) {
    if (payout.accountId !== from) continue;
    payouts.delete(`${from}:${payout.orderId}:${payout.number}`);
    if (seen.has(payout.orderId)) continue;
    payouts.set(`${into}:${payout.orderId}:${payout.number}`, { ...payout, accountId: into });
  }
}
