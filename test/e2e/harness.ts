// A town for end-to-end tests: the real bot between the emulated Telegram and the simulated exchange, real HTTP on
// both sides. Many people share one bot; each test has its own person, key and account, so tests may run side by side.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { type RunningBot, runBot } from '../../src/compose/run-bot.ts';
import { parseConfig } from '../../src/config.ts';
import { createLog, createScrubber } from '../../src/log.ts';
import { createSimClock, type SimClock } from '../../src/simulator/exchange/clock.ts';
import type { LedgerEffect } from '../../src/simulator/exchange/control-accounts.ts';
import type { RequestRecord } from '../../src/simulator/exchange/request-log.ts';
import { type ServedExchange, serveExchange } from '../../src/simulator/exchange/serve.ts';
import { createMemoryStore as createExchangeStore } from '../../src/simulator/exchange/store.ts';
import { createExchangeSimulator, type ExchangeSimulator } from '../../src/simulator/exchange.ts';
import {
  createTelegramControlClient,
  type TelegramChat,
  type TelegramClient,
} from '../../src/simulator/telegram/client.ts';
import { createMemoryStore as createTelegramStore } from '../../src/simulator/telegram/store.ts';
import {
  createTelegramSimulator,
  type Served,
  serveTelegram,
  type TelegramSimulator,
} from '../../src/simulator/telegram.ts';
import { type Engine, type Home, openHome } from './engines.ts';

/** Simulated time begins at this hour UTC, so that the payout of 14:00 comes only when a test jumps there. */
const FIRST_HOUR = 10;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The bot looks at the practice clock every second. */
const CLOCK_LOOK_MS = 1_200;
/** Characters of a key that the ledger keeps. */
const KEY_TAIL = 8;
const FIRST_PERSON_ID = 50_001;
/** No bar: how long a step may take on a machine that is busy with other things before a test calls it stuck. */
export const PATIENCE_MS = 30_000;
export const FLOW_TIMEOUT_MS = 150_000;

