// A batch that is too much for a chat: what may lie unread is stored, the rest is not read. The person is told once,
// and a message that may hold a key is deleted all the same. All of it in the transaction that stores the batch.
import { looksLikeKey, parseKeyPair } from '../domain/identity.ts';
import type { App, AppDeps, IncomingUpdate } from './app.ts';
import { noticeTo } from './notice-to.ts';
import type { Deletion, Store } from './store.ts';

/** Updates of one chat that may lie unread: as many as Telegram hands out at once. */
export const UNREAD_MAX = 100;
/** The person is told again after this long. */
export const TOLD_AGAIN_MS = 3_600_000;

export function createAcceptSome(deps: Pick<AppDeps, 'store' | 'clock' | 'log' | 'wake'>): App['acceptSome'] {
  const { store, clock, log, wake } = deps;
  return async (updates) => {
    const now = clock.now();
    const { added, refused } = await store.transaction(async (tx) => {
      const accepted = await tx.chats.acceptSome(updates, now, UNREAD_MAX);
      const ids = new Set(accepted.refused.map(({ updateId }) => updateId));
      const unread = updates.filter(({ updateId }) => ids.has(updateId));
      await deleteSecrets(tx, unread, now);
      await tell(tx, unread, now);
      return accepted;
    });
    if (refused.length === 0) return { added, refused: 0 };
    const chats = new Set(refused.map(({ chatId }) => chatId));
    log.warn('intake.refused', { refused: refused.length, chats: chats.size });
    wake('delete');
    wake('deliver');
    return { added, refused: refused.length };
  };
}

/** In a private chat the chat's id is the person's; groups have ids below zero. */
function peopleOf(updates: readonly IncomingUpdate[]): ReadonlySet<number> {
  return new Set(updates.map(({ chatId }) => chatId).filter((chatId) => chatId > 0));
}

async function deleteSecrets(tx: Store, unread: readonly IncomingUpdate[], now: number): Promise<void> {
  const awaiting = new Set<number>();
  for (const userId of peopleOf(unread)) {
    if ((await tx.captures.get(userId)) !== undefined) awaiting.add(userId);
  }
  const due = unread.flatMap(({ chatId, message }): readonly Deletion[] => {
    if (message === undefined || chatId < 0) return [];
    const isSecret = awaiting.has(chatId) || mayBeSecret(message.text);
    return isSecret ? [{ chatId, messageId: message.messageId, userId: chatId, attempts: 0 }] : [];
  });
  if (due.length > 0) await tx.deletions.add(due, now);
}

function mayBeSecret(text: string): boolean {
  return looksLikeKey(text) || parseKeyPair(text) !== undefined;
}

async function tell(tx: Store, unread: readonly IncomingUpdate[], now: number): Promise<void> {
  for (const userId of peopleOf(unread)) {
    const user = await tx.users.get(userId);
    // Not met yet: an update before is about to do that, and those that follow it are many.
    if (user === undefined) continue;
    const dedupeKey = `slow_down:${userId}:${Math.floor(now / TOLD_AGAIN_MS)}`;
    await tx.notices.add([noticeTo(user, { kind: 'slow_down' }, now, { dedupeKey })]);
  }
}
