// Starts an emulated Telegram on a free port and calls it over real http, as the bot and as the person.
import { onTestFinished } from 'vitest';
import { createTelegramControlClient } from '../../../src/simulator/telegram/client.ts';
import { createMemoryStore, type TelegramStore } from '../../../src/simulator/telegram/store.ts';
import {
  createTelegramSimulator,
  serveTelegram,
  type TelegramSimulatorDeps,
} from '../../../src/simulator/telegram.ts';

export const ANNA = { id: 101, firstName: 'Anna', languageCode: 'en' };

/** A generator of numbers in [0, 1) that gives the same row for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface ApiAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire carries
  readonly body: any;
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire carries
export async function readJson(response: Response): Promise<any> {
  return response.json();
}

/** A clock that stands still until it is moved. */
export function createTestClock(startMs = 1_700_000_000_000) {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance(ms: number) {
      nowMs += ms;
    },
  };
}

export async function startTelegram(
  overrides: Partial<TelegramSimulatorDeps> = {},
  store: TelegramStore = createMemoryStore(),
) {
  const simulator = await createTelegramSimulator({
    now: Date.now,
    random: seededRandom(7),
    store,
    ...overrides,
  });
  const served = await serveTelegram(simulator, { host: '127.0.0.1', port: 0 });
  const close = async () => {
    await served.close();
    await simulator.close();
  };
  onTestFinished(close);
  const root = `${served.url}/bot${simulator.token}`;
  return {
    url: served.url,
    token: simulator.token,
    control: simulator.control,
    client: createTelegramControlClient(served.url),
    close,
    async call(method: string, params: object = {}): Promise<ApiAnswer> {
      const response = await fetch(`${root}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(params),
      });
      return { status: response.status, body: await response.json() };
    },
    root,
  };
}

export type TestTelegram = Awaited<ReturnType<typeof startTelegram>>;

/** Calls a method that must succeed, and gives its result. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire carries
export async function result(telegram: TestTelegram, method: string, params: object = {}): Promise<any> {
  const { status, body } = await telegram.call(method, params);
  if (status !== 200) throw new Error(`${method}: ${JSON.stringify(body)}`);
  return body.result;
}

/** Calls a method that must be refused, and gives the code and the description. */
export async function refusal(telegram: TestTelegram, method: string, params: object = {}): Promise<string> {
  const { status, body } = await telegram.call(method, params);
  if (status === 200) throw new Error(`${method} was not refused`);
  return `${body.error_code} ${body.description}`;
}
