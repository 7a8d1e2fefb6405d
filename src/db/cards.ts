// What the buttons of a message do, by token; taken once.
import { eq, lt } from 'drizzle-orm';
import type { CardStore } from '../app/store.ts';
import { optional } from './optional.ts';
import { cards } from './schema/people.ts';
import type { Session } from './session.ts';

export function createCardStore({ queries }: Session): CardStore {
  return {
    async create(card) {
      await queries.insert(cards).values({ ...card, messageId: card.messageId ?? null });
    },
    async get(id) {
      const [row] = await queries.select().from(cards).where(eq(cards.id, id));
      return row === undefined ? undefined : { ...row, messageId: optional(row.messageId) };
    },
    async attach(id, messageId) {
      await queries.update(cards).set({ messageId }).where(eq(cards.id, id));
    },
    async take(id) {
      const taken = await queries.delete(cards).where(eq(cards.id, id)).returning({ id: cards.id });
      return taken.length === 1;
    },
    async prune(before) {
      const gone = await queries.delete(cards).where(lt(cards.expiresAt, before)).returning({ id: cards.id });
      return gone.length;
    },
  };
}
