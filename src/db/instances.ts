// The heartbeat of an instance, by the database's clock. What a dead instance held is free for the others.
import { and, eq, lt, ne, sql } from 'drizzle-orm';
import type { Database } from './client.ts';
import { withDbErrors } from './errors.ts';
import { databaseNow, instances } from './schema/system.ts';

export interface Instance {
  readonly id: string;
  /** Alive for four more seconds. Called every second, the first time before anything is claimed. */
  beat(): Promise<void>;
  /** At the end of a shutdown, when nothing is being worked on: everything still held is free at once. */
  leave(): Promise<void>;
}

/** Long after the last beat; claims of an instance whose row is gone are free as well. */
const PRUNE_EVERY_BEATS = 600;

/** @param id never used before: a restarted process is another instance. */
export function createInstance(database: Database, id: string): Instance {
  const { queries } = database;
  const aliveUntil = sql`${databaseNow} + interval '4 seconds'`;
  let beats = 0;

  /** The embedded database has one process: whoever was here before is dead. */
  const others = database.kind === 'pglite' ? ne(instances.id, id) : undefined;
  const longDead = lt(instances.aliveUntil, sql`${databaseNow} - interval '1 hour'`);

  return withDbErrors<Instance>({
    id,
    async beat() {
      await queries
        .insert(instances)
        .values({ id, aliveUntil })
        .onConflictDoUpdate({ target: instances.id, set: { aliveUntil } });
      if (beats === 0 && others !== undefined) await queries.delete(instances).where(others);
      if (beats % PRUNE_EVERY_BEATS === 0)
        await queries.delete(instances).where(and(longDead, ne(instances.id, id)));
      beats += 1;
    },
    async leave() {
      await queries.delete(instances).where(eq(instances.id, id));
    },
  });
}
