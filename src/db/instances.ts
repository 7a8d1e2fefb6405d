// The heartbeat of an instance, by the database's clock. What a dead instance held is free for the others.
import { and, inArray, lt, notInArray, sql } from 'drizzle-orm';
import type { Database } from './client.ts';
import { withDbErrors } from './errors.ts';
import type { Owner } from './owner.ts';
import { databaseNow, instances } from './schema/system.ts';

export interface Instance extends Owner {
  /** Alive for four more seconds. Called every second, the first time before anything is claimed. */
  beat(): Promise<void>;
  /** At the end of a shutdown, when nothing is being worked on: everything still held is free at once. */
  leave(): Promise<void>;
}

/** Long after the last beat; claims of an instance whose row is gone are free as well. */
const PRUNE_EVERY_BEATS = 600;
/** A name that was given up lives on for this many beats: longer than anything that was begun under it may take. */
const RETIRED_BEATS = 120;

/** @param id never used before: a restarted process is another instance. */
export function createInstance(database: Database, id: string): Instance {
  const { queries } = database;
  const aliveUntil = sql`${databaseNow} + interval '4 seconds'`;
  const retired = new Map<string, number>();
  let generation = 1;
  let doubted = false;
  let beats = 0;

  const nameOf = (number: number): string => `${id}.${number}`;
  const ownNames = (): string[] => [id, nameOf(generation), ...retired.keys()];
  /** The embedded database has one process: whoever was here before is dead. */
  const others = () => (database.kind === 'pglite' ? notInArray(instances.id, ownNames()) : undefined);
  const longDead = lt(instances.aliveUntil, sql`${databaseNow} - interval '1 hour'`);

  function retire(names: readonly string[]): void {
    for (const name of names) {
      const left = (retired.get(name) ?? RETIRED_BEATS) - 1;
      if (left > 0) retired.set(name, left);
      else retired.delete(name);
    }
  }

  const talk = withDbErrors({
    async beat() {
      // A new name is used only once the database knows it alive.
      const next = doubted ? generation + 1 : generation;
      doubted = false;
      const names = [...new Set([...ownNames(), nameOf(next)])];
      await queries
        .insert(instances)
        .values(names.map((name) => ({ id: name, aliveUntil })))
        .onConflictDoUpdate({ target: instances.id, set: { aliveUntil } });
      retire([...retired.keys(), ...(next === generation ? [] : [nameOf(generation)])]);
      generation = next;
      const strangers = others();
      if (beats === 0 && strangers !== undefined) await queries.delete(instances).where(strangers);
      if (beats % PRUNE_EVERY_BEATS === 0)
        await queries.delete(instances).where(and(longDead, notInArray(instances.id, ownNames())));
      beats += 1;
    },
    async leave() {
      await queries.delete(instances).where(inArray(instances.id, ownNames()));
    },
  });

  return {
    id,
    current: () => nameOf(generation),
    doubt: () => {
      doubted = true;
    },
    beat: talk.beat,
    leave: talk.leave,
  };
}
