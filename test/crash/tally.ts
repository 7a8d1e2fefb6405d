// Counts what a run did to the bot: crash points by what struck there, and everything else by name.

export const STROKES = ['kill', 'stop', 'cut', 'restart', 'term'] as const;
export type Stroke = (typeof STROKES)[number];

export interface Tally {
  readonly hit: (point: string, stroke: Stroke) => void;
  /** The bot did not come to the point while it was waited for. */
  readonly missed: (point: string) => void;
  readonly count: (name: string, by?: number) => void;
  /** All that struck, wherever. */
  readonly strokes: () => number;
  readonly hits: () => Readonly<Record<string, Readonly<Record<Stroke, number>>>>;
  readonly misses: () => Readonly<Record<string, number>>;
  readonly counts: () => Readonly<Record<string, number>>;
}

const NONE: Readonly<Record<Stroke, number>> = { kill: 0, stop: 0, cut: 0, restart: 0, term: 0 };

export function createTally(): Tally {
  const hits: Record<string, Record<Stroke, number>> = {};
  const misses: Record<string, number> = {};
  const counts: Record<string, number> = {};
  return {
    hit(point, stroke) {
      const row = hits[point] ?? { ...NONE };
      hits[point] = { ...row, [stroke]: row[stroke] + 1 };
    },
    missed(point) {
      misses[point] = (misses[point] ?? 0) + 1;
    },
    count(name, by = 1) {
      counts[name] = (counts[name] ?? 0) + by;
    },
    strokes: () =>
      Object.values(hits)
        .flatMap((row) => Object.values(row))
        .reduce((sum, count) => sum + count, 0),
    hits: () => hits,
    misses: () => misses,
    counts: () => counts,
  };
}
