// The instances of the bot: started, killed, stopped for a minute while others take over, asked to end; and the
// database that is restarted under them. Wakes their loops when rows fall due.
// Long: one life of an instance.
import type { Queue } from '../../src/app/app.ts';
import { count } from './coverage.ts';
import { earliestDue, QUEUES } from './due-rows.ts';
import { createInstance, type InstanceParts, type Running } from './instance.ts';
import type { Instance, Life } from './parts.ts';
import type { CrashMode, CrashPoint } from './plan.ts';

/** An instance is dead for the others this long after its last heartbeat, and beats every second. */
const ALIVE_MS = 4_000;
const BEAT_MS = 1_000;
const STOPPED_MS = 60_000;
const DATABASE_DOWN_MS = 3_000;
/** A queue whose due rows nobody could take is looked at again after this. */
const LOOK_AGAIN_MS = 1_000;
const HURRY_MS = 5_000;

export interface Fleet {
  readonly life: Life;
  start(): void;
  notify(queue: Queue): void;
  terminate(instance: Instance): void;
  /** All instances die and come back after `ms`. */
  outage(ms: number): void;
  /** How many deaths and stops there were. */
  crashes(): number;
}

export type FleetParts = Omit<InstanceParts, 'life' | 'slot' | 'notify' | 'terminate'>;

