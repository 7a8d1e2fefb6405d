import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Judgement } from '../../src/domain/evidence.ts';
import { HAND_OVER_MS, mayMove, REOPEN_MS, type Settling } from '../../src/domain/operation.ts';
import {
  firstLookAt,
  HAND_OVER_MARGIN_MS,
  LOOK_GAPS_MS,
  mayReopen,
  type NextSettling,
  nextSettling,
  reopen,
  startSettling,
} from '../../src/domain/settling.ts';
import { RUNS, row } from './samples.ts';

const WAIT = 600_000;
const ABSENT: Judgement = { kind: 'absent', paid: [] };
const UNCLEAR: Judgement = { kind: 'unclear', paid: [] };
const SEEN: Judgement = { kind: 'seen', orderId: 9, row: row(), paid: [] };
const SEVERAL: Judgement = { kind: 'several', candidates: [row(), row()], paid: [] };

function look(
  settling: Settling,
  judgement: Judgement | undefined,
  nowReal: number,
  reconcileWaitMs = WAIT,
): NextSettling {
  return nextSettling({
    settling,
    judgement,
    nowReal,
    reconcileWaitMs,
    reachable: judgement !== undefined,
  });
}

/** Looks whenever asked to, until it is settled. */
function settle(
  judge: (nowReal: number) => Judgement | undefined,
  reconcileWaitMs = WAIT,
  days = 1,
): {
  readonly end: NextSettling;
  readonly at: number;
  readonly gaps: readonly number[];
} {
  let settling = startSettling(0);
  let at = firstLookAt(settling, reconcileWaitMs);
  const gaps = [at];
  for (;;) {
    const next = look(settling, judge(at), at, reconcileWaitMs);
    if (next.kind !== 'look_again' || at > days * 86_400_000) return { end: next, at, gaps };
    gaps.push(next.atReal - at);
    at = next.atReal;
    settling = next.settling;
  }
}

describe('what a look decides', () => {
  it('asks for whole milliseconds, also while the exchange is away', () => {
    const gaps = settle(() => undefined).gaps;
    expect(gaps.every((gap) => Number.isSafeInteger(gap))).toBe(true);
  });

  it('is done when the move is seen', () => {
    expect(look(startSettling(0), SEEN, 2_000)).toMatchObject({
      kind: 'done',
      result: { kind: 'seen', orderId: 9 },
    });
  });

  it('is for the person at once when several explanations fit', () => {
    expect(look(startSettling(0), SEVERAL, 2_000)).toMatchObject({
      kind: 'needs_review',
      result: { kind: 'several', candidates: [{}, {}] },
    });
  });

  it('hands a row that no order shows over with the move', () => {
    const waited = { ...startSettling(0), reachableMs: HAND_OVER_MS, lastLookAt: 1_000, looks: 9 };
    expect(look(waited, { kind: 'unclear', row: row(), paid: [] }, 2_000)).toMatchObject({
      kind: 'needs_review',
      result: { kind: 'several', candidates: [row()] },
    });
  });

  it('is never "not found" on the first empty read, however late it comes', () => {
    expect(look(startSettling(0), ABSENT, 10 * WAIT).kind).toBe('look_again');
    expect(look(startSettling(0), ABSENT, 0, 0).kind).toBe('look_again');
  });

  it('is "not found" when absence lasted the whole wait, and not a moment sooner', () => {
    const absent = { ...startSettling(0), absentSince: 2_000, looks: 1, lastLookAt: 2_000 };
    expect(look(absent, ABSENT, 2_000 + WAIT - 1).kind).toBe('look_again');
    expect(look(absent, ABSENT, 2_000 + WAIT)).toMatchObject({
      kind: 'not_found',
      result: { kind: 'absent' },
    });
  });

  it('starts the wait anew when a trace shows in between', () => {
    const absent = { ...startSettling(0), absentSince: 2_000, looks: 5, lastLookAt: 500_000 };
    expect(look(absent, UNCLEAR, 510_000).settling.absentSince).toBeUndefined();
  });

  it('neither proves nor disproves absence when the exchange does not answer', () => {
    const absent = { ...startSettling(0), absentSince: 2_000, looks: 1, lastLookAt: 2_000 };
    const next = look(absent, undefined, 2_000 + WAIT);
    expect(next).toMatchObject({
      kind: 'look_again',
      settling: { absentSince: 2_000, looks: 1, reachableMs: 0 },
    });
  });

  it('counts for the hand-over only time in which it was looked and answered', () => {
    const start = startSettling(0);
    expect(look(start, UNCLEAR, 2_000).settling.reachableMs).toBe(2_000);
    expect(look(start, undefined, 2_000).settling.reachableMs).toBe(0);
    const slept = { ...start, lastLookAt: 2_000, reachableMs: 2_000, looks: 1 };
    expect(look(slept, UNCLEAR, 8 * 3_600_000).settling.reachableMs).toBe(122_000);
    expect(look({ ...start, lastLookAt: 5_000 }, UNCLEAR, 4_000).settling.reachableMs).toBe(0);
  });
});

