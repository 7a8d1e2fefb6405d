// Connected accounts. Rows of disconnected ones are found by nothing here; see account-connecting.ts.
import { and, asc, count, eq, gte, sql } from 'drizzle-orm';
import type { Account, AccountStore } from '../app/store.ts';
import { createAccountClaims } from './account-claims.ts';
import { createAccountConnecting } from './account-connecting.ts';
import { createTakeOver } from './account-merging.ts';
import { type AccountRow, accountOf } from './account-row.ts';
import { columnsOf } from './optional.ts';
import type { Owner } from './owner.ts';
import { accounts } from './schema/money.ts';
import type { Session } from './session.ts';

export function createAccountStore(session: Session, owner: Owner): AccountStore {
  const { queries } = session;
  const connected = eq(accounts.removed, false);

  async function first(rows: Promise<AccountRow[]>): Promise<Account | undefined> {
    const [row] = await rows;
    return row === undefined ? undefined : accountOf(row);
  }

  return {
    ...createAccountClaims(session, owner),
    ...createAccountConnecting(session),
    takeOver: createTakeOver(session),
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
    async update(id, patch) {
      if (Object.keys(patch).length === 0) return;
      await queries
        .update(accounts)
        .set(columnsOf(patch))
        .where(and(eq(accounts.id, id), connected));
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
