// Tells the database each second that this instance lives, and tells the loops when it may not be believed any more.
// Takes no work itself.
import type { Clock, Log } from '../app/ports.ts';
import type { Sleep } from './sleep.ts';

const BEAT_EVERY_MS = 1_000;
/** An instance is dead for the others after 4 s by the database's clock; we stop claiming no later than they take over. */
const ALIVE_MS = 4_000;

export interface Heartbeat {
  /** Resolves after the first beat succeeded or failed. */
  start(): Promise<void>;
  /** False when the latest successful beat began too long ago: claim nothing. */
  alive(): boolean;
  stop(): Promise<void>;
}

/** @param deps.clock should not be set back: a monotonic one */
export function createHeartbeat(deps: {
  readonly beat: () => Promise<void>;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly log: Log;
}): Heartbeat {
  const { clock, log } = deps;
  const stopping = new AbortController();
  let beatAt = Number.NEGATIVE_INFINITY;
  let beating: Promise<void> = Promise.resolve();
  let failing = false;

  const beatOnce = async (): Promise<void> => {
    // The moment before the call: the database may have answered at any time after it.
    const begunAt = clock.now();
    try {
      await deps.beat();
      beatAt = begunAt;
      if (failing) log.info('heartbeat.back');
      failing = false;
    } catch (error) {
      if (!failing) log.warn('heartbeat.failed', { error });
      failing = true;
    }
  };

  const beatOn = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await deps.sleep(BEAT_EVERY_MS, stopping.signal);
      if (!stopping.signal.aborted) await beatOnce();
    }
  };

  return {
    start: async () => {
      await beatOnce();
      beating = beatOn();
    },
    alive: () => clock.now() - beatAt < ALIVE_MS,
    stop: async () => {
      stopping.abort();
      await beating;
    },
  };
}
