// Everything around the bot in the driver's process: an emulated Telegram, and two simulated exchanges. Live keeps real
// time; practice is the one whose days are skipped.
import { randomBytes } from 'node:crypto';
import { createSimClock, type SimClock } from '../../src/simulator/exchange/clock.ts';
import { type ServedExchange, serveExchange } from '../../src/simulator/exchange/serve.ts';
import { createMemoryStore as createExchangeStore } from '../../src/simulator/exchange/store.ts';
import { createExchangeSimulator, type ExchangeSimulator } from '../../src/simulator/exchange.ts';
import type { TelegramListener } from '../../src/simulator/telegram/event-log.ts';
import {
  createTelegramSimulator,
  type Served,
  serveTelegram,
  type TelegramSimulator,
} from '../../src/simulator/telegram.ts';
import type { Target } from './gates/gate.ts';

export type Side = 'live' | 'practice';

export interface Exchange {
  readonly simulator: ExchangeSimulator;
  readonly clock: SimClock;
  readonly target: Target;
}

export interface World {
  readonly telegram: TelegramSimulator;
  readonly telegramTarget: Target;
  readonly exchanges: Readonly<Record<Side, Exchange>>;
  /** Practice time goes on to just after the next payout. */
  readonly skipToPayout: () => void;
  readonly close: () => Promise<void>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PAYOUT_MS = 14 * HOUR_MS;
const JUST_AFTER_MS = 2_000;
/** Live's clock is behind the machine's by this, which the bot has to find out after each start. */
const LIVE_BEHIND_MS = 3_000;
/** The bot looks at the practice clock once a second; until it has seen a jump its nonces are old. */
const NONCE_WINDOW_MS = 300 * DAY_MS;
/** Nothing here is kept for a restart of the emulator. */
const NO_STORE = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };

export async function openWorld(onTelegram: TelegramListener): Promise<World> {
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS + PAYOUT_MS;
  const live = await openExchange(Date.now() - LIVE_BEHIND_MS);
  const practice = await openExchange(today - 4 * HOUR_MS);
  const telegram = await createTelegramSimulator({ now: Date.now, random: Math.random, store: NO_STORE });
  telegram.control.on(onTelegram);
  const telegramServer = await serveTelegram(telegram, { host: '127.0.0.1', port: 0 });
  return {
    telegram,
    telegramTarget: targetOf(telegramServer),
    exchanges: { live, practice },
    skipToPayout: () => {
      const now = practice.clock.now();
      const next = Math.floor((now - PAYOUT_MS) / DAY_MS) * DAY_MS + PAYOUT_MS + DAY_MS;
      practice.clock.jump(next + JUST_AFTER_MS - now);
    },
    close: async () => {
      await Promise.all([live.server.close(), practice.server.close(), telegramServer.close()]);
      await telegram.close();
    },
  };
}

async function openExchange(simAt: number): Promise<Exchange & { readonly server: ServedExchange }> {
  const clock = createSimClock({
    real: Date.now,
    state: { simAt, realAt: Date.now(), speed: 1, runUntilReal: null },
  });
  const simulator = createExchangeSimulator({
    clock,
    real: Date.now,
    store: createExchangeStore(),
    ids: { id: () => randomBytes(16).toString('base64url') },
    settings: { nonceWindowMs: NONCE_WINDOW_MS },
  });
  const server = await serveExchange(simulator);
  return { simulator, clock, server, target: targetOf(server) };
}

function targetOf({ url }: Pick<Served, 'url'>): Target {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
