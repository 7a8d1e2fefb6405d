// Lets an account catch up with the clock: payouts, ends of redemptions and maturities, in the order of time.
// Pure and lazy: accruing in any split of the time gives the same account; cost is one step an event.
import { add, isPositive, isZero, subtract, ZERO } from '../../domain/money.ts';
import type { SimAccount, SimOrder } from './account.ts';
import { type Book, BY_EXCHANGE, earningPrincipal, openBook } from './book.ts';
import { DAY_MS, interestFor, nextPayoutAfter } from './interest.ts';
import { findProduct, type Market, rateAt, type SimProduct } from './market.ts';

/** Of events in the same millisecond interest comes first, then credits, then the end of a term. */
const RANK = { interest: 0, redemption: 1, maturity: 2 } as const;

interface Due {
  readonly at: number;
  readonly event: keyof typeof RANK;
  readonly order: SimOrder;
}

/**
 * Everything that fell due up to and including `now` happens. A clock that stepped back changes nothing.
 * @param now Unix ms of the simulated clock
 */
export function accrue(account: SimAccount, now: number, market: Market): SimAccount {
  if (now <= account.accruedTo) return account;
  const book = openBook(account, market);
  for (;;) {
    const due = earliestDue(book.orders(), now, market);
    if (due === undefined) return book.close({ accruedTo: now });
    happen(book, due, market);
  }
}

function earliestDue(orders: readonly SimOrder[], now: number, market: Market): Due | undefined {
  let earliest: Due | undefined;
  for (const order of orders) {
    for (const due of dues(order, findProduct(market, order.productId))) {
      if (due.at <= now && (earliest === undefined || comesBefore(due, earliest))) earliest = due;
    }
  }
  return earliest;
}

function comesBefore(a: Due, b: Due): boolean {
  if (a.at !== b.at) return a.at < b.at;
  return a.event === b.event ? a.order.id < b.order.id : RANK[a.event] < RANK[b.event];
}

function dues(order: SimOrder, product: SimProduct | undefined): readonly Due[] {
  const found: Due[] = [];
  if (product?.payout === 'daily' && order.nextPayoutAt > 0) {
    found.push({ at: order.nextPayoutAt, event: 'interest', order });
  }
  const readyAt = order.redemption?.readyAt ?? null;
  if (readyAt !== null) found.push({ at: readyAt, event: 'redemption', order });
  if (order.endsAt > 0) found.push({ at: order.endsAt, event: 'maturity', order });
  return found;
}

function happen(book: Book, due: Due, market: Market): void {
  const product = findProduct(market, due.order.productId);
  switch (due.event) {
    case 'interest':
      if (product !== undefined) payDaily(book, due, product, market);
      return;
    case 'redemption':
      finishRedemption(book, due.order, due.at, product?.currency ?? '');
      return;
    case 'maturity':
      mature(book, due, product, market);
      return;
  }
}

function payDaily(book: Book, due: Due, product: SimProduct, market: Market): void {
  const { at, order } = due;
  const rate = product.fixedTerm ? order.rate : (rateAt(market, product.id, order.days, at) ?? order.rate);
  const next = nextPayoutAfter(at);
  const moved = { ...order, rate, nextPayoutAt: order.endsAt > 0 && next > order.endsAt ? 0 : next };
  const paid = payInterest(book, moved, at, 1, product);
  if (paid !== moved && book.account.settings.interestRows) {
    book.row(at, paid, { kind: 'interest', amount: paid.lastInterest, interest: paid.lastInterest });
  }
  book.put(paid);
}

/** Credits (or compounds) interest for `days`; the same order comes back when there is none. */
function payInterest(book: Book, order: SimOrder, at: number, days: number, product: SimProduct): SimOrder {
  const interest = interestFor(earningPrincipal(order), order.rate, days);
  if (isZero(interest)) return order;
  if (!product.compounding) book.credit(product.currency, interest);
  const paid: SimOrder = {
    ...order,
    principal: product.compounding ? add(order.principal, interest) : order.principal,
    totalInterest: add(order.totalInterest, interest),
    lastInterest: interest,
    payouts: order.payouts + 1,
  };
  book.effect(at, BY_EXCHANGE, paid, { kind: 'interest', amount: interest, number: paid.payouts });
  return paid;
}

/** Credits a redemption whose time has come; the order goes when nothing is left in it. */
export function finishRedemption(book: Book, order: SimOrder, at: number, currency: string): void {
  if (order.redemption === null) return;
  const { amount } = order.redemption;
  const rest: SimOrder = { ...order, principal: subtract(order.principal, amount), redemption: null };
  book.credit(currency, amount);
  book.row(at, rest, { kind: 'redeem', amount, interest: ZERO });
  book.effect(at, BY_EXCHANGE, rest, { kind: 'redeemed', amount });
  if (isPositive(rest.principal)) book.put(rest);
  else book.remove(order.id);
}

/** The end of a term: interest, then the principal comes back or a new term begins with it. */
function mature(book: Book, due: Due, product: SimProduct | undefined, market: Market): void {
  const { at, order } = due;
  if (product === undefined) {
    book.remove(order.id);
    return;
  }
  const atEnd = product.payout === 'maturity';
  const paid = atEnd ? payInterest(book, order, at, order.days, product) : order;
  const interest = paid === order ? ZERO : paid.lastInterest;
  // A redemption that still runs, even a stuck one, ends with the term and is never renewed.
  const kept = earningPrincipal(paid);
  if (order.autoRenew && isPositive(kept)) {
    if (paid.redemption !== null) finishRedemption(book, paid, at, product.currency);
    renewTerm(book, { ...paid, principal: kept, redemption: null }, at, interest, product, market);
    return;
  }
  const ended: SimOrder = { ...paid, principal: ZERO, redemption: null };
  book.credit(product.currency, paid.principal);
  book.row(at, ended, { kind: 'redeem', amount: paid.principal, interest });
  book.effect(at, BY_EXCHANGE, ended, { kind: 'maturity', amount: paid.principal });
  book.remove(order.id);
}

function renewTerm(
  book: Book,
  order: SimOrder,
  at: number,
  interest: SimOrder['lastInterest'],
  product: SimProduct,
  market: Market,
): void {
  const keepsId = book.account.settings.renewalKeepsId;
  const fresh = { totalInterest: ZERO, lastInterest: ZERO, payouts: 0 };
  const renewed: SimOrder = {
    ...order,
    ...(keepsId ? {} : { ...fresh, id: book.takeOrderId() }),
    rate: rateAt(market, product.id, order.days, at) ?? order.rate,
    startedAt: at,
    endsAt: at + order.days * DAY_MS,
    nextPayoutAt: product.payout === 'daily' ? nextPayoutAfter(at) : at + order.days * DAY_MS,
  };
  if (!keepsId) book.remove(order.id);
  book.put(renewed);
  book.row(at, renewed, { kind: 'renew', amount: renewed.principal, interest });
  book.effect(at, BY_EXCHANGE, renewed, { kind: 'renewal', amount: renewed.principal });
}
