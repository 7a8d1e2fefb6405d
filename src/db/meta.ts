// Single values of the whole installation (the kill switch, the owner claim, …).
import { and, eq } from 'drizzle-orm';
import type { MetaStore } from '../app/store.ts';
import { meta } from './schema/system.ts';
import type { Session } from './session.ts';

export function createMetaStore({ queries }: Session): MetaStore {
  async function get(key: string): Promise<string | undefined> {
    const [row] = await queries.select().from(meta).where(eq(meta.key, key));
    return row?.value;
  }
  return {
    get,
    async set(key, value) {
      await queries
        .insert(meta)
        .values({ key, value })
        .onConflictDoUpdate({ target: meta.key, set: { value } });
    },
    async setIfAbsent(key, value) {
      const [inserted] = await queries
        .insert(meta)
        .values({ key, value })
        .onConflictDoNothing()
        .returning({ value: meta.value });
      return inserted?.value ?? (await get(key)) ?? value;
    },
    async takeIfEquals(key, value) {
      const taken = await queries
        .delete(meta)
        .where(and(eq(meta.key, key), eq(meta.value, value)))
        .returning({ key: meta.key });
      return taken.length === 1;
    },
  };
}
