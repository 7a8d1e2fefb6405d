import { describe, expect, it } from 'vitest';
import { BREAKER_OPEN_MS, BREAKER_THRESHOLD, createBreaker } from '../../src/exchange/breaker.ts';
import { createManualClock } from './fakes.ts';

function createOpened() {
  const clock = createManualClock();
  const breaker = createBreaker(clock);
  for (let failures = 0; failures < BREAKER_THRESHOLD; failures += 1) breaker.enter()?.failed();
  return { clock, breaker };
}

describe('the breaker', () => {
  it('stays closed one failure below the threshold', () => {
    const breaker = createBreaker(createManualClock());
    for (let failures = 0; failures < BREAKER_THRESHOLD - 1; failures += 1) breaker.enter()?.failed();
    expect(breaker.isOpen()).toBe(false);
  });

  it('opens at the threshold and turns everything away', () => {
    const { breaker } = createOpened();
    expect(breaker.isOpen()).toBe(true);
    expect(breaker.enter()).toBeUndefined();
  });

  it('counts only failures in a row', () => {
    const breaker = createBreaker(createManualClock());
    for (let round = 0; round < BREAKER_THRESHOLD * 3; round += 1) {
      breaker.enter()?.failed();
      breaker.enter()?.answered();
    }
    expect(breaker.isOpen()).toBe(false);
  });

  it('lets one probe through after its time, and only one', () => {
    const { breaker, clock } = createOpened();
    clock.advance(BREAKER_OPEN_MS - 1);
    expect(breaker.enter()).toBeUndefined();
    clock.advance(1);
    expect(breaker.enter()).toBeDefined();
    expect(breaker.enter()).toBeUndefined();
    expect(breaker.isOpen()).toBe(true);
  });

  it('closes when the probe is answered', () => {
    const { breaker, clock } = createOpened();
    clock.advance(BREAKER_OPEN_MS);
    breaker.enter()?.answered();
    expect(breaker.isOpen()).toBe(false);
    breaker.enter()?.failed();
    expect(breaker.isOpen()).toBe(false);
  });

  it('opens again at once when the probe fails', () => {
    const { breaker, clock } = createOpened();
    clock.advance(BREAKER_OPEN_MS);
    breaker.enter()?.failed();
    expect(breaker.enter()).toBeUndefined();
    clock.advance(BREAKER_OPEN_MS);
    expect(breaker.enter()).toBeDefined();
  });

  it('is not closed by an old request that comes back late', () => {
    const clock = createManualClock();
    const breaker = createBreaker(clock);
    const slow = breaker.enter();
    for (let failures = 0; failures < BREAKER_THRESHOLD; failures += 1) breaker.enter()?.failed();
    slow?.answered();
    expect(breaker.isOpen()).toBe(true);
  });

  it('is not held open for ever by a clock that is set back', () => {
    const { breaker, clock } = createOpened();
    clock.advance(-3_600_000);
    expect(breaker.enter()).toBeDefined();
  });
});
