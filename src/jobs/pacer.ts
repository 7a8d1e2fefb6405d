// Spreads pushes: 30 a second in all and one a second for a chat, and nothing while Telegram asked us to wait.
// Replies to what a person does are not paced here and never held back.
import type { Clock } from '../app/ports.ts';
import type { Sleep } from './sleep.ts';

/** Telegram's bounds for a bot: about 30 messages a second in all, one a second in one chat. */
const GAP_ALL_MS = Math.ceil(1_000 / 30);
const GAP_CHAT_MS = 1_000;
/** Chats remembered before those whose second is over are forgotten. */
const CHATS_KEPT = 1_000;

export interface Pacer {
  /** Resolves to true when a message may go to the chat and its slot is taken; to false when stopping. */
  slot(chatId: number, stopping: AbortSignal): Promise<boolean>;
  /** Nothing goes out for this long: a 429. */
  blockFor(ms: number): void;
  /** The moment until which nothing goes out; in the past when nothing is blocked. */
  blockedUntil(): number;
}

export function createPacer({ clock, sleep }: { readonly clock: Clock; readonly sleep: Sleep }): Pacer {
  const chatFreeAt = new Map<number, number>();
  let freeAt = 0;
  let blockedUntil = 0;

  const take = (chatId: number): number => {
    const now = clock.now();
    const at = Math.max(now, freeAt, blockedUntil, chatFreeAt.get(chatId) ?? 0);
    if (at > now) return at - now;
    freeAt = now + GAP_ALL_MS;
    chatFreeAt.set(chatId, now + GAP_CHAT_MS);
    if (chatFreeAt.size > CHATS_KEPT) {
      for (const [chat, free] of chatFreeAt) if (free <= now) chatFreeAt.delete(chat);
    }
    return 0;
  };

  return {
    slot: async (chatId, stopping) => {
      while (!stopping.aborted) {
        const waitMs = take(chatId);
        if (waitMs === 0) return true;
        await sleep(waitMs, stopping);
      }
      return false;
    },
    blockFor: (ms) => {
      blockedUntil = Math.max(blockedUntil, clock.now() + ms);
    },
    blockedUntil: () => blockedUntil,
  };
}
