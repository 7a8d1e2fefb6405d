// What an account put into a product today through this bot: it counts against the product's daily limit. What went in
// on the exchange's site is not seen here, so what is left is said as far as this bot knows.
import { type Amount, sum, ZERO } from '../domain/money.ts';
import type { App, AppDeps } from './app.ts';
import { dayStart } from './day-start.ts';
import { activeAccount } from './manage-accounts.ts';
import type { EnvironmentClock } from './ports.ts';
import type { Account, Store } from './store.ts';

/**
 * The exchange does not state when its day begins: taken is the UTC day of the environment's clock, the zone in which
 * it states its payout times.
 */
export async function investedToday(
  store: Store,
  { id }: Pick<Account, 'id'>,
  productId: string,
  exchangeClock: EnvironmentClock,
): Promise<Amount> {
  const since = dayStart(exchangeClock.now(), undefined);
  return sum(await store.operations.deposited(id, productId, since));
}

/** For a screen: of the account in use. */
export function createReadInvested({ store, environmentClocks }: AppDeps): App['investedToday'] {
  return async (user, productId) => {
    const account = await activeAccount(store, user);
    if (account === undefined) return ZERO;
    return investedToday(store, account, productId, environmentClocks[account.environment]);
  };
}
