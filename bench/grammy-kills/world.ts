// The witnesses of the kill test, in the driver's process over real HTTP: the simulated exchange, which takes its time
// to answer, and the Bot API emulator.
import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { createSimClock, steadyClockState } from '../../src/simulator/exchange/clock.ts';
import { type ServedExchange, serveExchange } from '../../src/simulator/exchange/serve.ts';
import { createMemoryStore } from '../../src/simulator/exchange/store.ts';
import { createExchangeSimulator, type ExchangeSimulator } from '../../src/simulator/exchange.ts';
import type { SimulatorEnv } from '../../src/simulator/telegram/bot-api-http.ts';
import { createTelegramControlClient, type TelegramClient } from '../../src/simulator/telegram/client.ts';
import {
  createTelegramSimulator,
  serveTelegram,
  type TelegramSimulator,
} from '../../src/simulator/telegram.ts';
import { pause } from '../../test/crash/pause.ts';
import type { Random } from '../../test/simulation/random.ts';

/** From the last byte of a request to its answer, ms; a random part of it passes before anything happens. */
export const LATENCIES_MS = {
  exchange: { least: 20, most: 150 },
  /** Of each call of the Bot API, beside what a long poll waits. */
  telegram: { least: 20, most: 60 },
} as const;

export interface World {
  readonly exchange: ExchangeSimulator;
  readonly telegram: TelegramSimulator;
  readonly chats: TelegramClient;
  /** With `/spot`. */
  readonly exchangeUrl: string;
  readonly telegramUrl: string;
  readonly close: () => Promise<void>;
}

export async function openWorld(random: Random): Promise<World> {
  const real = Date.now;
  const exchange = createExchangeSimulator({
    clock: createSimClock({ real, state: steadyClockState(real()) }),
    real,
    store: createMemoryStore(),
    ids: { id: () => randomBytes(16).toString('base64url') },
  });
  // Nothing is kept: one process holds it all, and saving would only take the bots' processor.
  const store = { load: async () => undefined, save: async () => undefined };
  const telegram = await createTelegramSimulator({ now: real, random: random.next, store });
  const exchangeServer = await serveSlowly(exchange, random);
  const telegramServer = await serveTelegram(slowed(telegram, random), { host: '127.0.0.1', port: 0 });
  return {
    exchange,
    telegram,
    chats: createTelegramControlClient(telegramServer.url),
    exchangeUrl: `${exchangeServer.url}/spot`,
    telegramUrl: telegramServer.url,
    close: async () => {
      await exchangeServer.close();
      await telegramServer.close();
      await telegram.close();
    },
  };
}

/** Draws how long the way there and the way back take. */
function ways(random: Random, { least, most }: { readonly least: number; readonly most: number }) {
  const wholeMs = random.int(least, most);
  const thereMs = random.int(0, wholeMs);
  return { thereMs, backMs: wholeMs - thereMs };
}

/** What has arrived whole is executed, though the one who sent it may be dead by then: as on a real exchange. */
function serveSlowly({ app }: ExchangeSimulator, random: Random): Promise<ServedExchange> {
  const fetch = async (request: Request): Promise<Response> => {
    const body = request.method === 'POST' ? await request.text() : null;
    const { thereMs, backMs } = ways(random, LATENCIES_MS.exchange);
    await pause(thereMs);
    const { url, method, headers } = request;
    const answer = await app.fetch(new Request(url, { method, headers, body }));
    await pause(backMs);
    return answer;
  };
  return serveExchange({ app: { fetch } });
}

/** The bot's side of Telegram; the people's side answers at once. */
function slowed({ app }: TelegramSimulator, random: Random): Pick<TelegramSimulator, 'app'> {
  const slow = new Hono<SimulatorEnv>();
  slow.use('/:bot{bot[^/]+}/:method', async (_c, next) => {
    const { thereMs, backMs } = ways(random, LATENCIES_MS.telegram);
    await pause(thereMs);
    await next();
    await pause(backMs);
  });
  slow.route('/', app);
  return { app: slow };
}
