// Connecting and disconnecting. A disconnected account keeps its row without its key, so that its ledger keeps its
// place; nothing but `disconnected` and a `create` that connects it again ever finds it.
import { and, asc, eq, inArray, notExists, sql } from 'drizzle-orm';
import type { AccountStore } from '../app/store.ts';
import { rowOf } from './account-row.ts';
import { DbError } from './errors.ts';
import { accounts, orders, payouts } from './schema/money.ts';
import { practiceAccounts } from './schema/system.ts';
import type { Session } from './session.ts';

type AccountConnecting = Pick<AccountStore, 'create' | 'remove' | 'disconnected'>;

export function createAccountConnecting(session: Session): AccountConnecting {
  const { queries } = session;
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
    remove: (id) => session.atomically((inside) => remove(inside, id)),
  };
}

async function remove({ queries }: Session, id: string): Promise<void> {
  const mine = eq(accounts.id, id);
  const practice = queries
    .select({ fingerprint: accounts.fingerprint })
    .from(accounts)
    .where(and(mine, eq(accounts.environment, 'practice')));
  await queries.delete(practiceAccounts).where(inArray(practiceAccounts.fingerprint, practice));
  await queries
    .update(accounts)
    .set({
      keySealed: '',
      secretSealed: '',
      keyTail: '',
      label: '',
      // Nobody ever sees the key of a practice account, so nobody can bring it back.
      fingerprint: sql`case when ${accounts.environment} = 'practice' then '' else ${accounts.fingerprint} end`,
      removed: true,
      dueAt: null,
      askedDueAt: null,
      nextSyncEnvAt: null,
      // Whoever works on it loses the claim: nothing more is signed with the key.
      claimedBy: null,
      fence: sql`${accounts.fence} + 1`,
    })
    .where(mine);
  const stored = queries.select({ id: orders.accountId }).from(orders).where(eq(orders.accountId, id));
  const paid = queries.select({ id: payouts.accountId }).from(payouts).where(eq(payouts.accountId, id));
  // Without a ledger there is nothing to come back to, so nothing of it is kept.
  await queries.delete(accounts).where(and(mine, notExists(stored), notExists(paid)));
}
