// Keeps a bounded number of connections and hands each to one user at a time. A lost connection is thrown away and
// a new one opened with a short back-off; it is never repaired.
import { DbError } from './errors.ts';
import type { PostgresConnection } from './postgres-connection.ts';

export interface PoolOptions {
  readonly max: number;
  /** Longest wait for a free connection. */
  readonly acquireTimeoutMs: number;
  readonly open: () => PostgresConnection;
}

export interface ConnectionPool {
  /** Rejects with DbError `connection` when none is free in time or the pool is closed. */
  use<Value>(work: (connection: PostgresConnection) => Promise<Value>): Promise<Value>;
  /** Waits for the connections in use, at most `waitMs`. */
  close(waitMs: number): Promise<void>;
}

const BACKOFF_FIRST_MS = 100;
const BACKOFF_MAX_MS = 1_000;

interface Waiter {
  readonly grant: (connection: PostgresConnection) => void;
  readonly refuse: (error: DbError) => void;
}

export function createPool(options: PoolOptions): ConnectionPool {
  const idle: PostgresConnection[] = [];
  const inUse = new Set<PostgresConnection>();
  const unused = new WeakSet<PostgresConnection>();
  const waiting: Waiter[] = [];
  let closed = false;
  let failures = 0;
  let openAgainAt = 0;

  /** A free connection or room for one. */
  function free(): PostgresConnection | undefined {
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      if (connection.alive()) return connection;
    }
    if (inUse.size >= options.max) return undefined;
    const opened = options.open();
    unused.add(opened);
    return opened;
  }

  function acquire(): Promise<PostgresConnection> {
    if (closed) return Promise.reject(new DbError('connection', undefined, undefined, 'closed'));
    const connection = waiting.length === 0 ? free() : undefined;
    if (connection === undefined) return wait();
    inUse.add(connection);
    return Promise.resolve(connection);
  }

  function wait(): Promise<PostgresConnection> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(waiter), 1);
        reject(new DbError('connection', undefined, undefined, 'none free'));
      }, options.acquireTimeoutMs);
      const waiter: Waiter = {
        grant: (connection) => {
          clearTimeout(timer);
          resolve(connection);
        },
        refuse: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      };
      waiting.push(waiter);
    });
  }

  function release(connection: PostgresConnection): void {
    inUse.delete(connection);
    if (connection.hasWorked()) failures = 0;
    if (connection.alive()) idle.push(connection);
    if (!connection.hasWorked()) {
      failures += 1;
      openAgainAt = Date.now() + Math.min(BACKOFF_FIRST_MS * 2 ** (failures - 1), BACKOFF_MAX_MS);
    }
    if (closed) return;
    const waiter = waiting.shift();
    if (waiter === undefined) return;
    const next = free();
    if (next === undefined) return void waiting.unshift(waiter);
    inUse.add(next);
    waiter.grant(next);
  }

  /** After connections that never worked, a new one waits a moment, so that a server that is down is not hammered. */
  async function backOff(connection: PostgresConnection): Promise<void> {
    if (!unused.delete(connection)) return;
    const waitMs = openAgainAt - Date.now();
    if (failures > 0 && waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  }

  return {
    async use(work) {
      const connection = await acquire();
      try {
        await backOff(connection);
        return await work(connection);
      } finally {
        release(connection);
      }
    },
    async close(waitMs) {
      closed = true;
      for (const waiter of waiting.splice(0))
        waiter.refuse(new DbError('connection', undefined, undefined, 'closed'));
      const deadline = Date.now() + waitMs;
      while (inUse.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
      await Promise.all([...idle, ...inUse].map((connection) => connection.close()));
    },
  };
}
