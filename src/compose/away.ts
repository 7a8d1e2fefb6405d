// What was paid while a person was away, for their first screen on return.
import type { App, CoinTotal } from '../app/app.ts';
import type { Store, User } from '../app/store.ts';
import { type Amount, add, ZERO } from '../domain/money.ts';

/** Newest payouts looked at; more were hardly recorded in an absence worth a line. */
const PAYOUTS_MAX = 1_000;

/** Gains by coin of the account in use, recorded since `sinceMs` (real clock); undefined when there were none. */
export function createPaidSince(deps: {
  readonly app: Pick<App, 'activeAccount'>;
  readonly store: Pick<Store, 'payouts'>;
}) {
  return async (
    user: User,
    sinceMs: number,
  ): Promise<{ readonly gains: readonly CoinTotal[]; readonly payouts: number } | undefined> => {
    const account = await deps.app.activeAccount(user);
    if (account === undefined) return undefined;
    const newest = await deps.store.payouts.ofAccount(account.id, 0, PAYOUTS_MAX);
    const gains = new Map<string, Amount>();
    let payouts = 0;
    for (const { recordedAt, periods, currency, amount } of newest) {
      if (recordedAt < sinceMs) continue;
      payouts += periods;
      if (amount !== undefined) gains.set(currency, add(gains.get(currency) ?? ZERO, amount));
    }
    if (payouts === 0) return undefined;
    return { gains: [...gains].map(([currency, amount]) => ({ currency, amount })), payouts };
  };
}
