// From a view to what Telegram takes: text parts and a keyboard whose buttons carry random ids, stored as one card row.
import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types';
import type { Button, Clock, Ids, StoredAction, View } from '../app/ports.ts';
import type { CardStore } from '../app/store.ts';
import { LABEL_MAX } from './action.ts';
import { callbackData, TOKEN_LENGTH } from './callback-data.ts';
import { shortened } from './html.ts';
import { splitRows } from './split.ts';

/** A button works this long; what it does is checked anew with fresh facts whenever it is tapped. */
export const CARD_LIFE_MS = 7 * 86_400_000;

export interface MessageDeps {
  readonly cards: Pick<CardStore, 'create' | 'attach'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface PreparedMessage {
  /** Only the last part carries the keyboard. */
  readonly parts: readonly string[];
  /** Always present: an empty keyboard takes old buttons away when a message is edited. */
  readonly markup: InlineKeyboardMarkup;
  /** Undefined without buttons. The message id is to be attached to it once known. */
  readonly cardId: string | undefined;
}

/**
 * Stores what the view's buttons do, bound to person and chat (and message, when it is known already).
 * @param to `messageId` is given when an existing message will be edited
 */
export async function prepareMessage(
  deps: MessageDeps,
  view: View,
  to: { readonly userId: number; readonly chatId: number; readonly messageId: number | undefined },
): Promise<PreparedMessage> {
  const actions: Record<string, StoredAction> = {};
  const cardId = deps.ids.id();
  const wire = (button: Button): InlineKeyboardButton => {
    const text = shortened(button.label, LABEL_MAX);
    const style = button.style === undefined ? {} : { style: button.style };
    if (button.url !== undefined) return { text, url: button.url, ...style };
    const token = deps.ids.id().slice(0, TOKEN_LENGTH);
    actions[token] = button.action;
    return { text, callback_data: callbackData({ cardId, token }), ...style };
  };
  const inlineKeyboard = view.keyboard.map((row) => row.map(wire));
  const parts = splitRows(view.text);
  const markup = { inline_keyboard: inlineKeyboard };
  if (Object.keys(actions).length === 0) return { parts, markup, cardId: undefined };
  const now = deps.clock.now();
  await deps.cards.create({
    id: cardId,
    userId: to.userId,
    chatId: to.chatId,
    messageId: to.messageId,
    actions,
    createdAt: now,
    expiresAt: now + CARD_LIFE_MS,
  });
  return { parts, markup, cardId };
}
