// In whose name rows are claimed. A name is given up when an answer of the database was lost: a claim may then stand
// that nobody knows of, and it falls free with its name.

export interface Owner {
  /** For seats, which are held for as long as the process runs. */
  readonly id: string;
  /** For claims made from now on. */
  readonly current: () => string;
  /** An answer was lost: a claim, or the end of one, may have been stored without our knowing. */
  readonly doubt: () => void;
}

/** One name for ever, for a store whose answers are never lost. */
export function steadyOwner(id: string): Owner {
  return { id, current: () => id, doubt: () => undefined };
}
