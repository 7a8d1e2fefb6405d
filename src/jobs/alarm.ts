// Wakes each loop when its next row falls due: one cheap read for all queues instead of a claim by each of them. Takes
// no row itself. A wake that comes for nothing does no harm; rows that are due and held are asked for at every look.
import type { Queue } from '../app/app.ts';
import type { Clock, Log } from '../app/ports.ts';
import type { Sleep } from './sleep.ts';

/** Rows that became due without a word to us (another instance wrote them) are found within this. */
const LOOK_EVERY_MS = 1_000;
/** Two looks are at least this far apart, however close the due times. */
const LOOK_LEAST_MS = 20;

export interface AlarmDeps {
  readonly dueTimes: () => Promise<ReadonlyMap<Queue, number>>;
  readonly wake: (queue: Queue) => void;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly log: Log;
}

export interface Alarm {
  start(): void;
  stop(): Promise<void>;
}

export function createAlarm({ dueTimes, wake, clock, sleep, log }: AlarmDeps): Alarm {
  const stopping = new AbortController();
  let rounds: Promise<void> = Promise.resolve();
  let failed = false;

  /** @returns how long until the next due time, within bounds. */
  async function look(): Promise<number> {
    const due = await dueTimes();
    const now = clock.now();
    let waitMs = LOOK_EVERY_MS;
    for (const [queue, at] of due) {
      if (at <= now) wake(queue);
      else waitMs = Math.min(waitMs, at - now);
    }
    return Math.max(LOOK_LEAST_MS, waitMs);
  }

  async function round(): Promise<void> {
    let waitMs = LOOK_EVERY_MS;
    try {
      waitMs = await look();
      failed = false;
    } catch (error) {
      // The loops look by themselves as well, only less often.
      if (!failed) log.warn('alarm.look_failed', { error });
      failed = true;
    }
    await sleep(waitMs, stopping.signal);
  }

  return {
    start: () => {
      rounds = (async () => {
        while (!stopping.signal.aborted) await round();
      })();
    },
    stop: async () => {
      stopping.abort();
      await rounds;
    },
  };
}
