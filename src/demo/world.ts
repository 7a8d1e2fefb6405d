// Everything outside the bot: the simulated exchange and Telegram, served on loopback, kept in files under DATA_DIR.
// They outlive a killed bot, and Ctrl-C and start again finds them as they were.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  createSimClock,
  type SimClock,
  type SimClockState,
  steadyClockState,
} from '../simulator/exchange/clock.ts';
import type { Ledger } from '../simulator/exchange/control.ts';
import { openFileStore, type RequestTally } from '../simulator/exchange/file-store.ts';
import type { RequestRecord } from '../simulator/exchange/request-log.ts';
import { serveExchange } from '../simulator/exchange/serve.ts';
import { createMemoryStore } from '../simulator/exchange/store.ts';
import { createExchangeSimulator, type ExchangeSimulator } from '../simulator/exchange.ts';
import { createFileStore } from '../simulator/telegram/store.ts';
import { createTelegramSimulator, serveTelegram, type TelegramSimulator } from '../simulator/telegram.ts';

/** One simulated day in twelve seconds: the first payout comes within twenty of a deposit. */
export const DEMO_SPEED = 7_200;
/** Simulated time stands still when nobody did anything for this long, so that an open page does not fill up. */
export const REST_AFTER_MS = 3 * 60_000;
/** The clock's reading is stored this often: a demo that is ended hard loses no more of it. */
const CHECKPOINT_MS = 1_000;
const HOST = '127.0.0.1';

export interface DemoWorld {
  readonly exchange: ExchangeSimulator;
  readonly telegram: TelegramSimulator;
  readonly clock: SimClock;
  readonly exchangeUrl: string;
  /** Stands for the live and the test exchange: by real time, and nobody has a key there. */
  readonly liveUrl: string;
  readonly telegramUrl: string;
  /** Requests the exchange has seen, earlier runs of this demo included. */
  readonly tally: () => Promise<RequestTally>;
  readonly close: () => Promise<void>;
}

/** The clock goes on from where it stood when the demo ended: simulated time does not pass while it is down. */
function resumed(saved: SimClockState | undefined, realNow: number): SimClockState {
  const simAt = saved?.simAt ?? realNow;
  const speed = saved?.speed ?? DEMO_SPEED;
  return { simAt, realAt: realNow, speed, runUntilReal: realNow + REST_AFTER_MS };
}

/** Refused, or cut off by a fault; one that waits for its answer, as under slow answers, is neither. */
function hasFailed({ status, fault }: RequestRecord): boolean {
  return status === null ? fault !== null && fault !== 'slow' : status >= 400;
}

function countedOn(earlier: RequestTally | undefined, { counts, requests }: Ledger): RequestTally {
  const refused = requests.filter(hasFailed).length;
  return {
    requests: (earlier?.requests ?? 0) + counts.requests,
    refused: (earlier?.refused ?? 0) + refused,
  };
}

/** Opens both simulators on free ports of this machine. */
export async function openWorld(dataDir: string, real: () => number): Promise<DemoWorld> {
  const store = await openFileStore(join(dataDir, 'exchange.json'));
  const saved = store.remembered();
  const clock = createSimClock({
    real,
    state: resumed(saved.clock, real()),
    onChange: (state) => store.remember({ clock: state }),
  });
  const ids = { id: () => randomBytes(16).toString('base64url') };
  const exchange = createExchangeSimulator({
    clock,
    real,
    store,
    ids,
    state: saved.state,
    onState: (state) => store.remember({ state }),
  });
  const live = createExchangeSimulator({
    clock: createSimClock({ real, state: steadyClockState(real()) }),
    real,
    store: createMemoryStore(),
    ids,
  });
  const telegram = await createTelegramSimulator({
    now: real,
    random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
    store: createFileStore(join(dataDir, 'telegram.json')),
  });
  const tally = async () => countedOn(saved.tally, await exchange.control.ledger());
  const checkpoint = async () =>
    store.remember({
      clock: { ...clock.state(), simAt: clock.now(), realAt: real() },
      tally: await tally(),
    });
  const exchangeServer = await serveExchange(exchange, { host: HOST, port: 0 });
  const liveServer = await serveExchange(live, { host: HOST, port: 0 });
  const telegramServer = await serveTelegram(telegram, { host: HOST, port: 0 });
  const timer = setInterval(() => void checkpoint(), CHECKPOINT_MS);
  return {
    exchange,
    telegram,
    clock,
    exchangeUrl: exchangeServer.url,
    liveUrl: liveServer.url,
    telegramUrl: telegramServer.url,
    tally,
    close: async () => {
      clearInterval(timer);
      await checkpoint();
      await exchangeServer.close();
      await liveServer.close();
      await telegramServer.close();
      await telegram.close();
      await store.close();
    },
  };
}
