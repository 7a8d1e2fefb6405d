// Waiting that can be cut short. Knows no work and no clock.

/** Resolves after `ms`, or at once when the signal is aborted. Never rejects. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** Longest a timer can be set for; a longer wait ends there and its caller looks again. */
const TIMER_MAX_MS = 2 ** 31 - 1;

const bounded = (ms: number): number => Math.min(Math.max(ms, 0), TIMER_MAX_MS);

export const sleep: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, bounded(ms));
    signal?.addEventListener('abort', done, { once: true });
  });

export interface Bell {
  /** Ends the wait under way, or the next one before it begins. Rings do not add up. */
  ring(): void;
  /** Resolves when it rings or after `ms`. For one waiter at a time. */
  wait(ms: number): Promise<void>;
}

/** A wake-up that is not lost when it comes just before the wait. */
export function createBell(): Bell {
  let isRung = false;
  let endWait: (() => void) | undefined;
  return {
    ring: () => {
      isRung = true;
      endWait?.();
    },
    wait: (ms) =>
      new Promise((resolve) => {
        endWait = () => {
          clearTimeout(timer);
          endWait = undefined;
          isRung = false;
          resolve();
        };
        const timer = setTimeout(endWait, bounded(ms));
        if (isRung) endWait();
      }),
  };
}

/** Doubles from `firstMs` with each failure in a row (1, 2, …), up to `mostMs`. */
export function backOffMs(failures: number, firstMs: number, mostMs: number): number {
  return Math.min(mostMs, firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 30));
}
