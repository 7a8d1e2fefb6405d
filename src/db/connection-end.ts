// The end of a connection: it comes once, and whoever waits for the connection hears of it.
import type { DbError } from './errors.ts';

export interface ConnectionEnd {
  /** Undefined while the connection lives. */
  reason(): DbError | undefined;
  /** The end is here; a later one is ignored. */
  come(reason: DbError): void;
  /** Calls back once, at once when the end has come; returns how to stop listening. */
  listen(listener: (reason: DbError) => void): () => void;
  /** The outcome of `work`, or the end if that comes first; what becomes of the work then is ignored. */
  orComes<Value>(work: Promise<Value>): Promise<Value>;
}

export function createEnd(): ConnectionEnd {
  const listeners = new Set<(reason: DbError) => void>();
  let reason: DbError | undefined;

  function listen(listener: (reason: DbError) => void): () => void {
    if (reason !== undefined) listener(reason);
    else listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return {
    reason: () => reason,
    come(why) {
      if (reason !== undefined) return;
      reason = why;
      const waiting = [...listeners];
      listeners.clear();
      for (const listener of waiting) listener(why);
    },
    listen,
    // Not Promise.race: a connection lives long, and each race would stay on its list until the end.
    orComes: (work) =>
      new Promise((resolve, reject) => {
        const stop = listen(reject);
        work.then(resolve, reject).finally(stop);
      }),
  };
}
