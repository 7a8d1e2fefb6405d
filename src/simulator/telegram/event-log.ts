// What happens in the chats, as a stream with rising ids for pages and tests. Bounded; it survives a restart
// only as its next id, so a reader that asks for lost events is told to read the chats anew.
import type { Memory } from './memory.ts';
import type { MessageView } from './message-view.ts';

export type TelegramEventBody =
  | { readonly type: 'message' | 'edit'; readonly chatId: number; readonly message: MessageView }
  | { readonly type: 'delete'; readonly chatId: number; readonly messageId: number }
  | { readonly type: 'chat_action'; readonly chatId: number; readonly action: string }
  | {
      readonly type: 'callback';
      readonly chatId: number;
      readonly messageId: number;
      readonly callbackId: string;
      readonly userId: number;
      readonly data: string;
    }
  | {
      readonly type: 'callback_answer';
      readonly chatId: number;
      readonly callbackId: string;
      readonly text: string;
      readonly showAlert: boolean;
    }
  | { readonly type: 'member'; readonly chatId: number; readonly blocked: boolean }
  | { readonly type: 'commands'; readonly chatId: number };

export type TelegramEvent = TelegramEventBody & { readonly id: number; readonly atMs: number };

export type TelegramListener = (event: TelegramEvent) => void;

export interface EventLog {
  /** Takes the id of the next event, for what must be stored with it before it is told. */
  takeId(): number;
  /** Tells every listener. */
  emit(body: TelegramEventBody, id?: number): void;
  /** Events after `id`, oldest first; undefined when some of them are no longer kept. */
  since(id: number): readonly TelegramEvent[] | undefined;
  lastId(): number;
  /** @returns the way to stop listening. */
  on(listener: TelegramListener): () => void;
  /** Resolves at the first such event, after the time, or when the log closes. */
  waitFor(isIt: (event: TelegramEvent) => boolean, timeoutMs: number): Promise<void>;
  /** Ends every wait. */
  close(): void;
}

/** Events kept for a reader that comes back. */
export const EVENTS_KEPT = 5_000;

export function createEventLog(memory: Memory, now: () => number): EventLog {
  const kept: TelegramEvent[] = [];
  const listeners = new Set<TelegramListener>();
  const waits = new Set<() => void>();
  const firstId = memory.nextEventId;
  const oldestId = () => kept[0]?.id ?? firstId;
  const takeId = () => {
    const id = memory.nextEventId;
    memory.nextEventId += 1;
    return id;
  };
  return {
    takeId,
    emit(body, id = takeId()) {
      const event = { ...body, id, atMs: now() };
      kept.push(event);
      if (kept.length > EVENTS_KEPT * 1.1) kept.splice(0, kept.length - EVENTS_KEPT);
      for (const listener of [...listeners]) listener(event);
    },
    since(id) {
      if (id + 1 < oldestId()) return undefined;
      return kept.slice(Math.max(0, id + 1 - oldestId()));
    },
    lastId: () => memory.nextEventId - 1,
    on(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    waitFor: (isIt, timeoutMs) =>
      new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          listeners.delete(listener);
          waits.delete(done);
          resolve();
        };
        const listener: TelegramListener = (event) => {
          if (isIt(event)) done();
        };
        const timer = setTimeout(done, timeoutMs);
        listeners.add(listener);
        waits.add(done);
      }),
    close() {
      for (const done of [...waits]) done();
    },
  };
}
