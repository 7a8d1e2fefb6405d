// What the emulator's parts share: the memory, the clock, and who must hear of a change.
import type { CounterBook } from './counter-book.ts';
import type { EventLog } from './event-log.ts';
import type { Memory } from './memory.ts';
import type { MessageBook } from './message-book.ts';
import type { TgUser } from './types.ts';
import type { UpdateQueue } from './update-queue.ts';

export interface World {
  readonly memory: Memory;
  readonly bot: TgUser & { readonly username: string };
  /** Unix ms. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly events: EventLog;
  readonly counters: CounterBook;
  readonly messages: MessageBook;
  readonly queue: UpdateQueue;
  /** How long a tap may be answered. */
  readonly callbackLifeMs: number;
  /** Says that something which is to be stored has changed. */
  readonly changed: () => void;
}

/** A number no other thing of this world has, and which outlives a restart. */
export function takeSerial(memory: Memory): number {
  const serial = memory.nextSerial;
  memory.nextSerial += 1;
  return serial;
}

/** Text like the opaque ids Telegram gives out: unique by its serial, unguessable by chance. */
export function opaqueId(world: Pick<World, 'memory' | 'random'>, prefix: string): string {
  const chance = Math.floor(world.random() * 36 ** 8)
    .toString(36)
    .padStart(8, '0');
  return `${prefix}${takeSerial(world.memory).toString(36).padStart(6, '0')}${chance}`;
}
