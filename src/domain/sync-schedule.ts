// When an account is looked at next, by the environment's clock. The caller converts it to real time.
import type { StoredOrder } from './payout.ts';
import { maturityOf } from './redeem-rules.ts';

/** A look for what was done elsewhere, when nothing else asks for one. */
export const LOOK_EVERY_MS = 3_600_000;
/** Back-off while something is late or under way: half of the time it has lasted, within these. */
export const BACK_OFF_MIN_MS = 30_000;
export const BACK_OFF_MAX_MS = 1_800_000;

export interface ScheduleInput {
  readonly stored: readonly StoredOrder[];
  readonly nowEnvMs: number;
  /** Wait after a payout time before looking. */
  readonly graceMs: number;
  /** Stretched by the caller when many accounts share the budget. */
  readonly lookEveryMs?: number;
  /** Since when a redemption runs or a move is unsettled, environment clock. */
  readonly busySince?: number;
  /** Since when a payout is late; without it the payout time itself counts. */
  readonly lateSince?: number;
}

/**
 * The earliest of: each payout time + grace, each end + grace, the back-off of what is late or under way, and the
 * regular look.
 * @returns environment clock, Unix ms, always after `nowEnvMs`
 */
export function nextSyncAt(input: ScheduleInput): number {
  const { nowEnvMs, busySince } = input;
  const running = input.stored.some(({ order }) => order.redemptionProcessing);
  const since = busySince ?? (running ? nowEnvMs - BACK_OFF_MAX_MS : undefined);
  return Math.min(
    nowEnvMs + (input.lookEveryMs ?? LOOK_EVERY_MS),
    ...(since === undefined ? [] : [backOff(since, nowEnvMs)]),
    ...input.stored.flatMap((stored) => [
      ...(stored.dueAt > 0 ? [lookAt(stored.dueAt, input)] : []),
      ...endOf(stored).map((end) => lookAt(end, input)),
    ]),
  );
}

function endOf({ order }: StoredOrder): readonly number[] {
  const end = maturityOf(order);
  return end === undefined ? [] : [end];
}

/** A time to come is looked at after the grace; a time that passed and changed nothing is late. */
function lookAt(at: number, { nowEnvMs, graceMs, lateSince }: ScheduleInput): number {
  if (at + graceMs > nowEnvMs) return at + graceMs;
  return backOff(Math.max(at, lateSince ?? at), nowEnvMs);
}

function backOff(since: number, nowEnvMs: number): number {
  const lasted = Math.max(0, nowEnvMs - since);
  return nowEnvMs + Math.min(BACK_OFF_MAX_MS, Math.max(BACK_OFF_MIN_MS, Math.floor(lasted / 2)));
}
