// One person's private chat as a test enjoys it: `send('/deposit')`, `tap(/Confirm/)`, `last().text`, `waitFor`.
// Waits look at what the bot said or changed since the person's last action, so an old screen never satisfies them.
import {
  createTelegramControlCalls,
  TelegramClientError,
  type TelegramControlCalls,
} from './control-calls.ts';
import type { SendOptions, Sent } from './control-messages.ts';
import type { PersonRequest } from './control-people.ts';
import type { TapOptions, Tapped } from './control-taps.ts';
import type { MessageView } from './message-view.ts';
import type { CallbackAnswer } from './state.ts';

export type Matcher = RegExp | string | ((message: MessageView) => boolean);

export interface TapChatOptions extends TapOptions {
  /** The message to tap; the newest with such a button when absent. */
  readonly messageId?: number;
  readonly timeoutMs?: number;
}

export interface TelegramChat {
  readonly userId: number;
  /** Writes to the bot. What it answers is awaited with `waitFor`. */
  send(text: string, options?: SendOptions): Promise<Sent>;
  /** Taps a button by its text (or, with a RegExp, part of it), waiting until there is one. */
  tap(button: RegExp | string, options?: TapChatOptions): Promise<Tapped>;
  /** What the bot answered a tap with; fails when it did not in time. */
  answer(tapped: Pick<Tapped, 'callbackId'>, timeoutMs?: number): Promise<CallbackAnswer>;
  /** The newest matching message the bot sent or changed since the last action; waits for it. */
  waitFor(matcher: Matcher, timeoutMs?: number): Promise<MessageView>;
  /** Waits until `isSo` holds for all messages of the chat. */
  waitUntil(isSo: (messages: readonly MessageView[]) => boolean, timeoutMs?: number): Promise<void>;
  /** The newest message of the bot that is still there, as of the last look. */
  last(): MessageView;
  /** Every message as of the last look, deleted ones marked. */
  messages(): readonly MessageView[];
  refresh(): Promise<readonly MessageView[]>;
}

export interface TelegramClient extends TelegramControlCalls {
  /** Creates the person if need be and opens their private chat with the bot. */
  chat(person: PersonRequest): Promise<TelegramChat>;
}

const TIMEOUT_MS = 10_000;
/** One wait at the emulator; a longer one is made of several. */
const SLICE_MS = 5_000;

function isMatch(matcher: Matcher, message: MessageView): boolean {
  if (typeof matcher === 'function') return matcher(message);
  return typeof matcher === 'string' ? message.text.includes(matcher) : matcher.test(message.text);
}

function isMatchingButton(button: RegExp | string, text: string): boolean {
  return typeof button === 'string' ? button === text : button.test(text);
}

function describe(messages: readonly MessageView[]): string {
  const lines = messages.slice(-6).map((message) => {
    const buttons = message.keyboard.flat().map(({ text }) => `[${text}]`);
    const mark = message.deleted ? ' (deleted)' : '';
    return `  ${message.from} #${message.messageId}${mark}: ${message.text} ${buttons.join(' ')}`;
  });
  return `the chat ends with:\n${lines.join('\n')}`;
}

interface View {
  eventId: number;
  /** Of the person's last action. */
  actedAtEventId: number;
  messages: readonly MessageView[];
}

/** Looks again and again until `find` gives something; bounded by the time. */
async function look<Found>(
  calls: TelegramControlCalls,
  userId: number,
  view: View,
  search: { find: () => Found | undefined; what: string; timeoutMs: number },
): Promise<Found> {
  const endAt = performance.now() + search.timeoutMs;
  for (;;) {
    const found = search.find();
    if (found !== undefined) return found;
    const leftMs = endAt - performance.now();
    if (leftMs <= 0) {
      const problem = `no ${search.what} within ${search.timeoutMs} ms`;
      throw new TelegramClientError(`${problem}; ${describe(view.messages)}`);
    }
    const waitMs = Math.ceil(Math.min(SLICE_MS, leftMs));
    const moment = await calls.messages(userId, { afterEvent: view.eventId, waitMs });
    view.eventId = moment.eventId;
    view.messages = moment.messages;
  }
}

function findButton(view: View, button: RegExp | string, messageId: number | undefined) {
  for (const message of view.messages.toReversed()) {
    const isCandidate = messageId === undefined ? !message.deleted : message.messageId === messageId;
    const found = message.keyboard.flat().find(({ text }) => isMatchingButton(button, text));
    if (isCandidate && found !== undefined) return { messageId: message.messageId, text: found.text };
  }
  return undefined;
}

function createChat(calls: TelegramControlCalls, userId: number, view: View): TelegramChat {
  const isBots = (message: MessageView) => message.from === 'bot' && !message.deleted;
  const refresh = async () => {
    const moment = await calls.messages(userId);
    view.eventId = moment.eventId;
    view.messages = moment.messages;
    return view.messages;
  };
  const search = <Found>(what: string, timeoutMs: number, find: () => Found | undefined) =>
    look(calls, userId, view, { find, what, timeoutMs });
  const after = <Done extends { readonly eventId: number }>(done: Done): Done => {
    view.actedAtEventId = done.eventId;
    return done;
  };
  return {
    userId,
    refresh,
    send: async (text, options) => after(await calls.send(userId, text, options)),
    async tap(button, { messageId, timeoutMs = TIMEOUT_MS, ...options } = {}) {
      await refresh();
      const target = await search(`button ${button}`, timeoutMs, () => findButton(view, button, messageId));
      return after(await calls.tap(userId, target.messageId, target.text, options));
    },
    async answer({ callbackId }, timeoutMs = TIMEOUT_MS) {
      const answer = await calls.answer(callbackId, timeoutMs);
      if (answer === undefined) throw new TelegramClientError(`no answer to the tap within ${timeoutMs} ms`);
      return answer;
    },
    waitFor: (matcher, timeoutMs = TIMEOUT_MS) =>
      search(`message matching ${matcher}`, timeoutMs, () =>
        view.messages.findLast(
          (message) =>
            isBots(message) && message.changedEventId > view.actedAtEventId && isMatch(matcher, message),
        ),
      ),
    async waitUntil(isSo, timeoutMs = TIMEOUT_MS) {
      await search('such state of the chat', timeoutMs, () => (isSo(view.messages) ? true : undefined));
    },
    last() {
      const message = view.messages.findLast(isBots);
      if (message === undefined) throw new TelegramClientError('the bot has said nothing yet');
      return message;
    },
    messages: () => view.messages,
  };
}

/** A client of the emulator at this address, like `http://127.0.0.1:8081`. */
export function createTelegramControlClient(baseUrl: string): TelegramClient {
  const calls = createTelegramControlCalls(baseUrl);
  return {
    ...calls,
    async chat(person) {
      await calls.ensureUser(person);
      const { eventId, messages } = await calls.messages(person.id);
      return createChat(calls, person.id, { eventId, actedAtEventId: eventId, messages });
    },
  };
}
