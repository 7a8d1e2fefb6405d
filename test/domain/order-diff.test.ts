import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type Amount,
  add,
  amountOf,
  compare,
  divide,
  multiply,
  round,
  sum,
  ZERO,
} from '../../src/domain/money.ts';
import { type HistoryRow, type Order, TXN_DEPOSIT } from '../../src/domain/order.ts';
import { type DiffInput, diffOrders, type OrderDiff } from '../../src/domain/order-diff.ts';
import { linkOrders, type StoredOrder } from '../../src/domain/payout.ts';
import {
  a,
  amountFromUnits,
  amounts,
  DAY,
  depositOf,
  INTEREST_ROW,
  order,
  PATIENCE_MS,
  PAYOUT,
  REDEEM_ROW,
  RUNS,
  row,
} from './samples.ts';

const GRACE = 60_000;
const LINKED = PAYOUT - DAY / 24;

function sync(
  stored: readonly StoredOrder[],
  now: readonly Order[],
  nowEnvMs: number,
  change: Partial<DiffInput> = {},
): OrderDiff {
  return diffOrders({ stored, now, nowEnvMs, explainedBy: [], ...change });
}

function told(diff: OrderDiff): unknown {
  return diff.payouts.map((fact) => [
    fact.orderId,
    fact.number,
    fact.periods,
    (fact.at - PAYOUT) / DAY,
    fact.amount,
  ]);
}

const next = (days: number): Partial<Order> => ({ nextInterestPayoutTime: PAYOUT + days * DAY });
const interest = (txnTime: number, amount: string): HistoryRow =>
  row({ txnTime, txnType: INTEREST_ROW, amount: a(amount) });

describe('one payout', () => {
  const linked = linkOrders([order({ interestEarned: a('5') })], LINKED);
  const paid = order({ interestEarned: a('5.1'), ...next(1) });

  it('is told once, with its number and its time', () => {
    const first = sync(linked, [paid], PAYOUT + GRACE);
    expect(told(first)).toEqual([[7, 1, 1, 0, '0.1']]);
    expect(first.payouts[0]).toMatchObject({ currency: 'USDT', product: { name: 'USDT Flex Savings' } });
    expect(told(sync(first.stored, [paid], PAYOUT + 2 * GRACE))).toEqual([]);
    const second = sync(
      first.stored,
      [order({ interestEarned: a('5.2'), ...next(2) })],
      PAYOUT + DAY + GRACE,
    );
    expect(told(second)).toEqual([[7, 2, 1, 1, '0.1']]);
    expect(second.stored[0]).toMatchObject({
      payoutCount: 2,
      meaning: 'total',
      lastPayoutTime: PAYOUT + DAY,
    });
  });

  it('is not told before its time, whatever the figure says', () => {
    expect(told(sync(linked, [order({ interestEarned: a('5.1') })], PAYOUT - 1))).toEqual([]);
  });

  it('is late when its time passed and nothing was credited, and told when it comes', () => {
    const late = sync(linked, [order({ interestEarned: a('5') })], PAYOUT + GRACE);
    expect(late.late).toEqual([{ orderId: 7, expectedAt: PAYOUT }]);
    const still = sync(late.stored, [order({ interestEarned: a('5'), ...next(1) })], PAYOUT + 2 * GRACE);
    expect(still.late).toEqual([{ orderId: 7, expectedAt: PAYOUT }]);
    const come = sync(still.stored, [paid], PAYOUT + 3 * GRACE);
    expect([told(come), come.late]).toEqual([[[7, 1, 1, 0, '0.1']], []]);
  });

  it('is told once when the exchange credits before it names the next payout time', () => {
    const credited = sync(linked, [order({ interestEarned: a('5.1') })], PAYOUT + GRACE);
    expect(told(credited)).toEqual([[7, 1, 1, 0, '0.1']]);
    const moved = sync(credited.stored, [paid], PAYOUT + 2 * GRACE);
    expect([told(moved), moved.late]).toEqual([[], []]);
    expect(moved.stored[0]).toMatchObject({ dueAt: PAYOUT + DAY });
  });

  it('is told again and again of the same amount where the figure is the last payout', () => {
    const last = linkOrders([order({ interestEarned: a('0.1') })], LINKED);
    const first = sync(last, [order({ interestEarned: a('0.1'), ...next(1) })], PAYOUT + GRACE);
    const second = sync(
      first.stored,
      [order({ interestEarned: a('0.1'), ...next(2) })],
      PAYOUT + DAY + GRACE,
    );
    expect([...(told(first) as []), ...(told(second) as [])]).toEqual([
      [7, 1, 1, 0, '0.1'],
      [7, 2, 1, 1, '0.1'],
    ]);
  });

  it('that was due when the account was linked is not told for an unchanged figure', () => {
    const linkedLate = linkOrders([order({ interestEarned: a('0.1') })], PAYOUT + GRACE);
    const diff = sync(linkedLate, [order({ interestEarned: a('0.1'), ...next(1) })], PAYOUT + 2 * GRACE);
    expect([told(diff), diff.late]).toEqual([[], []]);
    expect(diff.stored[0]).toMatchObject({ payoutsSeenThrough: PAYOUT, dueAt: PAYOUT + DAY });
  });

  it('put off by the exchange is waited for at its new time and is not late', () => {
    const putOff = sync(linked, [order({ interestEarned: a('5'), ...next(2 / 24) })], PAYOUT + GRACE);
    expect(putOff).toMatchObject({ late: [], payouts: [], stored: [{ dueAt: PAYOUT + DAY / 12 }] });
    const early = sync(linked, [order({ interestEarned: a('5'), ...next(1) })], LINKED + 1);
    expect(early).toMatchObject({ payouts: [], stored: [{ dueAt: PAYOUT + DAY }] });
  });

  it('is not expected where interest is below the last decimal, or a redemption runs or took the principal', () => {
    const tiny = linkOrders([order({ investAmt: a('0.00001') })], LINKED);
    const same = { interestEarned: a('0'), ...next(1) };
    expect(sync(tiny, [order({ investAmt: a('0.00001'), ...same })], PAYOUT + GRACE)).toMatchObject({
      late: [],
      payouts: [],
      stored: [{ payoutsSeenThrough: PAYOUT, payoutCount: 0 }],
    });
    for (const change of [{ redemptionProcessing: true }, { investAmt: a('400') }]) {
      const moved = order({ interestEarned: a('5'), ...next(2), ...change });
      expect(sync(linked, [moved], PAYOUT + GRACE)).toMatchObject({ late: [], payouts: [] });
    }
  });

  it('of a new order may be none on its first day', () => {
    const fresh = linkOrders([order()], LINKED);
    expect(sync(fresh, [order(next(1))], PAYOUT + GRACE)).toMatchObject({ late: [], payouts: [] });
    expect(sync(fresh, [order()], PAYOUT + GRACE).late).toHaveLength(1);
  });
});

