// What several methods ask of a call: its chat, its text with markup, the message it replies to.
import { ok, type Result } from '../../domain/result.ts';
import { cleanSource, settleText } from './formatted-text.ts';
import { type FormattedText, parseHtml } from './html.ts';
import { flagOf, integerOf, isRecord, type MethodCall, nestedOf, recordOf, textOf } from './params.ts';
import { badRequest, forbidden, type Refusal } from './refusal.ts';
import type { ChatRecord } from './state.ts';
import type { TgEntity, TgMessage } from './types.ts';
import type { World } from './world.ts';

/** Documented: characters after entities parsing; counted in UTF-16 units here, which is the strictest reading. */
export const TEXT_MAX = 4096;
export const CAPTION_MAX = 1024;

/** The chat a call names, by id or @username. */
export function checkChat(world: Pick<World, 'memory'>, call: MethodCall): Result<ChatRecord, Refusal> {
  const raw = textOf(call, 'chat_id') ?? '';
  if (raw === '') return badRequest('chat_id is empty');
  const id = integerOf(call, 'chat_id');
  const { chats } = world.memory;
  const record = id === undefined ? undefined : chats.get(id);
  const named = raw.startsWith('@')
    ? [...chats.values()].find(({ chat }) => chat.username === raw.slice(1))
    : undefined;
  const found = record ?? named;
  return found === undefined ? badRequest('chat not found') : ok(found);
}

/** The chat a call names, if the bot may write there. */
export function checkWritableChat(
  world: Pick<World, 'memory'>,
  call: MethodCall,
): Result<ChatRecord, Refusal> {
  const record = checkChat(world, call);
  if (!record.ok || !record.value.blocked) return record;
  const { type } = record.value.chat;
  return forbidden(
    type === 'private' ? 'bot was blocked by the user' : `bot was kicked from the ${type} chat`,
  );
}

function parseEntities(raw: unknown, text: string): readonly TgEntity[] {
  if (!Array.isArray(raw)) return [];
  return raw.filter((entity): entity is TgEntity => {
    if (!isRecord(entity)) return false;
    const { type, offset, length } = entity;
    if (typeof type !== 'string' || typeof offset !== 'number' || typeof length !== 'number') return false;
    return offset >= 0 && length > 0 && offset + length <= text.length;
  });
}

interface TextFields {
  readonly text: string;
  readonly entities: string;
  readonly limit: number;
  readonly tooLong: string;
}

export const MESSAGE_TEXT: TextFields = {
  text: 'text',
  entities: 'entities',
  limit: TEXT_MAX,
  tooLong: 'message is too long',
};

export const CAPTION_TEXT: TextFields = {
  text: 'caption',
  entities: 'caption_entities',
  limit: CAPTION_MAX,
  tooLong: 'message caption is too long',
};

/** The text of a call with its entities, settled and within its limit; empty text is for the caller to judge. */
export function checkText(call: MethodCall, fields: TextFields): Result<FormattedText, Refusal> {
  const source = cleanSource(textOf(call, fields.text) ?? '');
  const mode = (textOf(call, 'parse_mode') ?? '').toLowerCase();
  if (mode !== '' && mode !== 'html') return badRequest('unsupported parse_mode');
  const plain = { text: source, entities: parseEntities(nestedOf(call, fields.entities), source) };
  const parsed = mode === 'html' ? parseHtml(source) : ok(plain);
  if (!parsed.ok) return badRequest(`can't parse entities: ${parsed.reason}`);
  const settled = settleText(parsed.value);
  return settled.text.length > fields.limit ? badRequest(fields.tooLong) : ok(settled);
}

/** The text of a message, which must show something. */
export function checkMessageText(call: MethodCall): Result<FormattedText, Refusal> {
  if ((textOf(call, 'text') ?? '') === '') return badRequest('message text is empty');
  const settled = checkText(call, MESSAGE_TEXT);
  if (!settled.ok) return settled;
  return settled.value.text === '' ? badRequest('text must be non-empty') : settled;
}

/** The message a call replies to, without what that one replied to; undefined when it replies to none. */
export function checkReply(
  world: Pick<World, 'messages'>,
  call: MethodCall,
  chatId: number,
): Result<TgMessage | undefined, Refusal> {
  const parameters = recordOf(call, 'reply_parameters');
  const id = parameters?.message_id ?? integerOf(call, 'reply_to_message_id');
  if (id === undefined) return ok(undefined);
  const target = world.messages.find(chatId, Number(id));
  if (target !== undefined) {
    const { reply_to_message: _nested, ...wire } = target.wire;
    return ok(wire);
  }
  const isLenient =
    parameters?.allow_sending_without_reply === true || flagOf(call, 'allow_sending_without_reply');
  return isLenient ? ok(undefined) : badRequest('message to be replied not found');
}
