// Everything the emulated Telegram remembers, and its form on disk. No rules here: methods and control have them.
import type { TgChat, TgCommand, TgMessage, TgUpdate, TgUpdateBody, TgUser } from './types.ts';

export interface ChatRecord {
  readonly chat: TgChat;
  readonly memberIds: readonly number[];
  /** A private chat whose person blocked the bot, or a group that removed it. */
  readonly blocked: boolean;
  /** Next message id of a supergroup; other chats share one row of ids. */
  readonly nextMessageId: number;
}

export interface StoredMessage {
  readonly wire: TgMessage;
  /** Sent by the bot. */
  readonly outgoing: boolean;
  readonly silent: boolean;
  readonly sentAtMs: number;
  /** The event that last touched it: what a waiting client compares with. */
  readonly changedEventId: number;
  /** 0 while it is there. */
  readonly deletedAtMs: number;
  /** Texts it had before its edits, oldest first. */
  readonly formerTexts: readonly string[];
  readonly replyKeyboard?: unknown;
}

export interface CallbackRecord {
  readonly id: string;
  readonly userId: number;
  readonly chatId: number;
  readonly messageId: number;
  readonly data: string;
  readonly tappedAtMs: number;
  readonly answer?: CallbackAnswer;
}

export interface CallbackAnswer {
  readonly atMs: number;
  readonly text: string;
  readonly showAlert: boolean;
  readonly url?: string;
}

export interface QueuedUpdate {
  readonly update: TgUpdate;
  /** Its id is below what the bot has confirmed (sent again, or ids jumped): it goes out once all the same. */
  readonly forced: boolean;
  readonly delivered: boolean;
}

/** An update that waits to be delivered late; without a time it waits for `release`. */
export interface HeldUpdate {
  readonly id: number;
  readonly body: TgUpdateBody;
  readonly dueAtMs?: number;
}

export interface CommandSet {
  /** Canonical text of the scope, like `chat:42`. */
  readonly scope: string;
  /** Empty for every language. */
  readonly languageCode: string;
  readonly commands: readonly TgCommand[];
}

export interface StoredFile {
  readonly fileId: string;
  readonly uniqueId: string;
  readonly path: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly size: number;
  readonly width: number;
  readonly height: number;
  /** Empty once the file was dropped to bound memory. */
  readonly base64: string;
}

export interface WebhookSettings {
  readonly url: string;
  readonly secretToken: string;
  readonly maxConnections: number;
  /** Unix ms, 0 = none. */
  readonly lastErrorAtMs: number;
  readonly lastErrorMessage: string;
}

/** One thing the chat was told by the bot. */
export interface SentEntry {
  readonly id: number;
  readonly atMs: number;
  readonly kind: 'send' | 'edit' | 'delete' | 'callback_answer';
  readonly method: string;
  readonly chatId: number;
  readonly messageId: number;
  readonly text: string;
  readonly silent: boolean;
  readonly replyToMessageId?: number;
  readonly buttons: readonly string[];
}

export interface Counters {
  /** Calls of each method, refused ones too. */
  readonly methods: Readonly<Record<string, number>>;
  readonly sendsPerChat: Readonly<Record<string, number>>;
  readonly refused: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly totals: Readonly<Record<CounterTotal, number>>;
}

export type CounterTotal =
  | 'sends'
  | 'edits'
  | 'deletes'
  | 'callbackAnswers'
  | 'conflicts409'
  | 'tooMany429'
  | 'updatesCreated'
  | 'updatesDelivered'
  | 'webhookDeliveries'
  | 'webhookFailures';

export interface Profile {
  readonly names: Readonly<Record<string, string>>;
  readonly descriptions: Readonly<Record<string, string>>;
  readonly shortDescriptions: Readonly<Record<string, string>>;
  /** Keyed by chat id, `default` for all. */
  readonly menuButtons: Readonly<Record<string, unknown>>;
}

export interface Snapshot {
  readonly version: 1;
  readonly users: readonly TgUser[];
  readonly chats: readonly ChatRecord[];
  readonly messages: readonly StoredMessage[];
  readonly callbacks: readonly CallbackRecord[];
  readonly updates: readonly QueuedUpdate[];
  /** Updates made lately, delivered or not, to send one again. */
  readonly recentUpdates: readonly TgUpdate[];
  readonly held: readonly HeldUpdate[];
  readonly commands: readonly CommandSet[];
  readonly files: readonly StoredFile[];
  readonly sent: readonly SentEntry[];
  readonly profile: Profile;
  readonly webhook: WebhookSettings;
  /** Empty = all kinds a bot gets by default. */
  readonly allowedUpdates: readonly string[];
  readonly confirmedUpdateId: number;
  readonly nextUpdateId: number;
  readonly nextMessageId: number;
  readonly nextEventId: number;
  readonly nextSerial: number;
  readonly counters: Counters;
}

export const NO_WEBHOOK: WebhookSettings = {
  url: '',
  secretToken: '',
  maxConnections: 40,
  lastErrorAtMs: 0,
  lastErrorMessage: '',
};

const NO_TOTALS: Counters['totals'] = {
  sends: 0,
  edits: 0,
  deletes: 0,
  callbackAnswers: 0,
  conflicts409: 0,
  tooMany429: 0,
  updatesCreated: 0,
  updatesDelivered: 0,
  webhookDeliveries: 0,
  webhookFailures: 0,
};

/** A Telegram where nothing has happened yet. The ids start apart, so that a mix-up of kinds shows. */
export const EMPTY_SNAPSHOT: Snapshot = {
  version: 1,
  users: [],
  chats: [],
  messages: [],
  callbacks: [],
  updates: [],
  recentUpdates: [],
  held: [],
  commands: [],
  files: [],
  sent: [],
  profile: { names: {}, descriptions: {}, shortDescriptions: {}, menuButtons: {} },
  webhook: NO_WEBHOOK,
  allowedUpdates: [],
  confirmedUpdateId: 0,
  nextUpdateId: 500_000_001,
  nextMessageId: 1,
  nextEventId: 1,
  nextSerial: 1,
  counters: { methods: {}, sendsPerChat: {}, refused: {}, faults: {}, totals: NO_TOTALS },
};
