// Deletes messages that held a secret, again until Telegram says that the message is gone. When it never will be,
// the person is told, unless they were forgotten meanwhile. Decides nothing about which messages.
import type { Clock, Log, Messenger } from '../app/ports.ts';
import type { Claimed, Deletion, NewNotice, Store } from '../app/store.ts';
import { backOffMs } from './sleep.ts';

const AGAIN_FIRST_MS = 500;
const AGAIN_MOST_MS = 600_000;
/** Half a second doubling up to ten minutes: about 48 hours, after which Telegram deletes nothing. */
const TRIES_MAX = 300;

export interface DeleteDeps {
  readonly store: Store;
  readonly messenger: Pick<Messenger, 'delete'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Wakes the loop of notices. */
  readonly wakeDeliver: () => void;
  /** A try for this person is over and stored: keys wait for it to be tested. */
  readonly tried: (userId: number) => Promise<void>;
}

export function createDeletionRunner(deps: DeleteDeps): (claimed: Claimed<Deletion>) => Promise<void> {
  const { store, messenger, clock, log } = deps;

  const giveUp = async ({ row: deletion, claim }: Claimed<Deletion>, why: string): Promise<void> => {
    log.warn('delete.failed_for_good', { why, attempts: deletion.attempts });
    const now = clock.now();
    await store.transaction(async (inside) => {
      await inside.deletions.done(deletion, claim);
      const user = deletion.userId === undefined ? undefined : await inside.users.get(deletion.userId);
      // Whom /forget has wiped is told nothing any more: the receipt said what was left.
      if (user !== undefined) await inside.notices.add([noticeOf(deletion, user.id, now)]);
    });
    deps.wakeDeliver();
  };

  const attempt = async (claimed: Claimed<Deletion>): Promise<void> => {
    const { row: deletion, claim } = claimed;
    const outcome = await messenger.delete(deletion.chatId, deletion.messageId);
    if (outcome.kind === 'sent') return store.deletions.done(deletion, claim);
    if (outcome.kind === 'refused') {
      return outcome.gone ? store.deletions.done(deletion, claim) : giveUp(claimed, 'refused');
    }
    if (deletion.attempts >= TRIES_MAX) return giveUp(claimed, outcome.kind);
    const waitMs =
      outcome.kind === 'retry_after'
        ? outcome.waitMs
        : backOffMs(deletion.attempts + 1, AGAIN_FIRST_MS, AGAIN_MOST_MS);
    return store.deletions.retry(deletion, claim, clock.now() + waitMs);
  };

  return async (claimed) => {
    await attempt(claimed);
    if (claimed.row.userId !== undefined) await deps.tried(claimed.row.userId);
  };
}

function noticeOf({ chatId, messageId }: Deletion, userId: number, now: number): NewNotice {
  return {
    userId,
    chatId,
    accountId: undefined,
    kind: 'secret_not_deleted',
    data: { kind: 'secret_not_deleted' },
    editMessageId: undefined,
    replyTo: messageId,
    silent: false,
    dueAt: now,
    createdAt: now,
    dedupeKey: `secret_not_deleted:${chatId}:${messageId}`,
  };
}