describe('payouts after an outage', () => {
  const linked = linkOrders([order({ interestEarned: a('5') })], LINKED);
  const after = order({ interestEarned: a('5.3'), ...next(3) });
  const rows = [0, 1, 2].map((day) => interest(PAYOUT + day * DAY + 2_000, '0.1'));

  it('are one fact with their number of payout times, and the next has the number after them', () => {
    const diff = sync(linked, [after], PAYOUT + 2 * DAY + GRACE);
    expect(told(diff)).toEqual([[7, 1, 3, 2, '0.3']]);
    expect(diff.needsHistory).toBe(true);
    const later = sync(
      diff.stored,
      [order({ interestEarned: a('5.4'), ...next(4) })],
      PAYOUT + 3 * DAY + GRACE,
    );
    expect(told(later)).toEqual([[7, 4, 1, 3, '0.1']]);
  });

  it('are split when history rows sum to them exactly', () => {
    const diff = sync(linked, [after], PAYOUT + 2 * DAY + GRACE, { historyRows: rows });
    expect(told(diff)).toEqual([
      [7, 1, 1, 0, '0.1'],
      [7, 2, 1, 1, '0.1'],
      [7, 3, 1, 2, '0.1'],
    ]);
    expect(diff.needsHistory).toBe(false);
  });

  it.each([
    ['a row is missing', rows.slice(1)],
    ['there is one too many', [...rows, interest(PAYOUT + 3_000, '0.1')]],
    ['they sum to something else', [...rows.slice(1), interest(PAYOUT, '0.11')]],
  ])('stay one fact when %s', (_what, historyRows) => {
    const diff = sync(linked, [after], PAYOUT + 2 * DAY + GRACE, { historyRows });
    expect(told(diff)).toEqual([[7, 1, 3, 2, '0.3']]);
  });

  it('of which only the last is stated are told as two facts, or in full from history', () => {
    const last = linkOrders([order({ interestEarned: a('0.1') })], LINKED);
    const now = order({ interestEarned: a('0.1'), ...next(3) });
    const at = PAYOUT + 2 * DAY + GRACE;
    const diff = sync(last, [now], at);
    expect(told(diff)).toEqual([
      [7, 1, 2, 1, undefined],
      [7, 3, 1, 2, '0.1'],
    ]);
    expect(diff).toMatchObject({ needsHistory: true, alerts: [{ kind: 'amount_not_stated', orderId: 7 }] });
    expect(told(sync(last, [now], at, { historyRows: rows }))).toHaveLength(3);
    const otherEnd = [...rows.slice(0, 2), interest(PAYOUT + 2 * DAY, '0.2')];
    expect(told(sync(last, [now], at, { historyRows: otherEnd }))).toHaveLength(2);
  });
});

describe('a figure that cannot be read', () => {
  const linked = linkOrders([order({ interestEarned: a('5') })], LINKED);
  const odd = order({ interestEarned: a('5.5'), ...next(1) });

  it('asks for history, and without it tells a payout whose amount is not stated', () => {
    const diff = sync(linked, [odd], PAYOUT + GRACE);
    expect(told(diff)).toEqual([[7, 1, 1, 0, undefined]]);
    expect(diff).toMatchObject({
      needsHistory: true,
      alerts: [{ orderId: 7 }],
      stored: [{ baseline: '5.5' }],
    });
    expect(sync(linked, [odd], PAYOUT + GRACE, { historyRows: [] }).needsHistory).toBe(false);
  });

  it('is told from history', () => {
    const diff = sync(linked, [odd], PAYOUT + GRACE, { historyRows: [interest(PAYOUT, '0.5')] });
    expect([told(diff), diff.alerts]).toEqual([[[7, 1, 1, 0, '0.5']], []]);
  });

  it('of two orders of one product is told from history only where nothing else can be meant', () => {
    const two = linkOrders(
      [order({ interestEarned: a('5') }), order({ id: 8, interestEarned: a('9') })],
      LINKED,
    );
    const now = [odd, order({ id: 8, interestEarned: a('9.5'), ...next(1) })];
    const amountsOf = (historyRows: readonly HistoryRow[]): unknown =>
      sync(two, now, PAYOUT + GRACE, { historyRows }).payouts.map((fact) => fact.amount);
    expect(amountsOf([interest(PAYOUT, '0.1'), interest(PAYOUT, '0.1')])).toEqual(['0.1', '0.1']);
    expect(amountsOf([interest(PAYOUT, '0.1')])).toEqual(['0.1', undefined]);
    expect(amountsOf([interest(PAYOUT, '0.1'), interest(PAYOUT, '0.101')])).toEqual([undefined, undefined]);
    expect(amountsOf([interest(PAYOUT, '0.5')])).toEqual([undefined, undefined]);
  });

  it('that fell is a new baseline, before a payout time and after it', () => {
    expect(sync(linked, [order({ interestEarned: a('1') })], LINKED + 1)).toMatchObject({
      payouts: [],
      stored: [{ baseline: '1' }],
    });
    expect(sync(linked, [order({ interestEarned: a('1') })], PAYOUT + GRACE)).toMatchObject({
      payouts: [],
      stored: [{ baseline: '1' }],
    });
  });
});

