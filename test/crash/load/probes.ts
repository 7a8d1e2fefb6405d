// Asks the bot for help from a chat of its own and takes the time until the answer is there.
import type { TelegramControl } from '../../../src/simulator/telegram/control.ts';
import type { TelegramEvent } from '../../../src/simulator/telegram/event-log.ts';
import { type Chat, createChat, NothingCame } from './chat.ts';

export interface Probes {
  readonly hears: (event: TelegramEvent) => void;
  /** Milliseconds of the steady clock from `since` to the answer; undefined when none came in time. */
  readonly ask: (since: number) => Promise<number | undefined>;
}

const FIRST_ID = 90_001;
/** Later than this it is no answer any more. */
const GIVE_UP_MS = 30_000;

export function createProbes(control: TelegramControl): Probes {
  const chats = new Map<number, Chat>();
  const free: Chat[] = [];
  const openChat = (): Chat => {
    const userId = FIRST_ID + chats.size;
    control.ensureUser({ id: userId, firstName: 'Asks', languageCode: 'en' });
    const chat = createChat(control, userId);
    chats.set(userId, chat);
    return chat;
  };
  return {
    hears: (event) => {
      if ('chatId' in event) chats.get(event.chatId)?.hears(event);
    },
    async ask(since) {
      // Each chat waits for one answer at a time, so that a late one is never taken for the next.
      const chat = free.shift() ?? openChat();
      chat.say('/help');
      try {
        await chat.waitFor(/\/products/, GIVE_UP_MS);
        free.push(chat);
        return performance.now() - since;
      } catch (error) {
        if (error instanceof NothingCame) return undefined;
        throw error;
      }
    },
  };
}
