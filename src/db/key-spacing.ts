// The slots of each key, in this process: a key has one holder at a time, so no row is needed. Buys nothing.

export interface KeySpacing {
  /** The moment of the key's next slot, now taken; undefined when it lies after `deadline`. */
  reserve(key: string, now: number, deadline: number): number | undefined;
}

/** Beyond this many keys, those whose slots have passed are forgotten. */
const KEYS_MAX = 1_000;

export function createKeySpacing(intervalMs: number): KeySpacing {
  const freeAt = new Map<string, number>();
  return {
    reserve(key, now, deadline) {
      const at = Math.max(now, freeAt.get(key) ?? now);
      if (at > deadline) return undefined;
      if (freeAt.size >= KEYS_MAX) {
        for (const [other, free] of freeAt) if (free <= now) freeAt.delete(other);
      }
      freeAt.set(key, at + intervalMs);
      return at;
    },
  };
}