describe('an order that names no payout time', () => {
  const silent = { nextInterestPayoutTime: 0 };
  it('is looked at a day on, and is never late', () => {
    const linked = linkOrders([order({ ...silent, interestEarned: a('5') })], PAYOUT);
    const quiet = sync(linked, [order({ ...silent, interestEarned: a('5') })], PAYOUT + DAY);
    expect(quiet).toMatchObject({ late: [], payouts: [], stored: [{ dueAt: PAYOUT + 2 * DAY }] });
    const paid = sync(quiet.stored, [order({ ...silent, interestEarned: a('5.2') })], PAYOUT + 2 * DAY);
    expect(told(paid)).toEqual([[7, 1, 1, 2, '0.2']]);
  });
});

describe('an order that closed while nobody looked', () => {
  const after = PAYOUT + DAY + GRACE;
  const two = linkOrders([order(), order({ id: 8 })], LINKED);
  const kept = order({ interestEarned: a('0.2'), ...next(2) });
  const gone = row({ txnTime: PAYOUT + 1_000, txnType: 'INVEST_SERVICE_TYPE_REDEEM', amount: a('1000') });
  const amountsOfClosed = (rows: readonly HistoryRow[]) =>
    sync(two, [kept], after, { historyRows: [...rows, gone] })
      .payouts.filter(({ orderId }) => orderId === 8)
      .map(({ amount }) => amount);

  it('is not told the row of another one, whose figure told two payouts of which one row is here', () => {
    expect(amountsOfClosed([interest(PAYOUT, '0.1')])).toEqual([undefined]);
  });

  it('is told its own row beside those of the other one', () => {
    const rows = [interest(PAYOUT, '0.1'), interest(PAYOUT, '0.1'), interest(PAYOUT + DAY, '0.1')];
    expect(amountsOfClosed(rows)).toEqual(['0.1']);
  });
});

describe('a last payout that stood still', () => {
  const known = (change: Partial<Order> = {}): readonly StoredOrder[] =>
    linkOrders([order({ interestEarned: a('0.1'), ...change })], LINKED).map((stored) => ({
      ...stored,
      meaning: 'last' as const,
    }));
  const same = { interestEarned: a('0.1'), ...next(1) };

  it('was paid again before the principal moved', () => {
    expect(told(sync(known(), [order({ ...same, investAmt: a('400') })], PAYOUT + GRACE))).toHaveLength(1);
    expect(told(sync(known(), [order({ ...same, investAmt: a('4000') })], PAYOUT + GRACE))).toHaveLength(1);
  });

  it('was not paid again where so little is left that it earns less than the last decimal', () => {
    const now = [order({ ...same, investAmt: a('0.00000001') })];
    const asked = sync(known(), now, PAYOUT + GRACE);
    expect([told(asked), asked.needsHistory, asked.late]).toEqual([[], true, []]);
    expect(told(sync(known(), now, PAYOUT + GRACE, { historyRows: [] }))).toEqual([]);
    const historyRows = [interest(PAYOUT + 1, '0.1')];
    expect(told(sync(known(), now, PAYOUT + GRACE, { historyRows }))).toEqual([[7, 1, 1, 0, '0.1']]);
  });

  it('was not paid again where a Lending order was redeemed, which loses the day', () => {
    const lending = { type: 'Lending', endTime: PAYOUT + 9 * DAY };
    const now = order({ ...same, ...lending, investAmt: a('400') });
    expect(told(sync(known(lending), [now], PAYOUT + GRACE))).toEqual([]);
    expect(told(sync(known(lending), [order({ ...same, ...lending })], PAYOUT + GRACE))).toHaveLength(1);
  });

  it('beside a redemption that began is told from history, or not at all', () => {
    const now = [order({ ...same, redemptionProcessing: true })];
    const asked = sync(known(), now, PAYOUT + GRACE);
    expect([told(asked), asked.needsHistory, asked.late]).toEqual([[], true, []]);
    const historyRows = [interest(PAYOUT + 1, '0.1')];
    const diff = sync(known(), now, PAYOUT + GRACE, { historyRows });
    expect([told(diff), diff.needsHistory]).toEqual([[[7, 1, 1, 0, '0.1']], false]);
    expect(sync(known(), now, PAYOUT + GRACE, { historyRows: [] })).toMatchObject({
      payouts: [],
      needsHistory: false,
    });
  });

  it('is told from its own row beside an order that earns something else', () => {
    const small = { id: 8, investAmt: a('10') };
    const stored = [
      ...known(),
      ...linkOrders([order({ ...small, interestEarned: a('0.001') })], LINKED).map((one) => ({
        ...one,
        meaning: 'last' as const,
      })),
    ];
    const now = [
      order({ ...same, redemptionProcessing: true }),
      order({ ...small, ...next(1), interestEarned: a('0.001') }),
    ];
    const historyRows = [interest(PAYOUT + 1, '0.001'), interest(PAYOUT + 1, '0.1')];
    expect(told(sync(stored, now, PAYOUT + GRACE, { historyRows }))).toEqual([
      [7, 1, 1, 0, '0.1'],
      [8, 1, 1, 0, '0.001'],
    ]);
  });

  it('is not told from a row that may be of another order', () => {
    const other = order({ id: 8, interestEarned: a('5.1'), ...next(1) });
    const stored = [...known(), ...linkOrders([order({ id: 8, interestEarned: a('5') })], LINKED)];
    const now = [order({ ...same, redemptionProcessing: true }), other];
    const diff = sync(stored, now, PAYOUT + GRACE, { historyRows: [interest(PAYOUT + 1, '0.1')] });
    expect(told(diff)).toEqual([[8, 1, 1, 0, '0.1']]);
  });
});

