// The outbox: rows written with their cause, delivered per person in order, each by one holder at a time.
import { and, count, eq, getTableColumns, gt, isNotNull, lt, lte, ne, notExists, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Claim, Notice, NoticeStore } from '../app/store.ts';
import { claimedRows } from './claimed-rows.ts';
import { assertHeld, claimed, dueTable, held, pickDue } from './due.ts';
import { optional } from './optional.ts';
import type { Owner } from './owner.ts';
import { notices } from './schema/people.ts';
import type { Session } from './session.ts';

const seen = alias(notices, 'seen');
const earlier = alias(notices, 'earlier');
const dueNotices = dueTable(notices, (table) => table.id, seen);

type NoticeRow = typeof notices.$inferSelect;

/** What the contract does not ask for. */
export interface NoticePruning {
  /** Removes ended notices created before `before` (real clock), with their dedupe keys; returns how many. */
  prune(before: number): Promise<number>;
}

export function createNoticeStore(session: Session, owner: Owner): NoticeStore & NoticePruning {
  const { queries } = session;

  async function write(id: number, claim: Claim, set: Partial<typeof notices.$inferInsert>): Promise<void> {
    const written = await queries
      .update(notices)
      .set(set)
      .where(and(eq(notices.id, id), held(notices, claim)))
      .returning({ id: notices.id });
    assertHeld(written);
  }

  return {
    async add(list) {
      if (list.length === 0) return;
      const rows = list.map((notice) => ({
        ...notice,
        accountId: notice.accountId ?? null,
        editMessageId: notice.editMessageId ?? null,
        replyTo: notice.replyTo ?? null,
        dedupeKey: notice.dedupeKey ?? null,
      }));
      await queries.insert(notices).values(rows).onConflictDoNothing({ target: notices.dedupeKey });
    },
    claimDue: (now, limit) => claimDue(session, owner.current(), now, limit),
    sending: (id, claim) => write(id, claim, { sending: true }),
    sent: (id, claim, messageId) =>
      write(id, claim, { ...ENDED, state: 'sent', messageId: messageId ?? null }),
    async retry(id, claim, dueAt, repeat) {
      const written = await queries
        .update(notices)
        .set({
          dueAt,
          claimedBy: null,
          sending: false,
          attempts: sql`${notices.attempts} + 1`,
          repeat: sql`${notices.repeat} or ${repeat}`,
        })
        .where(and(eq(notices.id, id), held(notices, claim)))
        .returning({ id: notices.id });
      assertHeld(written);
    },
    drop: (id, claim, why) => write(id, claim, { ...ENDED, state: 'dropped', droppedWhy: why }),
    async countPending() {
      const [row] = await queries
        .select({ pending: count() })
        .from(notices)
        .where(sql`${notices.state} = 'pending'`);
      return row?.pending ?? 0;
    },
    async prune(before) {
      const gone = await queries
        .delete(notices)
        .where(and(ne(notices.state, 'pending'), lt(notices.createdAt, before)))
        .returning({ id: notices.id });
      return gone.length;
    },
  };
}

const ENDED = { dueAt: null, claimedBy: null, sending: false } as const;

/**
 * Behind an earlier notice of the person that is due, or was tried and waits to be tried again, nothing is taken. One
 * that lies in the future and was never tried holds up nobody.
 */
async function claimDue(session: Session, self: string, now: number, limit: number) {
  const { queries } = session;
  const inTheWay = queries
    .select({ id: earlier.id })
    .from(earlier)
    .where(
      and(
        eq(earlier.userId, seen.userId),
        lt(earlier.id, seen.id),
        // Literal, so that the index of pending notices serves.
        sql`${earlier.state} = 'pending'`,
        or(lte(earlier.dueAt, now), gt(earlier.attempts, 0), isNotNull(earlier.claimedBy)),
      ),
    );
  const picked = pickDue(session, dueNotices, self, now, limit, notExists(inTheWay));
  const rows = await queries
    .with(picked)
    .update(notices)
    .set({
      ...claimed(dueNotices, self),
      // The last holder died between sending and storing the outcome: that try may have reached the person.
      repeat: sql`${notices.repeat} or ${notices.sending}`,
      attempts: sql`${notices.attempts} + ${notices.sending}::int`,
      sending: false,
    })
    .from(picked)
    .where(eq(notices.id, picked.key))
    .returning(getTableColumns(notices));
  return claimedRows(rows, self, noticeOf);
}

function noticeOf(row: NoticeRow): Notice {
  return {
    id: row.id,
    userId: row.userId,
    chatId: row.chatId,
    accountId: optional(row.accountId),
    kind: row.kind,
    data: row.data,
    editMessageId: optional(row.editMessageId),
    replyTo: optional(row.replyTo),
    silent: row.silent,
    dueAt: row.dueAt ?? row.createdAt,
    createdAt: row.createdAt,
    dedupeKey: optional(row.dedupeKey),
    attempts: row.attempts,
    repeat: row.repeat,
  };
}
