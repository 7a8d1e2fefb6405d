// How a money move ends on the simulated exchange: the account after it, or a refusal with a code.
import type { Amount } from '../../domain/money.ts';
import { fail, type Result } from '../../domain/result.ts';
import type { SimAccount, SimOrder } from './account.ts';
import { findProduct, type Market, type SimProduct } from './market.ts';

/** Codes seen on the exchange: bad parameter, insufficient wallet balance, above a limit. */
export type RefusalCode = -2 | 51523 | 4003 | 4051;

export interface MoveRefusal {
  readonly code: RefusalCode;
  readonly message: string;
}

export type Moved = Result<SimAccount, MoveRefusal>;

/** Coins have at most eight decimals on the exchange. */
export const COIN_DECIMALS_MAX = 8;

export interface OrderAmount {
  readonly orderId: number;
  readonly amount: Amount;
}

export function bad(message: string): { readonly ok: false; readonly reason: MoveRefusal } {
  return fail({ code: -2, message });
}

export function findOrder(
  account: SimAccount,
  orderId: number,
  market: Market,
): { readonly order: SimOrder; readonly product: SimProduct } | undefined {
  const order = account.orders.find(({ id }) => id === orderId);
  const product = order && findProduct(market, order.productId);
  return order && product ? { order, product } : undefined;
}
