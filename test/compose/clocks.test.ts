import { describe, expect, it } from 'vitest';
import type { ExchangeFailureKind } from '../../src/app/ports.ts';
import { createExchangeClock } from '../../src/compose/exchange-clock.ts';
import { createPracticeClock, standingStill } from '../../src/compose/practice-clock.ts';
import { fail, ok } from '../../src/domain/result.ts';
import { sleep } from '../../src/jobs/sleep.ts';
import type { SimClockState } from '../../src/simulator/exchange/clock.ts';
import { createLogBook } from '../jobs/log-book.ts';

describe('the clock of an exchange', () => {
  const harness = (answer: {
    aheadMs?: number;
    tookMs?: number;
    fails?: ExchangeFailureKind | undefined;
  }) => {
    let now = 1_000_000;
    let steady = 5;
    let asked = 0;
    let changes = 0;
    const clock = createExchangeClock({
      real: { now: () => now },
      steady: { now: () => steady },
      time: async () => {
        asked += 1;
        const { aheadMs = 0, tookMs = 0, fails } = answer;
        const at = now + tookMs / 2 + aheadMs;
        now += tookMs;
        steady += tookMs;
        return fails === undefined
          ? ok(at)
          : fail({ kind: fails, status: undefined, code: undefined, retryAfterMs: undefined });
      },
      onChange: () => {
        changes += 1;
      },
      log: createLogBook().log,
    });
    return {
      clock,
      asked: () => asked,
      changes: () => changes,
      later: (ms: number) => {
        now += ms;
        steady += ms;
      },
      /** The machine's clock is set. */
      step: (ms: number) => {
        now += ms;
      },
      real: () => now,
    };
  };

  it('shows real time until it was measured', () => {
    const { clock, real, asked } = harness({ aheadMs: 90_000 });
    expect(clock.now()).toBe(real());
    expect(asked()).toBe(0);
  });

  it('takes the offset from the middle of the call, and knows the way back', async () => {
    const { clock, real, changes } = harness({ aheadMs: 90_000, tookMs: 400 });
    await clock.refresh();
    expect(clock.now() - real()).toBe(90_000);
    expect(clock.toReal(clock.now())).toBe(real());
    expect(changes()).toBe(1);
  });

  it('asks again only after ten minutes, and asks once when many ask at the same time', async () => {
    const { clock, asked, later } = harness({});
    await Promise.all([clock.refresh(), clock.refresh(), clock.refresh()]);
    expect(asked()).toBe(1);
    later(599_000);
    await clock.refresh();
    expect(asked()).toBe(1);
    later(1_000);
    await clock.refresh();
    expect(asked()).toBe(2);
  });

  it.each([1_000, -1_000, 120_000])(
    'is measured at once when the machine’s clock was set by %i ms',
    async (ms) => {
      const { clock, asked, step, later } = harness({});
      await clock.refresh();
      step(ms);
      expect(clock.isStale()).toBe(true);
      await clock.refresh();
      expect(asked()).toBe(2);
      later(1_000);
      await clock.refresh();
      expect(asked()).toBe(2);
    },
  );

  it('does not mind a correction of the machine’s clock below a second', async () => {
    const { clock, asked, step } = harness({});
    await clock.refresh();
    step(999);
    await clock.refresh();
    expect(asked()).toBe(1);
  });

  it.each([
    ['the exchange does not answer', { fails: 'timeout' }],
    ['the answer took too long to say much', { aheadMs: 90_000, tookMs: 6_000 }],
  ] as const)('keeps its offset and asks again soon when %s', async (_what, later) => {
    const answer: Parameters<typeof harness>[0] = {};
    const test = harness(answer);
    await test.clock.refresh();
    test.later(600_000);
    Object.assign(answer, later);
    expect(await test.clock.refresh()).toBe(true);
    expect(test.clock.now()).toBe(test.real());
    expect(test.changes()).toBe(0);
    expect(await test.clock.refresh()).toBe(true);
    expect(test.asked()).toBe(2);
    test.later(30_000);
    await test.clock.refresh();
    expect(test.asked()).toBe(3);
  });

  it.each(['unavailable', 'timeout', 'rate_limited'] as const)(
    'signs nothing while the exchange was never heard (%s), and asks at each try',
    async (fails) => {
      const answer: Parameters<typeof harness>[0] = { fails, aheadMs: -90_000 };
      const { clock, asked } = harness(answer);
      expect(await clock.refresh()).toBe(false);
      expect(await clock.refresh()).toBe(false);
      expect(asked()).toBe(2);
      answer.fails = undefined;
      expect(await clock.refresh()).toBe(true);
      expect(await clock.refresh()).toBe(true);
      expect(asked()).toBe(3);
    },
  );

  it('signs nothing by an offset from before the machine’s clock was set', async () => {
    const answer: Parameters<typeof harness>[0] = {};
    const { clock, step } = harness(answer);
    await clock.refresh();
    answer.fails = 'unavailable';
    step(300_000);
    expect(await clock.refresh()).toBe(false);
    expect(await clock.refresh()).toBe(false);
  });

  it('signs by the machine’s clock where the exchange answers but tells no time', async () => {
    const { clock, real } = harness({ fails: 'refused' });
    expect(await clock.refresh()).toBe(true);
    expect(clock.now()).toBe(real());
  });

  it('takes the earliest that a slow first answer allows', async () => {
    const { clock, real } = harness({ aheadMs: 90_000, tookMs: 6_000 });
    expect(await clock.refresh()).toBe(true);
    expect(clock.now() - real()).toBe(87_000);
  });

  it('does not set due times anew for less than a second', async () => {
    const { clock, changes } = harness({ aheadMs: 999 });
    await clock.refresh();
    expect(changes()).toBe(0);
  });
});

