// Who works on an account: its claim, its due time and the nonces of its key.
import { and, eq, getTableColumns, isNotNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { AccountStore } from '../app/store.ts';
import { accountOf } from './account-row.ts';
import { claimedRows } from './claimed-rows.ts';
import { assertHeld, claimed, dueTable, held, pickDue, pickOne } from './due.ts';
import type { Owner } from './owner.ts';
import { accounts } from './schema/money.ts';
import type { Session } from './session.ts';

const seen = alias(accounts, 'seen');
export const dueAccounts = dueTable(accounts, (table) => table.id, seen);

type AccountClaims = Pick<
  AccountStore,
  'claim' | 'claimDue' | 'assertClaim' | 'release' | 'setDue' | 'buyNonce' | 'waiting'
>;

export function createAccountClaims({ queries, ...session }: Session, owner: Owner): AccountClaims {
  const all: Session = { queries, ...session };

  async function take(self: string, picked: ReturnType<typeof pickDue>) {
    const rows = await queries
      .with(picked)
      .update(accounts)
      .set({ ...claimed(dueAccounts, self), askedDueAt: null })
      .from(picked)
      .where(eq(accounts.id, picked.key))
      .returning(getTableColumns(accounts));
    return claimedRows(rows, self, accountOf);
  }

  return {
    async claim(id) {
      const self = owner.current();
      const [taken] = await take(self, pickOne(all, dueAccounts, self, id, eq(seen.removed, false)));
      return taken;
    },
    claimDue: (now, limit) => {
      const self = owner.current();
      return take(self, pickDue(all, dueAccounts, self, now, limit));
    },
    async assertClaim(id, claim) {
      const rows = await queries
        .select({ id: accounts.id })
        .from(accounts)
        .where(and(eq(accounts.id, id), held(accounts, claim)))
        .for('update');
      assertHeld(rows);
    },
    async release(id, claim, dueAt) {
      // `least` passes nulls by: a due time asked for meanwhile is kept whatever the holder says.
      const next = dueAt === undefined ? {} : { dueAt: sql`least(${accounts.askedDueAt}, ${dueAt}::bigint)` };
      await queries
        .update(accounts)
        .set({ claimedBy: null, askedDueAt: null, ...next })
        .where(and(eq(accounts.id, id), held(accounts, claim)));
    },
    async setDue(id, dueAt) {
      await queries
        .update(accounts)
        .set({
          dueAt,
          askedDueAt: sql`case when ${accounts.claimedBy} is null then null else least(${accounts.askedDueAt}, ${dueAt}::bigint) end`,
        })
        .where(and(eq(accounts.id, id), eq(accounts.removed, false)));
    },
    async buyNonce(id, claim, exchangeNow) {
      const rows = await queries
        .update(accounts)
        .set({ lastNonce: sql`greatest(${accounts.lastNonce} + 1, ${exchangeNow}::bigint)` })
        .where(and(eq(accounts.id, id), held(accounts, claim)))
        .returning({ nonce: accounts.lastNonce });
      assertHeld(rows);
      return rows[0]?.nonce ?? exchangeNow;
    },
    async waiting(environment) {
      const rows = await queries
        .select({
          id: accounts.id,
          nextSyncEnvAt: accounts.nextSyncEnvAt,
          isPutOff: sql<boolean>`${accounts.refusedSince} is not null or ${accounts.failedLooks} > 0`,
        })
        .from(accounts)
        .where(
          and(
            eq(accounts.environment, environment),
            eq(accounts.removed, false),
            isNotNull(accounts.nextSyncEnvAt),
          ),
        );
      return rows.flatMap(({ id, nextSyncEnvAt, isPutOff }) =>
        nextSyncEnvAt === null ? [] : [{ id, nextSyncEnvAt, isPutOff }],
      );
    },
  };
}
