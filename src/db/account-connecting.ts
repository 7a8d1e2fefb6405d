// Connecting and disconnecting. A disconnected account keeps its row without its key, so that its ledger keeps its
// place; nothing but `disconnected` and a `create` that connects it again ever finds it.
import { and, asc, eq, sql } from 'drizzle-orm';
import type { AccountStore } from '../app/store.ts';
import { rowOf } from './account-row.ts';
import { DbError } from './errors.ts';
import { accounts } from './schema/money.ts';
import type { Session } from './session.ts';

type AccountConnecting = Pick<AccountStore, 'create' | 'remove' | 'disconnected'>;

export function createAccountConnecting({ queries }: Session): AccountConnecting {
  return {
    async disconnected(userId, fingerprint) {
      const [row] = await queries
        .select({ id: accounts.id })
        .from(accounts)
        .where(
          and(eq(accounts.userId, userId), eq(accounts.fingerprint, fingerprint), eq(accounts.removed, true)),
        )
        .orderBy(asc(accounts.createdAt))
        .limit(1);
      return row?.id;
    },
    async create(account, dueAt) {
      const row = rowOf(account);
      // An account that was disconnected comes back under its id, with its last nonce and a risen fence.
      const created = await queries
        .insert(accounts)
        .values({ ...row, dueAt })
        .onConflictDoUpdate({
          target: accounts.id,
          set: { ...row, dueAt },
          setWhere: sql`${accounts.removed} and ${accounts.userId} = ${account.userId}`,
        })
        .returning({ id: accounts.id });
      if (created.length === 0) throw new DbError('unique', undefined, 'accounts_pkey');
    },
    async remove(id) {
      await queries
        .update(accounts)
        .set({
          keySealed: '',
          secretSealed: '',
          removed: true,
          dueAt: null,
          askedDueAt: null,
          nextSyncEnvAt: null,
          // Whoever works on it loses the claim: nothing more is signed with the key.
          claimedBy: null,
          fence: sql`${accounts.fence} + 1`,
        })
        .where(eq(accounts.id, id));
    },
  };
}
