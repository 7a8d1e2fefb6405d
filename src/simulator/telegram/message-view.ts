// How the person's side shows a message: everything the chat shows, and what only a test would ask for.
import type { StoredMessage } from './state.ts';
import type { TgEntity, TgKeyboard, TgMessage } from './types.ts';

export interface MessageView {
  readonly chatId: number;
  readonly messageId: number;
  readonly from: 'bot' | 'person';
  readonly fromId: number;
  /** Unix ms. */
  readonly sentAtMs: number;
  /** Unix seconds, 0 = never edited. */
  readonly editDate: number;
  /** The text, or the caption of a photo or document. */
  readonly text: string;
  readonly entities: readonly TgEntity[];
  readonly keyboard: TgKeyboard;
  readonly replyKeyboard?: unknown;
  readonly replyToMessageId?: number;
  readonly photoFileId?: string;
  readonly document?: { readonly fileId: string; readonly fileName: string; readonly mimeType: string };
  readonly edited: boolean;
  readonly silent: boolean;
  readonly protected: boolean;
  readonly deleted: boolean;
  readonly formerTexts: readonly string[];
  readonly changedEventId: number;
}

function attachments(wire: TgMessage): Partial<MessageView> {
  const photo = wire.photo?.at(-1);
  const { document } = wire;
  return {
    ...(photo === undefined ? {} : { photoFileId: photo.file_id }),
    ...(document === undefined
      ? {}
      : {
          document: {
            fileId: document.file_id,
            fileName: document.file_name ?? '',
            mimeType: document.mime_type ?? '',
          },
        }),
  };
}

export function viewMessage(stored: StoredMessage): MessageView {
  const { wire } = stored;
  const replyTo = wire.reply_to_message?.message_id;
  return {
    chatId: wire.chat.id,
    messageId: wire.message_id,
    from: stored.outgoing ? 'bot' : 'person',
    fromId: wire.from?.id ?? 0,
    sentAtMs: stored.sentAtMs,
    editDate: wire.edit_date ?? 0,
    text: wire.text ?? wire.caption ?? '',
    entities: wire.entities ?? wire.caption_entities ?? [],
    keyboard: wire.reply_markup?.inline_keyboard ?? [],
    ...(stored.replyKeyboard === undefined ? {} : { replyKeyboard: stored.replyKeyboard }),
    ...(replyTo === undefined ? {} : { replyToMessageId: replyTo }),
    ...attachments(wire),
    edited: wire.edit_date !== undefined,
    silent: stored.silent,
    protected: wire.has_protected_content === true,
    deleted: stored.deletedAtMs > 0,
    formerTexts: stored.formerTexts,
    changedEventId: stored.changedEventId,
  };
}
