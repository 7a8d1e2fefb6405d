// Is a request signed by the key it names, with a nonce that rises and fits the clock, and may the key do this?
import { timingSafeEqual } from 'node:crypto';
import { fail, ok, type Result } from '../../domain/result.ts';
import { sign } from '../../exchange/signature.ts';
import type { Permissions, SimAccount } from './account.ts';

/** A request as it arrived; `body` is the exact text that was sent. */
export interface Call {
  readonly method: string;
  /** From `/api` on, without the query: what is signed. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly apiKey: string | undefined;
  readonly nonce: string | undefined;
  readonly signature: string | undefined;
  /** Reads the body once; later calls give the same text. */
  readonly body: () => Promise<string>;
}

export type AuthenticationFailure = 'key' | 'signature' | 'nonce' | 'permission';

export interface Rules {
  readonly now: number;
  /** In simulated ms. */
  readonly nonceWindowMs: number;
  readonly needs: readonly (keyof Permissions)[];
}

/**
 * @returns the account with the nonce used up; a missing permission uses it up too, the other failures do not.
 */
export function authenticate(
  account: SimAccount | undefined,
  call: Call,
  body: string,
  rules: Rules,
): Result<SimAccount, { readonly failure: AuthenticationFailure; readonly account: SimAccount | undefined }> {
  if (account === undefined) return fail({ failure: 'key', account });
  const nonce = /^[1-9]\d{0,15}$/.test(call.nonce ?? '') ? Number(call.nonce) : Number.NaN;
  const expected = sign({ secret: account.secret, path: call.path, nonce, body });
  if (!sameText(expected, call.signature ?? '')) return fail({ failure: 'signature', account });
  if (!(nonce > account.lastNonce && Math.abs(nonce - rules.now) <= rules.nonceWindowMs)) {
    return fail({ failure: 'nonce', account });
  }
  const used: SimAccount = { ...account, lastNonce: nonce };
  const allowed = rules.needs.every((permission) => account.permissions[permission]);
  return allowed ? ok(used) : fail({ failure: 'permission', account: used });
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
