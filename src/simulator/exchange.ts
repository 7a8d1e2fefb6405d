// The simulated exchange: BTSE Earn over HTTP with accounts, interest and faults. Composes the parts in exchange/.
// Served in process through `fetch`, or as a real server through serveExchange.
import { Hono } from 'hono';
import type { Ids } from '../app/ports.ts';
import type { AccountSettings } from './exchange/account.ts';
import type { Answer } from './exchange/answer.ts';
import type { SimClock } from './exchange/clock.ts';
import { ConnectionDropped } from './exchange/connection-dropped.ts';
import { createControl, type ExchangeControl } from './exchange/control.ts';
import { type Credentials, createAccountControl } from './exchange/control-accounts.ts';
import { controlProblem, createControlRoutes } from './exchange/control-routes.ts';
import { createEarnRoutes } from './exchange/earn-routes.ts';
import { createFaultList } from './exchange/fault-list.ts';
import { createLimiter } from './exchange/limiter.ts';
import { DEFAULT_MARKET, type Market } from './exchange/market.ts';
import type { PlayDeps } from './exchange/play-fault.ts';
import type { Exchange } from './exchange/process-call.ts';
import { createRequestLog } from './exchange/request-log.ts';
import type { ServerSettings } from './exchange/server-settings.ts';
import { FRESH_STATE, holdState, type SimulatorState, splitSettings } from './exchange/simulator-state.ts';
import { actOnSite } from './exchange/site.ts';
import { type ExchangeStore, withOwner } from './exchange/store.ts';
import { REAL_TIMERS, type Timers } from './exchange/timers.ts';

export interface ExchangeSimulator {
  /** The Hono app: `/spot`, `/public-api`, `/sim/clock`, `/control`, `/practice`. For serveExchange. */
  readonly app: Hono;
  /**
   * A fetch that is answered in process. A lost connection rejects as the platform's fetch does; a request that is
   * never answered waits for the caller's signal.
   */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  readonly control: ExchangeControl;
  /** A free account with play money and all permissions. `userId`: whom it is for, where the store minds. */
  readonly openPracticeAccount: (userId?: number) => Promise<Credentials>;
}

export interface ExchangeSimulatorDeps {
  readonly clock: SimClock;
  /** Real time, Unix ms. */
  readonly real: () => number;
  readonly store: ExchangeStore;
  readonly ids: Ids;
  readonly timers?: Timers;
  readonly market?: Market;
  /** Beside the defaults; account settings are those of new accounts. */
  readonly settings?: Partial<ServerSettings & AccountSettings>;
  /** What an earlier run handed to `onState`; wins over `settings`. */
  readonly state?: SimulatorState | undefined;
  readonly onState?: (state: SimulatorState) => void;
}

/** One simulated exchange. Everything that must outlive it is in the store, the clock's state and `onState`. */
export function createExchangeSimulator(deps: ExchangeSimulatorDeps): ExchangeSimulator {
  const { clock, real, store } = deps;
  const state = holdState(
    deps.market ?? DEFAULT_MARKET,
    deps.state ?? startState(deps.settings),
    deps.onState,
  );
  const exchange: Exchange = {
    store,
    real,
    now: () => clock.now() + state.get().skewMs,
    speed: () => clock.state().speed,
    market: state.market,
    settings: () => state.get().server,
  };
  const faults = createFaultList();
  const limiter = createLimiter(real);
  const log = createRequestLog();
  const accounts = createAccountControl({
    exchange,
    id: deps.ids.id,
    newAccountSettings: () => state.get().newAccounts,
  });
  const play: PlayDeps = {
    exchange,
    timers: deps.timers ?? REAL_TIMERS,
    limiter,
    log,
    toReal: (at) => clock.toReal(at - state.get().skewMs),
    site: (apiKey, choose) => actForOwner(exchange, apiKey, choose),
  };
  const control = createControl({ exchange, accounts, clock, faults, limiter, log, state });

  const app = new Hono();
  app.route('/', createEarnRoutes({ ...play, faults, state }));
  app.route('/', createControlRoutes(control));
  app.notFound((c) => c.json({ problem: 'There is nothing here.' }, 404));
  app.onError((error, c) => {
    const problem = controlProblem(error);
    if (error instanceof ConnectionDropped || problem === undefined) throw error;
    return c.json({ problem }, 400);
  });
  return {
    app,
    fetch: (input, init) => fetchInProcess(app, new Request(input, init)),
    control,
    openPracticeAccount: (userId) => accounts.createAccount({ userId }),
  };
}

function startState(settings: Partial<ServerSettings & AccountSettings> = {}): SimulatorState {
  const { server, account } = splitSettings(settings);
  return {
    ...FRESH_STATE,
    server: { ...FRESH_STATE.server, ...server },
    newAccounts: { ...FRESH_STATE.newAccounts, ...account },
  };
}

/** At the moment the account was last accrued to: with the request that was just served, in its very millisecond. */
function actForOwner(
  exchange: Exchange,
  apiKey: string,
  choose: Parameters<PlayDeps['site']>[1],
): Promise<void> {
  return withOwner(exchange.store, apiKey, (found) => {
    if (found === undefined) return { value: undefined };
    let account = found;
    for (const action of choose(found)) {
      const moved = actOnSite(account, action, exchange.real(), exchange.market());
      if (moved.ok) account = moved.value;
    }
    return { account, value: undefined };
  });
}

async function fetchInProcess(app: Hono, request: Request): Promise<Response> {
  request.signal.throwIfAborted();
  try {
    return await app.fetch(request);
  } catch (error) {
    if (!(error instanceof ConnectionDropped)) throw error;
    switch (error.drop.how) {
      case 'reset':
        throw error;
      case 'hang':
        return await neverAnswered(request.signal);
      case 'half':
        return brokenResponse(error.drop.answer, error);
    }
  }
}

function neverAnswered(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}

function brokenResponse({ status, headers, body }: Answer, error: Error): Response {
  const bytes = Buffer.from(body);
  const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new Uint8Array(half)),
    // Asked for more once the half is read.
    pull: (controller) => controller.error(error),
  });
  return new Response(stream, { status, headers });
}
