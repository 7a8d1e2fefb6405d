// Hand-written fakes of the ports that the exchange client needs: clock, budget, log, caller.
import type { Budget, Caller, Log, Priority } from '../../src/app/ports.ts';
import { createEarnApi, type EarnApiDeps } from '../../src/exchange/earn-api.ts';
import { createHttpFetch } from '../../src/exchange/http.ts';
import { INVEST_NONCE, VECTOR_SECRET } from './specification.ts';

export const API_KEY = 'planted-api-key-4f1d';

/** A clock that stands still until told. */
export function createManualClock(startMs = 1_700_000_000_000) {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

export function createFakeBudget() {
  const taken: { key: string | undefined; priority: Priority; withinMs: number }[] = [];
  const blocks: number[] = [];
  const state = { hasSlots: true, isBroken: false };
  const budget: Budget = {
    async take(key, priority, withinMs) {
      taken.push({ key, priority, withinMs });
      if (state.isBroken) throw new Error('budget out of reach');
      return state.hasSlots;
    },
    async block(forMs) {
      if (state.isBroken) throw new Error('budget out of reach');
      blocks.push(forMs);
    },
  };
  return { budget, taken, blocks, state };
}

export function createRecordingLog() {
  const lines: unknown[] = [];
  const record = (event: string, fields?: Readonly<Record<string, unknown>>) => {
    lines.push({ event, fields });
  };
  const log: Log = { info: record, warn: record, error: record };
  return { log, lines };
}

/** A caller whose nonces rise from the nonce of the vectors. */
export function createCaller(overrides: Partial<Caller> = {}): Caller {
  let nonce = INVEST_NONCE - 1;
  return {
    apiKey: API_KEY,
    secret: VECTOR_SECRET,
    priority: 'interactive',
    nextNonce: async () => {
      nonce += 1;
      return nonce;
    },
    ...overrides,
  };
}

/** A client over real HTTP with fake ports; `close` it after the test. */
export function createTestApi(baseUrl: string, overrides: Partial<EarnApiDeps> = {}) {
  const clock = createManualClock();
  const fakeBudget = createFakeBudget();
  const { log, lines } = createRecordingLog();
  const fetch = createHttpFetch();
  const api = createEarnApi({
    environment: 'testnet',
    baseUrl,
    version: 'v3.2',
    fetch,
    budget: fakeBudget.budget,
    clock,
    log,
    ...overrides,
  });
  return { api, clock, lines, ...fakeBudget, close: () => fetch.close() };
}

export const always = () => true;
