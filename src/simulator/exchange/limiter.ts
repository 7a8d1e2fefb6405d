// The exchange's rate limit: a breach blocks a key for 1 s, then 5 min, then 15 min; forgotten after an hour.
// Real time, since it is about the network.
import type { RetryAfterForm } from './fault.ts';

const LADDER_MS = [1_000, 5 * 60_000, 15 * 60_000] as const;
const FORGOTTEN_AFTER_MS = 3_600_000;
const WINDOW_MS = 1_000;
/** Keys remembered at once; the oldest are forgotten first. */
const KEYS_MAX = 10_000;

export interface Limiter {
  /** Notes a request; more than `perSecondMax` in a second are a breach (0 = no limit). */
  note(key: string, perSecondMax: number): void;
  /** Goes one step up the ladder, unless the key is blocked already. */
  breach(key: string): void;
  /** Real ms until the key may ask again; 0 when it may. */
  blockedForMs(key: string): number;
  clear(): void;
}

interface Memory {
  readonly recent: readonly number[];
  readonly breaches: number;
  readonly lastBreachAt: number;
  readonly blockedUntil: number;
}

const FRESH: Memory = { recent: [], breaches: 0, lastBreachAt: 0, blockedUntil: 0 };

export function createLimiter(real: () => number): Limiter {
  const keys = new Map<string, Memory>();

  function remember(key: string, memory: Memory): void {
    keys.delete(key);
    keys.set(key, memory);
    const oldest = keys.keys().next();
    if (keys.size > KEYS_MAX && oldest.done === false) keys.delete(oldest.value);
  }

  function blockedForMs(key: string): number {
    return Math.max(0, (keys.get(key)?.blockedUntil ?? 0) - real());
  }

  function breach(key: string): void {
    if (blockedForMs(key) > 0) return;
    const now = real();
    const memory = keys.get(key) ?? FRESH;
    const before = now - memory.lastBreachAt > FORGOTTEN_AFTER_MS ? 0 : memory.breaches;
    const stepMs = LADDER_MS[Math.min(before, LADDER_MS.length - 1)] ?? LADDER_MS[0];
    remember(key, { recent: [], breaches: before + 1, lastBreachAt: now, blockedUntil: now + stepMs });
  }

  return {
    note(key, perSecondMax) {
      if (perSecondMax <= 0) return;
      const now = real();
      const memory = keys.get(key) ?? FRESH;
      const recent = [...memory.recent.filter((at) => at > now - WINDOW_MS), now];
      remember(key, { ...memory, recent });
      if (recent.length > perSecondMax) breach(key);
    },
    breach,
    blockedForMs,
    clear: () => keys.clear(),
  };
}

/** The `Retry-After` header in the asked form, on the exchange's clock. */
export function retryAfterHeader(form: RetryAfterForm, waitMs: number, now: number): Record<string, string> {
  switch (form) {
    case 'none':
      return {};
    case 'seconds':
      return { 'retry-after': String(Math.ceil(waitMs / 1000)) };
    case 'unix-seconds':
      return { 'retry-after': String(Math.ceil((now + waitMs) / 1000)) };
    case 'unix-ms':
      return { 'retry-after': String(Math.ceil(now + waitMs)) };
    case 'http-date':
      return { 'retry-after': new Date(Math.ceil((now + waitMs) / 1000) * 1000).toUTCString() };
  }
}
