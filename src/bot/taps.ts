// From a tap to what it may do: the card must be this person's, in this chat, on this message, and not run out.
// Anything else does nothing; the person gets a word and a fresh card elsewhere.
import type { CardStore } from '../app/store.ts';
import { parseAction } from './action.ts';
import { parseCallbackData } from './callback-data.ts';
import { type BotContext, personOf, type Tap, type TapTrouble } from './context.ts';

/** Telegram gives a date of zero to messages that are too old for the bot to see. */
function liveMessageId(ctx: BotContext): number | undefined {
  const message = ctx.callbackQuery?.message;
  return message === undefined || message.date === 0 ? undefined : message.message_id;
}

export async function resolveTap(
  ctx: BotContext,
  cards: Pick<CardStore, 'get' | 'attach'>,
  now: number,
): Promise<Tap | TapTrouble> {
  const { user, chatId } = personOf(ctx);
  const data = parseCallbackData(ctx.callbackQuery?.data);
  const card = data === undefined ? undefined : await cards.get(data.cardId);
  if (data === undefined || card === undefined) return 'old';
  if (card.userId !== user.id || card.chatId !== chatId) return 'foreign';
  const messageId = liveMessageId(ctx);
  if (messageId === undefined || now >= card.expiresAt) return 'old';
  if (card.messageId !== undefined && card.messageId !== messageId) return 'old';
  const action = Object.hasOwn(card.actions, data.token) ? parseAction(card.actions[data.token]) : undefined;
  if (action === undefined) return 'old';
  // A crash between Telegram's answer and our row left the card unbound: the first tap binds it.
  if (card.messageId === undefined) await cards.attach(card.id, messageId);
  return { action, card, messageId };
}
