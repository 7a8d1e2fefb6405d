// The heart of the in-memory store: tables with an undo journal, one transaction at a time, instances that live
// and die. It knows nothing of the rows it keeps; rows are immutable and replaced whole.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Claim } from '../../../src/app/store.ts';

export interface Table<Key, Row> {
  get(key: Key): Row | undefined;
  set(key: Key, row: Row): void;
  delete(key: Key): void;
  /** In order of insertion. */
  rows(): readonly Row[];
}

/** Called around every statement; a throw in `before` means it never ran, in `after` that its answer was lost. */
export interface Hooks {
  readonly before?: (call: string) => void | Promise<void>;
  readonly after?: (call: string) => void | Promise<void>;
}

interface OpenTransaction {
  readonly instanceId: string;
  readonly undo: (() => void)[];
  readonly closed: Promise<void>;
  readonly close: () => void;
  over: boolean;
}

export interface Engine {
  table<Key, Row>(): Table<Key, Row>;
  /** A number that was never given out before (fences, sequence numbers). */
  next(): number;
  /** Is whoever claimed under this name alive? An instance may claim under a name of its own and give it up. */
  isAlive(name: string): boolean;
  /** What was claimed under this name is free. */
  retire(name: string): void;
  /** Missed its heartbeats: its claims are free, its open transaction is gone; it may go on calling. */
  expire(instanceId: string): void;
  /** Killed: as expired, and none of its calls ever answers again. */
  kill(instanceId: string): void;
  /** A new instance with the id, or the old one back. */
  start(instanceId: string): void;
  run<Value>(instanceId: string, hooks: Hooks, call: string, work: () => Value): Promise<Value>;
  transact<Value>(
    instanceId: string,
    hooks: Hooks,
    work: (run: <Inner>(call: string, work: () => Inner) => Promise<Inner>) => Promise<Value>,
  ): Promise<Value>;
}

/** Stands between the id of an instance and the number of its name. */
const NAME_MARK = '~';

/** The name under which an instance claims for the nth time after it gave one up. */
export const claimantName = (instanceId: string, n: number): string => `${instanceId}${NAME_MARK}${n}`;

export class MemoryStoreError extends Error {
  override readonly name = 'MemoryStoreError';
}

const never = (): Promise<never> => new Promise<never>(() => {});

export function createEngine(): Engine {
  const alive = new Set<string>();
  const killed = new Set<string>();
  const retired = new Set<string>();
  const inside = new AsyncLocalStorage<OpenTransaction>();
  let open: OpenTransaction | undefined;
  let journal: (() => void)[] | undefined;
  let counter = 0;

  function end(transaction: OpenTransaction, keep: boolean): void {
    if (transaction.over) return;
    transaction.over = true;
    if (!keep) for (const undo of transaction.undo.toReversed()) undo();
    if (open === transaction) open = undefined;
    transaction.close();
  }

  function within<Value>(undo: (() => void)[], work: () => Value): Value {
    const mark = undo.length;
    journal = undo;
    try {
      return work();
    } catch (error) {
      for (const step of undo.splice(mark).toReversed()) step();
      throw error;
    } finally {
      journal = undefined;
    }
  }

  async function free(instanceId: string): Promise<void> {
    while (open !== undefined) await open.closed;
    if (killed.has(instanceId)) await never();
  }

  return {
    table<Key, Row>(): Table<Key, Row> {
      const rows = new Map<Key, Row>();
      const remember = (key: Key): void => {
        const had = rows.has(key);
        const old = rows.get(key);
        journal?.push(() => {
          if (had && old !== undefined) rows.set(key, old);
          else rows.delete(key);
        });
      };
      return {
        get: (key) => rows.get(key),
        set(key, row) {
          remember(key);
          rows.set(key, row);
        },
        delete(key) {
          remember(key);
          rows.delete(key);
        },
        rows: () => [...rows.values()],
      };
    },
    next: () => ++counter,
    isAlive: (name) => alive.has(name.split(NAME_MARK)[0] ?? name) && !retired.has(name),
    retire: (name) => void retired.add(name),
    expire(instanceId) {
      alive.delete(instanceId);
      if (open?.instanceId === instanceId) end(open, false);
    },
    kill(instanceId) {
      alive.delete(instanceId);
      killed.add(instanceId);
      if (open?.instanceId === instanceId) end(open, false);
    },
    start(instanceId) {
      alive.add(instanceId);
      killed.delete(instanceId);
    },
    async run(instanceId, hooks, call, work) {
      if (inside.getStore() !== undefined) {
        throw new MemoryStoreError(`${call} without the handle of the transaction it stands in`);
      }
      await hooks.before?.(call);
      await free(instanceId);
      const value = within([], work);
      await hooks.after?.(call);
      return value;
    },
    async transact(instanceId, hooks, work) {
      if (inside.getStore() !== undefined) throw new MemoryStoreError('a transaction in a transaction');
      await hooks.before?.('begin');
      await free(instanceId);
      const { promise: closed, resolve: close } = Promise.withResolvers<void>();
      const transaction: OpenTransaction = { instanceId, undo: [], closed, close, over: false };
      open = transaction;
      const check = async (): Promise<void> => {
        if (killed.has(instanceId)) await never();
        if (transaction.over) throw new MemoryStoreError('the transaction is over');
      };
      try {
        const value = await inside.run(transaction, () =>
          work(async (call, statement) => {
            await hooks.before?.(call);
            await check();
            const result = within(transaction.undo, statement);
            await hooks.after?.(call);
            return result;
          }),
        );
        await hooks.before?.('commit');
        await check();
        end(transaction, true);
        await hooks.after?.('commit');
        return value;
      } catch (error) {
        end(transaction, false);
        throw error;
      }
    },
  };
}

/** A row that an instance can own, and that may wait for a moment. */
export interface Owned<Row> {
  readonly row: Row;
  readonly claim: Claim | undefined;
  readonly dueAt: number | null;
}

export function holds(owned: Owned<unknown> | undefined, claim: Claim): boolean {
  return owned?.claim?.owner === claim.owner && owned.claim.fence === claim.fence;
}

export function isFree(engine: Engine, owned: Owned<unknown>): boolean {
  return owned.claim === undefined || !engine.isAlive(owned.claim.owner);
}

/** Takes up to `limit` free rows due at `now`, earliest first; `wanted` narrows them. */
export function takeDue<Key, Row, Entry extends Owned<Row>>(
  engine: Engine,
  table: Table<Key, Entry>,
  keyOf: (row: Entry['row']) => Key,
  claimant: string,
  now: number,
  limit: number,
  wanted: (row: Entry['row']) => boolean = () => true,
): readonly { readonly row: Entry['row']; readonly claim: Claim }[] {
  const due = table
    .rows()
    .filter(
      (owned) => owned.dueAt !== null && owned.dueAt <= now && isFree(engine, owned) && wanted(owned.row),
    )
    .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
    .slice(0, limit);
  return due.map((owned) => {
    const claim = { owner: claimant, fence: engine.next() };
    table.set(keyOf(owned.row), { ...owned, claim });
    return { row: owned.row, claim };
  });
}
