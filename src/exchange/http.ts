// The network adapter: a `fetch` over `undici.request`. HTTP/1.1, TLS verified, no redirect followed, nothing sent
// twice. GETs share kept-alive connections; each POST has a fresh one of its own. Knows nothing of signing or JSON.
import { Agent, buildConnector, Client, type Dispatcher } from 'undici';
import { errorCodeOf, HttpFailure } from './http-failure.ts';

/** What is asked just before the first byte of a POST. */
export interface Sending {
  /** False: nothing is sent. */
  mayStillSend(): boolean;
}

/** Any fetch that takes a ready request: this adapter, or a simulator in the same process. */
export type ExchangeFetch = (request: Request, sending?: Sending) => Promise<Response>;

export interface HttpFetch extends ExchangeFetch {
  /** Closes kept-alive connections. */
  close(): Promise<void>;
}

export interface HttpLimits {
  /** DNS, TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** Silence before the headers or between two parts of the body; the caller's own deadline is shorter. */
  readonly silenceTimeoutMs: number;
  /** Largest body that is read. */
  readonly bodyBytesMax: number;
  /** Kept-alive connections to one host. */
  readonly connectionsMax: number;
}

export const HTTP_LIMITS: HttpLimits = {
  connectTimeoutMs: 5_000,
  silenceTimeoutMs: 40_000,
  bodyBytesMax: 5 * 1024 * 1024,
  connectionsMax: 16,
};

/** `fetch` over undici. Rejects only with {@link HttpFailure}; every answer, 3xx and 5xx too, is a Response. */
export function createHttpFetch(limits: Partial<HttpLimits> = {}): HttpFetch {
  const bounds = { ...HTTP_LIMITS, ...limits };
  const shared = new Agent({
    ...clientOptions(bounds),
    connect: buildConnector(connectOptions(bounds)),
    connections: bounds.connectionsMax,
  });

  const fetch: ExchangeFetch = (request, sending) =>
    request.method === 'POST' ? sendOnce(request, bounds, sending) : readShared(request, shared);
  return Object.assign(fetch, { close: () => shared.close() });
}

function connectOptions(bounds: HttpLimits) {
  // `rejectUnauthorized` is written out so that no environment variable can switch it off.
  return { timeout: bounds.connectTimeoutMs, allowH2: false, rejectUnauthorized: true };
}

function clientOptions(bounds: HttpLimits) {
  return {
    allowH2: false,
    pipelining: 1,
    headersTimeout: bounds.silenceTimeoutMs,
    bodyTimeout: bounds.silenceTimeoutMs,
    maxResponseSize: bounds.bodyBytesMax,
  };
}

/** A GET may meet a connection that the other side is closing: what it then sent is not known, nor does it matter. */
function readShared(request: Request, shared: Agent): Promise<Response> {
  return exchangeOnce(shared, request, { connected: true });
}

/** A POST on a connection that was never used before and is closed after. */
async function sendOnce(
  request: Request,
  bounds: HttpLimits,
  sending: Sending | undefined,
): Promise<Response> {
  const line = { connected: false };
  const dial = buildConnector({ ...connectOptions(bounds), maxCachedSessions: 0 });
  let dialled = false;
  const client = new Client(new URL(request.url).origin, {
    ...clientOptions(bounds),
    connect: (options, callback) => {
      // A second connection could only serve to send the same request again.
      if (dialled) return callback(new HttpFailure({ code: 'REDIALLED', connected: true }), null);
      dialled = true;
      dial(options, (...[error, socket]) => {
        if (error !== null) return callback(error, null);
        if (sending !== undefined && !sending.mayStillSend()) {
          socket.destroy();
          return callback(new HttpFailure({ code: 'TOO_LATE', connected: false }), null);
        }
        line.connected = true;
        return callback(null, socket);
      });
    },
  });
  try {
    return await exchangeOnce(client, request, line);
  } finally {
    await client.destroy();
  }
}

/** One request, one answer with its whole body. `line.connected` is read when it fails, not before. */
async function exchangeOnce(
  dispatcher: Dispatcher,
  request: Request,
  line: { readonly connected: boolean },
): Promise<Response> {
  const url = new URL(request.url);
  const isPost = request.method === 'POST';
  let status: number | undefined;
  try {
    const answer = await dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: isPost ? 'POST' : 'GET',
      headers: { ...Object.fromEntries(request.headers), 'accept-encoding': 'identity' },
      body: isPost ? Buffer.from(await request.arrayBuffer()) : null,
      signal: request.signal,
      reset: isPost,
    });
    status = answer.statusCode;
    return makeResponse(status, answer.headers, await answer.body.arrayBuffer());
  } catch (error) {
    // Only the code goes on: undici's own errors may hold addresses, headers or parts of an answer.
    const code = error instanceof HttpFailure ? error.code : (errorCodeOf(error) ?? nameOf(error));
    throw new HttpFailure({ code, connected: line.connected, status });
  }
}

function nameOf(error: unknown): string {
  const isAbort = error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
  return isAbort ? 'ABORTED' : 'UNKNOWN';
}

/** Headers that the client needs; the others stay behind. */
const KEPT_HEADERS = ['content-type', 'retry-after'];
/** Statuses whose Response must have no body. */
const NO_BODY_STATUSES: readonly number[] = [204, 205, 304];

function makeResponse(
  status: number,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: ArrayBuffer,
): Response {
  if (status < 200 || status > 599) throw new HttpFailure({ code: 'BAD_STATUS', connected: true });
  const kept = new Headers();
  for (const name of KEPT_HEADERS) {
    const value = headers[name];
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) kept.set(name, first);
  }
  return new Response(NO_BODY_STATUSES.includes(status) ? null : body, { status, headers: kept });
}
