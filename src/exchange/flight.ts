// One request through ky and the given fetch: signed as it stands, sent at most once, and what came of it as data.
// Nothing thrown by ky or the network leaves this file, since their errors carry the signed request.
import ky, { type KyInstance } from 'ky';
import type { Caller, Clock } from '../app/ports.ts';
import type { Breaker, Pass } from './breaker.ts';
import { provesNothingSent } from './errors.ts';
import type { ExchangeFetch, Sending } from './http.ts';
import { errorCodeOf, HttpFailure } from './http-failure.ts';
import { type Json, parseExact } from './json.ts';
import { parseRetryAfter } from './retry-after.ts';
import { sign, signedPath } from './signature.ts';

export interface Outgoing {
  /** Below the base URL, beginning with a slash; no query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Exact JSON text. With a body it is a POST, without one a GET. */
  readonly body?: string;
  /** Signs the request; without a caller it goes unsigned. */
  readonly caller?: Caller | undefined;
  /** Asked just before the first byte. */
  readonly sending?: Sending;
}

export type NotSentCause = 'breaker' | 'budget' | 'unusable_key' | 'unsigned' | 'too_late' | 'network';

export type Attempt =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Undefined: empty, too large or no JSON. */
      readonly body: Json | undefined;
      readonly retryAfterMs: number | undefined;
    }
  /** Certain: no byte of the request left. */
  | { readonly kind: 'not_sent'; readonly why: NotSentCause }
  /** It may have arrived; `status` is known when the answer broke off after its head. */
  | { readonly kind: 'lost'; readonly timedOut: boolean; readonly status: number | undefined };

export interface FlightDeps {
  readonly baseUrl: string;
  readonly fetch: ExchangeFetch;
  readonly breaker: Breaker;
  /** The exchange's time: an absolute `Retry-After` is read against it. */
  readonly exchangeClock: Clock;
}

/** How far one request got; decides what its failure means. */
interface Progress {
  pass: Pass | undefined;
  stoppedBy: NotSentCause | undefined;
  status: number | undefined;
}

const TIMEOUT_CODES: readonly string[] = [
  'ABORTED',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
];

/** Makes the function that performs one request within `totalMs`; it never rejects. */
export function createFlight(deps: FlightDeps): (outgoing: Outgoing, totalMs: number) => Promise<Attempt> {
  const api = ky.create({
    prefix: deps.baseUrl,
    retry: 0,
    timeout: false,
    throwHttpErrors: false,
    redirect: 'manual',
    headers: { accept: 'application/json', 'user-agent': 'earnest' },
  });

  return async (outgoing, totalMs) => {
    const progress: Progress = { pass: undefined, stoppedBy: undefined, status: undefined };
    const result = await perform(api, deps, outgoing, totalMs, progress).catch((error: unknown) =>
      readThrown(error, progress),
    );
    settlePass(progress.pass, result);
    return result;
  };
}

async function perform(
  api: KyInstance,
  deps: FlightDeps,
  { path, query, body, caller, sending }: Outgoing,
  totalMs: number,
  progress: Progress,
): Promise<Attempt> {
  const pending = api(path, {
    method: body === undefined ? 'get' : 'post',
    totalTimeout: totalMs,
    searchParams: query,
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
    hooks: {
      beforeRequest:
        caller === undefined ? [] : [({ request }) => signRequest(request, caller, deps.baseUrl)],
    },
    fetch: (input) => launch(deps, input instanceof Request ? input : new Request(input), sending, progress),
  });
  const response = await pending;
  progress.status = response.status;
  // ky's own `text()`, since only it is bounded by the total time.
  const text = await pending.text();
  return {
    kind: 'answered',
    status: response.status,
    body: parseExact(text),
    retryAfterMs: parseRetryAfter(response.headers.get('retry-after'), deps.exchangeClock.now()),
  };
}

/** Buys the nonce and signs the very body text and path of the request as it will be sent. */
async function signRequest(request: Request, caller: Caller, baseUrl: string): Promise<void> {
  const nonce = await caller.nextNonce();
  const body = await request.clone().text();
  const signature = sign({ secret: caller.secret, path: signedPath(request.url, baseUrl), nonce, body });
  request.headers.set('request-api', caller.apiKey);
  request.headers.set('request-nonce', String(nonce));
  request.headers.set('request-sign', signature);
}

/** The last gate before the network; from here on the request counts as sent unless the error proves otherwise. */
async function launch(
  { breaker, fetch }: FlightDeps,
  request: Request,
  sending: Sending | undefined,
  progress: Progress,
): Promise<Response> {
  if (sending !== undefined && !sending.mayStillSend()) progress.stoppedBy = 'too_late';
  else {
    progress.pass = breaker.enter();
    if (progress.pass !== undefined) return fetch(request, sending);
    progress.stoppedBy = 'breaker';
  }
  throw new HttpFailure({ code: 'STOPPED', connected: false });
}

/** Turns anything thrown into facts. Before the last gate was passed nothing can have been sent. */
function readThrown(error: unknown, progress: Progress): Attempt {
  if (progress.pass === undefined) return { kind: 'not_sent', why: progress.stoppedBy ?? 'unsigned' };
  const code = errorCodeOf(error);
  const known = error instanceof HttpFailure ? error : undefined;
  if (progress.status === undefined && provesNothingSent(code, known?.connected)) {
    return { kind: 'not_sent', why: code === 'TOO_LATE' ? 'too_late' : 'network' };
  }
  const isTimeout = error instanceof Error && error.name === 'TimeoutError';
  const timedOut = isTimeout || (code !== undefined && TIMEOUT_CODES.includes(code));
  return { kind: 'lost', timedOut, status: progress.status ?? known?.status };
}

/** No answer, a timeout and a 5xx count against the exchange; any other answer shows that it is there. */
function settlePass(pass: Pass | undefined, result: Attempt): void {
  const status = result.kind === 'not_sent' ? undefined : result.status;
  const isDown =
    (result.kind === 'not_sent' && result.why === 'network') ||
    (result.kind === 'lost' && (result.timedOut || result.status === undefined)) ||
    (status !== undefined && (status >= 500 || status === 408));
  if (isDown) pass?.failed();
  else pass?.answered();
}
