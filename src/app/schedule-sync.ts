// When an account is looked at next: the environment's moment from the domain, and the real moment the row waits for.

import type { StoredOrder } from '../domain/payout.ts';
import type { Environment } from '../domain/product.ts';
import { LOOK_EVERY_MS, nextSyncAt } from '../domain/sync-schedule.ts';
import type { AppDeps } from './app.ts';
import type { EnvironmentClock } from './ports.ts';
import type { Account, Store } from './store.ts';

/** Looks for what was done elsewhere, all accounts together, use at most this part of the requests. */
const LOOKS_SHARE = 5;
/** However fast an environment's clock runs, an account rests this long in real time. */
export const REST_MS = 1_000;
/** The number of accounts is counted again after this long. */
const COUNT_LIFE_MS = 60_000;

export interface NextSync {
  /** Environment clock. */
  readonly nextSyncEnvAt: number;
  /** Real clock. */
  readonly dueAt: number;
}

export type ScheduleSync = (
  tx: Store,
  account: Account,
  stored: readonly StoredOrder[],
  nowEnvMs: number,
) => Promise<NextSync>;

export function createScheduleSync(deps: AppDeps): ScheduleSync {
  const { clock, environmentClocks, settings } = deps;
  const counts = new Map<Environment, { readonly total: number; readonly at: number }>();

  async function countAccounts(tx: Store, environment: Environment): Promise<number> {
    const now = clock.now();
    const known = counts.get(environment);
    if (known !== undefined && now - known.at < COUNT_LIFE_MS) return known.total;
    const { total } = await tx.accounts.refusals(environment, 0);
    counts.set(environment, { total, at: now });
    return total;
  }

  return async (tx, account, stored, nowEnvMs) => {
    const exchangeClock = environmentClocks[account.environment];
    const now = clock.now();
    const total = await countAccounts(tx, account.environment);
    const everyMs = Math.max(LOOK_EVERY_MS, Math.ceil((total * LOOKS_SHARE * 1_000) / settings.maxRps));
    const since = (await tx.operations.inLane(account.id))?.settling?.since;
    const nextSyncEnvAt = nextSyncAt({
      stored,
      nowEnvMs,
      graceMs: settings.payoutGraceMs,
      lookEveryMs: inEnvironment(exchangeClock, everyMs, now),
      ...(since === undefined ? {} : { busySince: nowEnvMs - Math.max(0, now - since) }),
    });
    return { nextSyncEnvAt, dueAt: dueOf(exchangeClock, nextSyncEnvAt, now) };
  };
}

/** Real moment of an environment's moment; a clock that stands still is asked again after an hour. */
export function dueOf(exchangeClock: EnvironmentClock, envMs: number, now: number): number {
  return Math.max(exchangeClock.toReal(envMs) ?? now + LOOK_EVERY_MS, now + REST_MS);
}

/** Environment time that passes in `realMs`: looks follow real time, also where the environment's clock runs faster. */
export function inEnvironment(exchangeClock: EnvironmentClock, realMs: number, now: number): number {
  const takesMs = (exchangeClock.toReal(exchangeClock.now() + realMs) ?? now + realMs) - now;
  return takesMs > 0 ? Math.round((realMs * realMs) / takesMs) : realMs;
}
