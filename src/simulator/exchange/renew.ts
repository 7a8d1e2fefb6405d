// Switching auto-renewal of an order on or off. Pure; setting the same state twice is fine.
import { ZERO } from '../../domain/money.ts';
import { ok } from '../../domain/result.ts';
import type { SimAccount, SimOrder } from './account.ts';
import { type Cause, openBook } from './book.ts';
import type { Market } from './market.ts';
import { bad, findOrder, type Moved } from './moved.ts';

/** Sets whether the order starts a new term when it ends. */
export function renew(
  account: SimAccount,
  request: { readonly orderId: number; readonly autoRenew: boolean },
  cause: Cause,
  market: Market,
): Moved {
  const found = findOrder(account, request.orderId, market);
  if (found === undefined) return bad('Order not found');
  if (!found.product.autoRenewSupported) return bad('Auto renew is not supported');
  const order: SimOrder = { ...found.order, autoRenew: request.autoRenew };
  const book = openBook(account, market);
  book.put(order);
  book.effect(account.accruedTo, cause, order, { kind: 'renew', amount: ZERO, autoRenew: request.autoRenew });
  return ok(book.close());
}
