// Connected accounts. A disconnected one keeps its row without its key, so that its ledger keeps its place; nothing
// but `disconnected` and a `create` that connects it again ever finds it.
import { and, asc, count, eq, gte, sql } from 'drizzle-orm';
import type { Account, AccountStore } from '../app/store.ts';
import { createAccountClaims } from './account-claims.ts';
import { type AccountRow, accountOf, rowOf } from './account-row.ts';
import { DbError } from './errors.ts';
import { columnsOf } from './optional.ts';
import { accounts } from './schema/money.ts';
import type { Session } from './session.ts';

export function createAccountStore(session: Session, self: string): AccountStore {
  const { queries } = session;
  const connected = eq(accounts.removed, false);

  async function first(rows: Promise<AccountRow[]>): Promise<Account | undefined> {
    const [row] = await rows;
    return row === undefined ? undefined : accountOf(row);
  }

  return {
    ...createAccountClaims(session, self),
    get: (id) =>
      first(
        queries
          .select()
          .from(accounts)
          .where(and(eq(accounts.id, id), connected))
          .execute(),
      ),
    async ofUser(userId) {
      const rows = await queries
        .select()
        .from(accounts)
        .where(and(eq(accounts.userId, userId), connected))
        .orderBy(asc(accounts.createdAt), asc(accounts.id));
      return rows.map(accountOf);
    },
    byFingerprint: (fingerprint) =>
      first(
        queries
          .select()
          .from(accounts)
          .where(and(eq(accounts.fingerprint, fingerprint), connected))
          .execute(),
      ),
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
    async update(id, patch) {
      if (Object.keys(patch).length === 0) return;
      await queries
        .update(accounts)
        .set(columnsOf(patch))
        .where(and(eq(accounts.id, id), connected));
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
    async refusals(environment, since) {
      const [row] = await queries
        .select({
          refused: count(sql`case when ${gte(accounts.refusedSince, since)} then 1 end`),
          total: count(),
        })
        .from(accounts)
        .where(and(eq(accounts.environment, environment), connected));
      return row ?? { refused: 0, total: 0 };
    },
  };
}
