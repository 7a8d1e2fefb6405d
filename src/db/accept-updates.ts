// Updates into the inbox, and their chats due; no more for a chat than it may have unread. The other half, handling
// them, is chats.ts.
import { and, between, count, inArray, isNull, sql } from 'drizzle-orm';
import type { Accepted, InboxUpdate, UnsealedUpdate, UpdateId } from '../app/store.ts';
import { chats, inbox } from './schema/chats.ts';
import type { Session } from './session.ts';

type LockedChat = Pick<typeof chats.$inferSelect, 'chatId' | 'wantedSeq' | 'doneSeq'>;

export interface Intake<Update extends UpdateId> {
  readonly updates: readonly Update[];
  readonly now: number;
  /** Updates of one chat that may lie unread. */
  readonly unreadMax: number;
}

/** All of them, or undefined and nothing stored. */
export async function acceptAll(session: Session, intake: Intake<InboxUpdate>): Promise<number | undefined> {
  const { chatsFull } = await lockChats(session, intake);
  if (chatsFull.size > 0) return undefined;
  const rows = intake.updates.map((update) => rowOf(update, update.sealed));
  return insert(session, rows, intake.now);
}

/** As many for each chat as it may have unread; the ids of the rest are stored too, so that they are known again. */
export async function acceptSome(session: Session, intake: Intake<UnsealedUpdate>): Promise<Accepted> {
  const { chatsFull, unread } = await lockChats(session, intake);
  const isOfFullChat = ({ chatId }: UpdateId) => chatsFull.has(chatId);
  const known = await knownOf(session, intake.updates.filter(isOfFullChat));
  const refused = intake.updates.filter((update) => {
    if (!isOfFullChat(update) || known.has(keyOf(update))) return false;
    known.add(keyOf(update));
    const before = unread.get(update.chatId) ?? 0;
    unread.set(update.chatId, before + 1);
    return before >= intake.unreadMax;
  });
  const left = new Set(refused);
  const rows = intake.updates.map((update) =>
    left.has(update) ? doneRowOf(update, intake.now) : rowOf(update, update.seal()),
  );
  return { added: await insert(session, rows, intake.now), refused };
}

const keyOf = ({ botId, updateId }: Pick<UpdateId, 'botId' | 'updateId'>): string => `${botId}:${updateId}`;

/**
 * The chats' rows are locked first, in order of id, and only then are their unread updates counted and do the new ones
 * get their `seq`: so a count holds, `seq` rises within a chat in the order of commits, and nobody marks a number
 * handled past one that is still to appear.
 */
async function lockChats({ queries }: Session, { updates, unreadMax }: Intake<UpdateId>) {
  const arriving = new Map<number, number>();
  for (const { chatId } of updates) arriving.set(chatId, (arriving.get(chatId) ?? 0) + 1);
  const chatIds = [...arriving.keys()].sort((a, b) => a - b);
  const locked = await queries
    .insert(chats)
    .values(chatIds.map((chatId) => ({ chatId })))
    .onConflictDoUpdate({ target: chats.chatId, set: { fence: sql`${chats.fence}` } })
    .returning({ chatId: chats.chatId, wantedSeq: chats.wantedSeq, doneSeq: chats.doneSeq });
  const unread = await countUnread({ queries }, locked);
  const isFull = (chatId: number) => (unread.get(chatId) ?? 0) + (arriving.get(chatId) ?? 0) > unreadMax;
  return { unread, chatsFull: new Set(chatIds.filter(isFull)) };
}

/** Of chats where something waits; the others need no look. */
async function countUnread({ queries }: Pick<Session, 'queries'>, locked: readonly LockedChat[]) {
  const busy = locked.filter(({ wantedSeq, doneSeq }) => wantedSeq > doneSeq).map(({ chatId }) => chatId);
  if (busy.length === 0) return new Map<number, number>();
  const counts = await queries
    .select({ chatId: inbox.chatId, unread: count() })
    .from(inbox)
    .where(and(inArray(inbox.chatId, busy), isNull(inbox.doneAt)))
    .groupBy(inbox.chatId);
  return new Map(counts.map(({ chatId, unread }) => [chatId, unread]));
}

/** By range: Telegram's ids of a batch follow each other, and the primary key serves it. */
async function knownOf({ queries }: Session, updates: readonly UpdateId[]): Promise<Set<string>> {
  if (updates.length === 0) return new Set();
  const botIds = [...new Set(updates.map(({ botId }) => botId))];
  const ids = updates.map(({ updateId }) => updateId);
  const rows = await queries
    .select({ botId: inbox.botId, updateId: inbox.updateId })
    .from(inbox)
    .where(and(inArray(inbox.botId, botIds), between(inbox.updateId, Math.min(...ids), Math.max(...ids))));
  return new Set(rows.map(keyOf));
}

interface Row extends UpdateId {
  readonly sealed: string | null;
  readonly doneAt: number | null;
}

function rowOf({ botId, updateId, chatId }: UpdateId, sealed: string): Row {
  return { botId, updateId, chatId, sealed, doneAt: null };
}

function doneRowOf({ botId, updateId, chatId }: UpdateId, doneAt: number): Row {
  return { botId, updateId, chatId, sealed: null, doneAt };
}

async function insert({ queries }: Session, rows: readonly Row[], now: number): Promise<number> {
  const added = await queries
    .insert(inbox)
    .values([...rows])
    .onConflictDoNothing()
    .returning({ chatId: inbox.chatId, doneAt: inbox.doneAt });
  const woken = added.filter(({ doneAt }) => doneAt === null).map(({ chatId }) => chatId);
  if (woken.length === 0) return added.length;
  const newest = sql`(select max(${inbox.seq}) from ${inbox} where ${inbox.chatId} = ${chats.chatId} and ${inbox.doneAt} is null)`;
  await queries
    .update(chats)
    .set({
      wantedSeq: sql`greatest(${chats.wantedSeq}, ${newest})`,
      dueAt: sql`least(${chats.dueAt}, ${now}::bigint)`,
    })
    .where(inArray(chats.chatId, [...new Set(woken)]));
  return added.length;
}