describe('a new term of the same order', () => {
  const held = order({
    type: 'Fixed',
    startTime: PAYOUT - 10 * DAY,
    endTime: PAYOUT,
    durationMs: 10 * DAY,
    autoRenew: true,
  });
  const renewed = { ...held, startTime: PAYOUT, endTime: PAYOUT + 10 * DAY, ...next(10) };
  const linked = linkOrders([held], LINKED);

  it('tells the interest of the ended term, once, for its whole length', () => {
    const diff = sync(linked, [{ ...renewed, interestEarned: a('1') }], PAYOUT + GRACE);
    expect([told(diff), diff.changes]).toEqual([[[7, 1, 1, 0, '1']], []]);
    expect(diff.stored[0]).toMatchObject({ dueAt: PAYOUT + 10 * DAY, intervalMs: 10 * DAY });
  });

  it('tells it from the principal it was added to', () => {
    const seen = linkOrders([{ ...held, interestEarned: a('3') }], LINKED);
    const diff = sync(seen, [{ ...renewed, investAmt: a('1001'), interestEarned: a('0') }], PAYOUT + GRACE);
    expect([told(diff), diff.changes]).toEqual([[[7, 1, 1, 0, '1']], []]);
  });
});

describe('orders opened since the last sync', () => {
  const lastSyncEnvMs = PAYOUT - DAY / 24;
  const openedAt = (change: Partial<Order>, now = PAYOUT + GRACE): OrderDiff =>
    sync([], [order({ id: 9, ...change })], now, { lastSyncEnvMs });

  it('are stored', () => {
    const diff = openedAt({ ...next(1) });
    expect(diff).toMatchObject({ opened: [{ id: 9 }], payouts: [], stored: [{ dueAt: PAYOUT + DAY }] });
  });

  it('tell what they were paid meanwhile', () => {
    expect(told(openedAt({ interestEarned: a('0.1'), ...next(1) }))).toEqual([[9, 1, 1, 0, '0.1']]);
    const long = openedAt({ interestEarned: a('0.3'), ...next(3) }, PAYOUT + 2 * DAY + GRACE);
    expect(told(long)).toEqual([[9, 1, 3, 2, '0.3']]);
  });

  it('tell nothing of a past that cannot be theirs', () => {
    expect(told(openedAt({ interestEarned: a('7'), ...next(1) }))).toEqual([]);
    expect(told(openedAt({ interestEarned: a('0.1'), ...next(1), startTime: PAYOUT - 9 * DAY }))).toEqual([]);
    expect(told(openedAt({ interestEarned: a('0.1'), nextInterestPayoutTime: 0 }))).toEqual([]);
    expect(told(sync([], [order({ interestEarned: a('0.1'), ...next(1) })], PAYOUT + GRACE))).toEqual([]);
  });
});

