import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ARROWS, LANE_STATES, mayMove, type OperationState } from '../../src/domain/operation.ts';
import { RUNS } from './samples.ts';

const STATES = Object.keys(ARROWS) as OperationState[];
const state = fc.constantFrom(...STATES);

describe('the life of a move', () => {
  it.each<[OperationState, OperationState, boolean]>([
    ['draft', 'confirmed', true],
    ['draft', 'sending', false],
    ['confirmed', 'sending', true],
    ['confirmed', 'done', false],
    ['sending', 'unknown', true],
    ['sending', 'confirmed', false],
    ['sending', 'expired', false],
    ['sending', 'cancelled', false],
    ['unknown', 'sending', false],
    ['unknown', 'rejected', false],
    ['not_found', 'done', true],
    ['needs_review', 'not_found', true],
    ['done', 'not_found', false],
  ])('%s to %s: %s', (from, to, allowed) => {
    expect(mayMove(from, to)).toBe(allowed);
  });
});

test('property: no walk along the arrows sends twice, leaves an end, or takes the lane back', () => {
  fc.assert(
    fc.property(fc.array(state, { maxLength: 60 }), (wishes) => {
      let now: OperationState = 'draft';
      let sent = 0;
      let leftLane = false;
      for (const wish of wishes) {
        if (!mayMove(now, wish)) continue;
        expect(['done', 'rejected', 'expired', 'cancelled']).not.toContain(now);
        const wasInLane = LANE_STATES.includes(now);
        now = wish;
        if (now === 'sending') sent += 1;
        if (wasInLane && !LANE_STATES.includes(now)) leftLane = true;
        expect(leftLane && LANE_STATES.includes(now)).toBe(false);
      }
      expect(sent).toBeLessThanOrEqual(1);
    }),
    RUNS,
  );
});

test('property: once something may have been sent, no arrow leads to a state that denies it without a look', () => {
  fc.assert(
    fc.property(state, state, (from, to) => {
      const maySent: OperationState[] = ['unknown', 'not_found', 'needs_review'];
      if (!maySent.includes(from) || !mayMove(from, to)) return;
      expect(['done', 'not_found', 'needs_review']).toContain(to);
    }),
    RUNS,
  );
});
