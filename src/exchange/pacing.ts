// How long to stay away after a 429: what the exchange asks for, else its published ladder.
// Only reckons; the shared budget does the waiting.
import type { Clock } from '../app/ports.ts';
import { RETRY_AFTER_MAX_MS } from './retry-after.ts';

/** Published: a breach blocks for 1 s, then 5 min, then 15 min. */
export const LADDER_MS: readonly [number, number, number] = [1_000, 5 * 60_000, 15 * 60_000];
/** Published: the count starts again after an hour without a breach. */
export const LADDER_RESET_MS = 3_600_000;

export interface Pacing {
  /**
   * Counts one 429.
   * @param retryAfterMs what the answer asked for; a wait below the first step is raised to it
   * @returns for how long nobody may ask, ms.
   */
  breach(retryAfterMs: number | undefined): number;
}

export function createPacing(clock: Clock): Pacing {
  let count = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  let blockedUntil = Number.NEGATIVE_INFINITY;

  return {
    breach(retryAfterMs) {
      const now = clock.now();
      // Requests that were under way when the block began are the same breach, not the next one.
      if (now >= blockedUntil) count = now - lastAt >= LADDER_RESET_MS ? 1 : count + 1;
      lastAt = now;
      const step = LADDER_MS[Math.min(count, LADDER_MS.length) - 1] ?? LADDER_MS[0];
      const askedMs = Math.max(retryAfterMs ?? step, LADDER_MS[0]);
      // The cap also keeps a clock that was set back from turning a short block into a long one.
      blockedUntil = Math.min(Math.max(blockedUntil, now + askedMs), now + RETRY_AFTER_MAX_MS);
      return blockedUntil - now;
    },
  };
}
