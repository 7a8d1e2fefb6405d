// The updates that wait for the bot: numbered, filtered by kind, confirmed by offset. It does not deliver them:
// polling.ts and webhook.ts do.

import type { CounterBook } from './counter-book.ts';
import { boundList, KEPT, type Memory } from './memory.ts';
import type { QueuedUpdate } from './state.ts';
import type { TgUpdate, TgUpdateBody } from './types.ts';

export interface UpdateQueue {
  /** @returns the update's id, also when the bot asked not to get this kind. */
  push(body: TgUpdateBody): number;
  /** Sends an update once more under the id it had; false when it is no longer known. */
  resend(updateId: number): boolean;
  /** Forgets what the offset confirms; a negative one keeps only so many of the newest. */
  confirm(offset: number): void;
  /** The oldest waiting updates, marked as delivered. */
  take(limit: number): readonly TgUpdate[];
  /** The oldest waiting update, left where it is (webhook). */
  peek(): TgUpdate | undefined;
  /** Forgets one update that was delivered (webhook). */
  drop(updateId: number): void;
  clear(): void;
  /** Goes on counting at this id. */
  jumpTo(updateId: number): void;
  size(): number;
  /** Calls back after every push. @returns the way to stop. */
  onPush(listener: () => void): () => void;
}

interface Deps {
  readonly memory: Memory;
  readonly counters: CounterBook;
  readonly changed: () => void;
}

function isWanted(memory: Memory, body: TgUpdateBody): boolean {
  const { allowedUpdates } = memory;
  return allowedUpdates.length === 0 || Object.keys(body).some((kind) => allowedUpdates.includes(kind));
}

function createEntries({ memory, changed }: Deps) {
  const listeners = new Set<() => void>();
  return {
    listeners,
    enqueue(update: TgUpdate, forced: boolean): void {
      memory.updates.push({ update, forced, delivered: false });
      changed();
      for (const listener of [...listeners]) listener();
    },
    keep(isKept: (entry: QueuedUpdate) => boolean): void {
      const kept = memory.updates.filter(isKept);
      if (kept.length === memory.updates.length) return;
      memory.updates = kept;
      changed();
    },
  };
}

export function createUpdateQueue(deps: Deps): UpdateQueue {
  const { memory, counters } = deps;
  const { listeners, enqueue, keep } = createEntries(deps);
  return {
    push(body) {
      const update = { update_id: memory.nextUpdateId, ...body };
      memory.nextUpdateId += 1;
      counters.total('updatesCreated');
      if (!isWanted(memory, body)) return update.update_id;
      memory.recentUpdates.push(update);
      boundList(memory.recentUpdates, KEPT.recentUpdates);
      enqueue(update, update.update_id < memory.confirmedUpdateId);
      return update.update_id;
    },
    resend(updateId) {
      const update = memory.recentUpdates.findLast((recent) => recent.update_id === updateId);
      if (update !== undefined) enqueue(update, true);
      return update !== undefined;
    },
    confirm(offset) {
      if (offset < 0) {
        memory.updates = memory.updates.slice(offset);
        deps.changed();
        return;
      }
      if (offset === 0) return;
      memory.confirmedUpdateId = offset;
      keep(({ update, forced, delivered }) => update.update_id >= offset || (forced && !delivered));
    },
    take(limit) {
      const batch = memory.updates.slice(0, limit);
      batch.forEach((entry, index) => {
        memory.updates[index] = { ...entry, delivered: true };
      });
      counters.total('updatesDelivered', batch.length);
      return batch.map(({ update }) => update);
    },
    peek: () => memory.updates[0]?.update,
    drop(updateId) {
      counters.total('updatesDelivered');
      const index = memory.updates.findIndex(({ update }) => update.update_id === updateId);
      if (index >= 0) memory.updates.splice(index, 1);
      deps.changed();
    },
    clear: () => keep(() => false),
    jumpTo(updateId) {
      memory.nextUpdateId = updateId;
      deps.changed();
    },
    size: () => memory.updates.length,
    onPush(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
