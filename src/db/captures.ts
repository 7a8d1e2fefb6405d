// Secrets being typed in a chat, sealed, one a person.
import { and, eq, isNotNull, lt } from 'drizzle-orm';
import type { CaptureStore } from '../app/store.ts';
import { optional } from './optional.ts';
import { captures } from './schema/people.ts';
import type { Session } from './session.ts';

export function createCaptureStore({ queries }: Session): CaptureStore {
  return {
    async get(userId) {
      const [row] = await queries.select().from(captures).where(eq(captures.userId, userId));
      return row === undefined
        ? undefined
        : { ...row, keySealed: optional(row.keySealed), replaces: optional(row.replaces) };
    },
    async put(capture) {
      const { userId, ...rest } = capture;
      const row = { ...rest, keySealed: rest.keySealed ?? null, replaces: rest.replaces ?? null };
      await queries
        .insert(captures)
        .values({ userId, ...row })
        .onConflictDoUpdate({ target: captures.userId, set: row });
    },
    async remove(userId) {
      await queries.delete(captures).where(eq(captures.userId, userId));
    },
    async wipe(now) {
      const wiped = await queries
        .update(captures)
        .set({ keySealed: null })
        .where(and(lt(captures.expiresAt, now), isNotNull(captures.keySealed)))
        .returning({ userId: captures.userId });
      return wiped.length;
    },
  };
}
