// Accounts as rows and back. No queries.
import type { Account } from '../app/store.ts';
import { cleanText } from './document.ts';
import { optional } from './optional.ts';
import type { accounts } from './schema/money.ts';

export type AccountRow = typeof accounts.$inferSelect;

export function accountOf(row: AccountRow): Account {
  const { lastNonce: _nonce, askedDueAt: _asked, removed: _removed, ...rest } = row;
  const { dueAt: _due, claimedBy: _owner, fence: _fence, ...account } = rest;
  return {
    ...account,
    lastSyncAt: optional(row.lastSyncAt),
    nextSyncEnvAt: optional(row.nextSyncEnvAt),
    refusedSince: optional(row.refusedSince),
    lateToldAt: optional(row.lateToldAt),
  };
}

export function rowOf(account: Account): Omit<AccountRow, 'lastNonce' | 'claimedBy' | 'fence' | 'dueAt'> {
  return {
    ...account,
    label: cleanText(account.label),
    lastSyncAt: account.lastSyncAt ?? null,
    nextSyncEnvAt: account.nextSyncEnvAt ?? null,
    refusedSince: account.refusedSince ?? null,
    lateToldAt: account.lateToldAt ?? null,
    askedDueAt: null,
    removed: false,
  };
}
