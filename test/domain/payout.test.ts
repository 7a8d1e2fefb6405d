import { describe, expect, it } from 'vitest';
import {
  duePayouts,
  intervalOf,
  linkOrder,
  linkOrders,
  nextDueAfter,
  openOrder,
  type StoredOrder,
} from '../../src/domain/payout.ts';
import { a, DAY, order, PAYOUT } from './samples.ts';

const HOUR = DAY / 24;
const linked = linkOrder(order({ interestEarned: a('5') }), PAYOUT - HOUR);

describe('linking an account', () => {
  it('stores what it holds and tells nothing of the past', () => {
    expect(linkOrders([order({ interestEarned: a('5') })], PAYOUT - HOUR)).toEqual([
      {
        order: order({ interestEarned: a('5') }),
        payoutCount: 0,
        baseline: '5',
        meaning: 'unknown',
        lastPayoutTime: 0,
        payoutsSeenThrough: PAYOUT - DAY,
        dueAt: PAYOUT,
        intervalMs: DAY,
        seenAt: PAYOUT - HOUR,
      },
    ]);
  });

  it('waits for the next payout time when the named one has passed', () => {
    expect(linkOrder(order(), PAYOUT).dueAt).toBe(PAYOUT + DAY);
    expect(linkOrder(order({ type: 'Lending' }), PAYOUT + 3 * DAY).dueAt).toBe(PAYOUT + 4 * DAY);
  });

  it('waits for the end, or a day, where no payout time is named', () => {
    expect(linkOrder(order({ nextInterestPayoutTime: 0 }), PAYOUT)).toMatchObject({
      dueAt: PAYOUT + DAY,
      payoutsSeenThrough: PAYOUT,
    });
    const ends = order({ nextInterestPayoutTime: 0, endTime: PAYOUT + 5 * DAY });
    expect(linkOrder(ends, PAYOUT).dueAt).toBe(PAYOUT + 5 * DAY);
  });
});

describe('the time between payouts', () => {
  it.each([
    ['Flex: a day', order(), DAY],
    [
      'paid at its end: its term',
      order({ type: 'Fixed', startTime: PAYOUT - 7 * DAY, endTime: PAYOUT }),
      7 * DAY,
    ],
    [
      'paid at its end, start not told: its duration',
      order({ type: 'Fixed', endTime: PAYOUT, durationMs: 30 * DAY }),
      30 * DAY,
    ],
    ['others: to be learned', order({ type: 'Fixed', endTime: PAYOUT + DAY }), 0],
    ['none named: to be learned', order({ type: 'Fixed', nextInterestPayoutTime: 0 }), 0],
  ])('%s', (_what, held, intervalMs) => {
    expect(intervalOf(held)).toBe(intervalMs);
  });
});

describe('the payout time to wait for', () => {
  it('is the one the exchange names, or one interval on when it lags', () => {
    expect(nextDueAfter(order(), PAYOUT - 1, DAY)).toBe(PAYOUT);
    expect(nextDueAfter(order(), PAYOUT, DAY)).toBe(PAYOUT + DAY);
    expect(nextDueAfter(order(), PAYOUT + 2.5 * DAY, 0)).toBe(PAYOUT + 3 * DAY);
    expect(nextDueAfter(order({ nextInterestPayoutTime: 0, endTime: 5 }), PAYOUT, 0)).toBe(PAYOUT + DAY);
  });
});

describe('payouts that fell due', () => {
  const at = (next: number, now: number, stored: StoredOrder = linked): unknown => {
    const due = duePayouts(stored, order({ nextInterestPayoutTime: next, interestEarned: a('5') }), now);
    return due && [due.periods, (due.lastAt - PAYOUT) / DAY, due.advanced];
  };

  it.each<[string, number, number, unknown]>([
    ['before the payout time', PAYOUT, PAYOUT - 1, undefined],
    ['at the payout time, not yet moved on', PAYOUT, PAYOUT, [1, 0, false]],
    ['at the payout time, moved on', PAYOUT + DAY, PAYOUT, [1, 0, true]],
    ['our clock a little behind', PAYOUT + DAY, PAYOUT - 600_000, [1, 0, true]],
    ['moved on long before the time: put off', PAYOUT + DAY, PAYOUT - HOUR, undefined],
    ['put off by two hours', PAYOUT + 2 * HOUR, PAYOUT + 1, [1, 0, false]],
    ['after an outage of three days', PAYOUT + 3 * DAY, PAYOUT + 2.5 * DAY, [3, 2, true]],
    ['an exchange that never moves on', PAYOUT, PAYOUT + 2.5 * DAY, [3, 2, false]],
    ['no payout time any more', 0, PAYOUT + 1, [1, 0, false]],
  ])('%s', (_what, next, now, due) => {
    expect(at(next, now)).toEqual(due);
  });

  it('count as due when the figure grew as well, however far our clock is behind', () => {
    const paid = order({ nextInterestPayoutTime: PAYOUT + DAY, interestEarned: a('5.1') });
    expect(duePayouts(linked, paid, PAYOUT - HOUR)).toMatchObject({ periods: 1, lastAt: PAYOUT });
  });

  it('learn the interval where it is not known', () => {
    const unknown = { ...linked, intervalMs: 0 };
    expect(at(PAYOUT + 7 * DAY, PAYOUT + 60_000, unknown)).toEqual([1, 0, true]);
    expect(at(PAYOUT + 7 * DAY, PAYOUT + 6.5 * DAY, unknown)).toEqual([7, 6, true]);
    expect(at(PAYOUT + 1.5 * DAY, PAYOUT + 1.2 * DAY, unknown)).toEqual([1, 0, true]);
    expect(at(PAYOUT, PAYOUT + 60_000, unknown)).toEqual([1, 0, false]);
  });

  it('are none where nothing is waited for', () => {
    expect(at(PAYOUT, PAYOUT + DAY, { ...linked, dueAt: 0 })).toBeUndefined();
  });
});

describe('an order opened while nobody looked', () => {
  it('is waited for from its first payout time after it was opened', () => {
    const opened = openOrder(order({ interestEarned: a('0.3') }), PAYOUT - 2 * DAY - HOUR, PAYOUT - HOUR);
    expect(opened).toMatchObject({
      baseline: '0',
      dueAt: PAYOUT - 2 * DAY,
      payoutsSeenThrough: PAYOUT - 2 * DAY - HOUR,
    });
  });

  it('does not wait for a payout at the very moment it was opened', () => {
    expect(openOrder(order(), PAYOUT - DAY, PAYOUT - HOUR).dueAt).toBe(PAYOUT);
  });

  it('is waited for as usual where it names no later time', () => {
    expect(openOrder(order({ nextInterestPayoutTime: 0 }), PAYOUT - HOUR, PAYOUT)).toMatchObject({
      baseline: '0',
      dueAt: PAYOUT + DAY,
    });
    const weekly = order({ type: 'Lending', endTime: PAYOUT + 9 * DAY });
    expect(openOrder(weekly, PAYOUT - HOUR, PAYOUT - 1).dueAt).toBe(PAYOUT);
  });
});
