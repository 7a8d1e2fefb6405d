// The person's side: what people write. Each action stores the message and sends the bot its update, if the bot
// is one that gets it.
import { TEXT_MAX } from './call-checks.ts';
import { ControlError } from './control-error.ts';
import { findChat, findUser } from './control-people.ts';
import { detectEntities } from './detect-entities.ts';
import { checkUpload, type FileKind } from './files.ts';
import type { ChatRecord, StoredFile, StoredMessage } from './state.ts';
import type { TgMessage, TgUser } from './types.ts';
import type { World } from './world.ts';

export interface InChat {
  /** The person's private chat when absent. */
  readonly chatId?: number | undefined;
}

export interface SendOptions extends InChat {
  readonly replyToMessageId?: number | undefined;
  /** Sent through an inline bot. */
  readonly viaBot?: boolean | undefined;
}

export interface FileOptions extends InChat {
  readonly caption?: string | undefined;
  readonly fileName?: string | undefined;
  readonly mimeType?: string | undefined;
  /** A picture of one point when absent. */
  readonly base64?: string | undefined;
}

/** `updateId` is absent where the bot is not told (plain talk in a group). */
export interface Sent {
  readonly chatId: number;
  readonly messageId: number;
  readonly updateId?: number;
  /** What the bot does about it comes after this event. */
  readonly eventId: number;
}

export interface ControlMessages {
  /** @throws ControlError for text over 4,096 characters: a real app sends that as several messages. */
  sendText(userId: number, text: string, options?: SendOptions): Sent;
  sendFile(userId: number, kind: FileKind, options?: FileOptions): Sent;
  editText(userId: number, messageId: number, text: string, options?: InChat): Sent;
  /** Forwards a message of the chat, or text that someone else once wrote. */
  forward(userId: number, what: { messageId: number } | { text: string }, options?: InChat): Sent;
  /** Deletes for both sides; the bot is not told. */
  deleteMessage(userId: number, messageId: number, options?: InChat): void;
}

const VIA_BOT: TgUser = { id: 777_000_001, is_bot: true, first_name: 'Inline', username: 'inline_bot' };

const ONE_POINT_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

type Content = Omit<TgMessage, 'message_id' | 'date' | 'chat'>;

interface Place {
  readonly user: TgUser;
  readonly record: ChatRecord;
}

function findPlace(world: World, userId: number, options: InChat | undefined): Place {
  const user = findUser(world, userId);
  const record = findChat(world, options?.chatId ?? userId);
  if (!record.memberIds.includes(userId)) throw new ControlError(409, 'the person is not in this chat');
  if (record.blocked) throw new ControlError(409, 'the bot is blocked here; unblock it first');
  return { user, record };
}

function textFields(text: string): Pick<TgMessage, 'text' | 'entities'> {
  if (text === '' || text.length > TEXT_MAX) {
    throw new ControlError(400, `a message has 1 to ${TEXT_MAX} characters`);
  }
  const entities = detectEntities(text);
  return { text, ...(entities.length === 0 ? {} : { entities }) };
}

/** In groups a bot in privacy mode gets commands, replies to it and mentions of it; see the Bot API's features. */
function isForBot(world: World, { chat }: ChatRecord, wire: TgMessage): boolean {
  if (chat.type === 'private') return true;
  const text = wire.text ?? wire.caption ?? '';
  const command = /^\/\w+(?:@(\w+))?/.exec(text);
  const { username } = world.bot;
  if (command !== null)
    return command[1] === undefined || command[1].toLowerCase() === username.toLowerCase();
  const isMention = text.toLowerCase().includes(`@${username.toLowerCase()}`);
  return isMention || wire.reply_to_message?.from?.id === world.bot.id;
}

function post(world: World, { user, record }: Place, content: Content): Sent {
  const stored = world.messages.add(record, { wire: { from: user, ...content }, outgoing: false });
  const ids = {
    chatId: record.chat.id,
    messageId: stored.wire.message_id,
    eventId: world.events.lastId(),
  };
  if (!isForBot(world, record, stored.wire)) return ids;
  return { ...ids, updateId: world.queue.push({ message: stored.wire }) };
}

