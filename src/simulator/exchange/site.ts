// What happens on an account without the bot: the person on the exchange's site, or auto-earn. Pure.
import type { Amount } from '../../domain/money.ts';
import type { SimAccount } from './account.ts';
import type { Cause } from './book.ts';
import { deposit } from './deposit.ts';
import type { Market } from './market.ts';
import { findOrder, type Moved } from './moved.ts';
import { closeOrder, redeem } from './redeem.ts';
import { renew } from './renew.ts';

export type SiteAction =
  | {
      readonly kind: 'deposit';
      readonly productId: string;
      readonly amount: Amount;
      /** The product's first term when left out. */
      readonly days?: number | undefined;
      readonly renew?: boolean | undefined;
    }
  /** Everything when the amount is left out. */
  | { readonly kind: 'redeem'; readonly orderId: number; readonly amount?: Amount | undefined }
  | { readonly kind: 'renew'; readonly orderId: number; readonly autoRenew: boolean }
  /** The order is gone at once. */
  | { readonly kind: 'close'; readonly orderId: number };

/** Applies an action to an accrued account; its effects are marked `by: 'site'`. */
export function actOnSite(account: SimAccount, action: SiteAction, realAt: number, market: Market): Moved {
  const cause: Cause = { by: 'site', nonce: null, realAt };
  switch (action.kind) {
    case 'deposit': {
      const product = market.products.find(({ id }) => id === action.productId);
      const days = action.days ?? product?.rates[0]?.days ?? 1;
      const { productId, amount } = action;
      return deposit(account, { productId, amount, days, renew: action.renew ?? false }, cause, market);
    }
    case 'redeem': {
      const whole = findOrder(account, action.orderId, market)?.order.principal;
      const amount = action.amount ?? whole;
      if (amount === undefined) return closeOrder(account, action.orderId, cause, market);
      return redeem(account, { orderId: action.orderId, amount }, cause, market);
    }
    case 'renew':
      return renew(account, action, cause, market);
    case 'close':
      return closeOrder(account, action.orderId, cause, market);
  }
}
