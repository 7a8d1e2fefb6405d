// The one loop that runs due rows: claims in batches, works them side by side within a bound, sleeps until a wake or
// its longest sleep. Knows no kind of work. It never overlaps itself, and gives back what a failing job left claimed.
import type { Clock, Log } from '../app/ports.ts';
import { ClaimLost } from '../app/store.ts';
import { backOffMs, createBell, type Sleep } from './sleep.ts';

/** Two looks are at least this far apart, so that many finished jobs make one claim together. */
const GATHER_MS = 10;
const BACK_OFF_FIRST_MS = 100;
const BACK_OFF_MOST_MS = 10_000;

/** A kind of work: which rows are due, how one is worked, how one is freed. */
export interface Job<Work> {
  /** Takes up to `limit` due rows for this instance. */
  readonly claim: (limit: number) => Promise<readonly Work[]>;
  /** Works one row and releases it. A throw is logged and the row given back. */
  readonly run: (work: Work) => Promise<void>;
  /** Frees a row whose run threw; called again until it succeeds or the claim is lost. */
  readonly giveBack: (work: Work) => Promise<void>;
}

export interface LoopDeps<Work> extends Job<Work> {
  readonly name: string;
  /** Most rows side by side. */
  readonly concurrency: number;
  /** Longest sleep between two looks: finds due rows nobody woke us for. */
  readonly sleepMs: number;
  /** False while this instance must not take work (its heartbeat is missing). */
  readonly mayClaim: () => boolean;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly log: Log;
}

export interface LoopState {
  readonly name: string;
  readonly running: number;
  /** Failed looks in a row; 0 when the latest went well. */
  readonly failures: number;
}

export interface Loop {
  start(): void;
  /** Something became due: look now. */
  wake(): void;
  /** Resolves once a look has found nothing due with nothing under way, or the loop was stopped. */
  idle(): Promise<void>;
  /** Takes nothing more; resolves when the work under way has ended. */
  stop(): Promise<void>;
  state(): LoopState;
}

export function createLoop<Work>(deps: LoopDeps<Work>): Loop {
  const { name, concurrency, sleepMs, clock, sleep, log } = deps;
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const bell = createBell();
  let rounds: Promise<void> = Promise.resolve();
  let failures = 0;
  let idleWaiters: readonly (() => void)[] = [];

  const runOne = async (work: Work): Promise<void> => {
    try {
      await deps.run(work);
    } catch (error) {
      if (error instanceof ClaimLost) return log.info(`${name}.claim_lost`);
      log.error(`${name}.failed`, { error });
      await giveBack(deps, work, stopping.signal);
    }
  };

  const tellIdle = (): void => {
    const told = idleWaiters;
    idleWaiters = [];
    for (const tell of told) tell();
  };

  const look = async (): Promise<void> => {
    const free = concurrency - running.size;
    if (free <= 0 || !deps.mayClaim()) return;
    const waiters = idleWaiters;
    const found = await deps.claim(free);
    // Whoever began to wait during the look is told by the next one.
    if (found.length === 0 && running.size === 0 && waiters === idleWaiters) tellIdle();
    for (const work of found) {
      const job = runOne(work).finally(() => {
        running.delete(job);
        bell.ring();
      });
      running.add(job);
    }
  };

  const round = async (): Promise<void> => {
    const lookedAt = clock.now();
    try {
      await look();
      failures = 0;
    } catch (error) {
      failures += 1;
      log.warn(`${name}.look_failed`, { error, failures });
    }
    // While looks fail a wake must not cut the back-off short: it would hammer a database that is down.
    if (failures > 0) {
      return sleep(backOffMs(failures, BACK_OFF_FIRST_MS, BACK_OFF_MOST_MS), stopping.signal);
    }
    await bell.wait(sleepMs);
    const tooEarlyMs = Math.min(GATHER_MS, lookedAt + GATHER_MS - clock.now());
    if (tooEarlyMs > 0) await sleep(tooEarlyMs, stopping.signal);
  };

  return {
    start: () => {
      rounds = (async () => {
        while (!stopping.signal.aborted) await round();
      })();
    },
    wake: bell.ring,
    idle: () =>
      new Promise((resolve) => {
        if (stopping.signal.aborted) return resolve();
        idleWaiters = [...idleWaiters, resolve];
        bell.ring();
      }),
    stop: async () => {
      stopping.abort();
      bell.ring();
      await rounds;
      await Promise.all(running);
      tellIdle();
    },
    state: () => ({ name, running: running.size, failures }),
  };
}

/** Until it is freed the row stays claimed by this living instance: nobody else would ever take it. */
async function giveBack<Work>(deps: LoopDeps<Work>, work: Work, stopping: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await deps.giveBack(work);
    } catch (error) {
      if (error instanceof ClaimLost || stopping.aborted) return;
      await deps.sleep(backOffMs(tries, BACK_OFF_FIRST_MS, BACK_OFF_MOST_MS), stopping);
    }
  }
}
