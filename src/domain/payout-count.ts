// One order between two reads: which payouts it tells, and the state to store for the next comparison. Pure.
import { beganNewTerm } from './foreign-changes.ts';
import { compare, isPositive, isZero, smaller } from './money.ts';
import type { Order } from './order.ts';
import {
  type DuePayouts,
  duePayouts,
  intervalOf,
  nextDueAfter,
  type PayoutFact,
  type StoredOrder,
} from './payout.ts';
import { type Expectation, expectationOf, isRepeatable } from './payout-expectation.ts';
import { type FactContext, numbered, partsFrom, partsOf } from './payout-facts.ts';
import { rowsOfFirstPeriods } from './payout-history.ts';
import { type CreditReading, readCredit } from './payout-reading.ts';
import { DAY_MS } from './projection.ts';

/** How late a row of history may be and still be waited for, where only it can tell of a payout. */
const ROWS_LATE_MS = 2 * DAY_MS;

export interface OrderCount {
  readonly stored: StoredOrder;
  readonly payouts: readonly PayoutFact[];
  /** A payout time passed and nothing was credited. */
  readonly late: boolean;
  /** History could tell amounts that the order does not. */
  readonly needsHistory: boolean;
}

export interface CountContext extends FactContext {
  readonly nowEnvMs: number;
}

/** Compares one order with its stored state. */
export function countPayouts(known: StoredOrder, now: Order, context: CountContext): OrderCount {
  const stored = broughtForward(known, now);
  const due = duePayouts(stored, now, context.nowEnvMs);
  if (due === undefined) return nothingDue(stored, now, context.nowEnvMs);
  const expectation = expectationOf(stored, now, due, context.nowEnvMs);
  const reading = readCredit({
    meaning: stored.meaning,
    baseline: stored.baseline,
    value: now.interestEarned,
    periods: due.periods,
    advanced: due.advanced,
    ...expectation,
    repeatable: isRepeatable(stored, now, due),
  });
  if (reading.kind === 'not_yet') {
    const doubtful = context.distinct && stored.meaning !== 'total' && isPositive(now.interestEarned);
    const told = doubtful ? toldByHistory(stored, now, due, context) : undefined;
    const isAwaited = doubtful && context.nowEnvMs < due.firstAt + ROWS_LATE_MS;
    const count = told ?? notCredited(stored, now, due, { ...expectation, isAwaited }, context.nowEnvMs);
    return { ...count, needsHistory: doubtful && context.pool === undefined };
  }
  const parts = partsOf(reading, now, due, expectation.expectedLast, context);
  return {
    stored: counted(stored, now, due, reading, context.nowEnvMs),
    payouts: numbered(parts, stored, now),
    late: false,
    needsHistory: context.pool === undefined && (due.periods > 1 || reading.kind === 'unstated'),
  };
}

/**
 * A figure that stood still may be a last payout that was paid again just before a redemption began: only history can
 * tell, where the row cannot be another order's, and without it nothing is told: interest that may not have come is
 * never announced. (Of a running total the growth tells, sooner or later.) Rows may come late: the payout times they
 * do not reach yet are waited for.
 */
function toldByHistory(
  stored: StoredOrder,
  now: Order,
  due: DuePayouts,
  { pool, alone, nowEnvMs }: CountContext,
): OrderCount | undefined {
  const rows =
    pool === undefined ? [] : rowsOfFirstPeriods(pool, now, due, alone ? undefined : now.interestEarned);
  if (rows.length === 0) return undefined;
  for (const row of rows) pool?.take(row);
  const reading: CreditReading = { kind: 'credited', amount: now.interestEarned, meaning: stored.meaning };
  const periods = rows.length;
  const told: DuePayouts = { ...due, periods, lastAt: due.firstAt + (periods - 1) * due.intervalMs };
  const state = counted(stored, now, told, reading, nowEnvMs);
  const isWhole = periods === due.periods;
  return {
    stored: isWhole ? state : { ...state, dueAt: told.lastAt + due.intervalMs },
    payouts: numbered(partsFrom(rows, told), stored, now),
    late: false,
    needsHistory: false,
  };
}

/** The exchange names an earlier payout time than the one waited for: that one counts. */
function broughtForward(stored: StoredOrder, now: Order): StoredOrder {
  const next = now.nextInterestPayoutTime;
  return next > stored.payoutsSeenThrough && next < stored.dueAt ? { ...stored, dueAt: next } : stored;
}

/** Between payout times only the order itself is stored; a figure that fell is a new baseline. */
function nothingDue(stored: StoredOrder, now: Order, nowEnvMs: number): OrderCount {
  const next = now.nextInterestPayoutTime;
  const moved = next > 0 && next > stored.payoutsSeenThrough;
  const baseline = smaller(stored.baseline, now.interestEarned);
  const dueAt = moved ? next : stored.dueAt;
  return {
    stored: { ...stored, order: now, baseline, dueAt, seenAt: nowEnvMs },
    payouts: [],
    late: false,
    needsHistory: false,
  };
}

/**
 * The payout time passed and the figure stood still. Nothing is late where nothing was to be expected: interest below
 * the last decimal, a first part of a day, a redemption. Those times are done with, else they are waited for; so they
 * are where a row of history may still tell of them (`isAwaited`).
 */
function notCredited(
  stored: StoredOrder,
  now: Order,
  due: DuePayouts,
  { expected, isAwaited }: Expectation & { readonly isAwaited: boolean },
  nowEnvMs: number,
): OrderCount {
  const first = stored.payoutCount === 0 && isZero(now.interestEarned);
  const shrank = compare(now.investAmt, stored.order.investAmt) === -1;
  const nothingExpected =
    isZero(expected.low) || shrank || (stored.meaning !== 'total' && first && due.advanced);
  const baseline = smaller(stored.baseline, now.interestEarned);
  const seen = { ...stored, order: now, baseline, seenAt: nowEnvMs };
  const settled = { payouts: [], needsHistory: false };
  if (nothingExpected && due.advanced && !isAwaited) {
    const dueAt = nextDueAfter(now, due.lastAt, due.intervalMs);
    return { ...settled, stored: { ...seen, payoutsSeenThrough: due.lastAt, dueAt }, late: false };
  }
  const next = now.nextInterestPayoutTime;
  if (next === 0 && stored.order.nextInterestPayoutTime === 0) {
    // An order that names no payout time is not late; it is looked at again at its end or a day on.
    return { ...settled, stored: { ...seen, dueAt: nextDueAfter(now, nowEnvMs, 0) }, late: false };
  }
  const putOff = next > stored.dueAt && !due.advanced;
  return {
    ...settled,
    stored: { ...seen, dueAt: putOff ? next : stored.dueAt },
    late: !putOff && !nothingExpected,
  };
}

function counted(
  stored: StoredOrder,
  now: Order,
  due: DuePayouts,
  reading: CreditReading,
  nowEnvMs: number,
): StoredOrder {
  const learned = beganNewTerm(stored.order, now) ? intervalOf(now) : stored.intervalMs;
  // An interval is learned only where the exchange named two payout times in a row.
  const intervalMs = learned || (due.advanced && due.periods === 1 ? due.intervalMs : 0);
  return {
    order: now,
    payoutCount: stored.payoutCount + due.periods,
    baseline: now.interestEarned,
    meaning: reading.kind === 'credited' ? reading.meaning : stored.meaning,
    lastPayoutTime: due.lastAt,
    payoutsSeenThrough: due.lastAt,
    dueAt: nextDueAfter(now, due.lastAt, intervalMs),
    intervalMs,
    seenAt: nowEnvMs,
  };
}
