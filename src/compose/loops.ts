// The loops of the use cases over their due rows: which rows, how many side by side, how a row is given back. Knows no
// work itself.
import type { App, Queue } from '../app/app.ts';
import type { Log, Messenger, View } from '../app/ports.ts';
import type { Notice, Store, User } from '../app/store.ts';
import type { ChatsDeps } from '../jobs/chats.ts';
import { createChatRunner } from '../jobs/chats.ts';
import { createDeletionRunner } from '../jobs/delete.ts';
import { createNoticeClaim, createNoticeRunner } from '../jobs/deliver.ts';
import { createLoop, type Job, type Loop } from '../jobs/loop.ts';
import { createPacer } from '../jobs/pacer.ts';
import { createSettleJob } from '../jobs/settle.ts';
import { sleep } from '../jobs/sleep.ts';
import { createSubmitJob } from '../jobs/submit.ts';
import { createSyncJob } from '../jobs/sync.ts';
import { REAL_CLOCK } from './adapters.ts';

/** Rows side by side (journeys: bounds). The exchange's budget is what really limits moves and syncs. */
const SIDE_BY_SIDE: Readonly<Record<Queue, number>> = {
  chats: 1_000,
  submit: 32,
  settle: 16,
  sync: 32,
  deliver: 64,
  delete: 32,
};
/** Longest sleep of a loop. The alarm wakes it when a row falls due; this is for an alarm that cannot look. */
const SLEEP_MS = 10_000;
/** Messages with a secret are gone within two seconds, whether or not an alarm looks. */
const DELETE_SLEEP_MS = 1_000;
/** After an unexpected error of the other kinds; moves and syncs have their own. */
const AGAIN_MS = { chats: 1_000, deliver: 5_000, delete: 500 } as const;

export interface LoopsDeps {
  readonly app: App;
  readonly store: Store;
  readonly messenger: Messenger;
  readonly render: (notice: Notice, user: User) => Promise<View | undefined>;
  readonly onShown: (notice: Notice, messageId: number, since: number) => Promise<void>;
  readonly wake: (queue: Queue) => void;
  readonly mayClaim: () => boolean;
  readonly stopping: AbortSignal;
  readonly log: Log;
  /** Measures the exchanges' clocks where that is due. */
  readonly refreshClocks: () => Promise<void>;
}

const againAt = (queue: keyof typeof AGAIN_MS): number => REAL_CLOCK.now() + AGAIN_MS[queue];

function loopOf<Work>(queue: Queue, deps: LoopsDeps, job: Job<Work>): Loop {
  return createLoop<Work>({
    name: queue,
    ...job,
    concurrency: SIDE_BY_SIDE[queue],
    sleepMs: queue === 'delete' ? DELETE_SLEEP_MS : SLEEP_MS,
    mayClaim: deps.mayClaim,
    clock: REAL_CLOCK,
    sleep,
    log: deps.log,
  });
}

/** All loops but that of the chats, which needs the bot, and that of the notices, which stops last. */
export function createLoops(deps: LoopsDeps): readonly (readonly [Queue, Loop])[] {
  const { submit, settle, sync } = deps.app;
  const { operations, accounts } = deps.store;
  const clock = REAL_CLOCK;
  return [
    ['submit', loopOf('submit', deps, createSubmitJob({ operations, submit, clock }))],
    ['settle', loopOf('settle', deps, createSettleJob({ operations, settle, clock }))],
    [
      'sync',
      loopOf('sync', deps, createSyncJob({ accounts, sync, clock, refreshClocks: deps.refreshClocks })),
    ],
    ['delete', createDeleteLoop(deps)],
  ];
}

export function createDeliverLoop(deps: LoopsDeps): Loop {
  const { store, messenger, render, onShown, stopping, log } = deps;
  const pacer = createPacer({ clock: REAL_CLOCK, sleep });
  return loopOf('deliver', deps, {
    claim: createNoticeClaim({ store, pacer, clock: REAL_CLOCK }),
    run: createNoticeRunner({
      store,
      messenger,
      render,
      onShown,
      mayUse: deps.app.mayUse,
      pacer,
      clock: REAL_CLOCK,
      sleep,
      stopping,
      log,
    }),
    giveBack: ({ row, claim }) => store.notices.retry(row.id, claim, againAt('deliver'), row.repeat),
  });
}

function createDeleteLoop(deps: LoopsDeps): Loop {
  const { app, store, messenger, log } = deps;
  return loopOf('delete', deps, {
    claim: (limit) => store.deletions.claimDue(REAL_CLOCK.now(), limit),
    run: createDeletionRunner({
      store,
      messenger,
      clock: REAL_CLOCK,
      log,
      wakeDeliver: () => deps.wake('deliver'),
      tried: app.deletionTried,
    }),
    giveBack: ({ row, claim }) => store.deletions.retry(row, claim, againAt('delete')),
  });
}

export function createChatLoop(
  deps: LoopsDeps,
  chats: Pick<ChatsDeps, 'vault' | 'handle' | 'isStorageError'>,
): Loop {
  const { store, log } = deps;
  return loopOf('chats', deps, {
    claim: (limit) => store.chats.claimDue(REAL_CLOCK.now(), limit),
    run: createChatRunner({ ...chats, chats: store.chats, clock: REAL_CLOCK, log }),
    giveBack: ({ row, claim }) => store.chats.release(row.chatId, claim, againAt('chats')),
  });
}
