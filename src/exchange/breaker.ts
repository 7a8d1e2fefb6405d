// Circuit breaker of one environment: when the exchange does not answer, calls stop for a moment at no cost.
// Knows no HTTP; the caller says what was an answer and what was not.
import type { Clock } from '../app/ports.ts';

/** Calls without an answer, one after the other, that open the breaker. */
export const BREAKER_THRESHOLD = 5;
/** How long it stays open before one call may try. */
export const BREAKER_OPEN_MS = 5_000;

/** Leave to make one request. Exactly one of the two must be called, once, when it has ended. */
export interface Pass {
  answered(): void;
  failed(): void;
}

export interface Breaker {
  /** True while a request would be turned away. */
  isOpen(): boolean;
  /** Undefined while open, and while the one probe of a half-open breaker is under way. */
  enter(): Pass | undefined;
}

export function createBreaker(clock: Clock): Breaker {
  let failures = 0;
  let openUntil: number | undefined;
  let probing = false;

  /** A clock set back must not hold the breaker open for longer than it was opened. */
  const isWaiting = () => {
    if (openUntil === undefined) return false;
    const leftMs = openUntil - clock.now();
    return leftMs > 0 && leftMs <= BREAKER_OPEN_MS;
  };
  const isOpen = () => openUntil !== undefined && (probing || isWaiting());

  const pass = (isProbe: boolean): Pass => ({
    answered() {
      if (isProbe) probing = false;
      // An old request that comes back late tells nothing about now; only the probe closes.
      if (openUntil !== undefined && !isProbe) return;
      failures = 0;
      openUntil = undefined;
    },
    failed() {
      if (isProbe) probing = false;
      failures += 1;
      if (isProbe || (failures >= BREAKER_THRESHOLD && openUntil === undefined)) {
        openUntil = clock.now() + BREAKER_OPEN_MS;
      }
    },
  });

  return {
    isOpen,
    enter() {
      if (isOpen()) return undefined;
      const isProbe = openUntil !== undefined;
      if (isProbe) probing = true;
      return pass(isProbe);
    },
  };
}
