// The side that talks: who the bot is, its handlers, the loop of chats, and how updates come in. Comes up on its own
// time, since Telegram may be out of reach; the rest of the house works meanwhile.
import type { Update } from 'grammy/types';
import type { Log } from '../app/ports.ts';
import type { Store } from '../app/store.ts';
import { createBot } from '../bot/bot.ts';
import { runWithDialog } from '../bot/dialog-storage.ts';
import type { Config } from '../config.ts';
import type { Accept } from '../jobs/intake.ts';
import type { Loop } from '../jobs/loop.ts';
import { createPoller } from '../jobs/poller.ts';
import { backOffMs, sleep } from '../jobs/sleep.ts';
import { RANDOM_IDS, REAL_CLOCK } from './adapters.ts';
import { createPaidSince } from './away.ts';
import type { Core } from './core.ts';
import type { House } from './house.ts';
import { createChatLoop, type LoopsDeps } from './loops.ts';
import { isAway } from './storage.ts';
import { isStorageError } from './storage-error.ts';
import { askIdentity, learnIdentity } from './telegram-identity.ts';
import { setUpProfile, setUpUpdates } from './telegram-setup.ts';

/** After a start that the database broke. */
const AGAIN_FIRST_MS = 250;
const AGAIN_MOST_MS = 10_000;

export interface FrontDeps {
  readonly config: Config;
  readonly house: House;
  readonly core: Core;
  readonly accept: Accept;
  readonly loops: LoopsDeps;
  /** The chat loop was made: wake it when chats become due. */
  readonly onChatLoop: (loop: Loop) => void;
  readonly stopping: AbortSignal;
  readonly log: Log;
  /** One plain line for the operator. */
  readonly print: (line: string) => void;
}

export interface Front {
  /** True once updates are taken and handled. */
  readonly isUp: () => boolean;
  readonly failures: () => number;
  /** Resolves when it is up or stopping came first. Throws StartProblem. */
  readonly comeUp: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export function createFront(deps: FrontDeps): Front {
  const { config, house, stopping, log } = deps;
  const { telegram } = deps.core;
  const { store, vault } = house;
  const setup = { call: telegram.call, updates: config.updates, sleep, stopping, log };
  const identity = {
    call: telegram.call,
    meta: store.meta,
    botId: telegram.botId,
    sleep,
    stopping,
    log,
  };
  const poller = createPoller({
    seats: store.seats,
    getUpdates: (payload, options) => telegram.call('getUpdates', payload, options),
    accept: deps.accept,
    mayClaim: deps.loops.mayClaim,
    sleep,
    log,
  });
  let chats: Loop | undefined;
  let up = false;

  const tryToComeUp = async (): Promise<void> => {
    const botInfo = await learnIdentity(identity);
    if (botInfo === undefined || stopping.aborted) return;
    if (chats === undefined) {
      chats = createChatLoop(deps.loops, {
        vault,
        handle: await createHandle(deps, botInfo),
        isStorageError,
      });
      deps.onChatLoop(chats);
      chats.start();
    }
    await printOwnerClaim(deps, botInfo.username);
    await setUpUpdates(setup);
    if (stopping.aborted) return;
    if (config.updates.kind === 'polling') poller.start();
    up = true;
    log.info('bot.ready', { username: botInfo.username, updates: config.updates.kind });
    void setUpProfile(setup).catch((error: unknown) => log.warn('start.profile_not_set', { error }));
    // Names may have changed since they were stored; the next start uses them.
    void askIdentity(identity).catch((error: unknown) =>
      log.error('start.identity_not_refreshed', { error }),
    );
  };

  /** A database that goes away meanwhile is waited for: a restart needs nobody (S3). */
  const comeUp = async (): Promise<void> => {
    for (let tries = 1; !stopping.aborted; tries += 1) {
      try {
        return await tryToComeUp();
      } catch (error) {
        if (!isAway(error)) throw error;
        log.warn('start.interrupted', { error, tries });
        await sleep(backOffMs(tries, AGAIN_FIRST_MS, AGAIN_MOST_MS), stopping);
      }
    }
  };

  return {
    isUp: () => up,
    failures: () => Math.max(poller.state().failures, chats?.state().failures ?? 0),
    comeUp,
    stop: async () => {
      await poller.stop();
      await chats?.stop();
    },
  };
}

type BotInfo = NonNullable<Awaited<ReturnType<typeof learnIdentity>>>;

async function createHandle(deps: FrontDeps, botInfo: BotInfo) {
  const { config, log } = deps;
  const { app, exchanges, telegram } = deps.core;
  const { store } = deps.house;
  const bot = createBot({
    token: config.botToken.reveal(),
    botInfo,
    client: telegram.client,
    app,
    cards: store.cards,
    clock: REAL_CLOCK,
    environmentClocks: exchanges.clocks,
    ids: RANDOM_IDS,
    log,
    access: config.app.access,
    runBy: () => ownerName(config, store),
    reconcileWaitMs: config.app.reconcileWaitMs,
    paidSince: createPaidSince({ app, store }),
    after: (ms, work) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
    deliverAgain: isStorageError,
  });
  return async (update: unknown, dialog: string | undefined): Promise<string | undefined> => {
    // Stored as it came from Telegram; grammY itself takes it unchecked.
    const { state } = await runWithDialog(dialog, () => bot.handleUpdate(update as Update));
    return state;
  };
}

/** Whoever runs the bot, as far as the bot knows them. */
async function ownerName(config: Config, store: Store): Promise<string | undefined> {
  const [id] = config.app.ownerIds;
  const owner = id === undefined ? (await store.users.owners())[0] : await store.users.get(id);
  return owner === undefined || owner.firstName === '' ? undefined : owner.firstName;
}

async function printOwnerClaim({ core, print }: FrontDeps, username: string): Promise<void> {
  const payload = await core.app.ownerClaim();
  if (payload === undefined) return;
  print(`This bot has no owner yet. To become it, open: https://t.me/${username}?start=${payload}`);
}
