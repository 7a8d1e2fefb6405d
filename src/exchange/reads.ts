// A read: one try, a 401 signed anew once, and every outcome as a Result. Sends no money.
import type { Caller, Clock, EarnApi, ExchangeFailure } from '../app/ports.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import { failure, refusalOf } from './errors.ts';
import type { Attempt, NotSentCause } from './flight.ts';
import type { Json } from './json.ts';
import type { Transport } from './transport.ts';
import { parseProducts } from './wire.ts';

/** A read in all: budget, signature, request, and a second signature after a 401. */
export const READ_TOTAL_MS = 8_000;
/** Of which at most this long for a slot, so that the request itself has time left. */
export const READ_BUDGET_MS = 5_000;

export interface ReadCall {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly caller?: Caller | undefined;
  /** Real clock: whoever asks waits no longer than this; a caller's own deadline counts too. */
  readonly deadlineAt?: number | undefined;
}

/** `parse` gives undefined for an answer that is not what the specification says. */
export type Reader = <Value>(
  call: ReadCall,
  parse: (json: Json) => Value | undefined,
  totalMs?: number,
) => Promise<Result<Value, ExchangeFailure>>;

export function createReader(transport: Transport, clock: Clock): Reader {
  return async (call, parse, longestMs = READ_TOTAL_MS) => {
    const startedAt = clock.now();
    const deadlineAt = call.deadlineAt ?? call.caller?.deadlineAt ?? Number.POSITIVE_INFINITY;
    const totalMs = Math.min(longestMs, deadlineAt - startedAt);
    if (totalMs <= 0) return fail(failure('timeout'));
    const once = async (limitMs: number) =>
      readAttempt(await transport.send(call, { budgetMs: READ_BUDGET_MS, totalMs: limitMs }), parse);

    const first = await once(totalMs);
    // Only an answer of the exchange is worth a second signature; a key that cannot be sent has no status.
    const isRefused = !first.ok && first.reason.kind === 'unauthorized' && first.reason.status !== undefined;
    const leftMs = totalMs - Math.max(clock.now() - startedAt, 0);
    return isRefused && call.caller !== undefined && leftMs > 0 ? once(leftMs) : first;
  };
}

const NOT_SENT_KIND: Readonly<Record<NotSentCause, ExchangeFailure['kind']>> = {
  breaker: 'unavailable',
  budget: 'rate_limited',
  unusable_key: 'unauthorized',
  unsigned: 'unavailable',
  too_late: 'timeout',
  network: 'unavailable',
};

function readAttempt<Value>(
  attempt: Attempt,
  parse: (json: Json) => Value | undefined,
): Result<Value, ExchangeFailure> {
  if (attempt.kind === 'not_sent') return fail(failure(NOT_SENT_KIND[attempt.why]));
  const { status } = attempt;
  if (attempt.kind === 'lost') {
    if (attempt.timedOut) return fail(failure('timeout', { status }));
    if (status === undefined) return fail(failure('unavailable'));
    return fail(refusalOf(status, undefined, undefined) ?? failure('unreadable', { status }));
  }
  const refusal = refusalOf(attempt.status, attempt.body, attempt.retryAfterMs);
  if (refusal !== undefined) return fail(refusal);
  const value = attempt.body === undefined ? undefined : parse(attempt.body);
  return value === undefined ? fail(failure('unreadable', { status })) : ok(value);
}

/** Products may be public: unsigned first; once a signature has opened the door, signed at once. */
export function createProductsRead(read: Reader, clock: Clock, path: string): EarnApi['products'] {
  let wantsSignature = false;
  return async (caller, deadlineAt = caller?.deadlineAt) => {
    const startedAt = clock.now();
    if (!wantsSignature || caller === undefined) {
      const unsigned = await read({ path, deadlineAt }, parseProducts);
      if (unsigned.ok || caller === undefined || !isDoorClosed(unsigned.reason)) return unsigned;
    }
    const leftMs = READ_TOTAL_MS - Math.max(clock.now() - startedAt, 0);
    if (leftMs <= 0) return fail(failure('timeout'));
    const signed = await read({ path, caller, deadlineAt }, parseProducts, leftMs);
    if (signed.ok) wantsSignature = true;
    return signed;
  };
}

function isDoorClosed({ kind }: ExchangeFailure): boolean {
  return kind === 'unauthorized' || kind === 'forbidden';
}
