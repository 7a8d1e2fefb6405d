// BTSE Earn for one environment: the port `EarnApi` over HTTP. Names the calls and puts the parts together;
// a money POST is sent at most once, and what may have arrived is never called refused.
import type { Budget, Caller, Clock, EarnApi, Log, MoveAnswer } from '../app/ports.ts';
import { amountOf } from '../domain/money.ts';
import type { Environment } from '../domain/product.ts';
import { ok } from '../domain/result.ts';
import { createBreaker } from './breaker.ts';
import type { Attempt } from './flight.ts';
import type { ExchangeFetch } from './http.ts';
import { exactNumber, stringifyExact } from './json.ts';
import { type RenewAsked, readMoveAnswer, unclear } from './move-answer.ts';
import { createPacing } from './pacing.ts';
import { createPrices } from './prices.ts';
import { createProductsRead, createReader, type Reader } from './reads.ts';
import { createTransport, type Transport } from './transport.ts';
import { parseBalances, parseHistory, parseOrders, parseRate, parseTime } from './wire.ts';

export interface EarnApiDeps {
  readonly environment: Environment;
  /** With `/spot`, e.g. `https://api.btse.com/spot`; prices come from the same origin. The only source of the host. */
  readonly baseUrl: string;
  readonly version: 'v3.2' | 'v3.3';
  /** `createHttpFetch()`, or a simulator in the same process. */
  readonly fetch: ExchangeFetch;
  readonly budget: Budget;
  /** Real time. */
  readonly clock: Clock;
  /** The environment's clock, against which an absolute `Retry-After` is read; real time when absent. */
  readonly exchangeClock?: Clock;
  readonly log?: Log;
}

/** A money POST from its slot to its answer; the exchange itself gives up after 30 s. */
export const MONEY_TOTAL_MS = 35_000;
/** Wait for a slot; below the 10 s that may pass before the first byte. */
export const MONEY_BUDGET_MS = 8_000;

export function createEarnApi(deps: EarnApiDeps): EarnApi {
  const { clock } = deps;
  const shared = { ...deps, exchangeClock: deps.exchangeClock ?? clock, pacing: createPacing(clock) };
  const earn = createTransport({ ...shared, breaker: createBreaker(clock) });
  // Prices are another service of the same host: its outage must not stop Earn.
  const origin = new URL(deps.baseUrl).origin;
  const wallet = createTransport({ ...shared, baseUrl: origin, breaker: createBreaker(clock) });

  const read = createReader(earn, clock);
  const prices = createPrices(clock, askPrice(createReader(wallet, clock)));
  const post = createPoster(earn, deps);
  const at = (call: string) => `/api/${deps.version}/${call}`;

  return {
    environment: deps.environment,
    products: createProductsRead(read, clock, at('invest/products')),
    orders: (caller) => read({ path: at('invest/orders'), caller }, parseOrders),
    history: (caller, page) => {
      const query = { pageNumber: String(page.pageNumber), pageSize: String(page.pageSize) };
      return read({ path: at('invest/history'), query, caller }, (json) => parseHistory(json, page));
    },
    balances: (caller) => read({ path: at('user/wallet'), caller }, parseBalances),
    dollarPrice: async (currency, deadlineAt) =>
      currency === 'USD' ? ok(amountOf('1')) : prices.dollarPrice(currency, deadlineAt),
    time: () => read({ path: at('time') }, parseTime),
    deposit: (caller, { productId, amount, renew, day }, mayStillSend) =>
      post(
        caller,
        at('invest/deposit'),
        { productId, amount: exactNumber(amount), renew, day },
        mayStillSend,
      ),
    redeem: (caller, { orderId, amount }, mayStillSend) =>
      post(caller, at('invest/redeem'), { orderId, amount: exactNumber(amount) }, mayStillSend),
    renew: (caller, { orderId, autoRenew }, mayStillSend) => {
      const asked = { orderId, autoRenew };
      return post(caller, at('invest/renew'), asked, mayStillSend, asked);
    },
  };
}

function askPrice(read: Reader) {
  return (baseCurrency: string) => {
    const query = { baseCurrency, amount: '1', quoteCurrency: 'USD' };
    return read({ path: '/public-api/wallet/v1/assets/exchangeRate', query }, parseRate);
  };
}

/** Sends one money POST, once. */
function createPoster(transport: Transport, { environment, log }: EarnApiDeps) {
  return async (
    caller: Caller,
    path: string,
    body: object,
    mayStillSend: () => boolean,
    asked?: RenewAsked,
  ): Promise<MoveAnswer> => {
    const attempt = await transport.send(
      { path, body: stringifyExact(body), caller, sending: { mayStillSend } },
      { budgetMs: MONEY_BUDGET_MS, totalMs: MONEY_TOTAL_MS },
    );
    const answer = readMove(attempt, asked);
    log?.info('exchange.move_answer', { environment, path, ...answer });
    return answer;
  };
}

function readMove(attempt: Attempt, asked: RenewAsked | undefined): MoveAnswer {
  switch (attempt.kind) {
    case 'not_sent':
      return { kind: 'not_sent' };
    case 'answered':
      return readMoveAnswer(attempt.status, attempt.body, asked);
    case 'lost':
      if (attempt.timedOut) return unclear('timeout', attempt.status);
      return attempt.status === undefined
        ? unclear('connection_lost')
        : readMoveAnswer(attempt.status, undefined, asked);
  }
}
