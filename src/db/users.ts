// People, and the removal of everything of theirs.
import { asc, eq, inArray } from 'drizzle-orm';
import type { User, UserStore } from '../app/store.ts';
import { cleanText } from './document.ts';
import { columnsOf, optional } from './optional.ts';
import { chats } from './schema/chats.ts';
import { accounts, operations, orders, payouts } from './schema/money.ts';
import { captures, cards, deletions, notices, users } from './schema/people.ts';
import { audit, practiceAccounts } from './schema/system.ts';
import type { Session } from './session.ts';

export function createUserStore(session: Session): UserStore {
  const { queries } = session;

  async function get(id: number): Promise<User | undefined> {
    const [row] = await queries.select().from(users).where(eq(users.id, id));
    return row === undefined ? undefined : userOf(row);
  }

  return {
    get,
    async ensure(user) {
      const row = {
        ...user,
        firstName: cleanText(user.firstName),
        timeZone: user.timeZone ?? null,
        activeAccountId: user.activeAccountId ?? null,
      };
      const [inserted] = await queries.insert(users).values(row).onConflictDoNothing().returning();
      return inserted === undefined ? ((await get(user.id)) ?? user) : userOf(inserted);
    },
    async update(id, patch) {
      if (Object.keys(patch).length === 0) return;
      const set = columnsOf(
        patch.firstName === undefined ? patch : { ...patch, firstName: cleanText(patch.firstName) },
      );
      await queries.update(users).set(set).where(eq(users.id, id));
    },
    async owners() {
      const rows = await queries.select().from(users).where(eq(users.role, 'owner')).orderBy(asc(users.id));
      return rows.map(userOf);
    },
    async waiting(limit) {
      const rows = await queries
        .select()
        .from(users)
        .where(eq(users.access, 'pending'))
        .orderBy(asc(users.createdAt), asc(users.id))
        .limit(limit);
      return rows.map(userOf);
    },
    forget: (id) => session.atomically((inside) => forget(inside, id)),
  };
}

function userOf(row: typeof users.$inferSelect): User {
  return { ...row, timeZone: optional(row.timeZone), activeAccountId: optional(row.activeAccountId) };
}

/**
 * Accounts and operations go first: a sync or a move under way holds their rows until it commits, and what it wrote
 * is then seen by the deletes that follow; one that comes later finds its claim lost. The chat's own row stays, since
 * the very /forget is being handled under its claim.
 */
async function forget({ queries }: Session, userId: number): Promise<void> {
  const owned = queries.select({ id: accounts.id }).from(accounts).where(eq(accounts.userId, userId));
  const [user] = await queries.select().from(users).where(eq(users.id, userId));
  await queries.select({ id: accounts.id }).from(accounts).where(eq(accounts.userId, userId)).for('update');
  await queries.delete(operations).where(eq(operations.userId, userId));
  await queries.delete(orders).where(inArray(orders.accountId, owned));
  await queries.delete(accounts).where(eq(accounts.userId, userId));
  await queries.delete(practiceAccounts).where(eq(practiceAccounts.userId, userId));
  await queries.delete(payouts).where(eq(payouts.userId, userId));
  // A message with a key goes on being deleted, as nobody's. Before the notices: one that is given up tells the person.
  await queries.update(deletions).set({ userId: null }).where(eq(deletions.userId, userId));
  await queries.delete(notices).where(eq(notices.userId, userId));
  await queries.delete(cards).where(eq(cards.userId, userId));
  await queries.delete(captures).where(eq(captures.userId, userId));
  await queries.delete(audit).where(eq(audit.userId, userId));
  // In a private chat the chat's id is the person's.
  const chatIds = [userId, ...(user === undefined ? [] : [user.chatId])];
  await queries.update(chats).set({ dialogSealed: null }).where(inArray(chats.chatId, chatIds));
  await queries.delete(users).where(eq(users.id, userId));
}
