// Virtual time: events in order of their time, one after another, each followed by everything that it sets in motion.
// An event belongs to an instance of the bot, or to the world; those of a dead instance never happen, those of a
// stopped one wait. `setTimeout` inside a simulation is virtual too; outside of one nothing is changed.
import { AsyncLocalStorage } from 'node:async_hooks';

/** Whose events these are. */
export interface Owner {
  readonly name: string;
  state: 'up' | 'paused' | 'dead';
  /** While it is paused. */
  resumeAt: number;
}

export interface Timer {
  at: number;
  order: number;
  readonly owner: Owner | undefined;
  readonly run: () => void;
  cancelled: boolean;
}

/** Where code under test runs: its instance, and the job that called it. */
export interface Stage {
  readonly scheduler: Scheduler;
  readonly owner: Owner | undefined;
  readonly job: string;
}

export interface Scheduler {
  now(): number;
  /** Events so far: the `step` of a failure. */
  steps(): number;
  after(owner: Owner | undefined, ms: number, run: () => void): Timer;
  sleep(owner: Owner | undefined, ms: number): Promise<void>;
  /** Runs events until `until` says so, nothing is left, or the time is `limit`. */
  run(limit: number, until?: () => boolean): Promise<void>;
  /** Asked whenever time is about to move on from now to `next`: an earlier moment to stop at. */
  onIdle: (next: number) => number | undefined;
}

export const stage = new AsyncLocalStorage<Stage>();

const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;

/** Everything that is only waiting for promises happens before the next tick: asked for among them, it comes last. */
const settle = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

const isTimer = (value: unknown): value is Timer =>
  typeof value === 'object' && value !== null && 'cancelled' in value && 'order' in value;

/** Makes timers virtual inside a simulation. Idempotent. */
export function installVirtualTimers(): void {
  const virtual = (run: (...values: unknown[]) => void, ms?: number, ...values: unknown[]): unknown => {
    const here = stage.getStore();
    if (here === undefined) return realSetTimeout(run, ms, ...values);
    return here.scheduler.after(here.owner, ms ?? 0, () => run(...values));
  };
  const clear = (timer: unknown): void => {
    if (isTimer(timer)) timer.cancelled = true;
    else realClearTimeout(timer as NodeJS.Timeout);
  };
  Object.assign(globalThis, { setTimeout: virtual, clearTimeout: clear });
}

export function removeVirtualTimers(): void {
  Object.assign(globalThis, { setTimeout: realSetTimeout, clearTimeout: realClearTimeout });
}

export function createScheduler(startAt: number): Scheduler {
  const heap: Timer[] = [];
  let time = startAt;
  let count = 0;
  let orders = 0;

  const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

  function push(timer: Timer): void {
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(timer, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = timer;
  }

  function pop(): Timer | undefined {
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) child += 1;
      const smallest = heap[child];
      if (smallest === undefined || !isBefore(smallest, last)) break;
      heap[index] = smallest;
      index = child;
    }
    heap[index] = last;
    return top;
  }

  const after: Scheduler['after'] = (owner, ms, run) => {
    const at = time + Math.max(0, Math.ceil(ms));
    const timer: Timer = { at, order: ++orders, owner, run, cancelled: false };
    push(timer);
    return timer;
  };

  /** False where the event does not happen now. */
  function isDue(timer: Timer): boolean {
    if (timer.cancelled || timer.owner?.state === 'dead') return false;
    if (timer.owner?.state !== 'paused') return true;
    timer.at = Math.max(timer.owner.resumeAt, time);
    timer.order = ++orders;
    push(timer);
    return false;
  }

  const scheduler: Scheduler = {
    now: () => time,
    steps: () => count,
    after,
    sleep: (owner, ms) => new Promise((resolve) => after(owner, ms, resolve)),
    onIdle: () => undefined,
    async run(limit, until) {
      for (;;) {
        if (until?.() === true) return;
        let next = heap[0];
        while (next !== undefined && (next.cancelled || next.owner?.state === 'dead')) {
          pop();
          next = heap[0];
        }
        const nextAt = Math.min(next?.at ?? limit, limit);
        if (nextAt > time) {
          const earlier = scheduler.onIdle(nextAt);
          if (earlier !== undefined) {
            time = Math.max(time, earlier);
            continue;
          }
        }
        if (next === undefined || next.at > limit) {
          time = Math.max(time, limit);
          return;
        }
        pop();
        time = Math.max(time, next.at);
        if (!isDue(next)) continue;
        count += 1;
        next.run();
        await settle();
      }
    },
  };
  return scheduler;
}
