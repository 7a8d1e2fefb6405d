// The person's side of the emulated Telegram, for tests in the same process; control-http.ts offers the same to
// others. It puts the parts together and adds what is only read.
import { type ControlMessages, createControlMessages } from './control-messages.ts';
import { type ControlPeople, createControlPeople, findChat } from './control-people.ts';
import { type ControlTaps, createControlTaps } from './control-taps.ts';
import type { TelegramListener } from './event-log.ts';
import type { Fault, FaultPlan, FaultRequest } from './fault-plan.ts';
import type { HeldUpdates } from './held-updates.ts';
import { type MessageView, viewMessage } from './message-view.ts';
import type { Counters, HeldUpdate, SentEntry, StoredFile } from './state.ts';
import type { World } from './world.ts';

/** A chat at one moment: everything up to this event is in it. */
export interface ChatMoment {
  readonly eventId: number;
  readonly messages: readonly MessageView[];
}

export interface SentFilter {
  readonly chatId?: number | undefined;
  /** Only entries with a higher id. */
  readonly afterId?: number | undefined;
}

export interface TelegramStatus {
  readonly botId: number;
  readonly botUsername: string;
  readonly pendingUpdates: number;
  readonly heldUpdates: readonly HeldUpdate[];
  readonly polling: boolean;
  readonly webhookUrl: string;
  readonly lastEventId: number;
}

export interface TelegramControl extends ControlPeople, ControlMessages, ControlTaps {
  /** Every message of a chat, deleted ones marked, in the order they were sent. */
  messages(chatId: number): readonly MessageView[];
  /** The chat once something happened in it after the event, or after the time has passed. */
  waitForChange(chatId: number, afterEventId: number, timeoutMs: number): Promise<ChatMoment>;
  /** What the chats were told by the bot: sends, edits, deletions, answers to taps, oldest first. */
  sent(filter?: SentFilter): readonly SentEntry[];
  counters(): Counters;
  status(): TelegramStatus;
  file(fileId: string): StoredFile | undefined;
  addFault(request: FaultRequest): Fault;
  faults(): readonly Fault[];
  clearFaults(): void;
  /** @returns the way to stop listening. */
  on(listener: TelegramListener): () => void;
}

interface Parts {
  readonly world: World;
  readonly held: HeldUpdates;
  readonly faults: FaultPlan;
  readonly isPolling: () => boolean;
}

function momentOf({ messages, events }: World, chatId: number): ChatMoment {
  return { eventId: events.lastId(), messages: messages.list(chatId).map(viewMessage) };
}

function hasChangedSince({ events }: World, chatId: number, afterEventId: number): boolean {
  const since = events.since(afterEventId);
  return since === undefined || since.some((event) => event.chatId === chatId);
}

async function waitForChange(world: World, chatId: number, afterEventId: number, timeoutMs: number) {
  findChat(world, chatId);
  if (!hasChangedSince(world, chatId, afterEventId)) {
    await world.events.waitFor((event) => event.chatId === chatId, timeoutMs);
  }
  return momentOf(world, chatId);
}

function viewStatus({ world, isPolling }: Parts): TelegramStatus {
  const { memory, bot, queue, events } = world;
  return {
    botId: bot.id,
    botUsername: bot.username,
    pendingUpdates: queue.size(),
    heldUpdates: memory.held,
    polling: isPolling(),
    webhookUrl: memory.webhook.url,
    lastEventId: events.lastId(),
  };
}

export function createTelegramControl(parts: Parts): TelegramControl {
  const { world, held, faults } = parts;
  const { memory } = world;
  return {
    ...createControlPeople(world),
    ...createControlMessages(world),
    ...createControlTaps(world, held),
    messages(chatId) {
      findChat(world, chatId);
      return momentOf(world, chatId).messages;
    },
    waitForChange: (chatId, afterEventId, timeoutMs) => waitForChange(world, chatId, afterEventId, timeoutMs),
    sent: ({ chatId, afterId = 0 } = {}) =>
      memory.sent.filter((entry) => entry.id > afterId && (chatId === undefined || entry.chatId === chatId)),
    counters: () => structuredClone(memory.counters),
    status: () => viewStatus(parts),
    file: (fileId) => memory.files.get(fileId),
    addFault: faults.add,
    faults: faults.list,
    clearFaults: faults.clear,
    on: (listener) => world.events.on(listener),
  };
}
