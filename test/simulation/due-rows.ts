// When the earliest row of each queue falls due, read from the tables: what lets the loops sleep until then. In the
// bot it is a short sleep and NOTIFY; played out, these would be nearly all events.
import type { Queue } from '../../src/app/app.ts';
import type { Owned } from '../app/memory/engine.ts';
import type { MemoryState } from '../app/memory-store.ts';

export const QUEUES: readonly Queue[] = ['chats', 'submit', 'settle', 'sync', 'deliver', 'delete'];

/** The earliest moment (instances' clock) at which a free row of the queue is due. */
export function earliestDue({ engine, tables }: MemoryState, queue: Queue): number {
  const free = ({ claim }: Owned<unknown>): boolean => claim === undefined || !engine.isAlive(claim.owner);
  let earliest = Number.POSITIVE_INFINITY;
  const look = (owned: Owned<unknown>): void => {
    if (owned.dueAt !== null && owned.dueAt < earliest && free(owned)) earliest = owned.dueAt;
  };
  switch (queue) {
    case 'chats':
      tables.chats.rows().forEach(look);
      break;
    case 'submit':
    case 'settle': {
      const wanted = queue === 'submit' ? 'confirmed' : 'unknown';
      for (const owned of tables.operations.rows()) if (owned.row.state === wanted) look(owned);
      break;
    }
    case 'sync':
      tables.accounts.rows().forEach(look);
      break;
    case 'deliver': {
      const told = new Set<number>();
      for (const owned of tables.notices.rows()) {
        if (owned.state !== 'waiting' && owned.state !== 'sending') continue;
        if (told.has(owned.row.userId)) continue;
        told.add(owned.row.userId);
        look(owned);
      }
      break;
    }
    case 'delete':
      tables.deletions.rows().forEach(look);
      break;
  }
  return earliest;
}
