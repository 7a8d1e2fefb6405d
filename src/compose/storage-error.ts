// Tells an error of the database, wherever a library wrapped it, from any other.
import { DbError } from '../db/errors.ts';

const DEPTH_MAX = 5;

/** True when the database failed: what was under way may be done again. */
export function isStorageError(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < DEPTH_MAX; depth += 1) {
    if (current instanceof DbError) return true;
    if (typeof current !== 'object' || current === null) return false;
    // grammY keeps what a handler threw under `error`, the standard under `cause`.
    current = 'error' in current ? current.error : 'cause' in current ? current.cause : undefined;
  }
  return false;
}
