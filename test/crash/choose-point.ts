// Which crash point is waited for next: the least hit of a few taken by chance.
import type { Random } from '../simulation/random.ts';
import type { Point } from './gates/points.ts';
import type { Tally } from './tally.ts';

/** So many are looked at. */
const LOOKS = 4;
/** A point that nobody came to in time is taken less often. */
const MISS_WEIGHT = 2;
/** Bytes that lay unread are not quite the point. */
const UNREAD_WEIGHT = 0.3;

export function choosePoint(points: readonly Point[], random: Random, tally: Tally): Point {
  const worn = ({ name, withBytes }: Point): number => {
    const struck = Object.values(tally.hits()[name] ?? {}).reduce((sum, count) => sum + count, 0);
    const unread = withBytes === undefined ? 0 : (tally.hits()[withBytes]?.kill ?? 0);
    return struck + UNREAD_WEIGHT * unread + MISS_WEIGHT * (tally.misses()[name] ?? 0);
  };
  const looked = Array.from({ length: LOOKS }, () => random.pick(points));
  const [least] = looked.toSorted((a, b) => worn(a) - worn(b));
  return least ?? random.pick(points);
}
