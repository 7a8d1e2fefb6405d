// A deposit into Earn: the checks the exchange makes, then the new or grown order. Pure.
// The account must have been accrued; the moment of the deposit is its `accruedTo`.
import {
  type Amount,
  add,
  amountOf,
  compare,
  decimalsOf,
  isOnStep,
  isPositive,
  multiply,
  ZERO,
} from '../../domain/money.ts';
import { fail, ok } from '../../domain/result.ts';
import type { SimAccount, SimOrder } from './account.ts';
import { type Cause, openBook } from './book.ts';
import { DAY_MS, nextPayoutAfter } from './interest.ts';
import { findProduct, type Market, rateAt, type SimProduct } from './market.ts';
import { bad, COIN_DECIMALS_MAX, type Moved, type MoveRefusal } from './moved.ts';

export interface DepositRequest {
  readonly productId: string;
  readonly amount: Amount;
  readonly days: number;
  readonly renew: boolean;
}

/** Takes coins from the wallet into Earn, as a new order or merged into an open-ended one. */
export function deposit(account: SimAccount, request: DepositRequest, cause: Cause, market: Market): Moved {
  const at = account.accruedTo;
  const product = findProduct(market, request.productId);
  if (product === undefined || product.startDate > at) return bad('Product is not available');
  const rate = rateAt(market, product.id, request.days, at);
  if (rate === undefined) return bad('Invalid day');
  const problem = depositProblem(account, request, product);
  if (problem !== undefined) return fail(problem);

  const book = openBook(account, market);
  const merged = account.settings.mergeFlex && !product.fixedTerm ? mergeable(account, request) : undefined;
  const order = merged
    ? { ...merged, rate, principal: add(merged.principal, request.amount) }
    : newOrder(book.takeOrderId(), request, product, rate, at);
  book.credit(product.currency, multiply(request.amount, amountOf('-1')));
  book.put(order);
  book.row(at, order, { kind: 'deposit', amount: request.amount, interest: order.totalInterest });
  book.effect(at, cause, order, {
    kind: 'deposit',
    amount: request.amount,
    days: request.days,
    autoRenew: request.renew,
  });
  return ok(book.close({ deposited: depositedWith(account, product.id, request.amount) }));
}

function depositProblem(
  account: SimAccount,
  request: DepositRequest,
  product: SimProduct,
): MoveRefusal | undefined {
  const { amount } = request;
  if (request.renew && !product.autoRenewSupported)
    return { code: -2, message: 'Auto renew is not supported' };
  if (!isPositive(amount) || decimalsOf(amount) > COIN_DECIMALS_MAX)
    return { code: -2, message: 'Invalid amount' };
  if (compare(amount, product.minSize) === -1) {
    return { code: -2, message: `Amount is below the minimum of ${product.minSize}` };
  }
  if (!isOnStep(amount, product.incrementalSize)) {
    return { code: -2, message: `Amount is not a multiple of ${product.incrementalSize}` };
  }
  if (isPositive(product.dailyLimit)) {
    if (compare(amount, product.dailyLimit) === 1) {
      return { code: 4003, message: `Amount is above the limit of ${product.dailyLimit}` };
    }
    if (compare(add(depositedToday(account, product.id), amount), product.dailyLimit) === 1) {
      return { code: 4051, message: `The daily limit of ${product.dailyLimit} is used up` };
    }
  }
  if (compare(account.balances[product.currency] ?? ZERO, amount) === -1) {
    return { code: 51523, message: 'Insufficient wallet balance' };
  }
  return undefined;
}

function depositedToday(account: SimAccount, productId: string): Amount {
  const today = Math.floor(account.accruedTo / DAY_MS);
  return account.deposited.day === today ? (account.deposited.byProduct[productId] ?? ZERO) : ZERO;
}

function depositedWith(account: SimAccount, productId: string, amount: Amount): SimAccount['deposited'] {
  const day = Math.floor(account.accruedTo / DAY_MS);
  const before = account.deposited.day === day ? account.deposited.byProduct : {};
  return { day, byProduct: { ...before, [productId]: add(before[productId] ?? ZERO, amount) } };
}

function mergeable(account: SimAccount, request: DepositRequest): SimOrder | undefined {
  return account.orders.find(
    (order) =>
      order.productId === request.productId && order.days === request.days && order.redemption === null,
  );
}

function newOrder(
  id: number,
  request: DepositRequest,
  product: SimProduct,
  rate: Amount,
  at: number,
): SimOrder {
  const endsAt = product.fixedTerm ? at + request.days * DAY_MS : 0;
  const earnsFrom = Math.max(at, product.interestStartDate);
  return {
    id,
    productId: product.id,
    days: request.days,
    rate,
    principal: request.amount,
    totalInterest: ZERO,
    lastInterest: ZERO,
    payouts: 0,
    nextPayoutAt: product.payout === 'daily' ? nextPayoutAfter(earnsFrom) : endsAt,
    startedAt: at,
    endsAt,
    autoRenew: request.renew,
    redemption: null,
  };
}
