// The messages of every chat: adds, replaces and deletes them, and tells the event log. It checks nothing:
// who may do what is the methods' (for the bot) and the control's (for the person).
import type { EventLog } from './event-log.ts';
import { boundList, boundMap, KEPT, type Memory } from './memory.ts';
import { viewMessage } from './message-view.ts';
import type { ChatRecord, SentEntry, StoredMessage } from './state.ts';
import type { TgMessage } from './types.ts';

export interface NewMessage {
  readonly wire: Omit<TgMessage, 'message_id' | 'date' | 'chat'>;
  readonly outgoing: boolean;
  readonly silent?: boolean;
  readonly replyKeyboard?: unknown;
}

export interface MessageBook {
  add(record: ChatRecord, message: NewMessage): StoredMessage;
  /** A message that is there; deleted ones are not found. */
  find(chatId: number, messageId: number): StoredMessage | undefined;
  /** Every message still kept, deleted ones too, in the order they were sent. */
  list(chatId: number): readonly StoredMessage[];
  replace(stored: StoredMessage, wire: TgMessage): StoredMessage;
  remove(stored: StoredMessage): void;
  /** Writes down what the bot told a chat. */
  log(entry: Omit<SentEntry, 'id' | 'atMs'>): void;
}

interface Deps {
  readonly memory: Memory;
  readonly now: () => number;
  readonly events: EventLog;
  readonly changed: () => void;
}

function takeMessageId(memory: Memory, record: ChatRecord): number {
  if (record.chat.type === 'supergroup') {
    memory.chats.set(record.chat.id, { ...record, nextMessageId: record.nextMessageId + 1 });
    return record.nextMessageId;
  }
  const id = memory.nextMessageId;
  memory.nextMessageId += 1;
  return id;
}

export function createMessageBook({ memory, now, events, changed }: Deps): MessageBook {
  const put = (stored: StoredMessage) => {
    const chatId = stored.wire.chat.id;
    const ofChat = memory.messages.get(chatId) ?? new Map<number, StoredMessage>();
    memory.messages.set(chatId, ofChat.set(stored.wire.message_id, stored));
    boundMap(ofChat, KEPT.messagesPerChat);
    changed();
  };
  const announce = (type: 'message' | 'edit', draft: Omit<StoredMessage, 'changedEventId'>) => {
    const eventId = events.takeId();
    const stored: StoredMessage = { ...draft, changedEventId: eventId };
    put(stored);
    events.emit({ type, chatId: stored.wire.chat.id, message: viewMessage(stored) }, eventId);
    return stored;
  };
  return {
    add(record, { wire, outgoing, silent = false, replyKeyboard }) {
      const messageId = takeMessageId(memory, record);
      const sentAtMs = now();
      return announce('message', {
        wire: { message_id: messageId, chat: record.chat, date: Math.floor(sentAtMs / 1000), ...wire },
        outgoing,
        silent,
        sentAtMs,
        deletedAtMs: 0,
        formerTexts: [],
        ...(replyKeyboard === undefined ? {} : { replyKeyboard }),
      });
    },
    find(chatId, messageId) {
      const stored = memory.messages.get(chatId)?.get(messageId);
      return stored === undefined || stored.deletedAtMs > 0 ? undefined : stored;
    },
    list: (chatId) => [...(memory.messages.get(chatId)?.values() ?? [])],
    replace(stored, wire) {
      const former = stored.wire.text ?? stored.wire.caption ?? '';
      const isNewText = former !== (wire.text ?? wire.caption ?? '');
      const formerTexts = isNewText
        ? [...stored.formerTexts, former].slice(-KEPT.formerTexts)
        : stored.formerTexts;
      return announce('edit', { ...stored, wire, formerTexts });
    },
    remove(stored) {
      const { chat, message_id: messageId } = stored.wire;
      const eventId = events.takeId();
      put({ ...stored, changedEventId: eventId, deletedAtMs: Math.max(1, now()) });
      events.emit({ type: 'delete', chatId: chat.id, messageId }, eventId);
    },
    log(entry) {
      memory.sent.push({ ...entry, id: (memory.sent.at(-1)?.id ?? 0) + 1, atMs: now() });
      boundList(memory.sent, KEPT.sent);
    },
  };
}
