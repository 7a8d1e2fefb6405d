// Methods that put something new into a chat: messages, photos, documents and chat actions.
import { ok, type Result } from '../../domain/result.ts';
import { CAPTION_TEXT, checkMessageText, checkReply, checkText, checkWritableChat } from './call-checks.ts';
import { checkFile, type FileKind } from './files.ts';
import type { FormattedText } from './html.ts';
import { type Markup, parseMarkup } from './keyboard.ts';
import type { MethodTable } from './method.ts';
import { flagOf, type MethodCall, nestedOf, textOf } from './params.ts';
import { badRequest, type Refusal, type Reply } from './refusal.ts';
import type { ChatRecord, StoredFile } from './state.ts';
import type { TgMessage } from './types.ts';
import type { World } from './world.ts';

const ACTIONS: ReadonlySet<string> = new Set([
  ...['typing', 'upload_photo', 'record_video', 'upload_video', 'record_voice', 'upload_voice'],
  ...['upload_document', 'choose_sticker', 'find_location', 'record_video_note', 'upload_video_note'],
]);

type Content = Pick<TgMessage, 'text' | 'entities' | 'caption' | 'caption_entities' | 'photo' | 'document'>;

interface Sending {
  readonly record: ChatRecord;
  readonly content: Content;
  readonly markup: Markup;
  readonly replyTo: TgMessage | undefined;
}

function put(world: World, call: MethodCall, { record, content, markup, replyTo }: Sending): TgMessage {
  const silent = flagOf(call, 'disable_notification');
  const preview = nestedOf(call, 'link_preview_options');
  const stored = world.messages.add(record, {
    wire: {
      from: world.bot,
      ...content,
      ...(markup.inline === undefined ? {} : { reply_markup: { inline_keyboard: markup.inline } }),
      ...(replyTo === undefined ? {} : { reply_to_message: replyTo }),
      ...(preview === undefined ? {} : { link_preview_options: preview }),
      ...(flagOf(call, 'protect_content') ? { has_protected_content: true as const } : {}),
    },
    outgoing: true,
    silent,
    replyKeyboard: markup.reply,
  });
  world.messages.log({
    kind: 'send',
    method: call.method,
    chatId: record.chat.id,
    messageId: stored.wire.message_id,
    text: content.text ?? content.caption ?? '',
    silent,
    ...(replyTo === undefined ? {} : { replyToMessageId: replyTo.message_id }),
    buttons: (markup.inline ?? []).flat().map((button) => button.text),
  });
  world.counters.sendTo(record.chat.id);
  return stored.wire;
}

/** Everything a send needs besides its content, checked in Telegram's order: chat, content, markup, reply. */
function send(world: World, call: MethodCall, makeContent: () => Result<Content, Refusal>): Reply {
  const record = checkWritableChat(world, call);
  if (!record.ok) return record;
  const content = makeContent();
  if (!content.ok) return content;
  const markup = parseMarkup(nestedOf(call, 'reply_markup'));
  if (!markup.ok) return markup;
  const replyTo = checkReply(world, call, record.value.chat.id);
  if (!replyTo.ok) return replyTo;
  return ok(
    put(world, call, {
      record: record.value,
      content: content.value,
      markup: markup.value,
      replyTo: replyTo.value,
    }),
  );
}

function entitiesField<Name extends 'entities' | 'caption_entities'>(name: Name, formatted: FormattedText) {
  return formatted.entities.length === 0 ? {} : { [name]: formatted.entities };
}

function viewPhoto(file: StoredFile): Content {
  const { fileId, uniqueId, size, width, height } = file;
  return { photo: [{ file_id: fileId, file_unique_id: uniqueId, file_size: size, width, height }] };
}

function viewDocument(file: StoredFile): Content {
  const { fileId, uniqueId, size, fileName, mimeType } = file;
  return {
    document: {
      file_id: fileId,
      file_unique_id: uniqueId,
      file_size: size,
      file_name: fileName,
      mime_type: mimeType,
    },
  };
}

function sendFile(world: World, call: MethodCall, kind: FileKind): Reply {
  return send(world, call, () => {
    const caption = checkText(call, CAPTION_TEXT);
    if (!caption.ok) return caption;
    const file = checkFile(world, call, kind);
    if (!file.ok) return file;
    const attachment = kind === 'photo' ? viewPhoto(file.value) : viewDocument(file.value);
    const { text } = caption.value;
    const captioned =
      text === '' ? {} : { caption: text, ...entitiesField('caption_entities', caption.value) };
    return ok({ ...attachment, ...captioned });
  });
}

export function createSendMethods(world: World): MethodTable {
  return {
    sendMessage: (call) =>
      send(world, call, () => {
        const text = checkMessageText(call);
        return text.ok ? ok({ text: text.value.text, ...entitiesField('entities', text.value) }) : text;
      }),
    sendPhoto: (call) => sendFile(world, call, 'photo'),
    sendDocument: (call) => sendFile(world, call, 'document'),
    sendChatAction(call) {
      const record = checkWritableChat(world, call);
      if (!record.ok) return record;
      const action = textOf(call, 'action') ?? '';
      if (!ACTIONS.has(action)) return badRequest('wrong parameter action in request');
      world.events.emit({ type: 'chat_action', chatId: record.value.chat.id, action });
      return ok(true);
    },
  };
}
