// What an answer that is no success means: error shapes, listed codes, statuses, and the network errors
// that prove that nothing was sent. Takes numbers and codes out of an answer, never its text.
import type { ExchangeFailure, ExchangeFailureKind } from '../app/ports.ts';
import type { RefusalReason } from '../domain/operation.ts';
import { isExactNumber, type Json } from './json.ts';
import { readFlag, readInteger } from './wire-fields.ts';

/** Codes that are a clear refusal of the request as it was sent. */
const LISTED_REFUSALS: ReadonlyMap<number, RefusalReason> = new Map([
  [-2, 'bad_parameter'],
  [51523, 'insufficient_balance'],
  [4003, 'above_limit'],
  [4051, 'above_limit'],
]);
const AUTHENTICATION_CODES: ReadonlySet<number> = new Set([-7, 10002]);
const TIMEOUT_CODE = -1;

/** What a readable body says about success, in any of the shapes A–D. */
export interface Verdict {
  /** The `success` field; undefined when there is none. */
  readonly success: boolean | undefined;
  /** From `errorCode` or `code`. */
  readonly code: number | undefined;
  readonly isAuthentication: boolean;
  readonly isTimeout: boolean;
  /** Only when every code of the body is listed with the same meaning. */
  readonly refusal: RefusalReason | undefined;
}

const NO_VERDICT: Verdict = {
  success: undefined,
  code: undefined,
  isAuthentication: false,
  isTimeout: false,
  refusal: undefined,
};

/** Reads the verdict of a body; a body of another shape has none. */
export function readVerdict(body: Json | undefined): Verdict {
  if (!isRecord(body)) return NO_VERDICT;
  const codes = [body.errorCode, body.code]
    .map((value) => readInteger(value))
    .filter((code) => code !== undefined);
  const reasons = new Set(codes.map((code) => LISTED_REFUSALS.get(code)));
  const [refusal] = reasons;
  return {
    success: readFlag(body.success),
    code: codes[0],
    isAuthentication: codes.some((code) => AUTHENTICATION_CODES.has(code)),
    isTimeout: codes.includes(TIMEOUT_CODE),
    refusal: reasons.size === 1 ? refusal : undefined,
  };
}

function isRecord(body: Json | undefined): body is { readonly [key: string]: Json | undefined } {
  return typeof body === 'object' && body !== null && !Array.isArray(body) && !isExactNumber(body);
}

/** A failure as data: nothing but these four fields ever leaves. */
export function failure(
  kind: ExchangeFailureKind,
  details: Partial<Omit<ExchangeFailure, 'kind'>> = {},
): ExchangeFailure {
  return { kind, status: details.status, code: details.code, retryAfterMs: details.retryAfterMs };
}

/** True for a 2xx status. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/**
 * Why a read was refused.
 * @returns undefined when neither status nor body says that it was.
 */
export function refusalOf(
  status: number,
  body: Json | undefined,
  retryAfterMs: number | undefined,
): ExchangeFailure | undefined {
  const verdict = readVerdict(body);
  const kind = kindOfStatus(status) ?? kindOfVerdict(verdict);
  if (kind !== undefined) return failure(kind, { status, code: verdict.code, retryAfterMs });
  if (isSuccess(status)) return undefined;
  return failure(isRecord(body) ? 'refused' : 'unreadable', { status, code: verdict.code, retryAfterMs });
}

/** Statuses that speak for themselves, whatever the body says. */
function kindOfStatus(status: number): ExchangeFailureKind | undefined {
  if (status >= 500) return 'unavailable';
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 408:
      return 'timeout';
    case 429:
      return 'rate_limited';
    case 451:
      return 'banned';
    default:
      return undefined;
  }
}

function kindOfVerdict(verdict: Verdict): ExchangeFailureKind | undefined {
  if (verdict.isAuthentication) return 'unauthorized';
  if (verdict.isTimeout) return 'timeout';
  return verdict.success === false || verdict.refusal !== undefined ? 'refused' : undefined;
}

/** Error codes that exist only before a connection stands, whoever reports them: no byte of a request was sent. */
const BEFORE_ANY_CONNECTION: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_CHAIN_TOO_LONG',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REJECTED',
  'CERT_REVOKED',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Codes that a standing connection can meet too: they count only when our adapter knows that none stood. */
const WHILE_CONNECTING: ReadonlySet<string> = new Set([
  'EADDRNOTAVAIL',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPROTO',
  'ETIMEDOUT',
  'TOO_LATE',
]);

/**
 * True when a network error proves that no byte of the request was sent.
 * @param connected whether the request was handed to a standing connection; undefined when that is not known
 */
export function provesNothingSent(code: string | undefined, connected: boolean | undefined): boolean {
  if (code === undefined || connected === true) return false;
  return BEFORE_ANY_CONNECTION.has(code) || (connected === false && WHILE_CONNECTING.has(code));
}
