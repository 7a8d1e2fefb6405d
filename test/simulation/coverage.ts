// Counts which crash points, faults and invariants a run has met. Counts add up over seeds.

export type Counts = Record<string, number>;

export interface Coverage {
  /** Crash point × mode. */
  readonly crashes: Counts;
  readonly faults: Counts;
  /** How often each invariant was checked. */
  readonly checks: Counts;
  /** What happened at all: moves by their end, notices, updates. */
  readonly events: Counts;
}

export const emptyCoverage = (): Coverage => ({ crashes: {}, faults: {}, checks: {}, events: {} });

export function count(counts: Counts, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}

export function addCoverage(total: Coverage, part: Coverage): void {
  for (const kind of ['crashes', 'faults', 'checks', 'events'] as const) {
    for (const [name, times] of Object.entries(part[kind])) count(total[kind], name, times);
  }
}
