// What the test of a key tells the person, inside the transaction that stores its outcome.
import type { Order } from '../domain/order.ts';
import { sameProduct } from '../domain/product.ts';
import { referenceOf } from '../domain/reference.ts';
import { noticeAccount, noticeTo } from './notice-to.ts';
import type { Account, Store, User } from './store.ts';

/** True when the two lists share an order: then both keys read the same account of the exchange. */
export function overlap(a: readonly Order[], b: readonly Order[]): boolean {
  return a.some((order) => b.some((other) => other.id === order.id && sameProduct(other, order)));
}

export interface Connected {
  readonly user: User;
  readonly account: Account;
  readonly orders: readonly Order[];
  readonly canReadBalance: boolean;
  /** No orders of it were ever stored. */
  readonly isFirstSight: boolean;
  readonly now: number;
}

export async function tellConnected(tx: Store, { user, account, now, ...seen }: Connected): Promise<void> {
  const twin = await findTwin(tx, account, seen.orders);
  const data = {
    kind: 'connected',
    account: noticeAccount(account),
    orders: seen.orders.length,
    canReadBalance: seen.canReadBalance,
    ...(twin === undefined ? {} : { overlaps: noticeAccount(twin), mayReplaceKey: seen.isFirstSight }),
  } as const;
  await tx.notices.add([noticeTo(user, data, now, { accountId: account.id })]);
}

/** Another account of the person that shows the same orders: every payout would be told twice. */
async function findTwin(
  tx: Store,
  { id, userId, environment }: Account,
  orders: readonly Order[],
): Promise<Account | undefined> {
  for (const other of await tx.accounts.ofUser(userId)) {
    if (other.id === id || other.environment !== environment) continue;
    const { orders: held } = await tx.orders.of(other.id);
    if (
      overlap(
        held.map(({ order }) => order),
        orders,
      )
    )
      return other;
  }
  return undefined;
}

/** That it comes once for each key is the caller's duty: no trace of the key goes into the notice, which outlives it. */
export async function tellFailed(
  tx: Store,
  { id, userId, environment }: Account,
  reason: 'refused' | 'unavailable',
  now: number,
): Promise<void> {
  const user = await tx.users.get(userId);
  if (user === undefined) return;
  const data = { kind: 'connect_failed', environment, reason, code: referenceOf(id) } as const;
  await tx.notices.add([noticeTo(user, data, now)]);
}
