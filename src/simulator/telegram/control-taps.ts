// The person's side: taps on buttons, and every odd way in which Telegram may deliver them.
import { ControlError } from './control-error.ts';
import { findChat, findUser } from './control-people.ts';
import type { TelegramEvent } from './event-log.ts';
import type { HeldUpdates } from './held-updates.ts';
import { boundMap, KEPT } from './memory.ts';
import type { CallbackAnswer, StoredMessage } from './state.ts';
import type { TgCallbackQuery } from './types.ts';
import { opaqueId, type World } from './world.ts';

export interface TapOptions {
  /** The person's private chat when absent. */
  readonly chatId?: number | undefined;
  /** The update carries only chat, message id and date 0, as for a message too old for the bot. */
  readonly inaccessible?: boolean | undefined;
  /** Sends `button` as callback data although no such button is there (forged, or from an old screen). */
  readonly force?: boolean | undefined;
  /** Keeps the update until `release`. */
  readonly hold?: boolean | undefined;
  /** Keeps the update until this time, Unix ms. */
  readonly holdUntilMs?: number | undefined;
}

export interface Tapped {
  readonly callbackId: string;
  readonly chatId: number;
  readonly messageId: number;
  /** Absent while the update is held. */
  readonly updateId?: number;
  readonly heldId?: number;
  /** What the bot does about it comes after this event. */
  readonly eventId: number;
}

export interface ControlTaps {
  /** Taps the button with this text, or with this callback data. */
  tap(userId: number, messageId: number, button: string, options?: TapOptions): Tapped;
  /** What the bot answered a tap, if it has. */
  answer(callbackId: string): CallbackAnswer | undefined;
  /** Waits for the answer; undefined when none came in time. */
  waitForAnswer(callbackId: string, timeoutMs: number): Promise<CallbackAnswer | undefined>;
  /** Sends an update again under the same id. */
  resend(updateId: number): void;
  /** Sends a tap again under a new update id. @returns that id. */
  repeatCallback(callbackId: string): number;
  /** Lets held taps go. @returns their update ids. */
  release(heldId?: number): readonly number[];
  /** Lets update ids jump, down as after an idle week. @returns the next id. */
  jumpUpdateIds(to: number): number;
}

interface Target {
  readonly stored: StoredMessage | undefined;
  readonly data: string;
}

function findTarget(
  world: World,
  chatId: number,
  messageId: number,
  button: string,
  options: TapOptions,
): Target {
  const kept = world.memory.messages.get(chatId)?.get(messageId);
  const isVisible = kept !== undefined && kept.deletedAtMs === 0;
  if (!isVisible && options.inaccessible !== true && options.force !== true) {
    throw new ControlError(404, `no message ${messageId} in chat ${chatId}`);
  }
  const buttons = (kept?.wire.reply_markup?.inline_keyboard ?? []).flat();
  const found =
    buttons.find(({ text }) => text === button) ?? buttons.find((b) => b.callback_data === button);
  const data = found?.callback_data ?? (options.force === true ? button : undefined);
  if (data === undefined) {
    const names = buttons.map(({ text }) => `[${text}]`).join(' ') || 'none';
    throw new ControlError(404, `no button "${button}" that can be tapped; there are: ${names}`);
  }
  return { stored: isVisible ? kept : undefined, data };
}

function makeQuery(world: World, userId: number, chatId: number, messageId: number, data: string) {
  const id = `${Math.floor(world.random() * 9e9) + 1e9}${opaqueId(world, '')}`;
  world.memory.callbacks.set(id, { id, userId, chatId, messageId, data, tappedAtMs: world.now() });
  boundMap(world.memory.callbacks, KEPT.callbacks);
  world.events.emit({ type: 'callback', chatId, messageId, callbackId: id, userId, data });
  return id;
}

function tap(
  world: World,
  held: HeldUpdates,
  place: { userId: number; messageId: number },
  button: string,
  options: TapOptions,
): Tapped {
  const { userId, messageId } = place;
  const from = findUser(world, userId);
  const record = findChat(world, options.chatId ?? userId);
  const chatId = record.chat.id;
  const { stored, data } = findTarget(world, chatId, messageId, button, options);
  const id = makeQuery(world, userId, chatId, messageId, data);
  const isWhole = stored !== undefined && options.inaccessible !== true;
  const message = isWhole ? stored.wire : { chat: record.chat, message_id: messageId, date: 0 as const };
  const query: TgCallbackQuery = { id, from, message, chat_instance: String(chatId * 31 + 7), data };
  world.changed();
  const ids = { callbackId: id, chatId, messageId, eventId: world.events.lastId() };
  if (options.hold === true || options.holdUntilMs !== undefined) {
    return { ...ids, heldId: held.hold({ callback_query: query }, options.holdUntilMs) };
  }
  return { ...ids, updateId: world.queue.push({ callback_query: query }) };
}

async function waitForAnswer(world: World, callbackId: string, timeoutMs: number) {
  const current = () => world.memory.callbacks.get(callbackId)?.answer;
  if (current() === undefined) {
    const isAnswer = (event: TelegramEvent) =>
      event.type === 'callback_answer' && event.callbackId === callbackId;
    await world.events.waitFor(isAnswer, timeoutMs);
  }
  return current();
}

export function createControlTaps(world: World, held: HeldUpdates): ControlTaps {
  return {
    tap: (userId, messageId, button, options = {}) =>
      tap(world, held, { userId, messageId }, button, options),
    answer: (callbackId) => world.memory.callbacks.get(callbackId)?.answer,
    waitForAnswer: (callbackId, timeoutMs) => waitForAnswer(world, callbackId, timeoutMs),
    resend(updateId) {
      if (!world.queue.resend(updateId)) throw new ControlError(404, `no update ${updateId} is known`);
    },
    repeatCallback(callbackId) {
      const { recentUpdates } = world.memory;
      const query = recentUpdates.findLast(
        (update) => update.callback_query?.id === callbackId,
      )?.callback_query;
      if (query === undefined) throw new ControlError(404, `no tap ${callbackId} was delivered`);
      return world.queue.push({ callback_query: query });
    },
    release: (heldId) => held.release(heldId),
    jumpUpdateIds(to) {
      if (!Number.isSafeInteger(to) || to <= 0) throw new ControlError(400, 'an update id is positive');
      world.queue.jumpTo(to);
      return to;
    },
  };
}
