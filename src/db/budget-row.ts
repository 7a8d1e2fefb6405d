// One row a budget: the first slot nobody has bought, and until when everyone is stopped. Slots of all instances come
// from here; who uses them is decided in budgets.ts.
import { eq, sql } from 'drizzle-orm';
import { budgets } from './schema/system.ts';
import type { Session } from './session.ts';

export interface Purchase {
  /** Moments (real clock) at which one call each may start; empty when nothing was for sale. */
  readonly slots: readonly number[];
  /** The first slot nobody has bought, and until when nothing is sold: what the row says now. */
  readonly nextAt: number;
  readonly blockedUntil: number;
}

export interface BudgetRow {
  /** Buys up to `wanted` slots that begin no later than `horizonMs` from `now`, in one UPDATE. */
  buy(now: number, wanted: number, horizonMs: number): Promise<Purchase>;
  /** Nobody buys before `until`; an earlier end of a running stop is ignored. */
  block(until: number): Promise<void>;
}

/** Slots are sold far less ahead than this: a later one was sold before the clock was set back, and is void. */
export const STALE_MS = 10_000;

export function createBudgetRow({ queries }: Session, name: string, intervalMs: number): BudgetRow {
  async function tryBuy(now: number, wanted: number, horizonMs: number): Promise<Purchase | undefined> {
    const old = queries.$with('old').as(
      queries
        .select({ oldNextAt: sql<number>`${budgets.nextAt}`.mapWith(Number).as('old_next_at') })
        .from(budgets)
        .where(eq(budgets.name, name))
        .for('update'),
    );
    const free = sql`case when ${budgets.nextAt} > ${now + STALE_MS}::bigint then 0 else ${budgets.nextAt} end`;
    const first = sql`greatest(${free}, ${now}::bigint)`;
    const last = sql`${now + horizonMs}::bigint`;
    const fitting = sql`least(${wanted}::bigint, (${last} - ${first}) / ${intervalMs}::bigint + 1)`;
    const [row] = await queries
      .with(old)
      .update(budgets)
      .set({
        nextAt: sql`case when ${budgets.blockedUntil} > ${now}::bigint or ${first} > ${last} then ${budgets.nextAt} else ${first} + ${fitting} * ${intervalMs}::bigint end`,
      })
      .from(old)
      .where(eq(budgets.name, name))
      .returning({ oldNextAt: old.oldNextAt, nextAt: budgets.nextAt, blockedUntil: budgets.blockedUntil });
    if (row === undefined) return undefined;
    const { nextAt, blockedUntil, oldNextAt } = row;
    const begin = oldNextAt > now + STALE_MS ? now : Math.max(oldNextAt, now);
    const count = nextAt === oldNextAt ? 0 : (nextAt - begin) / intervalMs;
    return {
      nextAt,
      blockedUntil,
      slots: Array.from({ length: count }, (_, index) => begin + index * intervalMs),
    };
  }

  async function makeRow(): Promise<void> {
    await queries.insert(budgets).values({ name, nextAt: 0, blockedUntil: 0 }).onConflictDoNothing();
  }

  return {
    async buy(now, wanted, horizonMs) {
      const bought = await tryBuy(now, wanted, horizonMs);
      if (bought !== undefined) return bought;
      await makeRow();
      return (await tryBuy(now, wanted, horizonMs)) ?? { slots: [], nextAt: 0, blockedUntil: 0 };
    },
    async block(until) {
      await makeRow();
      await queries
        .update(budgets)
        .set({ blockedUntil: sql`greatest(${budgets.blockedUntil}, ${until}::bigint)` })
        .where(eq(budgets.name, name));
    },
  };
}
