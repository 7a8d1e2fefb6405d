// Saves soon after a change, many changes at once, one save at a time.

/** Changes within this time are saved together. */
export const SAVE_DELAY_MS = 100;
/** A save that takes long (a big state) is followed by a rest of this many times its length. */
const REST_FACTOR = 10;

export interface Saver {
  changed(): void;
  /** Saves what is not saved yet. Rejects when saving fails. */
  flush(): Promise<void>;
}

export function createSaver(save: () => Promise<void>, onFailure: (error: unknown) => void): Saver {
  let dirty = false;
  let timer: NodeJS.Timeout | undefined;
  let delayMs = SAVE_DELAY_MS;
  let running: Promise<void> = Promise.resolve();

  const saveOnce = async () => {
    if (!dirty) return;
    dirty = false;
    const startedAt = performance.now();
    try {
      await save();
    } catch (error) {
      dirty = true;
      throw error;
    } finally {
      delayMs = Math.max(SAVE_DELAY_MS, (performance.now() - startedAt) * REST_FACTOR);
    }
  };
  const enqueue = () => {
    const next = running.then(saveOnce);
    running = next.catch(() => undefined);
    return next;
  };
  return {
    changed() {
      dirty = true;
      timer ??= setTimeout(() => {
        timer = undefined;
        enqueue().catch(onFailure);
      }, delayMs);
    },
    flush() {
      clearTimeout(timer);
      timer = undefined;
      return enqueue();
    },
  };
}
