// Sends, edits and deletes messages for the jobs, one call each, and says exactly how it ended. Retries nothing:
// the jobs own every repeat.
import { z } from 'zod';
import type { Messenger, SendOutcome } from '../app/ports.ts';
import { type MessageDeps, prepareMessage } from './message.ts';
import type { TelegramAnswer, TelegramCall } from './telegram-call.ts';

export interface MessengerDeps extends MessageDeps {
  /** Hands a 429 on: waiting is the job's business. */
  readonly call: TelegramCall;
}

const HTML = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } } as const;
/** A 429 that names no time. */
const WAIT_UNNAMED_MS = 5_000;

/** A message that went out without Telegram naming its id. */
const UNKNOWN_ID = 0;

/** Telegram's words. None of these is documented; a changed one falls back to the careful reading. */
const NOT_MODIFIED = /message is not modified/i;
const NO_SUCH_PERSON = /chat not found|peer_id_invalid|user not found/i;
const MESSAGE_GONE =
  /message to (edit|delete) not found|message can't be edited|message_id_invalid|message identifier is not specified/i;

const message = z.object({ message_id: z.number() });

export function createMessenger(deps: MessengerDeps): Messenger {
  const { call, cards } = deps;

  const send: Messenger['send'] = async (chatId, view, { silent, replyTo, userId }) => {
    const prepared = await prepareMessage(deps, view, { userId, chatId, messageId: undefined });
    const buttons = prepared.markup.inline_keyboard.length > 0 ? { reply_markup: prepared.markup } : {};
    let outcome: SendOutcome = { kind: 'refused', gone: false, description: 'an empty message' };
    for (const [index, text] of prepared.parts.entries()) {
      const answer = await call('sendMessage', {
        chat_id: chatId,
        text,
        ...HTML,
        disable_notification: silent,
        ...(replyTo !== undefined && index === 0 ? replyParameters(replyTo) : {}),
        ...(index === prepared.parts.length - 1 ? buttons : {}),
      });
      outcome = outcomeOf(answer, undefined);
      if (outcome.kind !== 'sent') return outcome;
    }
    if (outcome.kind === 'sent' && prepared.cardId !== undefined)
      await attach(prepared.cardId, outcome.messageId);
    return outcome;
  };

  // The message is out: a card that is not bound to it yet works all the same, so trouble here changes nothing.
  const attach = async (cardId: string, messageId: number): Promise<void> => {
    if (messageId !== UNKNOWN_ID) await cards.attach(cardId, messageId).catch(() => undefined);
  };

  const edit: Messenger['edit'] = async (chatId, messageId, view, { userId }) => {
    const { parts, markup } = await prepareMessage(deps, view, { userId, chatId, messageId });
    const [text] = parts;
    // An edit cannot become two messages: as with a message that is gone, a new one is sent.
    if (text === undefined || parts.length > 1) return tooLongToEdit;
    const payload = { chat_id: chatId, message_id: messageId, text, ...HTML, reply_markup: markup };
    return outcomeOf(await call('editMessageText', payload), messageId);
  };

  return {
    send,
    edit,
    delete: async (chatId, messageId) =>
      outcomeOf(await call('deleteMessage', { chat_id: chatId, message_id: messageId }), messageId),
  };
}

const tooLongToEdit: SendOutcome = { kind: 'refused', gone: true, description: 'too long to edit' };

function replyParameters(messageId: number) {
  return { reply_parameters: { message_id: messageId, allow_sending_without_reply: true } };
}

/** @param known the id of the message that was edited or deleted; undefined for a new one */
function outcomeOf(answer: TelegramAnswer, known: number | undefined): SendOutcome {
  switch (answer.kind) {
    case 'ok': {
      const sent = message.safeParse(answer.result);
      const messageId = known ?? (sent.success ? sent.data.message_id : undefined);
      // Telegram says it went out but not under which id: it must not be sent again.
      return { kind: 'sent', messageId: messageId ?? UNKNOWN_ID };
    }
    case 'failed':
      return { kind: answer.sent ? 'unclear' : 'not_sent' };
    case 'refused':
      return refusalOf(answer, known);
  }
}

function refusalOf(
  { status, description, retryAfterMs }: Extract<TelegramAnswer, { kind: 'refused' }>,
  known: number | undefined,
): SendOutcome {
  if (status === 429) return { kind: 'retry_after', waitMs: retryAfterMs ?? WAIT_UNNAMED_MS };
  if (status === 403) return { kind: 'blocked' };
  // A server error may have struck after the message went out.
  if (status >= 500) return { kind: 'unclear' };
  // 401, 404, 409: about the bot, not the message. Nothing went out, and it may go out later.
  if (status !== 400) return { kind: 'not_sent' };
  if (NO_SUCH_PERSON.test(description)) return { kind: 'blocked' };
  if (known !== undefined && NOT_MODIFIED.test(description)) return { kind: 'sent', messageId: known };
  return { kind: 'refused', gone: known !== undefined && MESSAGE_GONE.test(description), description };
}
