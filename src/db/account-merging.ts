// One account takes over the key of another that reads the same account of the exchange, in one transaction.
import { and, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { AccountStore } from '../app/store.ts';
import { LANE_STATES } from '../domain/operation.ts';
import { columnsOf } from './optional.ts';
import { createOrderStore } from './orders.ts';
import { accounts, operations, orders, payouts } from './schema/money.ts';
import type { Session } from './session.ts';

export function createTakeOver(session: Session): AccountStore['takeOver'] {
  return (into, from, patch, dueAt) =>
    session.atomically(async (inside) => {
      const { queries } = inside;
      const both = await queries
        .select({ id: accounts.id, lastNonce: accounts.lastNonce })
        .from(accounts)
        .where(and(inArray(accounts.id, [into, from]), eq(accounts.removed, false)))
        .for('update');
      if (both.length !== 2) return false;
      await moveLedger(inside, into, from);
      // First, since no two accounts may have one fingerprint.
      await queries.delete(accounts).where(eq(accounts.id, from));
      await queries
        .update(accounts)
        .set({
          ...columnsOf(patch),
          lastNonce: Math.max(...both.map(({ lastNonce }) => lastNonce)),
          dueAt,
          askedDueAt: null,
          // Whoever works on it with the old key loses the claim.
          claimedBy: null,
          fence: sql`${accounts.fence} + 1`,
        })
        .where(eq(accounts.id, into));
      return true;
    });
}

async function moveLedger(session: Session, into: string, from: string): Promise<void> {
  const { queries } = session;
  const [mine, theirs] = [await createOrderStore(session).of(into), await createOrderStore(session).of(from)];
  // What a sync of `from` has explained is still to be explained to `into`, unless it ended before `into` was last read.
  const seenUntil = sql`${mine.storedAt ?? 0}::bigint`;
  await queries
    .update(operations)
    .set({
      accountId: into,
      explained: sql`${operations.explained} and coalesce(${operations.endedAt}, 0) < ${seenUntil}`,
    })
    .where(and(eq(operations.accountId, from), notInArray(operations.state, ['draft', ...LANE_STATES])));
  // Payouts of orders that came and went while nobody looked with the old key: `into` will never see them.
  const running = [...mine.orders, ...theirs.orders].map(({ order }) => order.id);
  const known = await queries
    .selectDistinct({ orderId: payouts.orderId })
    .from(payouts)
    .where(eq(payouts.accountId, into));
  const seen = [...new Set([...running, ...known.map(({ orderId }) => orderId)])];
  await queries
    .update(payouts)
    .set({ accountId: into })
    .where(and(eq(payouts.accountId, from), notInArray(payouts.orderId, seen)));
  await queries.delete(payouts).where(eq(payouts.accountId, from));
  await queries.delete(orders).where(eq(orders.accountId, from));
}
