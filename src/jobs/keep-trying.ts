// Stores what has already happened outside and must not be forgotten: tries until the database takes it.
import { ClaimLost } from '../app/store.ts';
import { backOffMs, type Sleep } from './sleep.ts';

const FIRST_MS = 100;
const MOST_MS = 5_000;

/**
 * Repeats `store` until it succeeds. Rejects with ClaimLost at once, and with the latest error after `tries`.
 * @param tries bound of the attempts; the last waits are 5 s each
 */
export async function keepTrying(store: () => Promise<void>, sleep: Sleep, tries: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store();
    } catch (error) {
      if (error instanceof ClaimLost || attempt >= tries) throw error;
      await sleep(backOffMs(attempt, FIRST_MS, MOST_MS));
    }
  }
}
