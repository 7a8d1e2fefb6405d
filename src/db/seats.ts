// Work that one instance at a time does (poller, push sender). A seat is a row like any other: no advisory lock, which
// a stopped holder would keep for ever.
import { and, eq } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Claim, SeatStore } from '../app/store.ts';
import { claimed, dueTable, held, pickOne } from './due.ts';
import { seats } from './schema/system.ts';
import type { Session } from './session.ts';

const dueSeats = dueTable(seats, (table) => table.name, alias(seats, 'seen'));

export function createSeatStore(session: Session, self: string): SeatStore {
  const { queries } = session;

  /** The claim if the seat is ours already; makes the row at first sight. */
  async function mine(name: string): Promise<Claim | undefined> {
    const [seat] = await queries.select().from(seats).where(eq(seats.name, name));
    if (seat === undefined) await queries.insert(seats).values({ name }).onConflictDoNothing();
    return seat?.claimedBy === self ? { owner: self, fence: seat.fence } : undefined;
  }

  return {
    async hold(name) {
      const kept = await mine(name);
      if (kept !== undefined) return kept;
      const picked = pickOne(session, dueSeats, self, name);
      const [taken] = await queries
        .with(picked)
        .update(seats)
        .set(claimed(dueSeats, self))
        .from(picked)
        .where(eq(seats.name, picked.key))
        .returning({ fence: seats.fence });
      return taken === undefined ? undefined : { owner: self, fence: taken.fence };
    },
    async release(name, claim) {
      await queries
        .update(seats)
        .set({ claimedBy: null })
        .where(and(eq(seats.name, name), held(seats, claim)));
    },
  };
}
