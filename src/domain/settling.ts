// What becomes of an unclear move after a look: when it is settled, when the person is asked, when to look again.
// Pure; times here are real, since they are about the network and the person.
import type { Judgement } from './evidence.ts';
import { HAND_OVER_MS, type Operation, type OperationResult, REOPEN_MS, type Settling } from './operation.ts';
import type { HistoryRow } from './order.ts';

/** Time between looks while the exchange answers; the last one repeats. Never more than a quarter of the wait. */
export const LOOK_GAPS_MS: readonly number[] = [2_000, 5_000, 10_000, 30_000, 60_000];
/** The hand-over leaves this much for the read itself, so that 15 minutes are kept. */
export const HAND_OVER_MARGIN_MS = 10_000;
/** Two reads that find nothing are at least this part of the wait apart. */
const APART = 20;

export interface SettlingInput {
  readonly settling: Settling;
  /** Undefined when the exchange did not answer, or not completely. */
  readonly judgement: Judgement | undefined;
  /** Real clock of the look. */
  readonly nowReal: number;
  /** How long absence must last before `not_found`. */
  readonly reconcileWaitMs: number;
  /** The exchange answered, if only in part: the time counts toward the hand-over. */
  readonly reachable: boolean;
}

export type NextSettling =
  | {
      readonly kind: 'done' | 'not_found' | 'needs_review';
      readonly result: OperationResult;
      readonly settling: Settling;
    }
  | { readonly kind: 'look_again'; readonly atReal: number; readonly settling: Settling };

/** The start of settling, when the outcome became unclear. The first look is {@link firstLookAt}. */
export function startSettling(nowReal: number): Settling {
  return { since: nowReal, absentSince: undefined, looks: 0, reachableMs: 0, lastLookAt: undefined };
}

export function firstLookAt(settling: Settling, reconcileWaitMs: number): number {
  return settling.since + gapMs(0, reconcileWaitMs);
}

/**
 * Decides after a look. `not_found` needs two reads without any trace, apart by a twentieth of the wait at least, and
 * absence for the whole wait counted from the first of them: a trace in between, even an unclear one, starts it anew.
 * A read that failed neither proves nor disproves absence.
 */
export function nextSettling(input: SettlingInput): NextSettling {
  const { judgement, nowReal, reconcileWaitMs } = input;
  const settling = afterLook(input);
  if (judgement?.kind === 'seen') {
    const { orderId, row } = judgement;
    return { kind: 'done', result: { kind: 'seen', orderId, row }, settling };
  }
  if (judgement?.kind === 'several') {
    const { candidates } = judgement;
    return { kind: 'needs_review', result: { kind: 'several', candidates }, settling };
  }
  const absentMs = settling.absentSince === undefined ? 0 : nowReal - settling.absentSince;
  const twice = input.settling.absentSince !== undefined && absentMs * APART >= reconcileWaitMs;
  if (judgement?.kind === 'absent' && twice && absentMs >= reconcileWaitMs) {
    return { kind: 'not_found', result: { kind: 'absent' }, settling };
  }
  const patienceMs = HAND_OVER_MS - HAND_OVER_MARGIN_MS - settling.reachableMs;
  if (patienceMs <= 0) {
    return { kind: 'needs_review', result: { kind: 'several', candidates: rowOf(judgement) }, settling };
  }
  const waits = [usualGapMs(input, settling), patienceMs, reconcileWaitMs - absentMs].filter((ms) => ms > 0);
  return { kind: 'look_again', atReal: nowReal + Math.min(...waits), settling };
}

function rowOf(judgement: Judgement | undefined): readonly HistoryRow[] {
  return judgement?.kind === 'unclear' && judgement.row !== undefined ? [judgement.row] : [];
}

function afterLook({ settling, judgement, nowReal, reachable, reconcileWaitMs }: SettlingInput): Settling {
  // Time in which nobody looked (the bot was down) is not time in which the person was kept waiting by the exchange.
  const passedMs = Math.max(0, nowReal - (settling.lastLookAt ?? settling.since));
  const countedMs = reachable ? Math.min(passedMs, 2 * longestGapMs(reconcileWaitMs)) : 0;
  const absentSince =
    judgement === undefined
      ? settling.absentSince
      : judgement.kind === 'absent'
        ? (settling.absentSince ?? nowReal)
        : undefined;
  return {
    since: settling.since,
    absentSince,
    looks: settling.looks + (judgement === undefined ? 0 : 1),
    reachableMs: settling.reachableMs + countedMs,
    lastLookAt: nowReal,
  };
}

/** A quarter of the time it has lasted while the exchange is away: it is not knocked at every two seconds. */
function usualGapMs({ judgement, nowReal, reconcileWaitMs }: SettlingInput, settling: Settling): number {
  if (judgement !== undefined) return gapMs(settling.looks, reconcileWaitMs);
  const lastedMs = Math.max(0, nowReal - settling.since);
  return Math.min(
    Math.max(gapMs(0, reconcileWaitMs), Math.ceil(lastedMs / 4)),
    longestGapMs(reconcileWaitMs),
  );
}

function gapMs(looks: number, reconcileWaitMs: number): number {
  const gap = LOOK_GAPS_MS[Math.min(looks, LOOK_GAPS_MS.length - 1)] ?? 0;
  return Math.max(1, Math.min(gap, reconcileWaitMs / 4));
}

function longestGapMs(reconcileWaitMs: number): number {
  return gapMs(LOOK_GAPS_MS.length, reconcileWaitMs);
}

/**
 * Is a move that was told as not found looked at again? For 24 hours, the last time by the first look after them: what
 * it finds may have turned up before (M3), however long the bot was down. No clock: the looks themselves tell.
 */
export function mayReopen({
  state,
  endedAt,
  settling,
}: Pick<Operation, 'state' | 'endedAt' | 'settling'>): boolean {
  if (state !== 'not_found' || endedAt === undefined) return false;
  return (settling?.lastLookAt ?? endedAt) <= endedAt + REOPEN_MS;
}

/**
 * What a later look at such a move says.
 * @returns undefined: it stays as it is
 */
export function reopen(
  judgement: Judgement,
): { readonly kind: 'done' | 'needs_review'; readonly result: OperationResult } | undefined {
  if (judgement.kind === 'seen') {
    const { orderId, row } = judgement;
    return { kind: 'done', result: { kind: 'seen', orderId, row } };
  }
  if (judgement.kind === 'several') {
    return { kind: 'needs_review', result: { kind: 'several', candidates: judgement.candidates } };
  }
  // A row that no order shows any more: what it was, the person knows.
  const candidates = rowOf(judgement);
  if (candidates.length > 0) return { kind: 'needs_review', result: { kind: 'several', candidates } };
  return undefined;
}
