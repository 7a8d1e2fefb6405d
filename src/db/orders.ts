// Orders of an account as last read: one document with a version, so that a stale read cannot be stored.
import { and, eq } from 'drizzle-orm';
import type { OrderStore } from '../app/store.ts';
import { orders } from './schema/money.ts';
import type { Session } from './session.ts';

export function createOrderStore({ queries }: Session): OrderStore {
  return {
    async of(accountId) {
      const [row] = await queries
        .select({ version: orders.version, orders: orders.orders, storedAt: orders.storedAt })
        .from(orders)
        .where(eq(orders.accountId, accountId));
      return row ?? { version: 0, orders: [], storedAt: undefined };
    },
    async replace(accountId, version, list, storedAt) {
      const values = { version: version + 1, orders: list, storedAt };
      const written =
        version === 0
          ? await queries
              .insert(orders)
              .values({ accountId, ...values })
              .onConflictDoNothing()
              .returning({ version: orders.version })
          : await queries
              .update(orders)
              .set(values)
              .where(and(eq(orders.accountId, accountId), eq(orders.version, version)))
              .returning({ version: orders.version });
      return written.length === 1;
    },
  };
}
