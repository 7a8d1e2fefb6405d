// The demo panel's global faults: each is on or off with one call.
import { type FaultPlay, type FaultTarget, isMoneyCall } from './fault.ts';

export const SWITCHES = ['down', 'slow', 'executedButAnswerLost', 'rateLimited', 'keyRevoked'] as const;
export type Switch = (typeof SWITCHES)[number];
export type SwitchState = Readonly<Record<Switch, boolean>>;

export const SWITCHES_OFF: SwitchState = {
  down: false,
  slow: false,
  executedButAnswerLost: false,
  rateLimited: false,
  keyRevoked: false,
};

/** Long enough that "checking with the exchange" shows, short enough to wait for. */
const SLOW_MS = 4_000;
const RATE_LIMITED_WAIT_MS = 5_000;

/**
 * The fault a request meets because of the switches. `executedButAnswerLost` plays once, on the next deposit or
 * redeem: then `used` names it, and it goes off.
 */
export function switchFault(
  state: SwitchState,
  call: FaultTarget,
): { readonly play: FaultPlay; readonly used?: Switch } | undefined {
  if (state.down) return { play: { kind: 'reset_before_body' } };
  if (state.keyRevoked && call.apiKey !== undefined) return { play: { kind: 'key_revoked', status: 401 } };
  if (state.rateLimited) {
    const answer = { shape: 'A', code: -1, retryAfter: 'seconds', executed: false } as const;
    return { play: { kind: 'status', status: 429, waitMs: RATE_LIMITED_WAIT_MS, ...answer } };
  }
  if (state.executedButAnswerLost && isMoneyCall(call)) {
    return { play: { kind: 'reset_after', executed: true }, used: 'executedButAnswerLost' };
  }
  if (state.slow) return { play: { kind: 'slow', delayMs: SLOW_MS } };
  return undefined;
}
