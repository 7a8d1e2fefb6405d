// The accounts of a person: list, choose, name, disconnect. Every change is for the owner of the account only.
import type { Operation } from '../domain/operation.ts';
import type { Quietly } from './account-session.ts';
import type { App, AppDeps } from './app.ts';
import type { Account, Store, User } from './store.ts';

/** Longest name of an account, in characters. */
export const LABEL_LENGTH_MAX = 24;

/** Longest that /forget waits for a request under way; then everything goes all the same. */
const QUIET_WAIT_MS = 8_000;

export type AccountManagement = Pick<
  App,
  'accounts' | 'activeAccount' | 'switchAccount' | 'renameAccount' | 'disconnect' | 'forget'
>;

/** The account the person works with: the chosen one, else the first. */
export async function activeAccount(store: Store, user: User): Promise<Account | undefined> {
  const accounts = await store.accounts.ofUser(user.id);
  const chosen = (await store.users.get(user.id))?.activeAccountId ?? user.activeAccountId;
  return accounts.find(({ id }) => id === chosen) ?? accounts[0];
}

/** The account if it is this person's. */
export async function ownAccount(store: Store, user: User, accountId: string): Promise<Account | undefined> {
  const account = await store.accounts.get(accountId);
  return account?.userId === user.id ? account : undefined;
}

export function createAccountManagement({ store, clock, log }: AppDeps, quietly: Quietly): AccountManagement {
  return {
    accounts: (user) => store.accounts.ofUser(user.id),
    activeAccount: (user) => activeAccount(store, user),

    async switchAccount(user, accountId) {
      if ((await ownAccount(store, user, accountId)) === undefined) return false;
      await store.users.update(user.id, { activeAccountId: accountId });
      return true;
    },

    async renameAccount(user, accountId, text) {
      const label = text.replaceAll(/\s+/gu, ' ').trim();
      const length = [...label].length;
      if (length < 1 || length > LABEL_LENGTH_MAX || /\p{Cc}/u.test(label)) return false;
      if ((await ownAccount(store, user, accountId)) === undefined) return false;
      await store.accounts.update(accountId, { label });
      return true;
    },

    async disconnect(user, accountId) {
      return store.transaction(async (tx) => {
        if ((await ownAccount(tx, user, accountId)) === undefined) return { kind: 'not_yours' };
        const operation = await tx.operations.inLane(accountId);
        if (operation !== undefined) return { kind: 'under_way', operation };
        await tx.accounts.remove(accountId);
        const standing = await tx.users.get(user.id);
        if (standing?.activeAccountId === accountId) {
          await tx.users.update(user.id, { activeAccountId: undefined });
        }
        await tx.audit.add({ at: clock.now(), userId: user.id, action: 'disconnect', data: { accountId } });
        log.info('account.disconnected', { accountId });
        return { kind: 'done' };
      });
    },

    async forget(user) {
      const held = (await store.accounts.ofUser(user.id)).map(({ id }) => id);
      // A request that is just going out is waited for, not left without its row.
      return quietly(held, QUIET_WAIT_MS, () => store.transaction((tx) => wipe(tx, user)));
    },
  };
}

async function wipe(tx: Store, user: User): ReturnType<App['forget']> {
  const accounts = await tx.accounts.ofUser(user.id);
  const underWay: Operation[] = [];
  for (const { id } of accounts) {
    const operation = await tx.operations.inLane(id);
    // A confirmed move that was not sent is simply gone; what was sent goes on at the exchange.
    if (operation !== undefined && operation.state !== 'confirmed') underWay.push(operation);
  }
  const undeletedMessages = await tx.deletions.countOf(user.id);
  await tx.users.forget(user.id);
  return { accounts: accounts.length, underWay, undeletedMessages };
}