describe('orders that are gone', () => {
  const fixed = order({ type: 'Fixed', startTime: PAYOUT - 10 * DAY, endTime: PAYOUT, durationMs: 10 * DAY });
  const ended = (change: Partial<HistoryRow>): HistoryRow =>
    row({ type: 'Fixed', txnTime: PAYOUT, txnType: REDEEM_ROW, amount: a('1000'), ...change });
  const close = (held: Order, now: number, historyRows?: readonly HistoryRow[]): OrderDiff =>
    sync(linkOrders([held], LINKED), [], now, historyRows === undefined ? {} : { historyRows });

  it('at their end tell their interest from history', () => {
    const diff = close(fixed, PAYOUT + GRACE, [ended({ interestEarned: a('1') })]);
    expect([told(diff), diff.changes]).toEqual([[[7, 1, 1, 0, '1']], []]);
    expect(diff.closed[0]).toMatchObject({ why: 'matured', interest: '1', order: { id: 7 } });
  });

  it('tell the part since the last payout where the row states the running total', () => {
    const held = { ...fixed, interestEarned: a('4') };
    expect(told(close(held, PAYOUT + GRACE, [ended({ interestEarned: a('5') })]))).toEqual([
      [7, 1, 1, 0, '1'],
    ]);
  });

  it.each([
    ['there is no row', []],
    ['no row states it', [ended({ interestEarned: undefined })]],
    ['the row states none', [ended({ interestEarned: a('0') })]],
    ['the row states something else', [ended({ interestEarned: a('77') })]],
  ])('tell a payout without an amount when %s', (_what, rows) => {
    const diff = close(fixed, PAYOUT + GRACE, rows);
    expect(told(diff)).toEqual([[7, 1, 1, 0, undefined]]);
    expect(diff.alerts).toHaveLength(1);
  });

  it('ask for history', () => {
    expect(close(fixed, PAYOUT + GRACE).needsHistory).toBe(true);
    expect(close(fixed, PAYOUT + GRACE, []).needsHistory).toBe(false);
  });

  it('before their payout time owe nothing, and tell what history states all the same', () => {
    const diff = close(order(), PAYOUT - 1, []);
    expect([told(diff), diff.closed[0]?.why]).toEqual([[], 'redeemed']);
    const stated = close(order(), PAYOUT - 1, [interest(PAYOUT - 2, '0.09')]);
    expect(stated.payouts).toMatchObject([{ amount: '0.09', periods: 1 }]);
  });

  it('after their payout time owe it, unless a row shows that they left before', () => {
    const left = (txnTime: number): HistoryRow => row({ txnTime, txnType: REDEEM_ROW, amount: a('1000') });
    expect(told(close(order(), PAYOUT + 2 * DAY, []))).toEqual([[7, 1, 3, 2, undefined]]);
    expect(told(close(order(), PAYOUT + GRACE, [left(PAYOUT - 1)]))).toEqual([]);
    expect(told(close(order(), PAYOUT + GRACE, [left(PAYOUT + 1)]))).toHaveLength(1);
    expect(told(close(order({ redemptionProcessing: true }), PAYOUT + GRACE, []))).toEqual([]);
  });

  it('redeemed before their end, in an outage, are no maturity and owe nothing', () => {
    const early = close(fixed, PAYOUT + GRACE, [
      ended({ txnTime: PAYOUT - DAY / 48, interestEarned: a('0') }),
    ]);
    expect([told(early), early.closed[0]?.why]).toEqual([[], 'redeemed']);
  });

  it('at their end owe the interest of what a running redemption left', () => {
    expect(told(close({ ...fixed, redemptionProcessing: true }, PAYOUT + GRACE, []))).toHaveLength(1);
  });

  it('do not take the row that paid another order, nor one that was counted before', () => {
    const pair = linkOrders(
      [order({ interestEarned: a('5') }), order({ id: 8, interestEarned: a('5') })],
      LINKED,
    );
    const now = [order({ interestEarned: a('5.1'), ...next(1) })];
    const historyRows = [interest(PAYOUT + 1, '0.1')];
    const diff = sync(pair, now, PAYOUT + GRACE, { historyRows });
    expect(diff.payouts.map((fact) => [fact.orderId, fact.amount])).toEqual([
      [7, '0.1'],
      [8, undefined],
    ]);
    const later = sync(diff.stored, [], PAYOUT + 2 * GRACE, { historyRows });
    expect(told(later)).toEqual([]);
  });

  it('in pairs take their interest from history, one row each', () => {
    const pair = linkOrders([fixed, { ...fixed, id: 8 }], LINKED);
    const rows = [ended({ interestEarned: a('1') }), ended({ interestEarned: a('1') })];
    const both = sync(pair, [], PAYOUT + GRACE, { historyRows: rows });
    expect(both.payouts.map((fact) => fact.amount)).toEqual(['1', '1']);
    const one = sync(pair, [], PAYOUT + GRACE, { historyRows: rows.slice(1) });
    expect(one.payouts.map((fact) => fact.amount)).toEqual(['1', undefined]);
  });

  it('without a learned interval count by days', () => {
    const lending = order({ type: 'Lending', endTime: PAYOUT + 9 * DAY });
    expect(told(close(lending, PAYOUT + DAY, []))).toEqual([[7, 1, 2, 1, undefined]]);
  });
});

/** What the exchange does with one order over some days, and when the bot looks. */
const days = fc.array(
  fc.record({
    /** Principal added or taken before the payout, in hundredths of it. */
    principal: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: -60, max: 150 })),
    rate: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.integer({ min: -20, max: 20 })),
    looks: fc.boolean(),
    /** How the look finds the order: as it should be, or credited before the next time is named. */
    lagging: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);
const worlds = fc.record({
  meaning: fc.constantFrom('total' as const, 'last' as const),
  compounding: fc.boolean(),
  principal: amounts(2, 10_000n, 10_000_000n),
  rate: amounts(2, 100n, 3_000n),
  paidBefore: fc.nat(3),
  days,
});

interface Played {
  readonly facts: OrderDiff['payouts'];
  /** True amounts by payout number, from 1. */
  readonly paid: readonly Amount[];
}

