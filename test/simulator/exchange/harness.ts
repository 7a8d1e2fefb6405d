// A simulated exchange for tests: a clock that moves only when told, ids in sequence, and signed calls.
import { amountOf } from '../../../src/domain/money.ts';
import { sign } from '../../../src/exchange/signature.ts';
import { newAccount, type SimAccount } from '../../../src/simulator/exchange/account.ts';
import type { Cause } from '../../../src/simulator/exchange/book.ts';
import { createSimClock, steadyClockState } from '../../../src/simulator/exchange/clock.ts';
import type { Credentials } from '../../../src/simulator/exchange/control-accounts.ts';
import type { DepositRequest } from '../../../src/simulator/exchange/deposit.ts';
import { createMemoryStore } from '../../../src/simulator/exchange/store.ts';
import type { Timers } from '../../../src/simulator/exchange/timers.ts';
import { createExchangeSimulator, type ExchangeSimulatorDeps } from '../../../src/simulator/exchange.ts';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
/** 2024-03-01 10:00 UTC: four hours before a payout. */
export const START = Date.UTC(2024, 2, 1, 10);
export const FIRST_PAYOUT = Date.UTC(2024, 2, 1, 14);
export const BY_REQUEST: Cause = { by: 'request', nonce: 1, realAt: START };

export function testAccount(settings: Partial<SimAccount['settings']> = {}): SimAccount {
  return newAccount({ apiKey: 'key', secret: 'secret', at: START, firstOrderId: 1, settings });
}

export function depositOf(productId: string, amount: string, days = 1, renew = false): DepositRequest {
  return { productId, amount: amountOf(amount), days, renew };
}

/** Timers of a virtual real clock: `advance` moves it and runs what falls due. */
export function virtualTime(start = START) {
  let now = start;
  let waiting: { at: number; work: () => void }[] = [];
  const timers: Timers = {
    after(delayMs, work) {
      const entry = { at: now + delayMs, work };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
  };
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
  return {
    timers,
    real: () => now,
    async advance(ms: number) {
      const until = now + ms;
      await settle();
      for (;;) {
        const next = waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        waiting = waiting.filter((other) => other !== next);
        now = next.at;
        next.work();
        await settle();
      }
      now = until;
    },
  };
}

export interface Signed {
  readonly method: 'GET' | 'POST';
  /** Path from `/api` on. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

export type TestExchange = Awaited<ReturnType<typeof openExchange>>;

export async function openExchange(deps: Partial<ExchangeSimulatorDeps> = {}) {
  const time = virtualTime();
  const clock = createSimClock({ real: time.real, state: steadyClockState(START) });
  let ids = 0;
  const simulator = createExchangeSimulator({
    clock,
    real: time.real,
    timers: time.timers,
    store: createMemoryStore(),
    ids: {
      id: () => {
        ids += 1;
        return `id-${ids}`;
      },
    },
    ...deps,
  });
  const { control } = simulator;
  const person = await control.createAccount({ firstOrderId: 1 });
  let nonce = START;

  function signed(path: string, body?: string, options: { key?: Credentials; nonce?: number } = {}): Signed {
    const { apiKey, secret } = options.key ?? person;
    nonce = Math.max(nonce + 1, clock.now());
    const used = options.nonce ?? nonce;
    const signature = sign({ secret, path: path.split('?')[0] ?? '', nonce: used, body: body ?? '' });
    const headers: Record<string, string> = {
      'request-api': apiKey,
      'request-nonce': String(used),
      'request-sign': signature,
    };
    if (body !== undefined) headers['content-type'] = 'application/json';
    return { method: body === undefined ? 'GET' : 'POST', path, headers, body };
  }

  async function send(request: Signed) {
    const { method, headers, body } = request;
    const response = await simulator.fetch(`http://exchange.test/spot${request.path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      text,
      json: (): unknown => JSON.parse(text),
      headers: response.headers,
    };
  }

  return {
    simulator,
    control,
    clock,
    time,
    person,
    signed,
    send,
    get: (path: string, key?: Credentials) => send(signed(`/api/v3.2${path}`, undefined, key ? { key } : {})),
    post: (path: string, body: unknown, key?: Credentials) =>
      send(signed(`/api/v3.2${path}`, JSON.stringify(body), key ? { key } : {})),
    deposit: (productId: string, amount: number, day = 1, renew = false) =>
      send(signed('/api/v3.2/invest/deposit', JSON.stringify({ productId, amount, renew, day }))),
    /** Effects of deposits, redemptions and renewals asked for by anybody. */
    async effects(kind: string) {
      return (await control.ledger()).effects.filter((effect) => effect.kind === kind);
    },
  };
}