export interface TownOptions {
  readonly engine?: Engine;
  /** Settings beside those of the town; they win. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Town {
  readonly exchange: ExchangeSimulator;
  readonly exchangeServer: ServedExchange;
  readonly telegram: TelegramSimulator;
  readonly client: TelegramClient;
  readonly clock: SimClock;
  /** A new person with a private chat; speaks English if nothing else is said. */
  readonly person: (options?: { languageCode?: string; firstName?: string }) => Promise<TelegramChat>;
  /** What requests did to money on the account of this key; `site` and the exchange's own doings left out. */
  readonly moves: (apiKey: string, kind?: LedgerEffect['kind']) => Promise<readonly LedgerEffect[]>;
  /** Signed requests of this key, newest last. */
  readonly requests: (
    key: { readonly apiKey: string },
    method?: 'GET' | 'POST',
  ) => Promise<readonly RequestRecord[]>;
  /** Simulated time goes on by this much, and the bot has seen it. */
  readonly jump: (ms: number) => Promise<void>;
  /** The clock of the bot's machine runs this far ahead until it is called again. */
  readonly setMachineAhead: (ms: number) => void;
  /** From now on this text must appear in no log line and no table. */
  readonly keepSecret: (text: string) => void;
  readonly secrets: () => readonly string[];
  readonly log: () => string;
  /** Lines for the operator. */
  readonly printed: () => readonly string[];
  readonly stopBot: () => Promise<void>;
  readonly startBot: () => Promise<void>;
  /** All rows of all tables as text; stops the bot for good. */
  readonly tables: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface World {
  readonly exchange: ExchangeSimulator;
  readonly exchangeServer: ServedExchange;
  readonly telegram: TelegramSimulator;
  readonly telegramServer: Served;
  readonly clock: SimClock;
}

export async function openWorld(real: () => number): Promise<World> {
  const startAt = Math.floor(real() / DAY_MS) * DAY_MS + FIRST_HOUR * HOUR_MS;
  const clock = createSimClock({
    real,
    state: { simAt: startAt, realAt: real(), speed: 1, runUntilReal: null },
  });
  const exchange = createExchangeSimulator({
    clock,
    real,
    store: createExchangeStore(),
    ids: { id: () => randomBytes(16).toString('base64url') },
  });
  const telegram = await createTelegramSimulator({
    now: real,
    random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
    store: createTelegramStore(),
  });
  const at = { host: '127.0.0.1', port: 0 };
  const exchangeServer = await serveExchange(exchange, at);
  const telegramServer = await serveTelegram(telegram, at);
  return { exchange, exchangeServer, telegram, telegramServer, clock };
}

export function envOf({ exchangeServer, telegram, telegramServer }: World, home: Home) {
  const exchangeUrl = `${exchangeServer.url}/spot`;
  return {
    BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegramServer.url,
    BTSE_LIVE_URL: exchangeUrl,
    BTSE_TESTNET_URL: exchangeUrl,
    BTSE_PRACTICE_URL: exchangeUrl,
    BTSE_MAX_RPS: '200',
    ACCESS: 'open',
    RECONCILE_WAIT_SECONDS: '2',
    PAYOUT_GRACE_SECONDS: '1',
    LOG_LEVEL: 'trace',
    ...home.env,
  };
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

function createBotRunner(env: Readonly<Record<string, string>>) {
  const logged: string[] = [];
  const printed: string[] = [];
  let running: RunningBot | undefined;
  const start = async (): Promise<void> => {
    const parsed = parseConfig(env, () => '');
    if (!parsed.ok) throw new Error(parsed.problems.join(' '));
    const log = createLog({
      level: parsed.config.logLevel,
      scrubber: createScrubber(),
      write: (line) => logged.push(line),
    });
    running = await runBot({
      config: parsed.config,
      log,
      print: (line) => printed.push(line),
      onFailure: (error) => logged.push(`FAILED ${String(error)}`),
    });
  };
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };
  return { start, stop, log: () => logged.join(''), printed: () => printed };
}

/** The same chat with longer waits. */
export function patient(chat: TelegramChat): TelegramChat {
  return {
    ...chat,
    tap: (button, options) => chat.tap(button, { timeoutMs: PATIENCE_MS, ...options }),
    answer: (tapped, timeoutMs = PATIENCE_MS) => chat.answer(tapped, timeoutMs),
    waitFor: (matcher, timeoutMs = PATIENCE_MS) => chat.waitFor(matcher, timeoutMs),
    waitUntil: (isSo, timeoutMs = PATIENCE_MS) => chat.waitUntil(isSo, timeoutMs),
  };
}

/** Opens a town; close it afterwards. */
export async function openTown({ engine = 'PGlite', env = {} }: TownOptions = {}): Promise<Town> {
  const real = Date.now.bind(Date);
  const home = await openHome(engine);
  const world = await openWorld(real);
  const { exchange, exchangeServer, telegram, telegramServer, clock } = world;
  const bot = createBotRunner({ ...envOf(world, home), ...env });
  await bot.start();
  const client = createTelegramControlClient(telegramServer.url);
  const secrets = new Set<string>();
  let people = 0;
  return {
    exchange,
    exchangeServer,
    telegram,
    client,
    clock,
    person: async ({ languageCode = 'en', firstName } = {}) => {
      people += 1;
      const id = FIRST_PERSON_ID + people;
      return patient(await client.chat({ id, firstName: firstName ?? `Person ${people}`, languageCode }));
    },
    requests: async ({ apiKey }, method) => {
      const { requests } = await exchange.control.ledger();
      const tail = apiKey.slice(-KEY_TAIL);
      return requests.filter(
        (request) =>
          request.keyTail !== '' &&
          tail.endsWith(request.keyTail.slice(-KEY_TAIL)) &&
          (method === undefined || request.method === method),
      );
    },
    moves: async (apiKey, kind) => {
      const effects = await exchange.control.effects();
      return effects.filter(
        (effect) =>
          effect.apiKey === apiKey && effect.by === 'request' && (kind === undefined || effect.kind === kind),
      );
    },
    jump: async (ms) => {
      clock.jump(ms);
      await pause(CLOCK_LOOK_MS);
    },
    setMachineAhead: (ms) => {
      Date.now = () => real() + ms;
    },
    keepSecret: (text) => void secrets.add(text),
    secrets: () => [...secrets],
    log: bot.log,
    printed: bot.printed,
    startBot: bot.start,
    stopBot: bot.stop,
    tables: async () => {
      await bot.stop();
      return home.dump();
    },
    close: async () => {
      Date.now = real;
      await bot.stop();
      await exchangeServer.close();
      await telegramServer.close();
      await telegram.close();
      await home.remove();
    },
  };
}

/** One town for a suite, opened before and closed after it. */
export function useTown(options: TownOptions = {}): () => Town {
  let town: Town | undefined;
  beforeAll(async () => {
    town = await openTown(options);
  });
  afterAll(async () => {
    await town?.close();
  });
  return () => {
    if (town === undefined) throw new Error('the town is there inside tests only');
    return town;
  };
}