function play(world: typeof worlds extends fc.Arbitrary<infer W> ? W : never, everyDay: boolean): Played {
  let { principal, rate } = world;
  const interestOf = (): Amount => divide(multiply(principal, rate), amountOf('36500'), 8, 'half-up');
  const past = Array.from({ length: world.paidBefore }, interestOf);
  let total = sum(past);
  let last = past.at(-1) ?? ZERO;
  const figure = (): Amount => (world.meaning === 'total' ? total : last);
  const seen = (nextAt: number): Order =>
    order({
      compounding: world.compounding,
      investAmt: principal,
      rate,
      interestEarned: figure(),
      nextInterestPayoutTime: nextAt,
    });
  let stored = linkOrders([seen(PAYOUT)], LINKED);
  const facts: OrderDiff['payouts'][number][] = [];
  const paid: Amount[] = [];
  const rows: HistoryRow[] = [];
  for (const [index, day] of world.days.entries()) {
    const at = PAYOUT + index * DAY;
    principal = divide(
      multiply(principal, amountFromUnits(BigInt(100 + day.principal), 2)),
      a('1'),
      2,
      'down',
    );
    rate = round(multiply(rate, amountFromUnits(BigInt(100 + day.rate), 2)), 2, 'up');
    last = interestOf();
    total = add(total, last);
    if (world.compounding) principal = add(principal, last);
    paid.push(last);
    rows.push(interest(at + 1_500, last));
    const isEnd = index === world.days.length - 1;
    if (!everyDay && !day.looks && !isEnd) continue;
    if (day.lagging && everyDay) {
      const early = sync(stored, [seen(at)], at + GRACE / 2);
      facts.push(...early.payouts);
      stored = early.stored;
    }
    const input: DiffInput = { stored, now: [seen(at + DAY)], nowEnvMs: at + GRACE, explainedBy: [] };
    let diff = diffOrders(input);
    if (diff.needsHistory) diff = diffOrders({ ...input, historyRows: everyDay ? [] : rows });
    facts.push(...diff.payouts);
    stored = diff.stored;
  }
  return { facts, paid };
}

function truthOf(fact: OrderDiff['payouts'][number], paid: readonly Amount[]): Amount {
  return sum(paid.slice(fact.number - 1, fact.number - 1 + fact.periods));
}

test(
  'property: any sequence of payouts under either meaning is told exactly, or as not stated',
  () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { facts, paid } = play(world, true);
        for (const fact of facts) {
          if (fact.amount !== undefined) expect(fact.amount).toBe(truthOf(fact, paid));
        }
        expect(new Set(facts.map((fact) => fact.number)).size).toBe(facts.length);
      }),
      RUNS,
    );
  },
  PATIENCE_MS,
);

test(
  'property: while nothing but interest moves, every payout is told with its exact amount',
  () => {
    const steady = worlds.map((world) => ({
      ...world,
      days: world.days.map((day) => ({ ...day, principal: 0, rate: 0 })),
    }));
    fc.assert(
      fc.property(steady, (world) => {
        const { facts, paid } = play(world, true);
        expect(facts.map((fact) => fact.amount)).toEqual(paid);
        expect(facts.map((fact) => fact.at)).toEqual(paid.map((_, index) => PAYOUT + index * DAY));
      }),
      RUNS,
    );
  },
  PATIENCE_MS,
);

test(
  'property: outages of any length are caught up whole, with history',
  () => {
    const steady = worlds.map((world) => ({
      ...world,
      days: world.days.map((day) => ({ ...day, principal: 0, rate: 0 })),
    }));
    fc.assert(
      fc.property(steady, (world) => {
        const { facts, paid } = play(world, false);
        expect(sum(facts.map((fact) => fact.amount ?? a('-1')))).toBe(sum(paid));
        expect(facts.reduce((count, fact) => count + fact.periods, 0)).toBe(paid.length);
      }),
      RUNS,
    );
  },
  PATIENCE_MS,
);

test(
  'property: a second look at the same orders tells nothing, whatever they show',
  () => {
    const shown = fc.record({
      interestEarned: amounts(2, 0n, 1_000n),
      investAmt: amounts(2, 1n, 200_000n),
      nextInterestPayoutTime: fc.constantFrom(0, PAYOUT, PAYOUT + DAY, PAYOUT + 3 * DAY),
      endTime: fc.constantFrom(0, PAYOUT, PAYOUT + 3 * DAY),
      type: fc.constantFrom('Flex', 'Fixed', 'Lending'),
      compounding: fc.boolean(),
      redemptionProcessing: fc.boolean(),
      autoRenew: fc.boolean(),
    });
    fc.assert(
      fc.property(shown, shown, fc.nat(4), (before, after, daysOn) => {
        const linked = linkOrders([order(before)], LINKED);
        const at = PAYOUT + daysOn * DAY + GRACE;
        const first = sync(linked, [order(after)], at);
        const again = sync(first.stored, [order(after)], at);
        const told = again.payouts.map((fact) => fact.amount);
        expect([told, again.changes]).toEqual([[], []]);
        for (const fact of first.payouts) expect(compare(fact.amount ?? a('1'), ZERO)).toBe(1);
      }),
      RUNS,
    );
  },
  PATIENCE_MS,
);

describe('an order that closes beside an equal one', () => {
  it('does not take the interest row of the one that was paid', () => {
    const stored = linkOrders([order(), order({ id: 8, redemptionProcessing: true })], LINKED);
    const paid = sync(
      stored,
      [
        order({ interestEarned: a('0.1'), ...next(1) }),
        order({ id: 8, redemptionProcessing: true, nextInterestPayoutTime: 0 }),
      ],
      PAYOUT + GRACE,
    );
    expect(told(paid)).toEqual([[7, 1, 1, 0, '0.1']]);
    const left = [order({ interestEarned: a('0.1'), ...next(1) })];
    const gone = sync(paid.stored, left, PAYOUT + DAY / 24, { historyRows: [interest(PAYOUT, '0.1')] });
    expect(told(gone)).toEqual([]);
  });
});

