import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { linkOrder, type StoredOrder } from '../../src/domain/payout.ts';
import {
  BACK_OFF_MAX_MS,
  BACK_OFF_MIN_MS,
  LOOK_EVERY_MS,
  nextSyncAt,
  type ScheduleInput,
} from '../../src/domain/sync-schedule.ts';
import { DAY, order, PAYOUT, RUNS } from './samples.ts';

const GRACE = 60_000;
const MINUTE = 60_000;
const flex = linkOrder(order(), PAYOUT - DAY);

function inMinutes(now: number, stored: readonly StoredOrder[], change: Partial<ScheduleInput> = {}): number {
  return (nextSyncAt({ stored, nowEnvMs: now, graceMs: GRACE, ...change }) - now) / MINUTE;
}

describe('the next look at an account', () => {
  it('is the regular one where nothing is due', () => {
    expect(inMinutes(PAYOUT, [])).toBe(60);
    expect(inMinutes(PAYOUT, [], { lookEveryMs: 5 * 60 * MINUTE })).toBe(300);
  });

  it('is the payout time and the grace', () => {
    expect(inMinutes(PAYOUT - 10 * MINUTE, [flex])).toBe(11);
    expect(inMinutes(PAYOUT, [flex])).toBe(1);
  });

  it('is the end of a term and the grace', () => {
    const fixed = linkOrder(
      order({ type: 'Fixed', nextInterestPayoutTime: 0, endTime: PAYOUT }),
      PAYOUT - DAY,
    );
    expect(inMinutes(PAYOUT - 5 * MINUTE, [fixed])).toBe(6);
  });

  it('backs off while a payout is late, half of the time it is late', () => {
    expect(inMinutes(PAYOUT + GRACE, [flex])).toBe(0.5);
    expect(inMinutes(PAYOUT + 10 * MINUTE, [flex])).toBe(5);
    expect(inMinutes(PAYOUT + 20 * 60 * MINUTE, [flex])).toBe(30);
    expect(inMinutes(PAYOUT + 10 * MINUTE, [flex], { lateSince: PAYOUT + 8 * MINUTE })).toBe(1);
  });

  it('backs off while a redemption runs or a move is unsettled', () => {
    const running = linkOrder(order({ redemptionProcessing: true, nextInterestPayoutTime: 0 }), PAYOUT);
    expect(inMinutes(PAYOUT, [running])).toBe(15);
    expect(inMinutes(PAYOUT, [running], { busySince: PAYOUT - 4 * MINUTE })).toBe(2);
    expect(inMinutes(PAYOUT, [], { busySince: PAYOUT + MINUTE })).toBe(0.5);
  });

  it('does not wait for a payout that is not expected', () => {
    expect(inMinutes(PAYOUT, [{ ...flex, dueAt: 0 }])).toBe(60);
  });
});

test('property: the next look is always ahead, and never further than the regular one', () => {
  const stored = fc.record({ next: fc.integer({ min: -3, max: 3 }), end: fc.integer({ min: -3, max: 3 }) });
  fc.assert(
    fc.property(
      fc.array(stored, { maxLength: 6 }),
      fc.option(fc.nat(DAY), { nil: undefined }),
      (orders, busy) => {
        const at = nextSyncAt({
          stored: orders.map(({ next, end }) => ({
            ...flex,
            dueAt: PAYOUT + next * DAY,
            order: order({ endTime: PAYOUT + end * DAY }),
          })),
          nowEnvMs: PAYOUT,
          graceMs: GRACE,
          ...(busy === undefined ? {} : { busySince: PAYOUT - busy }),
        });
        expect(at - PAYOUT).toBeGreaterThanOrEqual(Math.min(BACK_OFF_MIN_MS, GRACE));
        expect(at - PAYOUT).toBeLessThanOrEqual(Math.max(LOOK_EVERY_MS, BACK_OFF_MAX_MS));
      },
    ),
    RUNS,
  );
});
