// What the control panel may read or change on an account beside money moves: totals, balances, settings. Pure.
import { type Amount, sum, ZERO } from '../../domain/money.ts';
import type { SimAccount, SimOrder } from './account.ts';
import { findProduct, type Market } from './market.ts';
import { redemptionDelay } from './redeem.ts';

/** All coins of an account, in the wallet and in Earn, by currency: what only interest may change. */
export function totals(account: SimAccount, market: Market): Readonly<Record<string, Amount>> {
  const result: Record<string, Amount> = { ...account.balances };
  for (const order of account.orders) {
    const currency = findProduct(market, order.productId)?.currency ?? '';
    result[currency] = sum([result[currency] ?? ZERO, order.principal]);
  }
  return result;
}

/** Sets the free coins of the named currencies. */
export function withBalances(account: SimAccount, balances: Readonly<Record<string, Amount>>): SimAccount {
  return { ...account, balances: { ...account.balances, ...balances } };
}

/** Settings change at once; running redemptions stop when "stuck" goes on and start anew when it goes off. */
export function withSettings(
  account: SimAccount,
  patch: Partial<SimAccount['settings']>,
  market: Market,
): SimAccount {
  const settings = { ...account.settings, ...patch };
  if (settings.redemptionStuck === account.settings.redemptionStuck) return { ...account, settings };
  const orders = account.orders.map((order): SimOrder => {
    const product = findProduct(market, order.productId);
    if (order.redemption === null || product === undefined) return order;
    const readyAt = settings.redemptionStuck
      ? null
      : account.accruedTo + redemptionDelay({ ...account, settings }, product);
    return { ...order, redemption: { ...order.redemption, readyAt } };
  });
  return { ...account, settings, orders };
}