describe('an order without a start time, opened during an outage', () => {
  const name = { name: 'USDT Flex Savings', currency: 'USDT', type: 'Flex' };
  const rowAt = (txnTime: number, txnType: string, amount: string): HistoryRow => ({
    ...name,
    txnTime,
    txnType,
    rate: a('4.5'),
    amount: a(amount),
    totalAmount: a('500'),
    interestEarned: undefined,
    duration: 0,
  });
  const depositAt = PAYOUT - DAY / 2;
  const cases = [0.2, 2.5, 5].flatMap((outageDays) => [1, 2].map((paid) => ({ outageDays, paid })));
  const rowsOf = (paid: number): readonly HistoryRow[] => [
    rowAt(depositAt, TXN_DEPOSIT, '500'),
    ...Array.from({ length: paid }, (_, day) => rowAt(PAYOUT + day * DAY, 'INTEREST', '0.06164384')),
  ];
  const inputOf = (paid: number, outageDays: number): DiffInput => ({
    stored: [],
    now: [
      order({
        ...name,
        id: 9,
        rate: a('4.5'),
        investAmt: a('500'),
        interestEarned: a(paid === 1 ? '0.06164384' : '0.12328768'),
        startTime: 0,
        ...next(paid),
      }),
    ],
    nowEnvMs: PAYOUT + (paid - 1) * DAY + GRACE,
    explainedBy: [],
    lastSyncEnvMs: depositAt - outageDays * DAY,
  });

  it.each(cases)(
    'is told whole with its history: $paid paid, $outageDays days dark',
    ({ outageDays, paid }) => {
      const input = inputOf(paid, outageDays);
      expect(diffOrders(input).needsHistory).toBe(true);
      const { payouts } = diffOrders({ ...input, historyRows: rowsOf(paid) });
      expect(payouts.map(({ amount, number }) => [number, amount])).toEqual(
        Array.from({ length: paid }, (_, index) => [index + 1, '0.06164384']),
      );
    },
  );

  it.each(cases)(
    'is told by its own deposit where the last look is misjudged: $paid paid',
    ({ outageDays, paid }) => {
      const evidence = { takenAt: depositAt, orders: [], history: undefined, balances: undefined };
      const move = {
        kind: 'deposit',
        product: { ...name, id: 'OPENUSDT0001' },
        amount: a('500'),
        days: 1,
        renew: false,
      } as const;
      const input = {
        ...inputOf(paid, outageDays),
        // A practice clock that ran faster meanwhile: the last look seems to lie after everything.
        lastSyncEnvMs: PAYOUT + 9 * DAY,
        explainedBy: [{ id: 'op', move, state: 'done', explained: false, evidence }] as const,
      };
      const { payouts } = diffOrders({ ...input, historyRows: [] });
      expect(sum(payouts.flatMap(({ amount }) => amount ?? []))).toBe(
        paid === 1 ? '0.06164384' : '0.12328768',
      );
    },
  );
});