describe('settling from beginning to end', () => {
  it('says "not found" right after the wait', () => {
    const { end, at, gaps } = settle(() => ABSENT);
    expect(end.kind).toBe('not_found');
    expect(at).toBe(2_000 + WAIT);
    expect(gaps.slice(0, 6)).toEqual([2_000, 5_000, 10_000, 30_000, 60_000, 60_000]);
  });

  it('keeps to a quarter of a short wait', () => {
    const { end, at, gaps } = settle(() => ABSENT, 20_000);
    expect(end.kind).toBe('not_found');
    expect(at).toBe(22_000);
    expect(Math.max(...gaps)).toBe(5_000);
  });

  it('finds a deposit that the exchange made 599 s late', () => {
    const { end, at } = settle((now) => (now >= 599_000 ? SEEN : ABSENT));
    expect(end.kind).toBe('done');
    expect(at).toBeLessThan(700_000);
  });

  it('hands over to the person within 15 minutes', () => {
    const { end, at } = settle(() => UNCLEAR);
    expect(end).toMatchObject({ kind: 'needs_review', result: { kind: 'several', candidates: [] } });
    expect(at).toBe(HAND_OVER_MS - HAND_OVER_MARGIN_MS);
  });

  it('hands over when the wait is longer than 15 minutes', () => {
    expect(settle(() => ABSENT, 3_600_000)).toMatchObject({ end: { kind: 'needs_review' } });
  });

  it('waits for an exchange that is away, ever more slowly, and goes on from there', () => {
    const away = settle((now) => (now < 7_200_000 ? undefined : ABSENT));
    expect(away.end.kind).toBe('not_found');
    expect(away.at).toBeGreaterThanOrEqual(7_200_000 + WAIT);
    expect(Math.max(...away.gaps)).toBe(60_000);
    expect(away.gaps.slice(0, 3)).toEqual([2_000, 2_000, 2_000]);
  });
});

describe('a move that was told as not found', () => {
  const ended = (lastLookAt: number | undefined): Parameters<typeof mayReopen>[0] => ({
    state: 'not_found',
    endedAt: 1_000,
    settling: { ...startSettling(0), lastLookAt },
  });

  it('re-opens when a match turns up', () => {
    expect(reopen(SEEN)).toMatchObject({ kind: 'done', result: { kind: 'seen', orderId: 9 } });
    expect(reopen(SEVERAL)).toMatchObject({ kind: 'needs_review' });
  });

  it('goes to the person when a row turns up that no order shows any more', () => {
    expect(reopen({ kind: 'unclear', row: row(), paid: [] })).toEqual({
      kind: 'needs_review',
      result: { kind: 'several', candidates: [row()] },
    });
  });

  it('stays otherwise', () => {
    expect(reopen(ABSENT)).toBeUndefined();
    expect(reopen(UNCLEAR)).toBeUndefined();
  });

  it('is looked at for 24 hours, the last time by the first look after them', () => {
    expect(mayReopen(ended(undefined))).toBe(true);
    expect(mayReopen(ended(900))).toBe(true);
    expect(mayReopen(ended(1_000 + REOPEN_MS))).toBe(true);
    expect(mayReopen(ended(1_001 + REOPEN_MS))).toBe(false);
  });

  it('is looked at after an outage longer than that, since what turned up may have turned up in it', () => {
    expect(mayReopen({ state: 'not_found', endedAt: 1_000, settling: undefined })).toBe(true);
  });

  it('is no move that ended otherwise', () => {
    expect(mayReopen({ ...ended(undefined), state: 'done' })).toBe(false);
    expect(mayReopen({ ...ended(undefined), endedAt: undefined })).toBe(false);
  });
});

test('property: any sequence of looks keeps the rules of not_found, the hand-over and the arrows', () => {
  const answer = fc.constantFrom(ABSENT, ABSENT, ABSENT, UNCLEAR, undefined);
  const waits = fc.constantFrom(20_000, 60_000, 600_000, 1_800_000);
  fc.assert(
    fc.property(fc.array(fc.tuple(answer, fc.nat(3_000)), { maxLength: 80 }), waits, (answers, wait) => {
      let settling = startSettling(0);
      let at = firstLookAt(settling, wait);
      let firstAbsent: number | undefined;
      let reads = 0;
      for (const [judgement, latenessMs] of answers) {
        at += latenessMs;
        if (judgement !== undefined) {
          reads = judgement.kind === 'absent' ? reads + 1 : 0;
          firstAbsent = judgement.kind === 'absent' ? (firstAbsent ?? at) : undefined;
        }
        const next = look(settling, judgement, at, wait);
        if (next.kind === 'look_again') {
          expect(next.atReal - at).toBeLessThanOrEqual(wait / 4);
          expect(next.atReal).toBeGreaterThan(at);
          expect(next.settling.reachableMs).toBeLessThan(HAND_OVER_MS);
          at = next.atReal;
          settling = next.settling;
          continue;
        }
        expect(mayMove('unknown', next.kind)).toBe(true);
        if (next.kind === 'not_found') {
          expect(reads).toBeGreaterThanOrEqual(2);
          expect(at - (firstAbsent ?? at)).toBeGreaterThanOrEqual(wait);
        }
        return;
      }
    }),
    RUNS,
  );
});

test('property: the gaps are those listed, never more than a quarter of the wait', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.integer({ min: 1, max: 3_600_000 }), (looks, wait) => {
      const next = look({ ...startSettling(0), looks }, UNCLEAR, 0, wait);
      const gap = next.kind === 'look_again' ? next.atReal : 0;
      const listed = LOOK_GAPS_MS[Math.min(looks + 1, LOOK_GAPS_MS.length - 1)] ?? 0;
      expect(gap).toBe(Math.max(1, Math.min(listed, wait / 4)));
    }),
    RUNS,
  );
});
