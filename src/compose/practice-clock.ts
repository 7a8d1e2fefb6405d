// The clock of practice as it stands elsewhere (a row, or a simulator behind HTTP), followed by looking every second.
// It changes nothing there. While the source does not answer, practice time stands still.
import type { Clock, EnvironmentClock, Log } from '../app/ports.ts';
import { type Sleep, sleep } from '../jobs/sleep.ts';
import { type SimClockState, simNow, simToReal } from '../simulator/exchange/clock.ts';

const LOOK_EVERY_MS = 1_000;
/** The source is away when it has not answered for this long. */
const AWAY_AFTER_MS = 3_000;

export interface PracticeClock extends EnvironmentClock {
  state(): SimClockState;
  /** A state that was just read or written; calls `onChange` when it differs. */
  show(state: SimClockState): void;
  /** Looks now and then every second until stopped. Resolves after the first look. */
  start(onChange: () => void): Promise<void>;
  stop(): Promise<void>;
}

export function createPracticeClock(deps: {
  /** Rejects when the source does not answer. */
  readonly read: () => Promise<SimClockState>;
  readonly initial: SimClockState;
  readonly real: Clock;
  readonly log: Log;
  readonly sleep?: Sleep;
}): PracticeClock {
  const { real, log } = deps;
  const pause = deps.sleep ?? sleep;
  const stopping = new AbortController();
  let state = deps.initial;
  let changed: () => void = () => undefined;
  let readAt = real.now();
  let away = false;
  let shown = 0;
  let looking: Promise<void> = Promise.resolve();

  const show = (next: SimClockState): void => {
    readAt = real.now();
    away = false;
    shown += 1;
    const same = JSON.stringify(next) === JSON.stringify(state);
    state = next;
    if (!same) changed();
  };

  const look = async (): Promise<void> => {
    try {
      const before = shown;
      const read = await deps.read();
      // What was written meanwhile is newer than what was read.
      if (shown === before) show(read);
    } catch (error) {
      if (away || real.now() - readAt < AWAY_AFTER_MS) return;
      away = true;
      log.warn('practice.clock_away', { error });
      // Stands where it stood: nothing falls due by a clock that nobody runs.
      state = { simAt: simNow(state, readAt), realAt: readAt, speed: 0, runUntilReal: readAt };
      changed();
    }
  };

  const lookOn = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await pause(LOOK_EVERY_MS, stopping.signal);
      if (!stopping.signal.aborted) await look();
    }
  };

  return {
    now: () => simNow(state, real.now()),
    toReal: (environmentMs) => simToReal(state, environmentMs),
    state: () => state,
    show,
    start: async (onChange) => {
      await look();
      changed = onChange;
      looking = lookOn();
    },
    stop: async () => {
      stopping.abort();
      await looking;
    },
  };
}

/** Stands still at this real moment: nothing was read yet. */
export function standingStill(realNow: number): SimClockState {
  return { simAt: realNow, realAt: realNow, speed: 0, runUntilReal: realNow };
}
