// Everything the Home screen tells of the account in use, fresh or as last stored. Dollars only where every coin has
// a price.

import { type Prices, summarizeHome } from '../domain/home.ts';
import type { Amount } from '../domain/money.ts';
import type { StoredOrder } from '../domain/payout.ts';
import { DAY_MS } from '../domain/projection.ts';
import { fail, ok } from '../domain/result.ts';
import type { App, AppDeps, CoinTotal } from './app.ts';
import { dayStart } from './day-start.ts';
import { activeAccount } from './manage-accounts.ts';
import { type ReadHoldings, snapshot } from './read-orders.ts';
import type { Account, User } from './store.ts';
import { unsettledOf } from './unsettled-moves.ts';

/** Enough for all payouts of the latest payout time. */
const PAYOUTS_READ = 100;
const EARNED_DAYS = 30;

export function createReadHome(deps: AppDeps, readHoldings: ReadHoldings): App['home'] {
  const { store, clock, environmentClocks, exchanges, settings } = deps;

  async function readPrices(
    account: Account,
    orders: readonly StoredOrder[],
    deadlineAt: number,
  ): Promise<Prices> {
    const prices: Record<string, Amount | undefined> = {};
    for (const currency of new Set(orders.map(({ order }) => order.currency))) {
      // Dollars are an extra too: who waited long enough for the orders gets coins alone.
      if (clock.now() >= deadlineAt) return {};
      const price = await exchanges[account.environment].dollarPrice(currency, deadlineAt);
      // Without one there is no value in dollars, and the others need not be asked.
      if (!price.ok) return {};
      prices[currency] = price.value;
    }
    return prices;
  }

  async function earned(accountId: string, since: number): Promise<readonly CoinTotal[]> {
    const totals = await store.payouts.totals(accountId, since);
    return totals.map(({ currency, amount }) => ({ currency, amount }));
  }

  async function earnings(user: User, account: Account, nowEnvMs: number) {
    return {
      earnedToday: await earned(account.id, dayStart(nowEnvMs, user.timeZone)),
      earned30Days: await earned(account.id, nowEnvMs - EARNED_DAYS * DAY_MS),
      earnedSince: await earned(account.id, 0),
    };
  }

  return async (user, fresh) => {
    const account = await activeAccount(store, user);
    if (account === undefined) return fail({ kind: 'no_account' });
    const deadlineAt = clock.now() + settings.readTimeoutMs;
    const holdings = fresh
      ? await readHoldings(account.id, true, deadlineAt)
      : await snapshot(deps, account.id, undefined);
    const { orders, problem } = holdings;
    if (problem?.kind === 'no_account') return fail(problem);
    const prices = fresh && problem === undefined ? await readPrices(account, orders, deadlineAt) : {};
    const payouts = await store.payouts.ofAccount(account.id, 0, PAYOUTS_READ);
    const nowEnvMs = environmentClocks[account.environment].now();
    return ok({
      account,
      ...holdings,
      ...(await earnings(user, account, nowEnvMs)),
      ...summarizeHome({ orders, payouts, prices, nowEnvMs }),
      unsettled: await unsettledOf(store, account.id),
    });
  };
}
