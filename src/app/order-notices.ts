// What a comparison of orders tells the person, as rows of the outbox. Pure; nothing is stored here.
import type { ForeignChange } from '../domain/foreign-changes.ts';
import type { ClosedOrder } from '../domain/order-diff.ts';
import type { PayoutFact, StoredOrder } from '../domain/payout.ts';
import type { ProductName } from '../domain/product.ts';
import { DAY_MS } from '../domain/projection.ts';
import { maturityOf } from '../domain/redeem-rules.ts';
import type { NoticeData } from './notice.ts';
import { noticeAccount, noticeTo } from './notice-to.ts';
import type { Account, NewNotice, User } from './store.ts';

/** Whom a sync tells, of which account, when (real clock). */
export interface Audience {
  readonly user: User;
  readonly account: Account;
  readonly now: number;
}

type Totals = Extract<NoticeData, { readonly kind: 'payout' }>['totals'];

/** Payouts of one payout time: one message. */
export function payoutNotice(
  { user, account, now }: Audience,
  at: number,
  payouts: readonly PayoutFact[],
  totals: Totals,
): NewNotice {
  const lines = payouts.map(({ product, orderId, number, periods, currency, amount }) => ({
    product,
    orderId,
    number,
    periods,
    currency,
    amount,
  }));
  const first = `${lines[0]?.orderId}.${lines[0]?.number}`;
  return noticeTo(user, { kind: 'payout', account: noticeAccount(account), at, lines, totals }, now, {
    accountId: account.id,
    silent: true,
    dedupeKey: `payout:${account.id}:${at}:${first}`,
  });
}

/** Orders that are gone; what was closed elsewhere is told as such, once. */
export function closedNotices(
  { user, account, now }: Audience,
  closed: readonly ClosedOrder[],
  changes: readonly ForeignChange[],
): readonly NewNotice[] {
  const foreign = new Set(changes.filter(({ kind }) => kind === 'closed').map(({ orderId }) => orderId));
  return closed
    .filter(({ order }) => !foreign.has(order.id))
    .map(({ order, interest, why }) =>
      noticeTo(
        user,
        {
          kind: 'order_closed',
          account: noticeAccount(account),
          product: nameOf(order),
          orderId: order.id,
          amount: order.investAmt,
          interest,
          why,
        },
        now,
        { accountId: account.id },
      ),
    );
}

export function changeNotices(
  { user, account, now }: Audience,
  changes: readonly ForeignChange[],
): readonly NewNotice[] {
  return changes.map(({ kind, product, orderId, amount }) =>
    noticeTo(
      user,
      {
        kind: 'foreign_change',
        account: noticeAccount(account),
        product,
        orderId,
        change: kind,
        amount,
      },
      now,
      { accountId: account.id },
    ),
  );
}

export function lateNotice(
  { user, account, now }: Audience,
  { order }: StoredOrder,
  expectedAt: number,
): NewNotice {
  return noticeTo(
    user,
    { kind: 'payout_late', account: noticeAccount(account), product: nameOf(order), expectedAt },
    now,
    { accountId: account.id, dedupeKey: `late:${account.id}:${expectedAt}` },
  );
}

const SOON_DAYS = [1, 3, 7] as const;

/** Ends that are 7, 3 or 1 days away, each told once; a term shorter than that was never so far from its end. */
export function maturityNotices(
  { user, account, now }: Audience,
  stored: readonly StoredOrder[],
  nowEnvMs: number,
): readonly NewNotice[] {
  return stored.flatMap(({ order }) => {
    const endsAt = maturityOf(order);
    if (endsAt === undefined || endsAt <= nowEnvMs) return [];
    const days = SOON_DAYS.find((count) => endsAt - nowEnvMs <= count * DAY_MS);
    if (days === undefined || endsAt - days * DAY_MS <= order.startTime) return [];
    const data = {
      kind: 'maturity_soon',
      account: noticeAccount(account),
      product: nameOf(order),
      orderId: order.id,
      amount: order.investAmt,
      endsAt,
      days,
      autoRenew: order.autoRenew,
    } as const;
    const dedupeKey = `maturity:${account.id}:${order.id}:${endsAt}:${days}`;
    return [noticeTo(user, data, now, { accountId: account.id, dedupeKey })];
  });
}

function nameOf({ name, currency, type }: ProductName): ProductName {
  return { name, currency, type };
}
