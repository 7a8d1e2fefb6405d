// How products, orders, history rows and balances look on the wire. Numbers keep every digit.
import { type Amount, isPositive } from '../../domain/money.ts';
import { HISTORY_PAGE_SIZE_MAX } from '../../domain/order.ts';
import { type ExactNumber, exactNumber } from '../../exchange/json.ts';
import type { SimAccount, SimHistoryRow, SimOrder } from './account.ts';
import { earningPrincipal } from './book.ts';
import { DAY_MS } from './interest.ts';
import { findProduct, type Market, productsAt, rateAt } from './market.ts';

type WireNumber = (value: Amount | number) => ExactNumber | string;

function numberWriter(asText: boolean): WireNumber {
  return (value) => (asText ? String(value) : exactNumber(String(value)));
}

/** The catalogue; it is public and so always has JSON numbers. */
export function wireProducts(market: Market, at: number): unknown {
  const number = numberWriter(false);
  return productsAt(market, at).map((product) => ({
    id: product.id,
    name: product.name,
    currency: product.currency,
    type: product.type,
    startDate: product.startDate,
    interestStartDate: product.interestStartDate,
    rates: product.rates.map(({ days, rate }) => ({ days, rate: number(rate) })),
    compounding: product.compounding,
    autoRenewSupported: product.autoRenewSupported,
    dailyLimit: number(product.dailyLimit),
    minSize: number(product.minSize),
    incrementalSize: number(product.incrementalSize),
  }));
}

export function wireOrders(account: SimAccount, market: Market, at: number): unknown {
  return account.orders.map((order) => wireOrder(order, account, market, at));
}

function wireOrder(order: SimOrder, { settings }: SimAccount, market: Market, at: number): unknown {
  const number = numberWriter(settings.numbersAsText);
  const product = findProduct(market, order.productId);
  const openEnded = order.endsAt === 0;
  const rate = openEnded ? rateAt(market, order.productId, order.days, at) : undefined;
  const earns = isPositive(earningPrincipal(order));
  return {
    id: number(order.id),
    name: product?.name ?? order.productId,
    currency: product?.currency ?? '',
    type: product?.type ?? '',
    rate: number(rate ?? order.rate),
    investAmt: number(order.principal),
    interestEarned: number(settings.interestEarned === 'total' ? order.totalInterest : order.lastInterest),
    nextInterestPayoutTime: number(earns ? order.nextPayoutAt : 0),
    // The specification's example of an open-ended order has no start.
    startTime: number(openEnded ? 0 : order.startedAt),
    endTime: number(order.endsAt),
    duration: number(order.days * DAY_MS),
    payoutLockTime: number(product?.payoutLockTimeMs ?? 0),
    autoRenew: order.autoRenew,
    compounding: product?.compounding ?? false,
    autoRenewSupported: product?.autoRenewSupported ?? false,
    dailyLimit: number(0),
    redemptionProcessing: order.redemption !== null,
  };
}

function wireRow(row: SimHistoryRow, number: WireNumber, tellInterest: boolean): unknown {
  return {
    txnTime: number(row.txnTime),
    name: row.name,
    currency: row.currency,
    rate: number(row.rate),
    type: row.type,
    txnType: row.txnType,
    amount: number(row.amount),
    totalAmount: number(row.totalAmount),
    ...(tellInterest ? { interestEarned: number(row.interestEarned) } : {}),
    duration: number(row.duration),
  };
}

/** One page of what is visible at `at`; a size above the exchange's largest gives the largest. */
export function wireHistory(
  { history, settings }: SimAccount,
  page: { readonly pageNumber: number; readonly pageSize: number },
  at: number,
): unknown {
  const number = numberWriter(settings.numbersAsText);
  const visible = history.filter((row) => row.visibleAt <= at);
  if (settings.historyOrder === 'newest-first') visible.reverse();
  const size = Math.min(page.pageSize, HISTORY_PAGE_SIZE_MAX);
  const start = (page.pageNumber - 1) * size;
  const data = visible
    .slice(start, start + size)
    .map((row) => wireRow(row, number, settings.rowsTellInterest));
  if (settings.historyShape === 'bare') return data;
  return {
    totalRows: number(visible.length),
    pageNumber: number(page.pageNumber),
    pageSize: number(size),
    data,
  };
}

/** Free coins; what is in Earn is not in the wallet. */
export function wireBalances({ balances, settings }: SimAccount): unknown {
  const number = numberWriter(settings.numbersAsText);
  return Object.entries(balances).map(([currency, amount]) => ({
    currency,
    total: number(amount),
    available: number(amount),
  }));
}