describe('an order opened and changed between two looks', () => {
  const depositAt = PAYOUT - DAY / 2;
  const deposit = (txnTime: number, amount: string) => row({ txnTime, amount: a(amount) });
  const interest = (amount: string) => row({ txnTime: PAYOUT, txnType: 'INTEREST', amount: a(amount) });
  const inputOf = (investAmt: string, historyRows: readonly HistoryRow[]): DiffInput => ({
    stored: [],
    now: [order({ id: 9, investAmt: a(investAmt), interestEarned: a('0.1'), ...next(1) })],
    nowEnvMs: PAYOUT + GRACE,
    explainedBy: [],
    historyRows,
    lastSyncEnvMs: depositAt - 1,
  });
  const amounts = (input: DiffInput) => diffOrders(input).payouts.map(({ amount }) => amount);

  it('did not begin with a deposit into an order that was redeemed whole before it was opened', () => {
    const gone = row({ txnTime: depositAt - 2_000, txnType: 'INVEST_SERVICE_TYPE_REDEEM', amount: a('500') });
    const rows = [deposit(depositAt - 3 * DAY, '500'), gone, deposit(depositAt, '1000'), interest('0.1')];
    const input = { ...inputOf('1000', rows), lastSyncEnvMs: depositAt - 4 * DAY };
    expect(diffOrders(input).payouts).toMatchObject([{ number: 1, periods: 1, at: PAYOUT, amount: '0.1' }]);
  });

  it('began with the first of two deposits where most of them was redeemed again', () => {
    const part = row({ txnTime: PAYOUT + 2_000, txnType: 'INVEST_SERVICE_TYPE_REDEEM', amount: a('1100') });
    const rows = [deposit(depositAt, '1000'), interest('0.1'), deposit(PAYOUT + 1_000, '500'), part];
    expect(amounts(inputOf('400', rows))).toEqual(['0.1']);
  });

  it('is told what it was paid before a second deposit merged into it', () => {
    const rows = [deposit(depositAt, '1000'), interest('0.1'), deposit(PAYOUT + 1_000, '1000')];
    expect(amounts(inputOf('2000', rows))).toEqual(['0.1']);
  });

  it('is told what it was paid before a part was redeemed', () => {
    expect(amounts(inputOf('400', [deposit(depositAt, '1000'), interest('0.1')]))).toEqual(['0.1']);
  });

  const leaving = (historyRows: readonly HistoryRow[]): DiffInput => {
    const input = inputOf('1000', historyRows);
    const change = { redemptionProcessing: true, nextInterestPayoutTime: 0 };
    return { ...input, now: input.now.map((one) => ({ ...one, ...change })) };
  };

  it('is told what it was paid before its redemption began, at the time history states', () => {
    const { payouts, stored } = diffOrders(leaving([deposit(depositAt, '1000'), interest('0.1')]));
    expect(payouts).toMatchObject([{ number: 1, at: PAYOUT, amount: '0.1' }]);
    expect(stored).toMatchObject([{ payoutCount: 1, baseline: '0.1' }]);
  });

  it('is told by its own figure where history has no row of interest', () => {
    expect(amounts(leaving([deposit(depositAt, '1000')]))).toEqual(['0.1']);
    expect(amounts(leaving([]))).toEqual([]);
  });

  it('is told by its own figure where a deposit of the bot that was answered opened it, history being late', () => {
    const evidence = { takenAt: depositAt - 1, orders: [], history: undefined, balances: undefined };
    const own = (state: 'done' | 'not_found', amount: string): DiffInput => ({
      ...leaving([]),
      explainedBy: [{ id: 'op', move: depositOf(amount), state, explained: false, evidence }],
    });
    expect(amounts(own('done', '1000'))).toEqual(['0.1']);
    expect(amounts(own('done', '400'))).toEqual([]);
    expect(amounts(own('not_found', '1000'))).toEqual([]);
  });

  it('is dated by its own deposit, not by that of another order of the product', () => {
    const paid = order({ id: 8, interestEarned: a('0.1'), ...next(2) });
    const known = { ...linkOrders([paid], PAYOUT + DAY / 2)[0], seenAt: PAYOUT + DAY / 2 } as StoredOrder;
    const evidence = { takenAt: depositAt - 1, orders: [], history: undefined, balances: undefined };
    const input: DiffInput = {
      ...inputOf('1000', [
        deposit(depositAt, '1000'),
        interest('0.1'),
        deposit(PAYOUT + 3_600_000, '1000'),
        ...[8, 9].map(() => row({ txnTime: PAYOUT + DAY, txnType: INTEREST_ROW, amount: a('0.1') })),
      ]),
      stored: [known],
      now: [paid, order({ id: 9, interestEarned: a('0.1'), ...next(2) })],
      nowEnvMs: PAYOUT + DAY + GRACE,
      explainedBy: [{ id: 'op', move: depositOf('1000'), state: 'not_found', explained: false, evidence }],
    };
    const { payouts } = diffOrders(input);
    expect(payouts.filter(({ orderId }) => orderId === 9)).toMatchObject([
      { number: 1, periods: 1, at: PAYOUT + DAY, amount: '0.1' },
    ]);
  });

  it('is told what it was paid before a deposit of the bot opened another one, history being late', () => {
    const ownAt = PAYOUT + 3_600_000;
    const evidence = { takenAt: ownAt, orders: [], history: undefined, balances: undefined };
    const input: DiffInput = {
      ...inputOf('1000', []),
      now: [
        order({ id: 9, interestEarned: a('0.1'), ...next(1) }),
        order({ id: 10, interestEarned: a('0'), ...next(1) }),
      ],
      nowEnvMs: ownAt + GRACE,
      explainedBy: [{ id: 'op', move: depositOf('1000'), state: 'done', explained: false, evidence }],
    };
    expect(diffOrders(input).payouts).toMatchObject([{ orderId: 9, number: 1, at: PAYOUT, amount: '0.1' }]);
  });

  it('asks history whether it was opened at all, where its figure does not fit its principal', () => {
    const { historyRows: _, ...unread } = inputOf('400', []);
    const started = { ...unread, now: unread.now.map((one) => ({ ...one, startTime: depositAt })) };
    expect(diffOrders(started).needsHistory).toBe(true);
  });

  it('tells nothing of its past where deposits do not make up what it holds', () => {
    expect(amounts(inputOf('2000', [deposit(depositAt, '1000')]))).toEqual([]);
  });
});

describe('a figure that stands still while a redemption runs', () => {
  const stuck = { redemptionProcessing: true, interestEarned: a('0.1') };
  const interest = (day: number) =>
    row({ txnTime: PAYOUT + day * DAY, txnType: 'INTEREST', amount: a('0.1') });
  const linked = () => linkOrders([order(stuck)], LINKED);

  it('is told as far as history reaches, and the rest once its rows come', () => {
    const now = [order({ ...stuck, ...next(3) })];
    const first = sync(linked(), now, PAYOUT + 2 * DAY + GRACE, { historyRows: [interest(0)] });
    expect(first.payouts).toMatchObject([{ number: 1, at: PAYOUT, amount: '0.1' }]);
    expect(first.stored).toMatchObject([{ payoutCount: 1, dueAt: PAYOUT + DAY }]);
    const rows = [0, 1, 2].map(interest);
    const rest = sync(first.stored, now, PAYOUT + 2 * DAY + 2 * GRACE, { historyRows: rows });
    expect(rest.payouts).toMatchObject([
      { number: 2, at: PAYOUT + DAY, amount: '0.1' },
      { number: 3, at: PAYOUT + 2 * DAY, amount: '0.1' },
    ]);
    expect(rest.stored).toMatchObject([{ payoutCount: 3, dueAt: PAYOUT + 3 * DAY }]);
  });

  it('is not told where history shows nothing', () => {
    const now = [order({ ...stuck, ...next(3) })];
    const diff = sync(linked(), now, PAYOUT + 2 * DAY + GRACE, { historyRows: [] });
    expect(diff.payouts).toEqual([]);
  });
});
