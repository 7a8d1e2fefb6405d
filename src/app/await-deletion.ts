// The test of a new key waits until the messages it was typed in had their deletion tried once (journeys, "A secret
// typed in the chat"). The wait is a due time, so that it ends by itself while Telegram does not answer.
import type { App, AppDeps } from './app.ts';

/** Longest wait of the test for the first tries, real clock. */
export const DELETION_WAIT_MS = 5_000;

export function createDeletionTried({ store, clock, wake }: AppDeps): App['deletionTried'] {
  return async (userId) => {
    // Each try asks after it was stored, so that the last of several to end finds none left.
    if ((await store.deletions.untriedOf(userId)) > 0) return;
    const accounts = await store.accounts.ofUser(userId);
    // One that was tested and failed waits for the exchange, not for this.
    const waiting = accounts.filter(({ status, failedLooks }) => status === 'testing' && failedLooks === 0);
    for (const { id } of waiting) await store.accounts.setDue(id, clock.now());
    if (waiting.length > 0) wake('sync');
  };
}
