// Handles the updates of one claimed chat in order and stores, in one fenced transaction, that they are done together
// with the dialog. Knows nothing of Telegram's methods or of what a handler does.
import type { Clock, Log, Vault } from '../app/ports.ts';
import type { ChatStore, ChatWork, Claimed } from '../app/store.ts';
import { inboxContext } from './intake.ts';
import { backOffMs } from './sleep.ts';

/** An update that was begun this often without an end brings the process down each time: it is given up. */
const DELIVERIES_MAX = 5;
/** A handler that takes longer is stuck; its reads and calls all have shorter limits. */
const HANDLER_MAX_MS = 120_000;
const AGAIN_FIRST_MS = 500;
const AGAIN_MOST_MS = 30_000;
/**
 * What was handled is stored after this long at the latest. A process that lives for seconds would else store nothing of
 * a long queue, handle it anew each time, and at last give it up unstored (S1, S3).
 */
const STORE_AFTER_MS = 500;

export interface ChatsDeps {
  readonly chats: Pick<ChatStore, 'begin' | 'finish' | 'release'>;
  readonly vault: Pick<Vault, 'seal' | 'open'>;
  /** Handles one update with the chat's dialog; resolves to the dialog afterwards. A throw discards what it changed. */
  readonly handle: (update: unknown, dialog: string | undefined) => Promise<string | undefined>;
  /** True for an error of the database: the update is delivered again. Any other is the handler's own. */
  readonly isStorageError: (error: unknown) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export function createChatRunner(deps: ChatsDeps): (claimed: Claimed<ChatWork>) => Promise<void> {
  const { chats, vault, clock, log } = deps;

  const openDialog = (work: ChatWork): string | undefined => {
    if (work.dialogSealed === undefined) return undefined;
    try {
      return vault.open(work.dialogSealed, dialogContext(work.chatId));
    } catch (error) {
      // A damaged dialog must not hold up the chat for ever: the person begins anew.
      log.error('chats.dialog_unreadable', { chatId: work.chatId, error });
      return undefined;
    }
  };

  /** The dialog after the update; the same one when the update was given up or its handler failed. */
  const handleOne = async (
    update: ChatWork['updates'][number],
    dialog: string | undefined,
  ): Promise<string | undefined> => {
    const { updateId, seq } = update;
    if (update.attempts >= DELIVERIES_MAX) {
      log.error('chats.given_up', { updateId, attempts: update.attempts });
      return dialog;
    }
    await chats.begin(seq);
    try {
      const payload: unknown = JSON.parse(vault.open(update.sealed, inboxContext(updateId)));
      return await withinLimit(deps.handle(payload, dialog));
    } catch (error) {
      if (deps.isStorageError(error)) throw error;
      log.error('chats.handler_failed', { updateId, error });
      return dialog;
    }
  };

  return async ({ row: work, claim }) => {
    const { chatId } = work;
    const done: number[] = [];
    let dialog = openDialog(work);
    const startedAt = clock.now();
    for (const update of work.updates) {
      if (done.length > 0 && clock.now() - startedAt >= STORE_AFTER_MS) break;
      try {
        dialog = await handleOne(update, dialog);
        done.push(update.seq);
      } catch (error) {
        log.warn('chats.again', { updateId: update.updateId, attempts: update.attempts, error });
        if (done.length > 0) break;
        const againAt = clock.now() + backOffMs(update.attempts + 1, AGAIN_FIRST_MS, AGAIN_MOST_MS);
        return chats.release(chatId, claim, againAt);
      }
    }
    const sealed = dialog === undefined ? undefined : vault.seal(dialog, dialogContext(chatId));
    await chats.finish(chatId, claim, done, sealed, clock.now());
  };
}

/** What a sealed dialog is bound to. */
export function dialogContext(chatId: number) {
  return { owner: 0, record: `chat:${chatId}`, field: 'dialog' } as const;
}

async function withinLimit<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('handler stuck')), HANDLER_MAX_MS);
  });
  try {
    return await Promise.race([work, stuck]);
  } finally {
    clearTimeout(timer);
  }
}
