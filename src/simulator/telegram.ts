// An emulated Telegram over real http: the Bot API for the bot, and a person's side for tests and the chat page.
// One server for the demo, the tests and the benches. This file only puts its parts together.
import { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createBotApiApp, type SimulatorEnv } from './telegram/bot-api-http.ts';
import { createTelegramControl, type TelegramControl } from './telegram/control.ts';
import { createControlApp } from './telegram/control-http.ts';
import { createCounterBook } from './telegram/counter-book.ts';
import { createEventLog } from './telegram/event-log.ts';
import { createFaultPlan, type FaultPlan } from './telegram/fault-plan.ts';
import { createHeldUpdates } from './telegram/held-updates.ts';
import { memoryFrom, snapshotOf } from './telegram/memory.ts';
import { createMessageBook } from './telegram/message-book.ts';
import { createMethods } from './telegram/methods.ts';
import { createPolling } from './telegram/polling.ts';
import { createRateLimiter, type RateLimits } from './telegram/rate-limits.ts';
import { createSaver } from './telegram/saver.ts';
import { EMPTY_SNAPSHOT } from './telegram/state.ts';
import type { TelegramStore } from './telegram/store.ts';
import { createUpdateQueue } from './telegram/update-queue.ts';
import { createWebhook } from './telegram/webhook.ts';
import type { World } from './telegram/world.ts';

/** The token the emulator takes when none is given; worth nothing anywhere else. */
export const SIMULATED_BOT_TOKEN = '7000000001:AAEarnestSimulatedTelegramTokenForPlay0';

/** How long a tap may be answered; Telegram's own time is not published. */
const CALLBACK_LIFE_MS = 60_000;

/** Idle connections stay this long, so that a slow bot does not meet one that is just being closed. */
const KEEP_ALIVE_MS = 65_000;

export interface TelegramSimulatorDeps {
  /** Unix ms. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly store: TelegramStore;
  /** `<bot id>:<secret>`. */
  readonly token?: string;
  readonly botName?: string;
  readonly botUsername?: string;
  /** Off when absent. */
  readonly limits?: RateLimits;
  readonly callbackLifeMs?: number;
  /** A save that failed in the background; the next one tries again. */
  readonly onSaveFailure?: (error: unknown) => void;
}

export interface TelegramSimulator {
  readonly app: Hono<SimulatorEnv>;
  readonly control: TelegramControl;
  readonly token: string;
  /** Ends every open wait and saves. */
  close(): Promise<void>;
}

function createWorld(deps: TelegramSimulatorDeps, world: Pick<World, 'memory' | 'changed' | 'bot'>): World {
  const { memory, changed } = world;
  const { now, random } = deps;
  const counters = createCounterBook(memory);
  const events = createEventLog(memory, now);
  const messages = createMessageBook({ memory, now, events, changed });
  const queue = createUpdateQueue({ memory, counters, changed });
  const callbackLifeMs = deps.callbackLifeMs ?? CALLBACK_LIFE_MS;
  return { ...world, now, random, counters, events, messages, queue, callbackLifeMs };
}

function viewBotUser({ botName, botUsername }: TelegramSimulatorDeps, token: string): World['bot'] {
  const id = Number(/^(\d{1,15}):./.exec(token)?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(id)) throw new Error('a bot token looks like <number>:<secret>');
  return {
    id,
    is_bot: true,
    first_name: botName ?? 'Earnest',
    username: botUsername ?? 'earnest_demo_bot',
  };
}

function connect(deps: TelegramSimulatorDeps, world: World, faults: FaultPlan, token: string) {
  const closing = new AbortController();
  const polling = createPolling(world, faults);
  const webhook = createWebhook(world);
  const held = createHeldUpdates(world);
  const control = createTelegramControl({ world, held, faults, isPolling: polling.isOpen });
  const limiter = createRateLimiter(deps.limits ?? {}, deps.now);
  const findMethod = createMethods(world, polling, webhook);
  const app = new Hono<SimulatorEnv>();
  app.route('/', createBotApiApp({ world, token, faults, limiter, findMethod, closing: closing.signal }));
  app.route('/', createControlApp(world, control, closing.signal));
  webhook.start();
  held.start();
  const stop = () => {
    closing.abort();
    polling.close();
    webhook.close();
    held.close();
    world.events.close();
  };
  return { app, control, stop };
}

/** Starts an emulated Telegram where its store left it. */
export async function createTelegramSimulator(deps: TelegramSimulatorDeps): Promise<TelegramSimulator> {
  const token = deps.token ?? SIMULATED_BOT_TOKEN;
  const memory = memoryFrom((await deps.store.load()) ?? EMPTY_SNAPSHOT);
  const saver = createSaver(
    () => deps.store.save(snapshotOf(memory)),
    deps.onSaveFailure ?? (() => undefined),
  );
  const world = createWorld(deps, { memory, changed: saver.changed, bot: viewBotUser(deps, token) });
  const faults = createFaultPlan((kind) => {
    world.counters.fault(kind);
    saver.changed();
  });
  const { app, control, stop } = connect(deps, world, faults, token);
  return {
    app,
    control,
    token,
    async close() {
      stop();
      await saver.flush();
    },
  };
}

export interface Served {
  /** Without a slash at the end. */
  readonly url: string;
  /** Cuts every connection; the simulator itself lives on and may be served again. */
  close(): Promise<void>;
}

/** Serves the simulator; port 0 picks a free one. Rejects when the port is taken. */
export function serveTelegram(
  simulator: Pick<TelegramSimulator, 'app'>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Served> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: simulator.app.fetch, hostname: host, port }, (info: AddressInfo) => {
      server.off('error', reject);
      resolve({ url: `http://${host}:${info.port}`, close: () => closeServer(server) });
    });
    server.once('error', reject);
    if (server instanceof Server) server.keepAliveTimeout = KEEP_ALIVE_MS;
  });
}

function closeServer(server: ReturnType<typeof serve>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if (server instanceof Server) server.closeAllConnections();
  });
}
