// The one way out to Telegram: `client.fetch` of grammY, and of our own calls, over undici with keep-alive.
// Its errors never carry the address, since the bot token stands in it. It re-sends nothing but a 429.
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClientOptions } from 'grammy';
import { Agent, type Dispatcher, request } from 'undici';

/** grammY's type of a fetch (that of node-fetch). */
export type TelegramFetch = NonNullable<ApiClientOptions['fetch']>;

/** Side by side to one Bot API server: a long poll, and a reply of many chats at once. */
const CONNECTIONS = 256;
/** Shorter than servers keep an idle connection, so that a request rarely meets one just closed. */
const KEEP_ALIVE_MS = 10_000;
const CONNECT_TIMEOUT_MS = 8_000;
/** Largest answer that is read. A batch of 100 updates is far below. */
const ANSWER_MAX_BYTES = 5 * 1024 * 1024;
/** How often one request obeys a 429 before the refusal is handed on. */
const OBEY_MAX_TIMES = 3;

/** Codes that prove that no byte of the request left: the connection was never made. */
const NOTHING_SENT: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** A call to Telegram that brought no readable answer. Carries a code only: no address, body or cause. */
export class TelegramFetchError extends Error {
  override readonly name = 'TelegramFetchError';
  readonly code: string;
  /** False: proof that no byte of the request was sent. */
  readonly sent: boolean;
  constructor(code: string, sent: boolean) {
    super(`Telegram did not answer (${code}).`);
    this.code = code;
    this.sent = sent;
  }
}

export interface TelegramFetchOptions {
  /** Longest wait that a 429 may ask for and is obeyed here; above it, or with 0, the caller gets the 429. */
  readonly obeyUpToMs: number;
  readonly dispatcher?: Dispatcher;
}

/** Connections to Telegram, shared by every fetch of the process. Close it at the end. */
export function createTelegramDispatcher(): Dispatcher {
  return new Agent({
    connections: CONNECTIONS,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    allowH2: false,
    // Timeouts are the callers' signals: a long poll is quiet for long.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * A fetch for grammY: JSON or multipart body, no redirects. Rejects only with {@link TelegramFetchError}.
 * A 429 with a short wait is obeyed and the same text sent again; a stream cannot be sent twice and is not.
 */
export function createTelegramFetch({ obeyUpToMs, dispatcher }: TelegramFetchOptions): TelegramFetch {
  const fetchLike = async (url: unknown, init: unknown): Promise<TelegramResponse> => {
    const sendable = readInit(init);
    // grammY's AbortSignal is a polyfill that undici does not take.
    const { signal, release } = nativeSignal(sendable.signal);
    try {
      let answer = await send(String(url), sendable, signal, dispatcher);
      for (let times = 0; times < OBEY_MAX_TIMES; times += 1) {
        const waitMs = waitAskedMs(answer);
        const again = waitMs !== undefined && waitMs <= obeyUpToMs && typeof sendable.body === 'string';
        if (!again) break;
        await wait(waitMs, undefined, { signal });
        answer = await send(String(url), sendable, signal, dispatcher);
      }
      return responseOf(answer);
    } catch (error) {
      throw asFetchError(error);
    } finally {
      release();
    }
  };
  // grammY is typed for node-fetch; of its response it only calls json().
  return fetchLike as unknown as TelegramFetch;
}

async function send(
  url: string,
  { method, headers, body }: Sendable,
  signal: AbortSignal,
  dispatcher: Dispatcher | undefined,
): Promise<Answer> {
  const answer = await request(url, {
    method,
    headers,
    body,
    signal,
    ...(dispatcher === undefined ? {} : { dispatcher }),
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > ANSWER_MAX_BYTES) {
      answer.body.destroy();
      throw new TelegramFetchError('ANSWER_TOO_LARGE', true);
    }
    chunks.push(part);
  }
  return { status: answer.statusCode, text: Buffer.concat(chunks).toString('utf8') };
}

/** What Telegram asked us to wait, ms; undefined when the answer is no 429 or names no time. */
function waitAskedMs(answer: Answer): number | undefined {
  if (answer.status !== 429) return undefined;
  try {
    const seconds: unknown = JSON.parse(answer.text)?.parameters?.retry_after;
    return typeof seconds === 'number' && seconds >= 0 ? seconds * 1_000 : undefined;
  } catch {
    return undefined;
  }
}

/** What grammY and our calls read of a response. Not the platform's Response: libraries replace that global. */
interface TelegramResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly json: () => Promise<unknown>;
}

/** An answer that is not JSON (a proxy's page) becomes our error; SyntaxError would quote it. */
function responseOf({ status, text }: Answer): TelegramResponse {
  return {
    ok: status >= 200 && status < 300,
    status,
    json: async () => {
      try {
        return JSON.parse(text);
      } catch {
        throw new TelegramFetchError(`HTTP_${status}_UNREADABLE`, true);
      }
    },
  };
}

interface Sendable {
  readonly method: 'POST' | 'GET';
  readonly headers: Record<string, string>;
  readonly body: string | Readable | null;
  readonly signal: unknown;
}

function readInit(init: unknown): Sendable {
  const given = typeof init === 'object' && init !== null ? init : {};
  const body = 'body' in given ? given.body : null;
  const headers: Record<string, string> = {};
  const named =
    'headers' in given && typeof given.headers === 'object' ? Object.entries(given.headers ?? {}) : [];
  for (const [name, value] of named) {
    // undici manages the connection itself and refuses the header.
    if (name.toLowerCase() !== 'connection') headers[name] = String(value);
  }
  return {
    method: 'method' in given && given.method === 'GET' ? 'GET' : 'POST',
    headers,
    body: typeof body === 'string' || body instanceof Readable ? body : null,
    signal: 'signal' in given ? given.signal : undefined,
  };
}

interface AbortLike {
  readonly aborted: boolean;
  addEventListener(name: 'abort', listener: () => void): void;
  removeEventListener(name: 'abort', listener: () => void): void;
}

function isAbortLike(value: unknown): value is AbortLike {
  return typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value;
}

function nativeSignal(given: unknown): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  if (!isAbortLike(given)) return { signal: controller.signal, release: () => undefined };
  const abort = () => controller.abort();
  if (given.aborted) abort();
  else given.addEventListener('abort', abort);
  return { signal: controller.signal, release: () => given.removeEventListener('abort', abort) };
}

/** Keeps the code alone. An unknown code counts as sent: the careful reading. */
function asFetchError(error: unknown): TelegramFetchError {
  if (error instanceof TelegramFetchError) return error;
  if (typeof error !== 'object' || error === null) return new TelegramFetchError('UNKNOWN', true);
  if ('name' in error && error.name === 'AbortError') return new TelegramFetchError('ABORTED', true);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
  const connecting = 'syscall' in error && error.syscall === 'connect';
  return new TelegramFetchError(code, !(connecting || NOTHING_SENT.has(code)));
}
