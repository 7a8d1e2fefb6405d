// When a payout that did not come is told: once, and not before it was looked for several times. Pure.
import type { OrderDiff } from '../domain/order-diff.ts';
import type { StoredOrder } from '../domain/payout.ts';
import type { Account } from './store.ts';

/** A payout is told as late only after it was missed by this much (environment clock) … */
export const LATE_AFTER_MS = 15 * 60_000;
/** … and by this many looks in a row. */
export const LATE_LOOKS = 3;

interface Look {
  readonly nowEnvMs: number;
  readonly graceMs: number;
  /** Not a screen that a person had drawn anew: taps are not so many looks. */
  readonly isScheduled: boolean;
}

export interface Lateness {
  readonly patch: Partial<Pick<Account, 'lateLooks' | 'lateToldAt'>>;
  /** The order to tell of, once for as long as something is late. */
  readonly told: StoredOrder | undefined;
  readonly toldAt: number;
}

export function lateness(
  account: Account,
  diff: OrderDiff,
  { nowEnvMs, graceMs, isScheduled }: Look,
): Lateness {
  const missed = diff.late.filter(({ expectedAt }) => expectedAt + graceMs <= nowEnvMs);
  if (missed.length === 0) return { patch: { lateToldAt: undefined }, told: undefined, toldAt: 0 };
  const lateLooks = account.lateLooks + (isScheduled ? 1 : 0);
  const first = missed.toSorted((a, b) => a.expectedAt - b.expectedAt)[0];
  const order = diff.stored.find((stored) => stored.order.id === first?.orderId);
  const isTime = first !== undefined && first.expectedAt + graceMs + LATE_AFTER_MS <= nowEnvMs;
  if (!isTime || order === undefined || lateLooks < LATE_LOOKS || account.lateToldAt !== undefined) {
    return { patch: { lateLooks }, told: undefined, toldAt: 0 };
  }
  return { patch: { lateLooks, lateToldAt: first.expectedAt }, told: order, toldAt: first.expectedAt };
}
