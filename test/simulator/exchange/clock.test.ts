import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createSimClock,
  type SimClockState,
  simNow,
  simToReal,
  steadyClockState,
} from '../../../src/simulator/exchange/clock.ts';

const state = (change: Partial<SimClockState> = {}): SimClockState => ({
  simAt: 1_000_000,
  realAt: 5_000,
  speed: 10,
  runUntilReal: 6_000,
  ...change,
});

describe('what the clock shows', () => {
  test.each([
    { real: 4_000, shows: 1_000_000, why: 'real time before its start changes nothing' },
    { real: 5_000, shows: 1_000_000, why: 'its start' },
    { real: 5_001, shows: 1_000_010, why: 'one real millisecond at ten times the speed' },
    { real: 6_000, shows: 1_010_000, why: 'the end of its run' },
    { real: 6_001, shows: 1_010_000, why: 'it stands still after the end' },
    { real: 9_000_000, shows: 1_010_000, why: 'it stands still long after the end' },
  ])('$why', ({ real, shows }) => {
    expect(simNow(state(), real)).toBe(shows);
  });

  test('a clock without an end runs for ever', () => {
    expect(simNow(state({ runUntilReal: null }), 1_005_000)).toBe(11_000_000);
  });

  test('a steady clock shows real time', () => {
    expect(simNow(steadyClockState(77), 1_077)).toBe(1_077);
  });
});

describe('the way back to real time', () => {
  test.each([
    { sim: 999_999, real: 5_000, why: 'a moment already past' },
    { sim: 1_000_000, real: 5_000, why: 'the present moment' },
    { sim: 1_000_001, real: 5_001, why: 'a moment that is reached within the next millisecond' },
    { sim: 1_010_000, real: 6_000, why: 'the last moment of the run' },
    { sim: 1_010_001, real: undefined, why: 'a moment after it stands still' },
  ])('$why', ({ sim, real }) => {
    expect(simToReal(state(), sim)).toBe(real);
  });

  test('a clock of speed zero never gets anywhere', () => {
    expect(simToReal(state({ speed: 0, runUntilReal: null }), 1_000_001)).toBeUndefined();
  });

  test('at the real moment it names the clock shows the moment asked for, and not a millisecond earlier', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100_000, noNaN: true }),
        fc.integer({ min: 1, max: 400 * 86_400_000 }),
        (speed, ahead) => {
          const running = state({ speed, runUntilReal: null });
          const real = simToReal(running, running.simAt + ahead);
          if (real === undefined) throw new Error('a running clock gets everywhere');
          expect(simNow(running, real)).toBeGreaterThanOrEqual(running.simAt + ahead);
          expect(simNow(running, real - 2)).toBeLessThan(running.simAt + ahead);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('changing the clock', () => {
  function open(initial: SimClockState) {
    let real = initial.realAt;
    const saved: SimClockState[] = [];
    const clock = createSimClock({ real: () => real, state: initial, onChange: (next) => saved.push(next) });
    return { clock, saved, pass: (ms: number) => (real += ms) };
  }

  test('a change of speed keeps the moment shown', () => {
    const { clock, pass, saved } = open(state());
    pass(100);
    clock.setSpeed(1);
    expect(clock.now()).toBe(1_001_000);
    pass(100);
    expect(clock.now()).toBe(1_001_100);
    expect(saved).toEqual([clock.state()]);
  });

  test.each([-1, Number.NaN, 1_000_001])('speed %s is refused', (speed) => {
    expect(() => open(state()).clock.setSpeed(speed)).toThrow(RangeError);
  });

  test('time that passed while it stood still is not made up when it runs again', () => {
    const { clock, pass } = open(state());
    pass(60_000);
    clock.touch(500);
    expect(clock.now()).toBe(1_010_000);
    pass(100);
    expect(clock.now()).toBe(1_011_000);
    pass(10_000);
    expect(clock.now()).toBe(1_015_000);
  });

  test('a short touch never shortens a longer run', () => {
    const { clock } = open(state());
    clock.touch(1);
    expect(clock.state().runUntilReal).toBe(6_000);
  });

  test('a touch leaves a clock without an end as it is', () => {
    const { clock } = open(state({ runUntilReal: null }));
    clock.touch(5);
    expect(clock.state().runUntilReal).toBeNull();
  });

  test('it jumps forwards and backwards and goes on from there', () => {
    const { clock, pass } = open(state());
    clock.jump(86_400_000);
    expect(clock.now()).toBe(87_400_000);
    clock.jump(-86_400_000);
    pass(1);
    expect(clock.now()).toBe(1_000_010);
    expect(() => clock.jump(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });

  test('its state survives JSON and a restart', () => {
    const { clock, pass } = open(state());
    pass(123);
    clock.setSpeed(7);
    const again = createSimClock({ real: () => 5_200, state: JSON.parse(JSON.stringify(clock.state())) });
    pass(77);
    expect(again.now()).toBe(clock.now());
    expect(again.toReal(again.now() + 7)).toBe(clock.toReal(clock.now() + 7));
  });
});
