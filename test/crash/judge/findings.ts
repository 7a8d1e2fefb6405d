// Counts what was checked and keeps what was wrong.
import { INVARIANTS, type Invariant } from './invariants.ts';

export interface Finding {
  readonly invariant: Invariant;
  readonly checked: number;
  readonly violations: readonly string[];
}

export interface Findings {
  /** @param detail said only when it does not hold */
  readonly check: (invariant: Invariant, holds: boolean, detail: () => string) => void;
  /** All there are, in their order, those never checked too. */
  readonly list: () => readonly Finding[];
}

export function createFindings(): Findings {
  const found = new Map<Invariant, { checked: number; readonly violations: string[] }>();
  for (const invariant of INVARIANTS) found.set(invariant, { checked: 0, violations: [] });
  return {
    check(invariant, holds, detail) {
      const entry = found.get(invariant);
      if (entry === undefined) return;
      entry.checked += 1;
      if (!holds) entry.violations.push(detail());
    },
    list: () => [...found].map(([invariant, entry]) => ({ invariant, ...entry })),
  };
}
