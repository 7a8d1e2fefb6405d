// Taking principal back: a redemption that may take time, or an order that is gone at once. Pure.
// The account must have been accrued; the moment of the move is its `accruedTo`.
import { compare, decimalsOf, isPositive, ZERO } from '../../domain/money.ts';
import { ok } from '../../domain/result.ts';
import type { SimAccount, SimOrder } from './account.ts';
import { finishRedemption } from './accrue.ts';
import { type Cause, openBook } from './book.ts';
import { DAY_MS } from './interest.ts';
import type { Market, SimProduct } from './market.ts';
import { bad, COIN_DECIMALS_MAX, findOrder, type Moved, type OrderAmount } from './moved.ts';

/** Asks for principal back. Fixed terms lose their interest on it, Lending the next payout, Staking waits its lock. */
export function redeem(account: SimAccount, request: OrderAmount, cause: Cause, market: Market): Moved {
  const found = findOrder(account, request.orderId, market);
  if (found === undefined) return bad('Order not found');
  const { order, product } = found;
  if (order.redemption !== null) return bad('Redemption is in process');
  if (!isPositive(request.amount)) return bad('Invalid amount');
  if (compare(request.amount, order.principal) === 1) return bad('Amount is above the invested amount');
  const whole = compare(request.amount, order.principal) === 0;
  if (!whole && decimalsOf(request.amount) > COIN_DECIMALS_MAX) return bad('Invalid amount');

  const at = account.accruedTo;
  const delayMs = redemptionDelay(account, product);
  const readyAt = account.settings.redemptionStuck ? null : at + delayMs;
  const losesDay = product.type === 'Lending' && order.nextPayoutAt > 0;
  const asked: SimOrder = {
    ...order,
    nextPayoutAt: losesDay ? order.nextPayoutAt + DAY_MS : order.nextPayoutAt,
    redemption: { amount: request.amount, startedAt: at, readyAt },
  };
  const book = openBook(account, market);
  book.put(asked);
  book.effect(at, cause, asked, { kind: 'redeem', amount: request.amount });
  if (readyAt !== null && delayMs === 0) finishRedemption(book, asked, at, product.currency);
  return ok(book.close());
}

/** Time from asking to the credit: the account's setting, for Staking at least its lock. */
export function redemptionDelay(account: SimAccount, product: SimProduct): number {
  const lockMs = product.type === 'Staking' ? product.payoutLockTimeMs : 0;
  return Math.max(account.settings.redemptionDelayMs, lockMs);
}

/** The order is gone at once, its principal in the wallet: what an early maturity or the site can do. */
export function closeOrder(account: SimAccount, orderId: number, cause: Cause, market: Market): Moved {
  const found = findOrder(account, orderId, market);
  if (found === undefined) return bad('Order not found');
  const book = openBook(account, market);
  const closed: SimOrder = { ...found.order, principal: ZERO, redemption: null };
  book.credit(found.product.currency, found.order.principal);
  book.row(account.accruedTo, closed, { kind: 'redeem', amount: found.order.principal, interest: ZERO });
  book.effect(account.accruedTo, cause, closed, { kind: 'closed', amount: found.order.principal });
  book.remove(orderId);
  return ok(book.close());
}
