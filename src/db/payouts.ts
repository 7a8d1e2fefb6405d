// The ledger of payouts: append-only, one row a (account, order, number).
import { and, asc, count, desc, eq, gte, sum } from 'drizzle-orm';
import type { Payout, PayoutStore } from '../app/store.ts';
import { ZERO } from '../domain/money.ts';
import { amountFromText } from './amount.ts';
import { optional } from './optional.ts';
import { payouts } from './schema/money.ts';
import type { Session } from './session.ts';

type PayoutRow = typeof payouts.$inferSelect;

export function createPayoutStore({ queries }: Session): PayoutStore {
  return {
    async add(list) {
      if (list.length === 0) return [];
      const rows = await queries.insert(payouts).values(list.map(rowOf)).onConflictDoNothing().returning();
      const added = new Set(rows.map(keyOf));
      return list.filter((payout) => added.delete(keyOf(payout)));
    },
    async ofAccount(accountId, since, limit) {
      const rows = await queries
        .select()
        .from(payouts)
        .where(and(eq(payouts.accountId, accountId), gte(payouts.at, since)))
        .orderBy(desc(payouts.at), desc(payouts.orderId), desc(payouts.number))
        .limit(limit);
      return rows.map(payoutOf);
    },
    async totals(accountId, since) {
      const rows = await queries
        .select({ currency: payouts.currency, amount: sum(payouts.amount), payouts: count() })
        .from(payouts)
        .where(and(eq(payouts.accountId, accountId), gte(payouts.at, since)))
        .groupBy(payouts.currency)
        .orderBy(asc(payouts.currency));
      return rows.map((row) => ({ ...row, amount: row.amount === null ? ZERO : amountFromText(row.amount) }));
    },
  };
}

function keyOf(payout: Pick<Payout, 'accountId' | 'orderId' | 'number'>): string {
  return JSON.stringify([payout.accountId, payout.orderId, payout.number]);
}

function rowOf(payout: Payout): PayoutRow {
  const { product, amount, ...rest } = payout;
  return {
    ...rest,
    amount: amount ?? null,
    productName: product.name,
    productCurrency: product.currency,
    productType: product.type,
  };
}

function payoutOf(row: PayoutRow): Payout {
  const { productName: name, productCurrency: currency, productType: type, ...rest } = row;
  return { ...rest, amount: optional(row.amount), product: { name, currency, type } };
}
