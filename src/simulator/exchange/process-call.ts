// One request against one account in one transaction: authenticate, catch up with the clock, act.
// Knows nothing of faults; a late execution asks for its two halves separately.
import type { SimAccount } from './account.ts';
import { accrue } from './accrue.ts';
import { type Answer, jsonAnswer, type Processed, refusalAnswer, unauthorizedAnswer } from './answer.ts';
import { authenticate, type Call } from './authenticate.ts';
import { ENDPOINTS, type Endpoint } from './endpoints.ts';
import type { Market } from './market.ts';
import { PRICE_PATH, priceAnswer } from './price.ts';
import type { ServerSettings } from './server-settings.ts';
import type { ExchangeStore, Worked } from './store.ts';
import { wireProducts } from './wire.ts';

export interface Exchange {
  readonly store: ExchangeStore;
  /** The exchange's own clock, Unix ms. */
  now(): number;
  real(): number;
  /** Simulated ms per real ms. */
  speed(): number;
  market(): Market;
  settings(): ServerSettings;
}

/** `check` only authenticates and uses up the nonce; `act` only acts, for a request that was checked before. */
export type Stage = 'all' | 'check' | 'act';

/** How an account looks to this one request: a fault may show it with other settings. */
export type Presentation = Partial<SimAccount['settings']>;

const PATH = /^\/api\/v3\.[23](\/.+)$/;
/** A request with a longer body is refused unread. */
const BODY_LENGTH_MAX = 100_000;

export interface ProcessOptions {
  readonly stage: Stage;
  readonly presentation?: Presentation | undefined;
}

/** Serves a call to the Earn API or the public price; never throws for what a client can send. */
export async function processCall(
  exchange: Exchange,
  call: Call,
  options: ProcessOptions,
): Promise<Processed> {
  if (call.path === PRICE_PATH) return plain(priceAnswer(exchange.market(), call.query, exchange.now()));
  const name = PATH.exec(call.path)?.[1] ?? '';
  const settings = exchange.settings();
  if (name === '/time' && call.method === 'GET') return plain(timeAnswer(exchange.now()));
  const endpoint = ENDPOINTS[name];
  if (endpoint === undefined) return plain(protocolRefusal(404, 'Not found', exchange.now()));
  if (endpoint.method !== call.method) return plain(protocolRefusal(405, 'Not allowed', exchange.now()));
  if (name === '/invest/products' && settings.productsPublic) {
    return plain(jsonAnswer(200, wireProducts(exchange.market(), exchange.now())));
  }
  const body = await call.body();
  if (body.length > BODY_LENGTH_MAX) return plain(protocolRefusal(400, 'Too long', exchange.now()));
  if (endpoint.method === 'POST' && !call.contentType.startsWith('application/json')) {
    return plain(protocolRefusal(415, 'Content type must be application/json', exchange.now()));
  }
  if (call.apiKey === undefined) return plain(unauthorizedAnswer(exchange.now()));
  return onAccount(exchange, call.apiKey, (account) =>
    work(exchange, { account, call, body, endpoint, ...options }),
  );
}

interface Work extends ProcessOptions {
  readonly account: SimAccount | undefined;
  readonly call: Call;
  readonly body: string;
  readonly endpoint: Endpoint;
}

type Next =
  | { readonly kind: 'done'; readonly processed: Processed }
  | { readonly kind: 'on'; readonly key: string };

/** A second key of a person is checked on its own row; then the call goes on with the person's account. */
async function onAccount(
  exchange: Exchange,
  apiKey: string,
  run: (account: SimAccount | undefined) => Worked<Next>,
): Promise<Processed> {
  const next = await exchange.store.withAccount(apiKey, run);
  if (next.kind === 'done') return next.processed;
  return onAccount(exchange, next.key, run);
}

function work(
  exchange: Exchange,
  { account, call, body, endpoint, stage, presentation }: Work,
): Worked<Next> {
  const now = exchange.now();
  const settings = exchange.settings();
  const asOwner = account !== undefined && account.apiKey !== call.apiKey;
  let checked = account;
  if (stage !== 'act' && !asOwner) {
    const nonceWindowMs = settings.nonceWindowMs * Math.max(1, exchange.speed());
    const result = authenticate(account, call, body, { now, nonceWindowMs, needs: endpoint.needs });
    if (!result.ok) {
      const { failure, account: touched } = result.reason;
      const status = failure === 'permission' ? settings.missingPermissionStatus : 401;
      return stored(touched === account ? undefined : touched, plain(forbidden(status, now)));
    }
    checked = result.value;
  }
  if (checked === undefined) return stored(undefined, plain(unauthorizedAnswer(now)));
  if (checked.keyOf !== null) return { account: checked, value: { kind: 'on', key: checked.keyOf } };
  if (stage === 'check') return stored(checked, plain(jsonAnswer(200, { success: true })));

  const caughtUp = accrue(checked, now, exchange.market());
  const cause = { by: 'request', nonce: Number(call.nonce), realAt: exchange.real() } as const;
  const presented = { ...caughtUp, settings: { ...caughtUp.settings, ...presentation } };
  const { query } = call;
  const done = endpoint.act({
    account: presented,
    query,
    body,
    now,
    market: exchange.market(),
    cause,
    settings,
  });
  return stored({ ...done.account, settings: caughtUp.settings }, done);
}

function stored(account: SimAccount | undefined, { answer, executed }: Processed): Worked<Next> {
  const value: Next = { kind: 'done', processed: { answer, executed } };
  return account === undefined ? { value } : { account, value };
}

function plain(answer: Answer): Processed {
  return { answer, executed: false };
}

function forbidden(status: 401 | 403, now: number): Answer {
  if (status === 401) return unauthorizedAnswer(now);
  return refusalAnswer('B', { status, code: -7, message: 'Authenticate failed', at: now });
}

function protocolRefusal(status: number, message: string, at: number): Answer {
  return refusalAnswer('C', { status, code: status, message, at });
}

/** `epoch` is in seconds, as on the exchange; only `iso` is exact. */
function timeAnswer(now: number): Answer {
  return jsonAnswer(200, { iso: new Date(now).toISOString(), epoch: Math.floor(now / 1000) });
}
