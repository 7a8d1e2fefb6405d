import { describe, expect, it } from 'vitest';
import { createPacing, LADDER_MS, LADDER_RESET_MS } from '../../src/exchange/pacing.ts';
import { RETRY_AFTER_MAX_MS } from '../../src/exchange/retry-after.ts';
import { createManualClock } from './fakes.ts';

function createClimbed() {
  const clock = createManualClock();
  const pacing = createPacing(clock);
  const breachAfterBlock = () => {
    const forMs = pacing.breach(undefined);
    clock.advance(forMs);
    return forMs;
  };
  return { clock, pacing, breachAfterBlock };
}

describe('the ladder of a rate limit', () => {
  it('climbs 1 s, 5 min, 15 min and stays there', () => {
    const { breachAfterBlock } = createClimbed();
    const steps = [1, 2, 3, 4].map(() => breachAfterBlock());
    expect(steps).toEqual([1_000, 300_000, 900_000, 900_000]);
  });

  it('starts again after an hour without a breach', () => {
    const { clock, breachAfterBlock } = createClimbed();
    breachAfterBlock();
    breachAfterBlock();
    clock.advance(LADDER_RESET_MS);
    expect(breachAfterBlock()).toBe(LADDER_MS[0]);
  });

  it('counts requests that were under way together as one breach', () => {
    const { clock, pacing } = createClimbed();
    expect([pacing.breach(undefined), pacing.breach(undefined), pacing.breach(undefined)]).toEqual([
      1_000, 1_000, 1_000,
    ]);
    clock.advance(1_000);
    expect(pacing.breach(undefined)).toBe(LADDER_MS[1]);
  });

  it('obeys what the exchange asks for, but never less than a second nor more than the cap', () => {
    const asked = [7_000, 0, 86_400_000].map((retryAfterMs) =>
      createPacing(createManualClock()).breach(retryAfterMs),
    );
    expect(asked).toEqual([7_000, 1_000, RETRY_AFTER_MAX_MS]);
  });

  it('does not shorten a longer block', () => {
    const { pacing } = createClimbed();
    pacing.breach(60_000);
    expect(pacing.breach(2_000)).toBe(60_000);
  });

  it('does not turn a short block into a long one when the clock is set back', () => {
    const { clock, pacing } = createClimbed();
    pacing.breach(undefined);
    clock.advance(-86_400_000);
    expect(pacing.breach(undefined)).toBeLessThanOrEqual(RETRY_AFTER_MAX_MS);
  });
});
