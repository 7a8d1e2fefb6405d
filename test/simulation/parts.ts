// The shapes that the parts of a simulation know each other by. No logic.
import type { App } from '../../src/app/app.ts';
import type { Clock, EarnApi, EnvironmentClock, Messenger } from '../../src/app/ports.ts';
import type { Store } from '../../src/app/store.ts';
import type { Accept } from '../../src/jobs/intake.ts';
import type { MemoryState } from '../app/memory-store.ts';
import type { Trigger } from './plan.ts';
import type { Owner } from './scheduler.ts';
import type { World } from './world.ts';

export interface Instance {
  readonly id: string;
  readonly owner: Owner;
  readonly life: Life;
  readonly clock: Clock;
  readonly envClock: EnvironmentClock;
  /** Its heartbeat was heard lately, as it believes itself. */
  believesAlive: boolean;
  /** It was stopped for so long that others took over. */
  wasStopped: boolean;
  /** Its next statement fails: the connection is gone. */
  dropsNext: boolean;
  /** An answer of the database was lost: a claim may stand that nobody knows of. */
  doubt(): void;
}

/** How instances are hit and come back. */
export interface Life {
  /** The instance passes a crash point: a trigger of the plan may fire. */
  hit(point: Trigger['point'], instance: Instance): void;
  /** Awaited after every possible hit: never resolves for the dead, and for the stopped only when they wake. */
  breathe(instance: Instance): Promise<void>;
}

/** What wrong variants replace. Nothing in `src` knows of them. */
export interface Swaps {
  readonly store?: (store: Store, state: MemoryState, clock: Clock) => Store;
  readonly exchange?: (api: EarnApi, world: World) => EarnApi;
  readonly accept?: (accept: Accept, world: World) => Accept;
  readonly messenger?: (messenger: Messenger) => Messenger;
  /** A confirm button that was tapped in the update with this id. */
  readonly confirm?: (confirm: Confirm) => Confirm;
}

export type Confirm = (
  app: App,
  store: Store,
  tap: {
    readonly user: Parameters<App['confirm']>[0];
    readonly chatId: number;
    readonly operationId: string;
    readonly updateId: number;
  },
) => Promise<unknown>;
