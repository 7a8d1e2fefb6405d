// What needs doing every so often on any instance: moves left by the dead, keys, cards and ids that ran out. Every step may
// run on all instances at once; a step that fails is logged and tried at its next turn.
import type { App } from '../app/app.ts';
import type { Clock, Log } from '../app/ports.ts';
import type { Store } from '../app/store.ts';
import type { Sleep } from './sleep.ts';

const ROUND_MS = 2_000;
/** Rounds between two sweeps: about a minute. */
const ROUNDS_PER_SWEEP = 30;
/** Ids of handled updates are kept this long, so that a repeated one is known. */
const INBOX_IDS_KEPT_MS = 48 * 3_600_000;
/** Told notices are kept this long: their keys keep the same thing from being told twice. */
const NOTICES_KEPT_MS = 30 * 24 * 3_600_000;

export interface HousekeepingDeps {
  readonly app: Pick<App, 'recoverSending'>;
  readonly store: Pick<Store, 'operations' | 'captures' | 'cards' | 'chats'>;
  /** Removes notices that ended and are older than `before`, real clock; returns how many. */
  readonly pruneNotices: (before: number) => Promise<number>;
  readonly mayClaim: () => boolean;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly log: Log;
}

export interface Housekeeping {
  start(): void;
  stop(): Promise<void>;
}

export function createHousekeeping(deps: HousekeepingDeps): Housekeeping {
  const { app, store, clock, log } = deps;
  const stopping = new AbortController();
  let working: Promise<void> = Promise.resolve();

  const step = async (name: string, work: () => Promise<number>): Promise<void> => {
    try {
      const count = await work();
      if (count > 0) log.info(`housekeeping.${name}`, { count });
    } catch (error) {
      log.warn(`housekeeping.${name}_failed`, { error });
    }
  };

  const sweep = async (): Promise<void> => {
    const now = clock.now();
    await step('drafts_expired', () => store.operations.expireDrafts(now));
    await step('captures_wiped', () => store.captures.wipe(now));
    await step('cards_pruned', () => store.cards.prune(now));
    await step('inbox_pruned', () => store.chats.prune(now - INBOX_IDS_KEPT_MS));
    await step('notices_pruned', () => deps.pruneNotices(now - NOTICES_KEPT_MS));
  };

  const workOn = async (): Promise<void> => {
    for (let round = 0; !stopping.signal.aborted; round += 1) {
      if (deps.mayClaim()) {
        await step('moves_recovered', app.recoverSending);
        if (round % ROUNDS_PER_SWEEP === 0) await sweep();
      }
      await deps.sleep(ROUND_MS, stopping.signal);
    }
  };

  return {
    start: () => {
      working = workOn();
    },
    stop: async () => {
      stopping.abort();
      await working;
    },
  };
}
