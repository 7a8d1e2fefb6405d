// One instance of the bot: the real use cases and the real jobs on this world's store, exchange, Telegram and clock.
// Only the heartbeat is the world's: what it would cost an event a second is known without playing it.
// Long: it puts every part together, as the composition root does.

import type { Queue } from '../../src/app/app.ts';
import { createApp } from '../../src/app/create-app.ts';
import type { EnvironmentClock, Log, Vault } from '../../src/app/ports.ts';
import type { Claimed, Store } from '../../src/app/store.ts';
import { createExchangeClock } from '../../src/compose/exchange-clock.ts';
import { createNextCards } from '../../src/compose/next-cards.ts';
import { createChatRunner } from '../../src/jobs/chats.ts';
import { createDeletionRunner } from '../../src/jobs/delete.ts';
import { createNoticeClaim, createNoticeRunner } from '../../src/jobs/deliver.ts';
import { createHousekeeping } from '../../src/jobs/housekeeping.ts';
import { createIntake } from '../../src/jobs/intake.ts';
import { createLoop, type Loop } from '../../src/jobs/loop.ts';
import { createPacer } from '../../src/jobs/pacer.ts';
import { createPoller } from '../../src/jobs/poller.ts';
import { type Sleep, sleep } from '../../src/jobs/sleep.ts';
import { claimantName, MemoryStoreError } from '../app/memory/engine.ts';
import { createMemoryStore, type MemoryState } from '../app/memory-store.ts';
import { type Database, StorageError } from './database.ts';
import { createExchange } from './exchange.ts';
import { createHandler, createRenderNotice, plainConfirm } from './handler.ts';
import type { Instance, Life, Swaps } from './parts.ts';
import { type Owner, stage } from './scheduler.ts';
import type { Telegram } from './telegram.ts';
import type { Witness } from './witness.ts';
import { BOT_ID, type World } from './world.ts';

export interface Running extends Instance {
  wake(queue: Queue): void;
  /** SIGTERM: takes nothing new. */
  stop(): void;
}

export interface InstanceParts {
  readonly world: World;
  readonly state: MemoryState;
  readonly database: Database;
  readonly telegram: Telegram;
  readonly witness: Witness;
  readonly vault: Vault;
  readonly log: Log;
  readonly life: Life;
  readonly swaps: Swaps;
  readonly slot: number;
  /** A NOTIFY: others look too. */
  readonly notify: (queue: Queue) => void;
  readonly forgetNow: (apiKey: string) => void;
  readonly terminate: (instance: Instance) => void;
}

/** Loops are woken by the world when a row falls due, so they need not look by themselves. */
const LOOP_SLEEP_MS = 24 * 3_600_000;
/** The heartbeat, and how long a name that was given up lives on (`src/db/instances.ts`). */
const BEAT_MS = 1_000;
const RETIRED_MS = 120_000;
const BESIDE = 8;
const AGAIN_MS = 2_000;

/** How long waits that only look again are stretched: much happens, or nothing does. */
function stretched(world: World, busyMs: number, calmMs: number): Sleep {
  return (ms, signal) => sleep(Math.max(ms, world.troubled ? busyMs : calmMs), signal);
}

/** The names under which an instance claims, as the database's (`src/db/instances.ts`): given up after a doubt. */
function createClaimant({ world: { scheduler }, state, database }: InstanceParts, id: string) {
  let number = 1;
  let doubted = false;
  return {
    current: () => claimantName(id, number),
    doubt() {
      if (doubted) return;
      doubted = true;
      scheduler.after(undefined, BEAT_MS, () => {
        const given = claimantName(id, number);
        number += 1;
        doubted = false;
        scheduler.after(undefined, RETIRED_MS, () => {
          state.engine.retire(given);
          database.changed = true;
        });
      });
    },
  };
}

