// Chats with unread updates. A wake-up is never lost: it is a number on the chat's own row, raised by `accept` and
// compared by `finish` in the same row.
import { and, asc, count, eq, inArray, isNotNull, isNull, lt, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { ChatStore, ChatWork } from '../app/store.ts';
import { acceptAll, acceptSome } from './accept-updates.ts';
import { claimedRows } from './claimed-rows.ts';
import { assertHeld, claimed, dueTable, held, isFree, pickDue } from './due.ts';
import { optional } from './optional.ts';
import type { Owner } from './owner.ts';
import { chats, inbox } from './schema/chats.ts';
import type { Session } from './session.ts';

/** Updates of one chat handled under one claim. */
const UPDATES_MAX = 20;

const dueChats = dueTable(chats, (table) => table.chatId, alias(chats, 'seen'));

export function createChatStore(session: Session, owner: Owner): ChatStore {
  const { queries } = session;
  return {
    accept: async (updates, now, unreadMax) => {
      if (updates.length === 0) return 0;
      return session.atomically((inside) => acceptAll(inside, { updates, now, unreadMax }));
    },
    acceptSome: async (updates, now, unreadMax) => {
      if (updates.length === 0) return { added: 0, refused: [] };
      return session.atomically((inside) => acceptSome(inside, { updates, now, unreadMax }));
    },
    async claimDue(now, limit) {
      const self = owner.current();
      const picked = pickDue(session, dueChats, self, now, limit);
      const rows = await queries
        .with(picked)
        .update(chats)
        .set(claimed(dueChats, self))
        .from(picked)
        .where(eq(chats.chatId, picked.key))
        .returning({
          chatId: chats.chatId,
          dialogSealed: chats.dialogSealed,
          dueAt: chats.dueAt,
          fence: chats.fence,
        });
      const waiting = await waitingUpdates(
        session,
        rows.map((row) => row.chatId),
      );
      return claimedRows(rows, self, ({ chatId, dialogSealed }) => ({
        chatId,
        dialogSealed: optional(dialogSealed),
        updates: waiting.get(chatId) ?? [],
      }));
    },
    async begin(seq) {
      await queries
        .update(inbox)
        .set({ attempts: sql`${inbox.attempts} + 1` })
        .where(eq(inbox.seq, seq));
    },
    finish: (chatId, claim, done, dialogSealed, now) =>
      finish(session, { chatId, held: held(chats, claim), done, dialogSealed, now }),
    async release(chatId, claim, dueAt) {
      await queries
        .update(chats)
        .set({ claimedBy: null, dueAt })
        .where(and(eq(chats.chatId, chatId), held(chats, claim)));
    },
    async prune(before) {
      const gone = await queries.delete(inbox).where(lt(inbox.doneAt, before)).returning({ seq: inbox.seq });
      return gone.length;
    },
    async countWaiting() {
      const [row] = await queries
        .select({ waiting: count() })
        .from(chats)
        .where(and(isNotNull(chats.dueAt), isFree(session, chats.claimedBy, owner.current())));
      return row?.waiting ?? 0;
    },
  };
}

async function waitingUpdates(
  { queries }: Session,
  chatIds: readonly number[],
): Promise<ReadonlyMap<number, ChatWork['updates']>> {
  if (chatIds.length === 0) return new Map();
  const next = queries
    .select({ seq: inbox.seq, updateId: inbox.updateId, sealed: inbox.sealed, attempts: inbox.attempts })
    .from(inbox)
    .where(and(eq(inbox.chatId, chats.chatId), isNull(inbox.doneAt)))
    .orderBy(asc(inbox.seq))
    .limit(UPDATES_MAX)
    .as('next');
  const rows = await queries
    .select({
      chatId: chats.chatId,
      seq: next.seq,
      updateId: next.updateId,
      sealed: next.sealed,
      attempts: next.attempts,
    })
    .from(chats)
    .innerJoinLateral(next, sql`true`)
    .where(inArray(chats.chatId, [...chatIds]))
    .orderBy(asc(next.seq));
  const waiting = new Map<number, ChatWork['updates'][number][]>();
  for (const { chatId, sealed, ...update } of rows) {
    const ofChat = waiting.get(chatId) ?? [];
    ofChat.push({ ...update, sealed: sealed ?? '' });
    waiting.set(chatId, ofChat);
  }
  return waiting;
}

interface Finish {
  readonly chatId: number;
  readonly held: ReturnType<typeof held>;
  readonly done: readonly number[];
  readonly dialogSealed: string | undefined;
  readonly now: number;
}

/** One statement: what was handled is wiped only if the chat's row was still ours. */
async function finish(
  { queries }: Session,
  { chatId, done, dialogSealed, now, ...rest }: Finish,
): Promise<void> {
  const doneSeq = sql`greatest(${chats.doneSeq}, ${Math.max(0, ...done)}::bigint)`;
  const release = queries
    .update(chats)
    .set({
      dialogSealed: dialogSealed ?? null,
      doneSeq,
      claimedBy: null,
      dueAt: sql`case when ${chats.wantedSeq} > ${doneSeq} then ${now}::bigint end`,
    })
    .where(and(eq(chats.chatId, chatId), rest.held))
    .returning({ releasedId: chats.chatId });
  if (done.length === 0) return assertHeld(await release);
  const released = queries.$with('released').as(release);
  const wiped = await queries
    .with(released)
    .update(inbox)
    .set({ sealed: null, doneAt: now })
    .from(released)
    .where(inArray(inbox.seq, [...done]))
    .returning({ seq: inbox.seq });
  assertHeld(wiped);
}
