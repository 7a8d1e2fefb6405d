// When each person had blocked the bot, and from when it could know again that they are back.
import type { TelegramEvent } from '../../../src/simulator/telegram/event-log.ts';
import type { Absence } from '../judge/facts.ts';

export interface Absences {
  readonly all: ReadonlyMap<number, readonly Absence[]>;
  readonly begin: (userId: number) => void;
  readonly hears: (event: TelegramEvent) => void;
}

/** From the block to the first word of the bot after it. */
export function createAbsences(): Absences {
  const all = new Map<number, Absence[]>();
  return {
    all,
    begin: (userId: number): void => {
      all.set(userId, [...(all.get(userId) ?? []), { from: Date.now(), until: undefined }]);
    },
    hears: (event: TelegramEvent): void => {
      if (event.type !== 'message' || event.message.from !== 'bot') return;
      const own = all.get(event.chatId) ?? [];
      const open = own.at(-1);
      if (open === undefined || open.until !== undefined) return;
      all.set(event.chatId, [...own.slice(0, -1), { ...open, until: event.atMs }]);
    },
  };
}
