// The kill switch as this process knows it. A move asks it just before its first byte, so the answer must be at hand:
// whoever pauses here sets it at once, and what another instance set is heard by looking while something is going out.
import { PAUSED_KEY } from './meta-keys.ts';
import type { Store } from './store.ts';

type Flags = { readonly meta: Pick<Store['meta'], 'get'> };

export interface PauseFlag {
  /** As far as this process knows. */
  readonly isSet: () => boolean;
  readonly set: (paused: boolean) => void;
  /** Asks the store. */
  readonly look: () => Promise<boolean>;
  /** From here until `work` is over, {@link PauseFlag.lookWhileSending} looks. */
  readonly whileSending: <Value>(work: () => Promise<Value>) => Promise<Value>;
  /** For whoever hears that something changed, and every half second: asks the store if a move is going out. */
  readonly lookWhileSending: () => Promise<void>;
}

/** The kill switch as it is stored. */
export async function isPaused(store: Flags): Promise<boolean> {
  return (await store.meta.get(PAUSED_KEY)) === '1';
}

export function createPauseFlag(store: Flags): PauseFlag {
  let paused = false;
  /** Rises with every change made here: a read that began before one knows less. */
  let changes = 0;
  let sending = 0;

  async function look(): Promise<boolean> {
    const before = changes;
    const read = await isPaused(store);
    if (changes === before) paused = read;
    return paused;
  }

  return {
    isSet: () => paused,
    set(value) {
      changes += 1;
      paused = value;
    },
    look,
    async whileSending(work) {
      sending += 1;
      try {
        return await work();
      } finally {
        sending -= 1;
      }
    },
    async lookWhileSending() {
      if (sending > 0) await look();
    },
  };
}
