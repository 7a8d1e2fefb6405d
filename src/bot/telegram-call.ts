// One call of a Bot API method with its answer as a value: what happened, never a throw. For the jobs and the start;
// handlers use grammY's ctx. Knows no method in particular.
import { z } from 'zod';
import { type TelegramFetch, TelegramFetchError } from './telegram-fetch.ts';

export type TelegramAnswer =
  | { readonly kind: 'ok'; readonly result: unknown }
  /** Telegram (or a server before it) said no. `retryAfterMs` with a 429. */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly description: string;
      readonly retryAfterMs: number | undefined;
    }
  /** No readable answer. `sent` false: proof that no byte left. */
  | { readonly kind: 'failed'; readonly sent: boolean; readonly code: string };

export type TelegramCall = (
  method: string,
  payload: Readonly<Record<string, unknown>>,
  options?: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
) => Promise<TelegramAnswer>;

/** Longest an ordinary call may take; a long poll passes its own. */
const TIMEOUT_MS = 20_000;

const envelope = z.union([
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({
    ok: z.literal(false),
    error_code: z.number(),
    description: z.string().default(''),
    parameters: z.object({ retry_after: z.number().optional() }).optional(),
  }),
]);

/** @param token stays inside this closure and the address; no answer or error carries it */
export function createTelegramCall(deps: {
  readonly apiRoot: string;
  readonly token: string;
  readonly fetch: TelegramFetch;
}): TelegramCall {
  return async (method, payload, { signal, timeoutMs = TIMEOUT_MS } = {}) => {
    const limit = AbortSignal.timeout(timeoutMs);
    const both = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    try {
      const response = await deps.fetch(`${deps.apiRoot}/bot${deps.token}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(payload),
        // Any object with the events of an AbortSignal will do; see nativeSignal.
        signal: both as never,
      });
      return answerOf(response.status, await response.json());
    } catch (error) {
      if (error instanceof TelegramFetchError) return { kind: 'failed', sent: error.sent, code: error.code };
      return { kind: 'failed', sent: true, code: 'UNKNOWN' };
    }
  };
}

function answerOf(status: number, body: unknown): TelegramAnswer {
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return { kind: 'failed', sent: true, code: `HTTP_${status}_UNREADABLE` };
  if (parsed.data.ok) return { kind: 'ok', result: parsed.data.result };
  const { error_code, description, parameters } = parsed.data;
  const retryAfter = parameters?.retry_after;
  return {
    kind: 'refused',
    status: error_code,
    description,
    retryAfterMs: retryAfter === undefined ? undefined : retryAfter * 1_000,
  };
}
