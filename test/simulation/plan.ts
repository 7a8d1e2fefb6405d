// What one seed plays: how many instances and people, how the exchange treats them, and which troubles meet them.
// Derived from the seed alone.
import type { AccountSettings } from '../../src/simulator/exchange/account.ts';
import { createRandom, type Random } from './random.ts';

/** Where an instance can be hit. The names are those of the list of crash points, in its order. */
export const CRASH_POINTS = [
  'before getUpdates',
  'fetched, inbox not committed',
  'committed, offset not moved',
  'chat claimed',
  'draft stored, card not sent',
  'card sent, message id not stored',
  'confirmed stored, not claimed',
  'claimed, not sending',
  'sending, not connected',
  'connected, no byte',
  'half a body',
  'body sent, not executed',
  'executed, no answer',
  'half an answer',
  'answer read, not stored',
  'outcome COMMIT sent, acknowledgement lost',
  'notice claimed, not sent',
  'notice sent, no answer',
  'notice answered, not marked',
  'between two reconcile pages',
  'reconcile decided, not stored',
  'sync: read, not stored',
  'sync: stored, next sync not set',
  '/forget with a move under way',
  'SIGTERM while sending',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** How an instance is hit: killed; stopped for a minute; its database connection dropped; the database restarted. */
export const CRASH_MODES = ['kill', 'stop', 'drop', 'restart'] as const;
export type CrashMode = (typeof CRASH_MODES)[number];

/** Fires when the point is passed for the `nth` time. */
export interface Trigger {
  readonly point: CrashPoint;
  readonly nth: number;
  readonly mode: CrashMode;
}

export interface Plan {
  readonly seed: number;
  readonly instances: number;
  readonly people: number;
  /** Exchange ms per real ms; 1 is the live environment. */
  readonly speed: number;
  readonly reconcileWaitMs: number;
  readonly account: Partial<AccountSettings>;
  /** Deposits made on the site before the account is connected. */
  readonly pastRows: number;
  /** How often a money request, a read, a call of Telegram and a statement meet trouble. */
  readonly moneyTrouble: number;
  readonly readTrouble: number;
  readonly telegramTrouble: number;
  readonly databaseTrouble: number;
  readonly triggers: readonly Trigger[];
  /** Real ms during which people act. */
  readonly activeMs: number;
  readonly moves: number;
  /** A step of an instance's own clock, ms; 0 = none. */
  readonly clockStepMs: number;
  /** Ms of an outage of all instances, exchange days included; 0 = none. */
  readonly outageMs: number;
  readonly forgets: boolean;
  readonly revokes: boolean;
}

/** Above this an hour is weeks of the exchange: requests are executed late by less than the wait for `not_found`. */
export const LOOKS_SPEED_MAX = 60;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function makePlan(seed: number): Plan {
  const random = createRandom(seed, 'plan');
  const speed = random.weighted([
    [1, 5],
    [60, 2],
    [360, 2],
    [1_440, 1],
  ]);
  const troubled = random.chance(0.85);
  const outage = random.chance(0.1);
  const account = planAccount(random, speed);
  return {
    seed,
    instances: random.weighted([
      [1, 2],
      [2, 6],
      [3, 1],
    ]),
    people: random.weighted([
      [1, 5],
      [2, 3],
    ]),
    speed,
    reconcileWaitMs: random.weighted([
      [20_000, 4],
      [60_000, 2],
      [600_000, 3],
    ]),
    account,
    // More than a page of rows, but not as many orders: comparing those would take most of the time.
    pastRows: random.weighted([
      [0, 5],
      [3, 3],
      [account.mergeFlex === true ? 60 : 6, 3],
    ]),
    moneyTrouble: troubled
      ? random.weighted([
          [0.1, 1],
          [0.5, 2],
          [0.9, 1],
        ])
      : 0,
    readTrouble: troubled
      ? random.weighted([
          [0, 2],
          [0.03, 2],
          [0.15, 1],
        ])
      : 0,
    telegramTrouble: troubled
      ? random.weighted([
          [0, 2],
          [0.05, 2],
          [0.3, 1],
        ])
      : 0,
    databaseTrouble: troubled
      ? random.weighted([
          [0, 3],
          [0.005, 2],
          [0.02, 1],
        ])
      : 0,
    triggers: troubled ? planTriggers(random) : [],
    activeMs: random.pick([30_000, 60_000, 120_000]),
    moves: random.int(2, 5),
    clockStepMs:
      speed > 1
        ? 0
        : random.weighted([
            [0, 6],
            [-30_000, 1],
            [-1_500, 1],
            [1_500, 1],
            [30_000, 1],
          ]),
    outageMs: outage ? Math.round(random.pick([10 * MINUTE, 3 * HOUR, 50 * HOUR]) / speed) : 0,
    forgets: random.chance(0.08),
    revokes: random.chance(0.06),
  };
}

function planAccount(random: Random, speed: number): Partial<AccountSettings> {
  // Delays are in exchange time.
  const real = (ms: number): number => ms * speed;
  return {
    interestEarned: random.pick(['total', 'last']),
    mergeFlex: random.chance(0.6),
    redemptionDelayMs: random.weighted([
      [0, 4],
      [real(40_000), 2],
      [3 * HOUR, 1],
    ]),
    redemptionStuck: random.chance(0.03),
    historyOrder: random.pick(['newest-first', 'oldest-first']),
    historyShape: random.weighted([
      ['envelope', 4],
      ['bare', 1],
    ]),
    historyLateMs: random.weighted([
      [0, 6],
      [real(3_000), 1],
      [real(90_000), 1],
    ]),
    redemptionRowLateMs: random.weighted([
      [0, 4],
      [real(30_000), 1],
    ]),
    interestRows: random.chance(0.8),
    rowsTellInterest: random.chance(0.8),
  };
}

function planTriggers(random: Random): readonly Trigger[] {
  const count = random.weighted([
    [0, 2],
    [1, 4],
    [2, 2],
    [3, 1],
  ]);
  return Array.from({ length: count }, () => ({
    point: random.pick(CRASH_POINTS),
    nth: random.weighted([
      [1, 4],
      [2, 2],
      [3, 1],
    ]),
    mode: random.pick(CRASH_MODES),
  }));
}
