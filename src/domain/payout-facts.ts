// From what was read of an order to the facts that are stored and told: one a payout time where each can be told.
import { type Amount, compare, sum } from './money.ts';
import type { HistoryRow, Order } from './order.ts';
import type { DuePayouts, PayoutFact, StoredOrder } from './payout.ts';
import { type RowPool, rowsByPeriod, takePaid } from './payout-history.ts';
import type { CreditReading, Expected } from './payout-reading.ts';
import type { ProductName } from './product.ts';

/** What history may be used for. */
export interface FactContext {
  /** Undefined while history has not been read. */
  readonly pool: RowPool | undefined;
  /** The product is held in one order only. */
  readonly alone: boolean;
  /** No other order of the product earns as much as this one shows: a row of just that amount is this order's. */
  readonly distinct: boolean;
}

/** What of a fact is not the order's. */
export interface Part {
  readonly at: number;
  readonly periods: number;
  readonly amount: Amount | undefined;
}

/** Splits what was read over the payout times that passed, where history tells each of them exactly. */
export function partsOf(
  reading: Exclude<CreditReading, { kind: 'not_yet' }>,
  product: ProductName,
  due: DuePayouts,
  expectedEach: Expected,
  context: FactContext,
): readonly Part[] {
  const { lastAt, periods } = due;
  const known = reading.kind === 'unstated' ? undefined : reading.amount;
  const whole = reading.kind === 'credited' ? known : undefined;
  const { pool } = context;
  const told = pool && rowsByPeriod(pool, product, due, expectedEach, context.alone);
  const agrees =
    told !== undefined &&
    (whole === undefined || compare(sum(told.map((row) => row.amount)), whole) === 0) &&
    (reading.kind !== 'partly' || told.at(-1)?.amount === known);
  if (agrees) {
    for (const row of told) pool?.take(row);
    return partsFrom(told, due);
  }
  if (pool !== undefined && known !== undefined) takePaid(pool, product, due, known);
  if (reading.kind !== 'partly') return [{ at: lastAt, periods, amount: whole }];
  return [
    { at: lastAt - due.intervalMs, periods: periods - 1, amount: undefined },
    { at: lastAt, periods: 1, amount: known },
  ];
}

/** One part a payout time. */
export function partsFrom(rows: readonly HistoryRow[], due: DuePayouts): readonly Part[] {
  return rows.map((row, index) => ({
    at: due.firstAt + index * due.intervalMs,
    periods: 1,
    amount: row.amount,
  }));
}

export function numbered(parts: readonly Part[], stored: StoredOrder, now: Order): readonly PayoutFact[] {
  const { id: orderId, name, currency, type } = now;
  let number = stored.payoutCount + 1;
  return parts.map((part) => {
    const fact = { orderId, number, ...part, currency, product: { name, currency, type } };
    number += part.periods;
    return fact;
  });
}

/** The facts of an order that is gone: its last payout, where one was due or history states one. */
export function factOf(
  stored: StoredOrder,
  at: number,
  amount: Amount | undefined,
  periods: number,
): PayoutFact | undefined {
  return numbered([{ at, periods, amount }], stored, stored.order)[0];
}
