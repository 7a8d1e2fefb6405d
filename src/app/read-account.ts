// Small reads for screens of the account in use: the exchange's own history, the free balance, a person's moves.
import { ZERO } from '../domain/money.ts';
import { HISTORY_PAGE_SIZE_MAX } from '../domain/order.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Session, Sessions } from './account-session.ts';
import type { App, AppDeps, ReadProblem } from './app.ts';
import { activeAccount } from './manage-accounts.ts';
import { createPageHistory } from './page-history.ts';
import type { ExchangeFailure } from './ports.ts';
import type { Account, User } from './store.ts';
import { unsettledOf } from './unsettled-moves.ts';

export type AccountReads = Pick<
  App,
  | 'readDeadline'
  | 'history'
  | 'historyMatching'
  | 'historyChoices'
  | 'freeBalance'
  | 'unsettled'
  | 'operation'
>;

/** A page of at least one entry and at most what the exchange serves at once. */
function pageSize(size: number): number {
  return Math.min(Math.max(Math.floor(size), 1), HISTORY_PAGE_SIZE_MAX);
}

export function createAccountReads({ store, clock, settings }: AppDeps, sessions: Sessions): AccountReads {
  const pages = createPageHistory(clock);

  async function readActive<Value extends object>(
    user: User,
    work: (session: Session) => Promise<Result<Value, ExchangeFailure>>,
  ): Promise<Result<Value & { readonly account: Account }, ReadProblem>> {
    const account = await activeAccount(store, user);
    if (account === undefined) return fail({ kind: 'no_account' });
    const read = await sessions.read(account.id, work);
    return read.ok ? ok({ ...read.value, account }) : read;
  }

  return {
    readDeadline: () => clock.now() + settings.readTimeoutMs,
    history: (user, page, size) =>
      readActive(user, (session) => pages.list(session, Math.max(Math.floor(page), 1), pageSize(size))),
    historyMatching: (user, filter, from, size) =>
      readActive(user, (session) => pages.matching(session, filter, from, pageSize(size))),
    historyChoices: (user) => readActive(user, pages.choices),

    async freeBalance(user, currency, deadlineAt) {
      const account = await activeAccount(store, user);
      if (account === undefined) return undefined;
      const read = await sessions.read(account.id, ({ api, caller }) => api.balances(caller), deadlineAt);
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
