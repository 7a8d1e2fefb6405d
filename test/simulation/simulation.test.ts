import { afterAll, describe, expect, it } from 'vitest';
import { addCoverage, emptyCoverage } from './coverage.ts';
import { removeVirtualTimers } from './scheduler.ts';
import { simulate } from './simulate.ts';
import { VARIANTS } from './variants.ts';

/** Seeds of one run of `npm run check`; `npm run simulate` plays many more. */
const SEEDS = 200;
/** A wrong variant must show within as many seeds. */
const VARIANT_SEEDS = 400;
const LONG_MS = 120_000;

afterAll(removeVirtualTimers);

const told = (
  seed: number,
  { invariant, detail, step }: { invariant: string; detail: string; step: number },
) => `seed=${seed} step=${step}: ${invariant}: ${detail}`;

describe('the bot among crashes, lost answers and impatient people', () => {
  it(
    `never moves money twice, loses or hides any, over ${SEEDS} seeds`,
    async () => {
      const coverage = emptyCoverage();
      const breaches: string[] = [];
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        const result = await simulate(seed);
        addCoverage(coverage, result.coverage);
        breaches.push(...result.breaches.map((breach) => told(seed, breach)));
      }
      expect(breaches).toEqual([]);
      // A world in which nothing happens would keep every invariant.
      expect(coverage.events['end: deposit done']).toBeGreaterThan(SEEDS / 4);
      expect(coverage.events['end: redeem done']).toBeGreaterThan(SEEDS / 20);
      expect(coverage.events['end: deposit not_found']).toBeGreaterThan(0);
      expect(coverage.events.payout).toBeGreaterThan(SEEDS);
      expect(Object.keys(coverage.crashes).length).toBeGreaterThan(30);
      expect(Object.keys(coverage.faults).length).toBeGreaterThan(40);
    },
    LONG_MS,
  );

  it(
    'plays a seed again to the same trace, byte for byte',
    async () => {
      for (let seed = 1; seed <= 30; seed += 1) {
        const first = await simulate(seed, { keepsTrace: true });
        const again = await simulate(seed, { keepsTrace: true });
        expect(again.trace).toBe(first.trace);
        expect(first.trace.length).toBeGreaterThan(0);
      }
    },
    LONG_MS,
  );
});

describe('a wrong variant in place of a part is caught', () => {
  it.each(Object.entries(VARIANTS))(
    '%s',
    async (_name, { swaps, breaks, plan = {} }) => {
      let caught: string | undefined;
      for (let seed = 1; seed <= VARIANT_SEEDS && caught === undefined; seed += 1) {
        const { breaches } = await simulate(seed, { swaps, plan });
        const breach = breaches.find(({ invariant }) => breaks.some((start) => invariant.startsWith(start)));
        if (breach !== undefined) caught = told(seed, breach);
      }
      expect(caught).toMatch(/^seed=\d+ step=\d+: /);
    },
    LONG_MS,
  );
});
