// What every part of a simulation shares: time, randomness, the trace, coverage, and the witness that collects breaches
// of invariants. No part of the bot is in here.
import type { Bank } from './bank.ts';
import { createBank } from './bank.ts';
import { type Coverage, count, emptyCoverage } from './coverage.ts';
import type { Plan } from './plan.ts';
import { createRandom, hashText, type Random } from './random.ts';
import { createScheduler, type Owner, type Scheduler } from './scheduler.ts';

/** 2026-03-02 13:20 UTC: forty minutes before a payout. */
export const START_AT = Date.UTC(2026, 2, 2, 13, 20);
export const BOT_ID = 7;

export interface Breach {
  readonly invariant: string;
  readonly detail: string;
  readonly step: number;
}

export interface World {
  readonly plan: Plan;
  readonly scheduler: Scheduler;
  readonly bank: Bank;
  readonly coverage: Coverage;
  readonly random: Readonly<Record<'network' | 'database' | 'telegram' | 'people' | 'life', Random>>;
  readonly breaches: readonly Breach[];
  /** False once everything is to become well again. */
  troubled: boolean;
  trace(owner: Owner | undefined, text: string): void;
  traceHash(): string;
  traceText(): string;
  /** Counts a check of an invariant; a breach is kept with its step. */
  check(invariant: string, holds: boolean, detail: () => string): void;
}

export function createWorld(plan: Plan, keepsTrace: boolean): World {
  const scheduler = createScheduler(START_AT);
  const coverage = emptyCoverage();
  const breaches: Breach[] = [];
  const lines: string[] = [];
  let hash = hashText('trace');
  let length = 0;
  return {
    plan,
    scheduler,
    bank: createBank({ plan, startAt: START_AT, realNow: scheduler.now }),
    coverage,
    random: {
      network: createRandom(plan.seed, 'network'),
      database: createRandom(plan.seed, 'database'),
      telegram: createRandom(plan.seed, 'telegram'),
      people: createRandom(plan.seed, 'people'),
      life: createRandom(plan.seed, 'life'),
    },
    breaches,
    troubled: true,
    trace(owner, text) {
      const line = `${scheduler.steps()} ${scheduler.now() - START_AT} ${owner?.name ?? '-'} ${text}`;
      hash = hashText(line, hash);
      length += 1;
      if (keepsTrace) lines.push(line);
    },
    traceHash: () => `${length}:${hash.toString(16)}`,
    traceText: () => lines.join('\n'),
    check(invariant, holds, detail) {
      count(coverage.checks, invariant);
      if (!holds) breaches.push({ invariant, detail: detail(), step: scheduler.steps() });
    },
  };
}
