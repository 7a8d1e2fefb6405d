// Telegram-like limits on sending, off by default: so many messages a second to one chat and in all.

export interface RateLimits {
  readonly perChatPerSecond?: number;
  readonly overallPerSecond?: number;
}

export interface RateLimiter {
  /** Seconds to wait when the send is over a limit; undefined when it may go (it is counted then). */
  check(chatId: number): number | undefined;
}

const WINDOW_MS = 1000;

/** What a bot that sends too fast to one chat is told to wait. */
const RETRY_AFTER_SECONDS = 1;

function isFull(times: number[], limit: number | undefined, nowMs: number): boolean {
  if (limit === undefined) return false;
  while (times.length > 0 && (times[0] ?? 0) <= nowMs - WINDOW_MS) times.shift();
  return times.length >= limit;
}

export function createRateLimiter(limits: RateLimits, now: () => number): RateLimiter {
  const overall: number[] = [];
  const perChat = new Map<number, number[]>();
  return {
    check(chatId) {
      const nowMs = now();
      const ofChat = perChat.get(chatId) ?? [];
      if (isFull(overall, limits.overallPerSecond, nowMs)) return RETRY_AFTER_SECONDS;
      if (isFull(ofChat, limits.perChatPerSecond, nowMs)) return RETRY_AFTER_SECONDS;
      if (limits.overallPerSecond !== undefined) overall.push(nowMs);
      if (limits.perChatPerSecond !== undefined) perChat.set(chatId, [...ofChat, nowMs]);
      return undefined;
    },
  };
}