describe('the clock of practice', () => {
  const running = (simAt: number): SimClockState => ({
    simAt,
    realAt: 1_000,
    speed: 100,
    runUntilReal: 10_000,
  });

  const harness = () => {
    let now = 1_000;
    let answer: SimClockState | undefined = running(50_000);
    let changes = 0;
    const book = createLogBook();
    const clock = createPracticeClock({
      read: async () => {
        if (answer === undefined) throw new Error('away');
        return answer;
      },
      initial: standingStill(now),
      real: { now: () => now },
      log: book.log,
      sleep: (_ms, signal) => sleep(2, signal),
    });
    return {
      clock,
      book,
      changes: () => changes,
      start: () =>
        clock.start(() => {
          changes += 1;
        }),
      set: (state: SimClockState | undefined) => {
        answer = state;
      },
      later: (ms: number) => {
        now += ms;
      },
    };
  };

  it('stands still until it was read', () => {
    const { clock, later } = harness();
    later(5_000);
    expect(clock.now()).toBe(1_000);
    expect(clock.toReal(2_000)).toBeUndefined();
  });

  it('runs as its source says, and not past its end', async () => {
    const { clock, start, later } = harness();
    await start();
    later(1_000);
    expect(clock.now()).toBe(150_000);
    expect(clock.toReal(150_000)).toBe(2_000);
    later(60_000);
    expect(clock.now()).toBe(950_000);
    expect(clock.toReal(950_001)).toBeUndefined();
    await clock.stop();
  });

  it('tells when its source runs otherwise, and only then', async () => {
    const { clock, start, set, changes } = harness();
    await start();
    await sleep(20);
    expect(changes()).toBe(0);
    set({ ...running(50_000), speed: 7 });
    await expect.poll(changes).toBe(1);
    await sleep(20);
    expect(changes()).toBe(1);
    await clock.stop();
  });

  it('stands still while its source is away, and goes on when it is back', async () => {
    const { clock, start, set, later, changes, book } = harness();
    await start();
    set(undefined);
    later(4_000);
    await expect.poll(changes).toBe(1);
    const stood = clock.now();
    later(1_000);
    expect(clock.now()).toBe(stood);
    expect(book.events()).toEqual(['practice.clock_away']);
    set(running(50_000));
    await expect.poll(changes).toBe(2);
    expect(clock.now()).toBe(50_000 + 5_000 * 100);
    await clock.stop();
  });
});
