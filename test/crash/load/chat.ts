// One person's chat, in the same process as the emulator: says, taps, and waits for what the bot says next. Keeps only
// the newest messages, since a run may last for hours.
import type { TelegramControl } from '../../../src/simulator/telegram/control.ts';
import { ControlError } from '../../../src/simulator/telegram/control-error.ts';
import type { TelegramEvent } from '../../../src/simulator/telegram/event-log.ts';
import type { MessageView } from '../../../src/simulator/telegram/message-view.ts';

export type Match = RegExp | ((message: MessageView) => boolean);

/** What was waited for did not come in time: the bot may be down. */
export class NothingCame extends Error {
  override readonly name = 'NothingCame';
}

export interface Chat {
  readonly userId: number;
  /** The update's id. */
  readonly say: (text: string) => number | undefined;
  /** The newest matching message that was sent or changed since the last thing the person did. */
  readonly waitFor: (match: Match, timeoutMs: number) => Promise<MessageView>;
  readonly tapOn: (
    message: MessageView,
    button: string,
  ) => { readonly callbackId: string; readonly updateId?: number };
  readonly hears: (event: TelegramEvent) => void;
  /** The person says and taps nothing more: whatever they are about ends with {@link NothingCame}. */
  readonly hush: () => void;
}

const KEPT = 12;

export const buttonOf = (message: MessageView, button: RegExp): string | undefined =>
  message.keyboard.flat().find(({ text }) => button.test(text))?.text;

export function createChat(control: TelegramControl, userId: number): Chat {
  let recent: MessageView[] = [];
  let actedAt = 0;
  let isHushed = false;
  const waiting = new Set<() => void>();

  const find = (match: Match): MessageView | undefined => {
    const isIt = typeof match === 'function' ? match : ({ text }: MessageView) => match.test(text);
    return recent.findLast((message) => message.changedEventId > actedAt && isIt(message));
  };

  const waitFor: Chat['waitFor'] = (match, timeoutMs) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(new NothingCame(`nothing like ${match} came to ${userId}; last: ${recent.at(-1)?.text}`));
      }, timeoutMs);
      const look = (): void => {
        const found = find(match);
        if (found === undefined) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });

  /** Telegram takes no word to a bot that is blocked, and no tap on what is gone. */
  function tried<Done extends { readonly eventId: number }>(action: () => Done): Done {
    if (isHushed) throw new NothingCame('hushed');
    try {
      const done = action();
      actedAt = done.eventId;
      return done;
    } catch (error) {
      if (error instanceof ControlError) throw new NothingCame(error.message);
      throw error;
    }
  }

  return {
    userId,
    say: (text) => tried(() => control.sendText(userId, text)).updateId,
    tapOn: (message, button) => tried(() => control.tap(userId, message.messageId, button)),
    waitFor,
    hush: () => {
      isHushed = true;
    },
    hears(event) {
      if (event.type === 'delete') recent = recent.filter(({ messageId }) => messageId !== event.messageId);
      if (event.type !== 'message' && event.type !== 'edit') return;
      const { message } = event;
      if (message.from !== 'bot') return;
      recent = [...recent.filter(({ messageId }) => messageId !== message.messageId), message].slice(-KEPT);
      for (const look of [...waiting]) look();
    },
  };
}
