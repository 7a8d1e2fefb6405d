// Counts what was checked and keeps what was wrong.

export interface Finding {
  readonly invariant: string;
  readonly checked: number;
  readonly violations: readonly string[];
}

export interface Findings {
  /** @param detail said only when it does not hold */
  readonly check: (invariant: string, holds: boolean, detail: () => string) => void;
  /** In the order in which they were first checked. */
  readonly list: () => readonly Finding[];
}

export function createFindings(): Findings {
  const found = new Map<string, { checked: number; readonly violations: string[] }>();
  return {
    check(invariant, holds, detail) {
      const entry = found.get(invariant) ?? { checked: 0, violations: [] };
      found.set(invariant, entry);
      entry.checked += 1;
      if (!holds) entry.violations.push(detail());
    },
    list: () => [...found].map(([invariant, entry]) => ({ invariant, ...entry })),
  };
}