export function createFleet(parts: FleetParts): Fleet {
  const { world, state, database } = parts;
  const {
    scheduler,
    plan,
    random: { life: random },
    coverage,
  } = world;
  const slots: (Running | undefined)[] = [];
  const passed = new Map<CrashPoint, number>();
  const wokenAt = new Map<Queue, number>();
  const dueAt = new Map<Queue, number>();
  let incarnations = 0;
  let crashes = 0;
  let isOut = false;

  function start(slot: number): void {
    const { owner } = slots[slot] ?? {};
    if (isOut || (owner !== undefined && owner.state !== 'dead')) return;
    const id = `i${slot}.${++incarnations}`;
    slots[slot] = createInstance({ ...parts, life, slot, notify, terminate }, id);
    world.trace(undefined, `start ${id}`);
    database.changed = true;
  }

  /** Its connection is gone with its transaction; its rows are free only when its heartbeat is missed. */
  function dropConnection(instance: Instance): void {
    const wasAlive = state.engine.isAlive(instance.id);
    state.engine.expire(instance.id);
    if (wasAlive) state.engine.start(instance.id);
    database.changed = true;
  }

  function kill(instance: Instance, slot: number, backAfterMs: number): void {
    if (instance.owner.state === 'dead') return;
    world.trace(instance.owner, 'killed');
    crashes += 1;
    instance.owner.state = 'dead';
    dropConnection(instance);
    scheduler.after(undefined, ALIVE_MS - random.int(0, BEAT_MS), () => {
      state.engine.kill(instance.id);
      database.changed = true;
    });
    scheduler.after(undefined, backAfterMs, () => start(slot));
  }

  function stop(instance: Instance): void {
    const { owner } = instance;
    if (owner.state !== 'up') return;
    world.trace(owner, 'stopped for a minute');
    crashes += 1;
    owner.state = 'paused';
    owner.resumeAt = scheduler.now() + STOPPED_MS;
    scheduler.after(undefined, ALIVE_MS - random.int(0, BEAT_MS), () => {
      state.engine.expire(instance.id);
      database.changed = true;
    });
    scheduler.after(undefined, STOPPED_MS, () => {
      if (owner.state !== 'paused') return;
      owner.state = 'up';
      instance.believesAlive = false;
      instance.wasStopped = true;
      world.trace(owner, 'wakes');
      scheduler.after(owner, random.int(1, BEAT_MS), () => {
        state.engine.start(instance.id);
        instance.believesAlive = true;
        database.changed = true;
      });
    });
  }

  function restartDatabase(): void {
    world.trace(undefined, 'database restarts');
    database.downUntil = scheduler.now() + DATABASE_DOWN_MS;
    for (const instance of slots)
      if (instance?.owner.state !== 'dead' && instance !== undefined) dropConnection(instance);
  }

  function strike(instance: Instance, mode: CrashMode): void {
    const slot = slots.findIndex((candidate) => candidate?.id === instance.id);
    switch (mode) {
      case 'kill':
        kill(instance, slot, random.pick([300, 2_000, 10_000]));
        break;
      case 'stop':
        stop(instance);
        break;
      case 'drop':
        instance.dropsNext = true;
        dropConnection(instance);
        break;
      case 'restart':
        restartDatabase();
        break;
    }
  }

  const life: Life = {
    hit(point, instance) {
      if (!world.troubled || instance.owner.state !== 'up') return;
      const times = (passed.get(point) ?? 0) + 1;
      passed.set(point, times);
      const trigger = plan.triggers.find((candidate) => candidate.point === point && candidate.nth === times);
      if (trigger === undefined) return;
      count(coverage.crashes, `${point} × ${trigger.mode}`);
      world.trace(instance.owner, `${trigger.mode} at: ${point}`);
      strike(instance, trigger.mode);
    },
    breathe({ owner }) {
      if (owner.state === 'up') return Promise.resolve();
      if (owner.state === 'dead') return new Promise(() => {});
      return scheduler.sleep(owner, 0);
    },
  };

  function notify(queue: Queue): void {
    // A NOTIFY may be lost; the next look finds the row.
    if (!world.troubled || !random.chance(0.05)) wokenAt.delete(queue);
  }

  function terminate(instance: Instance): void {
    const slot = slots.findIndex((candidate) => candidate?.id === instance.id);
    const running = slots[slot];
    if (running === undefined) return;
    world.trace(instance.owner, 'SIGTERM');
    crashes += 1;
    running.stop();
    scheduler.after(undefined, HURRY_MS, () => {
      kill(instance, slot, 500);
      state.engine.kill(instance.id);
      database.changed = true;
    });
  }

  function wakeFor(queue: Queue): void {
    wokenAt.set(queue, scheduler.now());
    // All wake together now and then; played always, most events would be looks that find nothing.
    const up = slots.filter((instance) => instance?.owner.state === 'up');
    const woken = queue === 'deliver' || up.length < 2 || random.chance(0.3) ? up : [random.pick(up)];
    for (const instance of woken) {
      if (instance === undefined) continue;
      scheduler.after(instance.owner, random.int(0, 20), () => instance.wake(queue));
    }
  }

  scheduler.onIdle = (next) => {
    // Nobody to wake: whoever starts looks by itself.
    if (!slots.some((instance) => instance?.owner.state === 'up')) return undefined;
    if (database.changed) {
      database.changed = false;
      for (const queue of QUEUES) dueAt.set(queue, earliestDue(state, queue));
    }
    let earliest = next;
    let due: Queue | undefined;
    // Due times are judged by the clocks of the instances: one may run ahead.
    const aheadMs = Math.max(0, plan.clockStepMs);
    for (const queue of QUEUES) {
      const woken = wokenAt.get(queue);
      const again = woken === undefined ? 0 : woken + LOOK_AGAIN_MS;
      const at = Math.max((dueAt.get(queue) ?? next) - aheadMs, again, scheduler.now());
      if (at >= earliest) continue;
      earliest = at;
      due = queue;
    }
    if (due === undefined) return undefined;
    if (earliest > scheduler.now()) return earliest;
    wakeFor(due);
    return scheduler.now();
  };

  return {
    life,
    start: () => {
      for (let slot = 0; slot < plan.instances; slot += 1) start(slot);
    },
    notify,
    terminate,
    outage(ms) {
      isOut = true;
      for (const [slot, instance] of slots.entries())
        if (instance !== undefined) kill(instance, slot, ms + 1_000);
      scheduler.after(undefined, ms, () => {
        isOut = false;
        for (let slot = 0; slot < plan.instances; slot += 1) start(slot);
      });
    },
    crashes: () => crashes,
  };
}
