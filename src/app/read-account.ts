// Small reads for screens of the account in use: the exchange's own history, the free balance, a person's moves.
import { ZERO } from '../domain/money.ts';
import { HISTORY_PAGE_SIZE_MAX } from '../domain/order.ts';
import { fail, ok } from '../domain/result.ts';
import type { Sessions } from './account-session.ts';
import type { App, AppDeps } from './app.ts';
import { activeAccount } from './manage-accounts.ts';
import { unsettledOf } from './unsettled-moves.ts';

export type AccountReads = Pick<App, 'history' | 'freeBalance' | 'unsettled' | 'operation'>;

export function createAccountReads({ store }: AppDeps, sessions: Sessions): AccountReads {
  return {
    async history(user, pageNumber, pageSize) {
      const account = await activeAccount(store, user);
      if (account === undefined) return fail({ kind: 'no_account' });
      const page = {
        pageNumber: Math.max(Math.floor(pageNumber), 1),
        pageSize: Math.min(Math.max(Math.floor(pageSize), 1), HISTORY_PAGE_SIZE_MAX),
      };
      const read = await sessions.read(account.id, ({ api, caller }) => api.history(caller, page));
      return read.ok ? ok({ ...read.value, account }) : read;
    },

    async freeBalance(user, currency) {
      const account = await activeAccount(store, user);
      if (account === undefined) return undefined;
      const read = await sessions.read(account.id, ({ api, caller }) => api.balances(caller));
      if (!read.ok) return undefined;
      return read.value.find((balance) => balance.currency === currency)?.available ?? ZERO;
    },

    async unsettled(user) {
      const accounts = await store.accounts.ofUser(user.id);
      const moves = await Promise.all(accounts.map(({ id }) => unsettledOf(store, id)));
      return moves.flat();
    },

    async operation(user, id) {
      const operation = await store.operations.get(id);
      return operation?.userId === user.id ? operation : undefined;
    },
  };
}
