// Waiting in real time, as a port, so that a simulation can pass its own.

export interface Timers {
  /** Runs `work` once after `delayMs` of real time. @returns a function that calls it off */
  after(delayMs: number, work: () => void): () => void;
}

/** The longest wait Node's timers take. */
const TIMEOUT_MAX_MS = 2 ** 31 - 1;

/** The platform's timers; they never keep a process alive. */
export const REAL_TIMERS: Timers = {
  after(delayMs, work) {
    const timer = setTimeout(work, Math.min(delayMs, TIMEOUT_MAX_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export function waitFor(timers: Timers, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    timers.after(delayMs, resolve);
  });
}
