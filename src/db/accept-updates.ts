// Updates into the inbox, and their chats due. The other half, handling them, is chats.ts.
import { inArray, sql } from 'drizzle-orm';
import type { InboxUpdate } from '../app/store.ts';
import { chats, inbox } from './schema/chats.ts';
import type { Session } from './session.ts';

/**
 * The chats' rows are locked first, in order of id, and only then do the updates get their `seq`: so `seq` rises
 * within a chat in the order of commits, and nobody marks a number handled past one that is still to appear.
 */
export async function acceptUpdates(
  { queries }: Session,
  updates: readonly InboxUpdate[],
  now: number,
): Promise<number> {
  const chatIds = [...new Set(updates.map((update) => update.chatId))].sort((a, b) => a - b);
  await queries
    .insert(chats)
    .values(chatIds.map((chatId) => ({ chatId })))
    .onConflictDoUpdate({ target: chats.chatId, set: { fence: sql`${chats.fence}` } });
  const added = await queries
    .insert(inbox)
    .values([...updates])
    .onConflictDoNothing()
    .returning({ chatId: inbox.chatId });
  if (added.length === 0) return 0;
  const newest = sql`(select max(${inbox.seq}) from ${inbox} where ${inbox.chatId} = ${chats.chatId} and ${inbox.doneAt} is null)`;
  await queries
    .update(chats)
    .set({
      wantedSeq: sql`greatest(${chats.wantedSeq}, ${newest})`,
      dueAt: sql`least(${chats.dueAt}, ${now}::bigint)`,
    })
    .where(inArray(chats.chatId, [...new Set(added.map((update) => update.chatId))]));
  return added.length;
}
