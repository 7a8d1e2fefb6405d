// Facts that a money move stands on, read in one session just before it is sent: offer, orders, history, balance.

import type { Evidence } from '../domain/operation.ts';
import type { Product } from '../domain/product.ts';
import { ok, type Result } from '../domain/result.ts';
import { HISTORY_SLACK_MS } from '../domain/row-matching.ts';
import type { Session } from './account-session.ts';
import type { EnvironmentClock, ExchangeFailure } from './ports.ts';
import { readHistory } from './read-history.ts';

/**
 * The exchange is there and does not serve this call (a permission, another version): the bot works without it.
 * Anything else is trouble, in which no money is moved.
 */
export function isNotOffered({ kind }: ExchangeFailure): boolean {
  return kind === 'unauthorized' || kind === 'forbidden' || kind === 'refused';
}

/**
 * The snapshot that settling compares with. `takenAt` is the exchange's clock before the first read, so that nothing
 * that happens while reading is older than it.
 */
export async function readEvidence(
  session: Session,
  exchangeClock: EnvironmentClock,
): Promise<Result<Evidence, ExchangeFailure>> {
  const { api, caller } = session;
  const takenAt = exchangeClock.now();
  const orders = await api.orders(caller);
  if (!orders.ok) return orders;
  const history = await readHistory(session, takenAt - HISTORY_SLACK_MS);
  if (!history.ok && !isNotOffered(history.reason)) return history;
  const balances = await api.balances(caller);
  if (!balances.ok && !isNotOffered(balances.reason)) return balances;
  return ok({
    takenAt,
    orders: orders.value,
    history: history.ok ? history.value : undefined,
    balances: balances.ok ? balances.value : undefined,
  });
}

/** The product of a deposit as it is offered now; undefined when it is gone. */
export async function readProduct(
  { api, caller }: Session,
  productId: string,
): Promise<Result<Product | undefined, ExchangeFailure>> {
  const products = await api.products(caller);
  return products.ok ? ok(products.value.find(({ id }) => id === productId)) : products;
}
