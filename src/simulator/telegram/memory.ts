// The working form of the state: maps where the snapshot has lists. Only this file knows both forms.
import type {
  CallbackRecord,
  ChatRecord,
  Counters,
  CounterTotal,
  QueuedUpdate,
  SentEntry,
  Snapshot,
  StoredFile,
  StoredMessage,
} from './state.ts';
import type { TgUpdate, TgUser } from './types.ts';

type Plain = Omit<
  Snapshot,
  'users' | 'chats' | 'messages' | 'callbacks' | 'files' | 'updates' | 'recentUpdates' | 'sent' | 'counters'
>;

interface CounterCells {
  readonly methods: Record<string, number>;
  readonly sendsPerChat: Record<string, number>;
  readonly refused: Record<string, number>;
  readonly faults: Record<string, number>;
  readonly totals: Record<CounterTotal, number>;
}

export type Memory = { -readonly [Key in keyof Plain]: Plain[Key] } & {
  readonly users: Map<number, TgUser>;
  readonly chats: Map<number, ChatRecord>;
  readonly messages: Map<number, Map<number, StoredMessage>>;
  readonly callbacks: Map<string, CallbackRecord>;
  readonly files: Map<string, StoredFile>;
  updates: QueuedUpdate[];
  readonly recentUpdates: TgUpdate[];
  readonly sent: SentEntry[];
  readonly counters: CounterCells;
};

/** How much of the past is kept; the oldest goes first. */
export const KEPT = {
  messagesPerChat: 10_000,
  sent: 50_000,
  callbacks: 20_000,
  recentUpdates: 1_000,
  fileBytes: 20_000_000,
  formerTexts: 20,
} as const;

function copyCounters(counters: Counters): CounterCells {
  return {
    methods: { ...counters.methods },
    sendsPerChat: { ...counters.sendsPerChat },
    refused: { ...counters.refused },
    faults: { ...counters.faults },
    totals: { ...counters.totals },
  };
}

export function memoryFrom(snapshot: Snapshot): Memory {
  const messages = new Map<number, Map<number, StoredMessage>>();
  for (const stored of snapshot.messages) {
    const { chat, message_id: messageId } = stored.wire;
    const ofChat = messages.get(chat.id) ?? new Map<number, StoredMessage>();
    messages.set(chat.id, ofChat.set(messageId, stored));
  }
  return {
    ...snapshot,
    users: new Map(snapshot.users.map((user) => [user.id, user])),
    chats: new Map(snapshot.chats.map((record) => [record.chat.id, record])),
    messages,
    callbacks: new Map(snapshot.callbacks.map((callback) => [callback.id, callback])),
    files: new Map(snapshot.files.map((file) => [file.fileId, file])),
    updates: [...snapshot.updates],
    recentUpdates: [...snapshot.recentUpdates],
    sent: [...snapshot.sent],
    counters: copyCounters(snapshot.counters),
  };
}

export function snapshotOf(memory: Memory): Snapshot {
  return {
    ...memory,
    users: [...memory.users.values()],
    chats: [...memory.chats.values()],
    messages: [...memory.messages.values()].flatMap((ofChat) => [...ofChat.values()]),
    callbacks: [...memory.callbacks.values()],
    files: [...memory.files.values()],
    updates: [...memory.updates],
    recentUpdates: [...memory.recentUpdates],
    sent: [...memory.sent],
    counters: copyCounters(memory.counters),
  };
}

/** Drops the oldest of a list once it is a tenth over its bound (so that dropping stays cheap). */
export function boundList(list: unknown[], bound: number): void {
  if (list.length > bound * 1.1) list.splice(0, list.length - bound);
}

/** Drops the oldest of a map until it is within its bound. */
export function boundMap<Key>(map: Map<Key, unknown>, bound: number): void {
  for (const key of map.keys()) {
    if (map.size <= bound) return;
    map.delete(key);
  }
}
