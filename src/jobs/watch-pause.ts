// Looks at the kill switch every half second while a move is about to go out, and whenever it is told to, so that a
// pause that another instance heard of stops it here within a second. Stops nothing itself.
import type { Log } from '../app/ports.ts';
import type { Sleep } from './sleep.ts';

const LOOK_EVERY_MS = 500;

export interface PauseWatch {
  start(): void;
  /** A wake-up came: something may have changed. */
  look(): void;
  stop(): Promise<void>;
}

/** @param deps.look asks the store, if there is anything to stop */
export function createPauseWatch(deps: {
  readonly look: () => Promise<void>;
  readonly sleep: Sleep;
  readonly log: Log;
}): PauseWatch {
  const stopping = new AbortController();
  let watching: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    try {
      await deps.look();
    } catch (error) {
      deps.log.warn('pause.not_looked', { error });
    }
  };

  const watch = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await look();
      await deps.sleep(LOOK_EVERY_MS, stopping.signal);
    }
  };

  return {
    start: () => {
      watching = watch();
    },
    look: () => void look(),
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}
