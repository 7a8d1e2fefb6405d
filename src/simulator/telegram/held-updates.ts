// Taps that reach the bot late: kept until their time, or until a test lets them go.
import type { HeldUpdate } from './state.ts';
import type { TgUpdateBody } from './types.ts';
import { takeSerial, type World } from './world.ts';

export interface HeldUpdates {
  /** @returns the id to release it by; without a time it waits for that. */
  hold(body: TgUpdateBody, dueAtMs: number | undefined): number;
  /** Delivers one, or all. @returns the update ids they got. */
  release(heldId?: number): readonly number[];
  /** Goes on waiting for what a restart found held. */
  start(): void;
  close(): void;
}

/** The clock that was passed may run at another speed than the timers, so it is looked at this often. */
const LOOK_EVERY_MS = 50;

export function createHeldUpdates(world: Pick<World, 'memory' | 'queue' | 'now' | 'changed'>): HeldUpdates {
  const { memory, queue } = world;
  let timer: NodeJS.Timeout | undefined;

  const deliver = (isDue: (held: HeldUpdate) => boolean) => {
    const due = memory.held.filter(isDue);
    memory.held = memory.held.filter((held) => !due.includes(held));
    if (due.length > 0) world.changed();
    return due.map(({ body }) => queue.push(body));
  };
  const look = () => {
    timer = undefined;
    const nowMs = world.now();
    deliver(({ dueAtMs }) => dueAtMs !== undefined && dueAtMs <= nowMs);
    if (memory.held.some(({ dueAtMs }) => dueAtMs !== undefined)) timer = setTimeout(look, LOOK_EVERY_MS);
  };
  return {
    hold(body, dueAtMs) {
      const id = takeSerial(memory);
      memory.held = [...memory.held, { id, body, ...(dueAtMs === undefined ? {} : { dueAtMs }) }];
      world.changed();
      timer ??= setTimeout(look, LOOK_EVERY_MS);
      return id;
    },
    release: (heldId) => deliver((held) => heldId === undefined || held.id === heldId),
    start: look,
    close: () => clearTimeout(timer),
  };
}
