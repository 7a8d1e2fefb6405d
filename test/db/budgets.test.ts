// Slots of a rate limit shared over instances, on a clock of the test.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Priority } from '../../src/app/ports.ts';
import { type BudgetRow, createBudgetRow } from '../../src/db/budget-row.ts';
import { createBudget, createBudgetOver } from '../../src/db/budgets.ts';
import type { Database } from '../../src/db/client.ts';
import { NOW } from './contract/samples.ts';
import { eachDatabase } from './databases.ts';

/** Time passes only while everyone sleeps and the database is quiet: to the earliest who wakes. */
function createTestClock() {
  let now = NOW;
  let asking = 0;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    set: (to: number) => {
      now = to;
    },
    sleep: (ms: number) =>
      new Promise<void>((wake) => {
        sleepers.push({ at: now + ms, wake });
      }),
    /** The row, and the time its answers take does not pass. */
    still(row: BudgetRow): BudgetRow {
      const quiet = async <Value>(answer: Promise<Value>): Promise<Value> => {
        asking += 1;
        return answer.finally(() => {
          asking -= 1;
        });
      };
      return {
        buy: (...args) => quiet(row.buy(...args)),
        block: (until) => quiet(row.block(until)),
      };
    },
    /** Runs until `work` has ended. */
    async run<Value>(work: Promise<Value>): Promise<Value> {
      let running = true;
      const ended = work.finally(() => {
        running = false;
      });
      ended.catch(() => undefined);
      while (running) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        if (asking > 0) continue;
        sleepers.sort((a, b) => a.at - b.at);
        const next = sleepers.shift();
        if (next === undefined) continue;
        now = Math.max(now, next.at);
        next.wake();
      }
      return ended;
    },
  };
}

eachDatabase((_name, open) => {
  let database: Database;
  let clock: ReturnType<typeof createTestClock>;
  beforeEach(async () => {
    database = await open();
    clock = createTestClock();
  });

  const budget = (maxRps = 10, name = 'live') =>
    createBudgetOver(clock.still(createBudgetRow(database, name, 1_000 / maxRps)), {
      perKeyRps: 5,
      clock,
      sleep: clock.sleep,
      isStopping: () => false,
    });

  /** When each of the calls got its slot, ms from the start; undefined for those that got none. */
  async function times(calls: readonly Promise<boolean>[]): Promise<readonly (number | undefined)[]> {
    return clock.run(Promise.all(calls.map(async (call) => ((await call) ? clock.now() - NOW : undefined))));
  }

  const many = (count: number, take: () => Promise<boolean>) => Array.from({ length: count }, take);

  describe('a budget', () => {
    it('gives slots evenly spaced, never more than its rate', async () => {
      const live = budget();
      const got = await times(many(12, () => live.take(undefined, 'interactive', 5_000)));
      const sorted = got.map((at) => at ?? Number.NaN).toSorted((a, b) => a - b);
      for (const [index, at] of sorted.entries()) expect(at).toBeGreaterThanOrEqual(index * 100);
      expect(sorted[0]).toBe(0);
    });

    it('shares its rate between instances', async () => {
      const [one, two] = [budget(), budget()];
      const got = await times([
        ...many(8, () => one.take(undefined, 'interactive', 5_000)),
        ...many(8, () => two.take(undefined, 'interactive', 5_000)),
      ]);
      const sorted = got.map((at) => at ?? Number.NaN).toSorted((a, b) => a - b);
      for (const [index, at] of sorted.entries()) expect(at).toBeGreaterThanOrEqual(index * 100 - 250);
      expect(sorted.at(-1)).toBeGreaterThanOrEqual(1_500 - 250);
    });

    it('keeps budgets of different names apart', async () => {
      const got = await times([
        budget(10, 'live').take(undefined, 'interactive', 0),
        budget(10, 'practice').take(undefined, 'interactive', 0),
      ]);
      expect(got).toEqual([0, 0]);
    });

    it('says no when no slot comes in time', async () => {
      const live = budget(1);
      const got = await times(many(3, () => live.take(undefined, 'interactive', 1_500)));
      expect(got.filter((at) => at !== undefined)).toHaveLength(2);
      expect(got.filter((at) => at === undefined)).toHaveLength(1);
    });

    it('spaces the calls of one key, and not those of another', async () => {
      const live = budget(1_000);
      const got = await times([
        ...many(3, () => live.take('key', 'interactive', 5_000)),
        live.take('other', 'interactive', 5_000),
        live.take('key', 'interactive', 500),
      ]);
      expect(got[0]).toBeLessThan(100);
      expect(got[1]).toBeGreaterThanOrEqual(200);
      expect(got[2]).toBeGreaterThanOrEqual(400);
      expect(got[3]).toBeLessThan(100);
      expect(got[4]).toBeUndefined();
    });

    it('lets interactive calls pass background ones that came first', async () => {
      const live = budget();
      const order: Priority[] = [];
      const take = (priority: Priority) =>
        live.take(undefined, priority, 60_000).then((got) => {
          order.push(priority);
          return got;
        });
      const background = many(10, () => take('background'));
      const later = many(5, () => take('interactive'));
      await times([...background, ...later]);
      expect(order.lastIndexOf('interactive')).toBeLessThan(order.length - 5);
    });

    it('leaves half the bucket to interactive calls of others', async () => {
      const busy = budget();
      const got = await times(many(3, () => busy.take(undefined, 'background', 150)));
      expect(got.filter((at) => at !== undefined).length).toBeLessThanOrEqual(2);
    });

    it('stops everyone after a refusal for rate, and goes on afterwards', async () => {
      const [one, two] = [budget(), budget()];
      await one.block(2_000);
      await one.block(500);
      const got = await times([
        two.take(undefined, 'interactive', 1_000),
        two.take(undefined, 'interactive', 3_000),
        one.take(undefined, 'interactive', 3_000),
      ]);
      expect(got[0]).toBeUndefined();
      expect(got[1]).toBeGreaterThanOrEqual(2_000);
      expect(got[2]).toBeGreaterThanOrEqual(2_000);
    });

    it('goes on when the clock was set back', async () => {
      expect(await times([budget().take(undefined, 'interactive', 0)])).toEqual([0]);
      clock.set(NOW - 3_600_000);
      const got = await times([budget().take(undefined, 'interactive', 0)]);
      expect(got).toEqual([-3_600_000]);
    });

    it('turns nobody away because a timer rang early or the clock was set back', async () => {
      let early = 0;
      const jumpy = createBudgetOver(clock.still(createBudgetRow(database, 'live', 100)), {
        perKeyRps: 5,
        clock,
        sleep: async (ms) => {
          early += 1;
          if (early % 2 === 0) return clock.sleep(ms);
          clock.set(clock.now() - 1);
        },
        isStopping: () => false,
      });
      const got = await clock.run(Promise.all(many(6, () => jumpy.take('key', 'interactive', 60_000))));
      expect(got).toEqual(Array.from({ length: 6 }, () => true));
      expect(early).toBeGreaterThan(3);
    });

    it('gives nobody a slot when the house is stopping', async () => {
      const stopping = createBudget(database, {
        name: 'live',
        maxRps: 1,
        perKeyRps: 5,
        clock,
        sleep: () => Promise.resolve(),
        isStopping: () => true,
      });
      const got = await Promise.all(many(3, () => stopping.take(undefined, 'interactive', 60_000)));
      expect(got.filter(Boolean)).toHaveLength(1);
    });
  });
});