export function createInstance(parts: InstanceParts, id: string): Running {
  const { world, state, database, telegram, witness, vault, log, life, swaps } = parts;
  const { scheduler, plan, bank } = world;
  const owner: Owner = { name: id, state: 'up', resumeAt: 0 };
  const stepAt = scheduler.now() + plan.activeMs / 2;
  const stepMs = parts.slot === 0 ? plan.clockStepMs : 0;
  const clock = { now: () => scheduler.now() + (scheduler.now() >= stepAt ? stepMs : 0) };
  const stopping = new AbortController();
  const loops = new Map<Queue, Loop>();

  return stage.run({ scheduler, owner, job: 'main' }, () => {
    const measured = createExchangeClock({
      steady: { now: () => scheduler.now() },
      real: clock,
      time: () => api.time(),
      onChange: () => void app.redue('live').catch(() => undefined),
      log,
    });
    const shared: EnvironmentClock = { now: () => bank.now(), toReal: (at) => bank.toReal(at) };
    const envClock = plan.speed === 1 ? measured : shared;
    const refreshClock = plan.speed === 1 ? measured.refresh : async () => true;
    const claimant = createClaimant(parts, id);
    const instance: Running = {
      id,
      owner,
      life,
      clock,
      envClock,
      believesAlive: true,
      wasStopped: false,
      dropsNext: false,
      doubt: claimant.doubt,
      wake: (queue) => loops.get(queue)?.wake(),
      stop: () => {
        stopping.abort();
        for (const loop of loops.values()) void loop.stop();
        void poller.stop();
        void housekeeping.stop();
      },
    };
    const plainStore = createMemoryStore({
      instanceId: id,
      state,
      hooks: database.hooksOf(instance),
      claimant: claimant.current,
    });
    const store: Store = swaps.store?.(plainStore, state, clock) ?? plainStore;
    const plainApi = createExchange({
      world,
      witness,
      instance,
      forgetNow: parts.forgetNow,
      terminate: () => parts.terminate(instance),
    });
    const api = swaps.exchange?.(plainApi, world) ?? plainApi;
    const plainMessenger = telegram.messenger(instance);
    const messenger = swaps.messenger?.(plainMessenger) ?? plainMessenger;
    const wake = (queue: Queue): void => parts.notify(queue);
    let ids = 0;
    const environmentClocks = { live: envClock, testnet: envClock, practice: envClock };
    const app = createApp({
      store,
      clock,
      environmentClocks,
      exchanges: { live: api, testnet: api, practice: api },
      vault,
      ids: { id: () => `${id}-${++ids}` },
      log,
      settings: {
        payoutGraceMs: 60_000,
        reconcileWaitMs: plan.reconcileWaitMs,
        access: 'open',
        allowedIds: [],
        ownerIds: [],
        readTimeoutMs: 8_000,
        maxRps: 10,
      },
      sleep: (ms) => sleep(ms, stopping.signal),
      openPracticeAccount: () => Promise.reject(new Error('not played')),
      touchPractice: () => undefined,
      measureClock: () => refreshClock(),
      wake,
    });

    const mayClaim = () => instance.believesAlive && !stopping.signal.aborted;
    function run<Work>(
      queue: Queue,
      claim: (limit: number) => Promise<readonly Claimed<Work>[]>,
      work: (claimed: Claimed<Work>) => Promise<void>,
      giveBack: (claimed: Claimed<Work>) => Promise<void>,
    ): void {
      const run = (claimed: Claimed<Work>) =>
        stage.run({ scheduler, owner, job: queue }, () => work(claimed));
      const loop = createLoop<Claimed<Work>>({
        name: queue,
        claim: async (limit) => {
          const claimed = await claim(limit);
          if (claimed.length > 0) await passClaim(queue);
          return claimed;
        },
        run,
        giveBack,
        concurrency: BESIDE,
        sleepMs: LOOP_SLEEP_MS,
        mayClaim,
        clock,
        sleep,
        log,
      });
      loops.set(queue, loop);
      loop.start();
    }

    async function passClaim(queue: Queue): Promise<void> {
      if (queue === 'submit') life.hit('claimed, not sending', instance);
      if (queue === 'deliver') life.hit('notice claimed, not sent', instance);
      await life.breathe(instance);
    }

    const { operations, accounts, notices, deletions, chats } = store;
    const againAt = () => clock.now() + AGAIN_MS;
    run(
      'submit',
      (limit) => operations.claimDue(['confirmed'], clock.now(), limit),
      app.submit,
      ({ row, claim }) => operations.release(row.id, claim, againAt()),
    );
    run(
      'settle',
      (limit) => operations.claimDue(['unknown'], clock.now(), limit),
      app.settle,
      ({ row, claim }) => operations.release(row.id, claim, againAt()),
    );
    run(
      'sync',
      (limit) => accounts.claimDue(clock.now(), limit),
      async (claimed) => {
        await refreshClock();
        await app.sync(claimed);
      },
      ({ row, claim }) => accounts.release(row.id, claim, againAt()),
    );
    const pacer = createPacer({ clock, sleep });
    const cards = createNextCards({ store, app, clock, environmentClocks });
    run(
      'deliver',
      createNoticeClaim({ store, pacer, clock }),
      createNoticeRunner({
        store,
        messenger,
        render: createRenderNotice(cards, store),
        onShown: cards.onShown,
        mayUse: app.mayUse,
        pacer,
        clock,
        sleep,
        stopping: stopping.signal,
        log,
      }),
      ({ row, claim }) => notices.retry(row.id, claim, againAt(), row.repeat),
    );
    run(
      'delete',
      (limit) => deletions.claimDue(clock.now(), limit),
      createDeletionRunner({
        store,
        messenger,
        clock,
        log,
        wakeDeliver: () => wake('deliver'),
        tried: app.deletionTried,
      }),
      ({ row, claim }) => deletions.retry(row, claim, againAt()),
    );
    const confirm = swaps.confirm?.(plainConfirm) ?? plainConfirm;
    run(
      'chats',
      (limit) => chats.claimDue(clock.now(), limit),
      createChatRunner({
        chats,
        vault,
        handle: createHandler({ world, instance, app, store, messenger, confirm }),
        isStorageError: (error) => error instanceof StorageError || error instanceof MemoryStoreError,
        clock,
        log,
      }),
      ({ row, claim }) => chats.release(row.chatId, claim, againAt()),
    );

    const { acceptSome } = app;
    const intake = createIntake({
      chats,
      acceptSome,
      vault,
      botId: BOT_ID,
      clock,
      log,
      wake: () => wake('chats'),
    });
    const getUpdates = telegram.getUpdates(instance);
    const poller = createPoller({
      seats: store.seats,
      getUpdates: async (payload, options) => {
        life.hit('before getUpdates', instance);
        await life.breathe(instance);
        return getUpdates(payload, options);
      },
      accept: swaps.accept?.(intake, world) ?? intake,
      mayClaim,
      sleep: stretched(world, 4_000, 300_000),
      log,
    });
    poller.start();
    const housekeeping = createHousekeeping({
      app,
      store,
      pruneNotices: async () => 0,
      mayClaim,
      clock,
      // What was left in `sending` is found as soon as by the bot.
      sleep: (ms, signal) => {
        const isSending = state.tables.operations.rows().some(({ row }) => row.state === 'sending');
        return isSending ? sleep(ms, signal) : stretched(world, 6_000, 300_000)(ms, signal);
      },
      log,
    });
    housekeeping.start();
    return instance;
  });
}
