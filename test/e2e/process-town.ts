// A town whose bot is a process of its own (main.ts), so that it can be signalled: the simulated exchange and the
// emulated Telegram over real HTTP, one database, and bots that are started and ended by the test.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { LedgerEffect } from '../../src/simulator/exchange/control-accounts.ts';
import {
  createTelegramControlClient,
  type TelegramChat,
  type TelegramClient,
} from '../../src/simulator/telegram/client.ts';
import { type BotProcess, startBot } from './bot-process.ts';
import { type Engine, type Home, openHome } from './engines.ts';
import { envOf, openWorld, patient, type World } from './harness.ts';
import { connect, type Key } from './steps.ts';

export interface ProcessTown extends World {
  readonly client: TelegramClient;
  readonly home: Home;
  /** Starts a bot; it is killed after the test if it still runs. */
  readonly start: () => BotProcess;
  /** Starts a bot and waits until it takes updates. */
  readonly ready: () => Promise<BotProcess>;
  /** A person whose key is connected; a bot must be running. */
  readonly customer: (person?: {
    readonly firstName: string;
  }) => Promise<{ readonly chat: TelegramChat; readonly key: Key }>;
  /** What requests did to the money of this key. */
  readonly moves: (key: Key) => Promise<readonly LedgerEffect[]>;
  /** Money requests that reached the exchange, of all keys. */
  readonly posts: () => Promise<number>;
}

/** One town for a suite, opened before and closed after it; its bots end with each test. */
export function useProcessTown(engine: Engine): () => ProcessTown {
  const bots: BotProcess[] = [];
  let cwd = '';
  let town: ProcessTown | undefined;

  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'earnest-process-'));
    town = await openProcessTown(engine, (env) => {
      const bot = startBot(cwd, env);
      bots.push(bot);
      return bot;
    });
  });
  afterEach(async () => {
    town?.telegram.control.clearFaults();
    town?.exchange.control.clearFaults();
    for (const bot of bots.splice(0)) {
      bot.signal('SIGKILL');
      await bot.ended;
    }
  });
  afterAll(async () => {
    await town?.exchangeServer.close();
    await town?.telegramServer.close();
    await town?.telegram.close();
    await town?.home.remove();
    rmSync(cwd, { recursive: true, force: true });
  });
  return () => {
    if (town === undefined) throw new Error('the town is there inside tests only');
    return town;
  };
}

async function openProcessTown(
  engine: Engine,
  startIn: (env: Readonly<Record<string, string>>) => BotProcess,
): Promise<ProcessTown> {
  const home = await openHome(engine);
  const world = await openWorld(() => Date.now());
  const client = createTelegramControlClient(world.telegramServer.url);
  const { control } = world.exchange;
  const start = () => startIn({ ...envOf(world, home), LOG_LEVEL: 'info' });
  let people = 0;
  return {
    ...world,
    client,
    home,
    start,
    ready: async () => {
      const bot = start();
      await bot.printed('"bot.ready"');
      return bot;
    },
    customer: async ({ firstName } = { firstName: 'Ann' }) => {
      people += 1;
      const chat = patient(await client.chat({ id: 60_000 + people, firstName, languageCode: 'en' }));
      const key = await control.createAccount({});
      await connect(chat, key);
      return { chat, key };
    },
    moves: async ({ apiKey }) =>
      (await control.effects()).filter((effect) => effect.apiKey === apiKey && effect.by === 'request'),
    posts: async () => (await control.ledger()).requests.filter(({ method }) => method === 'POST').length,
  };
}
