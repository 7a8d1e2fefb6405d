// Messages that held a secret, due to be deleted until Telegram says they are gone.
import { and, count, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Claim, Deletion, DeletionStore } from '../app/store.ts';
import { claimedRows } from './claimed-rows.ts';
import { assertHeld, claimed, dueTable, held, pickDue } from './due.ts';
import { optional } from './optional.ts';
import type { Owner } from './owner.ts';
import { deletions } from './schema/people.ts';
import type { Session } from './session.ts';

const dueDeletions = dueTable(deletions, (table) => table.id, alias(deletions, 'seen'));

export function createDeletionStore(session: Session, owner: Owner): DeletionStore {
  const { queries } = session;
  const mine = (deletion: Deletion, claim: Claim) =>
    and(
      eq(deletions.chatId, deletion.chatId),
      eq(deletions.messageId, deletion.messageId),
      held(deletions, claim),
    );
  async function countWhere(where: SQL | undefined): Promise<number> {
    const [row] = await queries.select({ left: count() }).from(deletions).where(where);
    return row?.left ?? 0;
  }
  return {
    async add(list, dueAt) {
      if (list.length === 0) return;
      await queries
        .insert(deletions)
        .values(list.map((deletion) => ({ ...deletion, userId: deletion.userId ?? null, dueAt })))
        .onConflictDoNothing();
    },
    async claimDue(now, limit) {
      const self = owner.current();
      const picked = pickDue(session, dueDeletions, self, now, limit);
      const rows = await queries
        .with(picked)
        .update(deletions)
        .set(claimed(dueDeletions, self))
        .from(picked)
        .where(eq(deletions.id, picked.key))
        .returning({
          chatId: deletions.chatId,
          messageId: deletions.messageId,
          userId: deletions.userId,
          attempts: deletions.attempts,
          dueAt: deletions.dueAt,
          fence: deletions.fence,
        });
      return claimedRows(rows, self, ({ chatId, messageId, userId, attempts }) => ({
        chatId,
        messageId,
        userId: optional(userId),
        attempts,
      }));
    },
    async done(deletion, claim) {
      assertHeld(
        await queries.delete(deletions).where(mine(deletion, claim)).returning({ id: deletions.id }),
      );
    },
    async retry(deletion, claim, dueAt) {
      const written = await queries
        .update(deletions)
        .set({ dueAt, claimedBy: null, attempts: sql`${deletions.attempts} + 1` })
        .where(mine(deletion, claim))
        .returning({ id: deletions.id });
      assertHeld(written);
    },
    countOf: (userId) => countWhere(eq(deletions.userId, userId)),
    untriedOf: (userId) => countWhere(and(eq(deletions.userId, userId), eq(deletions.attempts, 0))),
  };
}