function findMessage(world: World, { record }: Place, messageId: number): StoredMessage {
  const stored = world.messages.find(record.chat.id, messageId);
  if (stored === undefined) throw new ControlError(404, `no message ${messageId} in this chat`);
  return stored;
}

function replyFields(world: World, place: Place, messageId: number | undefined): Partial<TgMessage> {
  if (messageId === undefined) return {};
  const { reply_to_message: _nested, ...wire } = findMessage(world, place, messageId).wire;
  return { reply_to_message: wire };
}

function attachmentFields(file: StoredFile, kind: FileKind): Pick<TgMessage, 'photo' | 'document'> {
  const common = { file_id: file.fileId, file_unique_id: file.uniqueId, file_size: file.size };
  return kind === 'photo'
    ? { photo: [{ ...common, width: file.width, height: file.height }] }
    : { document: { ...common, file_name: file.fileName, mime_type: file.mimeType } };
}

function sendFile(world: World, userId: number, kind: FileKind, options: FileOptions = {}): Sent {
  const place = findPlace(world, userId, options);
  const upload = {
    fileName: options.fileName ?? (kind === 'photo' ? 'photo.png' : 'file.bin'),
    mimeType: options.mimeType ?? (kind === 'photo' ? 'image/png' : 'application/octet-stream'),
    bytes: Buffer.from(options.base64 ?? ONE_POINT_PNG, 'base64'),
  };
  const file = checkUpload(world, kind, upload);
  if (!file.ok) throw new ControlError(400, file.reason.description);
  const caption = options.caption === undefined ? undefined : textFields(options.caption);
  return post(world, place, {
    ...attachmentFields(file.value, kind),
    ...(caption?.text === undefined ? {} : { caption: caption.text }),
    ...(caption?.entities === undefined ? {} : { caption_entities: caption.entities }),
  });
}

function forwardedContent(
  world: World,
  place: Place,
  what: { messageId: number } | { text: string },
): Content {
  const date = Math.floor(world.now() / 1000);
  if ('text' in what) {
    return {
      ...textFields(what.text),
      forward_origin: { type: 'hidden_user', sender_user_name: 'Someone', date },
    };
  }
  const { wire } = findMessage(world, place, what.messageId);
  const { text, entities, caption, caption_entities, photo, document } = wire;
  const fields = { text, entities, caption, caption_entities, photo, document };
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { ...given, forward_origin: { type: 'user', sender_user: wire.from, date: wire.date } };
}

export function createControlMessages(world: World): ControlMessages {
  return {
    sendText(userId, text, options) {
      const place = findPlace(world, userId, options);
      return post(world, place, {
        ...textFields(text),
        ...replyFields(world, place, options?.replyToMessageId),
        ...(options?.viaBot === true ? { via_bot: VIA_BOT } : {}),
      });
    },
    sendFile: (userId, kind, options) => sendFile(world, userId, kind, options),
    editText(userId, messageId, text, options) {
      const place = findPlace(world, userId, options);
      const stored = findMessage(world, place, messageId);
      if (stored.wire.from?.id !== userId) throw new ControlError(409, 'only its author edits a message');
      const { entities: _old, ...bare } = stored.wire;
      const wire = { ...bare, ...textFields(text), edit_date: Math.floor(world.now() / 1000) };
      world.messages.replace(stored, wire);
      const ids = { chatId: place.record.chat.id, messageId, eventId: world.events.lastId() };
      if (!isForBot(world, place.record, wire)) return ids;
      return { ...ids, updateId: world.queue.push({ edited_message: wire }) };
    },
    forward(userId, what, options) {
      const place = findPlace(world, userId, options);
      return post(world, place, forwardedContent(world, place, what));
    },
    deleteMessage(userId, messageId, options) {
      world.messages.remove(findMessage(world, findPlace(world, userId, options), messageId));
    },
  };
}
