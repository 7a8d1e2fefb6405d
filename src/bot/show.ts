// Puts views in front of a person: a new message, or an edit of the one they tapped. Knows no screen.
import type { Context } from 'grammy';
import { GrammyError } from 'grammy';
import type { View } from '../app/ports.ts';
import { type BotContext, personOf } from './context.ts';
import { type MessageDeps, prepareMessage } from './message.ts';

export interface Show {
  /** A new message; its id. */
  readonly send: (ctx: BotContext, view: View) => Promise<number>;
  /** Edits a message; where that cannot be done (gone, too old) a new one is sent. The id of what is shown. */
  readonly edit: (ctx: BotContext, messageId: number, view: View) => Promise<number>;
  /** In place of the tapped message, else (a command, a push that is to stay) as a new one. */
  readonly put: (ctx: BotContext, view: View) => Promise<number>;
  /** Takes the buttons off a message; it may be gone. */
  readonly strip: (ctx: Context, messageId: number) => Promise<void>;
  /** Deletes one of our own messages; it may be gone. */
  readonly remove: (ctx: Context, messageId: number) => Promise<void>;
}

const HTML = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } } as const;

/** Telegram's words for an edit that changes nothing. */
function isNotModified(error: unknown): boolean {
  return error instanceof GrammyError && error.description.includes('message is not modified');
}

/** Telegram's refusal (as opposed to silence or overload): the message is gone, too old or not ours to change. */
function isRefusal(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 400;
}

async function quietly(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

export function createShow(deps: MessageDeps): Show {
  async function send(ctx: BotContext, view: View): Promise<number> {
    const { user, chatId } = personOf(ctx);
    const { parts, markup, cardId } = await prepareMessage(deps, view, {
      userId: user.id,
      chatId,
      messageId: undefined,
    });
    let messageId = 0;
    for (const [index, part] of parts.entries()) {
      const last = index === parts.length - 1;
      const keyboard = last && markup.inline_keyboard.length > 0 ? { reply_markup: markup } : {};
      const message = await ctx.api.sendMessage(chatId, part, { ...HTML, ...keyboard });
      messageId = message.message_id;
    }
    if (cardId !== undefined) await deps.cards.attach(cardId, messageId);
    return messageId;
  }

  async function edit(ctx: BotContext, messageId: number, view: View): Promise<number> {
    const { user, chatId } = personOf(ctx);
    const { parts, markup } = await prepareMessage(deps, view, { userId: user.id, chatId, messageId });
    const [only] = parts;
    if (only === undefined || parts.length > 1) return send(ctx, view);
    try {
      await ctx.api.editMessageText(chatId, messageId, only, { ...HTML, reply_markup: markup });
      return messageId;
    } catch (error) {
      if (isNotModified(error)) return messageId;
      if (isRefusal(error)) return send(ctx, view);
      throw error;
    }
  }

  return {
    send,
    edit,
    put: (ctx, view) => {
      const { tap } = ctx;
      const stays = tap === undefined || ('fresh' in tap.action && tap.action.fresh === true);
      return stays ? send(ctx, view) : edit(ctx, tap.messageId, view);
    },
    strip: async (ctx, messageId) => {
      if (ctx.chatId === undefined) return;
      await quietly(ctx.api.editMessageReplyMarkup(ctx.chatId, messageId));
    },
    remove: async (ctx, messageId) => {
      if (ctx.chatId === undefined) return;
      await quietly(ctx.api.deleteMessage(ctx.chatId, messageId));
    },
  };
}

/** The one answer a callback gets; later calls do nothing. A tap that is too old to answer is not an error. */
export async function answerTap(ctx: BotContext, text?: string): Promise<void> {
  if (ctx.callbackQuery === undefined || ctx.answered === true) return;
  ctx.answered = true;
  await quietly(ctx.answerCallbackQuery(text === undefined ? {} : { text: text.slice(0, 200) }));
}
