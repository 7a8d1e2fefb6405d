// The outside world of the use cases, put together from the settings: ids, clocks, exchanges with their budgets,
// practice. Decides nothing.
import { randomBytes } from 'node:crypto';
import type { Budget, Clock, EarnApi, Ids, Log, Vault } from '../app/ports.ts';
import type { Store } from '../app/store.ts';
import type { Config } from '../config.ts';
import { createBudget } from '../db/budgets.ts';
import type { Database } from '../db/client.ts';
import type { Environment } from '../domain/product.ts';
import { createEarnApi } from '../exchange/earn-api.ts';
import { createHttpFetch, type ExchangeFetch } from '../exchange/http.ts';
import { sleep } from '../jobs/sleep.ts';
import { createExchangeClock, type ExchangeClock } from './exchange-clock.ts';
import type { Practice } from './practice.ts';
import { openLocalPractice } from './practice-local.ts';
import { createRemotePractice } from './practice-remote.ts';

/** The exchange's limit for a key is not published; its queries allow more (btse-earn-api: limits). */
const KEY_RPS_MAX = 5;
const ID_BYTES = 16;

export const REAL_CLOCK: Clock = { now: () => Date.now() };

/** Never set back by an operator or a time server. */
export const STEADY_CLOCK: Clock = { now: () => performance.now() };

export const RANDOM_IDS: Ids = { id: () => randomBytes(ID_BYTES).toString('base64url') };

export interface Exchanges {
  readonly apis: Readonly<Record<Environment, EarnApi>>;
  readonly clocks: {
    readonly live: ExchangeClock;
    readonly testnet: ExchangeClock;
    readonly practice: Practice['clock'];
  };
  readonly practice: Practice;
  /** Measures the clocks of the exchanges that somebody uses, where the last measurement is too old. Never rejects. */
  readonly refreshClocks: () => Promise<void>;
  /** The same for one exchange, just before something is signed by its clock; false: by this one nothing may be. */
  readonly measureClock: (environment: Environment) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

export interface ExchangesDeps {
  readonly config: Config;
  readonly database: Database;
  readonly store: Pick<Store, 'accounts'>;
  readonly vault: Vault;
  readonly log: Log;
  readonly stopping: AbortSignal;
  /** The environment's clock moved. */
  readonly onClockChange: (environment: Environment) => void;
}

export async function openExchanges(deps: ExchangesDeps): Promise<Exchanges> {
  const { config, database, log } = deps;
  const { exchange } = config;
  const http = createHttpFetch();

  const practice =
    exchange.practiceUrl === undefined
      ? await openLocalPractice({ database, vault: deps.vault, ids: RANDOM_IDS, real: REAL_CLOCK, log })
      : createRemotePractice({ url: exchange.practiceUrl, fetch: http, real: REAL_CLOCK, log });

  const apiOf = createApiOf(deps);

  // A clock asks its exchange for the time, and the client reads the clock: the clock comes first.
  const clockOf = (environment: 'live' | 'testnet'): ExchangeClock =>
    createExchangeClock({
      steady: STEADY_CLOCK,
      real: REAL_CLOCK,
      time: () => apis[environment].time(),
      onChange: () => deps.onClockChange(environment),
      log,
    });
  const clocks = { live: clockOf('live'), testnet: clockOf('testnet'), practice: practice.clock };
  const apis = {
    live: apiOf('live', exchange.liveUrl, http, clocks.live),
    testnet: apiOf('testnet', exchange.testnetUrl, http, clocks.testnet),
    practice: apiOf('practice', practice.baseUrl, practice.fetch, clocks.practice),
  };

  const refreshIfUsed = async (environment: 'live' | 'testnet'): Promise<void> => {
    if (!clocks[environment].isStale()) return;
    const { total } = await deps.store.accounts.refusals(environment, 0);
    if (total > 0) await clocks[environment].refresh();
  };

  return {
    apis,
    clocks,
    practice,
    refreshClocks: async () => {
      try {
        await Promise.all([refreshIfUsed('live'), refreshIfUsed('testnet')]);
      } catch (error) {
        log.warn('clock.not_refreshed', { error });
      }
    },
    measureClock: async (environment) => environment === 'practice' || clocks[environment].refresh(),
    close: () => http.close(),
  };
}

/** Makes the client of an environment, each with its own budget. */
function createApiOf({ config, database, stopping, log }: ExchangesDeps) {
  const { maxRps, apiVersion } = config.exchange;
  const budgetOf = (name: string): Budget =>
    createBudget(database, {
      name,
      maxRps,
      perKeyRps: Math.min(KEY_RPS_MAX, maxRps),
      clock: REAL_CLOCK,
      sleep: (ms) => sleep(ms, stopping),
      isStopping: () => stopping.aborted,
    });
  return (environment: Environment, baseUrl: string, fetch: ExchangeFetch, exchangeClock: Clock): EarnApi =>
    createEarnApi({
      environment,
      baseUrl,
      version: apiVersion,
      fetch,
      budget: budgetOf(environment),
      clock: REAL_CLOCK,
      exchangeClock,
      log,
    });
}
