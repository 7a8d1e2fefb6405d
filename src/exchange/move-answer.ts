// What the answer to a money POST means. Pure. Only what is clear is called done or refused; the rest is unclear.
import type { MoveAnswer } from '../app/ports.ts';
import type { RefusalReason, UnclearCause } from '../domain/operation.ts';
import { isSuccess, readVerdict, type Verdict } from './errors.ts';
import type { Json } from './json.ts';
import { parseRenewEcho } from './wire.ts';

/** What a renewal asks for; its answer must echo it. */
export interface RenewAsked {
  readonly orderId: number;
  readonly autoRenew: boolean;
}

export function unclear(cause: UnclearCause, status?: number): MoveAnswer {
  return { kind: 'unclear', cause, status };
}

function refused(reason: RefusalReason, code: number | undefined): MoveAnswer {
  return { kind: 'refused', reason, code };
}

/**
 * The meaning of an answer to deposit, redeem (`asked` undefined) or renew.
 * @param body the parsed body, undefined when it is empty, cut off or no JSON
 */
export function readMoveAnswer(status: number, body: Json | undefined, asked?: RenewAsked): MoveAnswer {
  const verdict = readVerdict(body);
  if (verdict.isAuthentication) return unclear('permission', status);
  if (isSuccess(status)) return readSuccess(status, body, verdict, asked);
  const cause = causeOfStatus(status);
  if (cause !== undefined) return unclear(cause, status);
  if (verdict.isTimeout) return unclear('timeout', status);
  // Of all statuses only 400 is known for a refusal of the request itself; a code that claims success is neither.
  if (status === 400 && verdict.refusal !== undefined && verdict.success !== true) {
    return refused(verdict.refusal, verdict.code);
  }
  return unclear('unlisted_refusal', status);
}

function readSuccess(
  status: number,
  body: Json | undefined,
  verdict: Verdict,
  asked: RenewAsked | undefined,
): MoveAnswer {
  if (verdict.isTimeout) return unclear('timeout', status);
  if (verdict.success === true && verdict.refusal !== undefined) return unclear('unreadable', status);
  const echo = asked === undefined || body === undefined ? undefined : parseRenewEcho(body);
  if (verdict.success === false || verdict.refusal !== undefined) {
    // An echo beside a refusal contradicts it.
    return echo === undefined
      ? refused(verdict.refusal ?? 'said_no', verdict.code)
      : unclear('unreadable', status);
  }
  if (asked === undefined)
    return verdict.success === true ? { kind: 'accepted' } : unclear('unreadable', status);
  if (echo?.orderId !== asked.orderId) return unclear('unreadable', status);
  return echo.autoRenew === asked.autoRenew ? { kind: 'accepted' } : refused('said_no', verdict.code);
}

/** Statuses that leave open whether the move happened, whatever the body says. */
function causeOfStatus(status: number): UnclearCause | undefined {
  if (status >= 500) return 'server_error';
  switch (status) {
    case 401:
    case 403:
      return 'permission';
    case 408:
      return 'timeout';
    case 429:
      return 'rate_limited';
    default:
      return undefined;
  }
}
