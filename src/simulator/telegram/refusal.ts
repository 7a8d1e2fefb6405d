// Refusals of the Bot API as data, worded as Telegram words them. Sending them is the http layer's work.
import { fail, type Result } from '../../domain/result.ts';

/** A refused call. `retryAfterSeconds` only with 429. */
export interface Refusal {
  readonly code: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500;
  readonly description: string;
  readonly retryAfterSeconds?: number;
}

export type Refused = { readonly ok: false; readonly reason: Refusal };

/** What a Bot API method gives: the `result` field, or a refusal. */
export type Reply = Result<unknown, Refusal>;

export function badRequest(detail: string): Refused {
  return fail({ code: 400, description: `Bad Request: ${detail}` });
}

export function forbidden(detail: string): Refused {
  return fail({ code: 403, description: `Forbidden: ${detail}` });
}

export function conflict(detail: string): Refused {
  return fail({ code: 409, description: `Conflict: ${detail}` });
}

export function tooManyRequests(retryAfterSeconds: number): Refused {
  return fail({
    code: 429,
    description: `Too Many Requests: retry after ${retryAfterSeconds}`,
    retryAfterSeconds,
  });
}

/** The refusal's kind without its particulars, so that it can be counted: quoted text and numbers are cut. */
export function refusalKind(refusal: Refusal): string {
  return refusal.description
    .replace(/"[^"]*"/g, '"…"')
    .replace(/\d+/g, 'N')
    .slice(0, 160);
}

/** The JSON body Telegram answers a refusal with. */
export function refusalBody(refusal: Refusal): Record<string, unknown> {
  const { code, description, retryAfterSeconds } = refusal;
  const parameters =
    retryAfterSeconds === undefined ? {} : { parameters: { retry_after: retryAfterSeconds } };
  return { ok: false, error_code: code, description, ...parameters };
}
