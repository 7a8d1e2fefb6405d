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

interface WaitingLine {
  isEmpty(): boolean;
  wait(timeoutMs: number): Promise<PostgresConnection>;
  /** Hands the connection to the first who waits. */
  grant(connection: PostgresConnection): void;
  refuseAll(): void;
}

function createWaitingLine(): WaitingLine {
  const line = new Set<{ readonly grant: WaitingLine['grant']; readonly refuse: (why: string) => void }>();
  return {
    isEmpty: () => line.size === 0,
    wait: (timeoutMs) =>
      new Promise((resolve, reject) => {
        const leave = () => {
          clearTimeout(timer);
          line.delete(waiter);
        };
        const waiter = {
          grant: (connection: PostgresConnection) => {
            leave();
            resolve(connection);
          },
          refuse: (why: string) => {
            leave();
            reject(new DbError('connection', undefined, undefined, why));
          },
        };
        const timer = setTimeout(() => waiter.refuse('none free'), timeoutMs);
        line.add(waiter);
      }),
    grant(connection) {
      for (const first of line) return first.grant(connection);
    },
    refuseAll() {
      for (const waiter of [...line]) waiter.refuse('closed');
    },
  };
}

export function createPool(options: PoolOptions): ConnectionPool {
  const idle: PostgresConnection[] = [];
  const inUse = new Set<PostgresConnection>();
  const unused = new WeakSet<PostgresConnection>();
  const line = createWaitingLine();
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
    const connection = line.isEmpty() ? free() : undefined;
    if (connection === undefined) return line.wait(options.acquireTimeoutMs);
    inUse.add(connection);
    return Promise.resolve(connection);
  }

  function release(connection: PostgresConnection): void {
    inUse.delete(connection);
    if (connection.hasWorked()) failures = 0;
    if (connection.alive()) idle.push(connection);
    if (!connection.hasWorked()) {
      failures += 1;
      openAgainAt = Date.now() + Math.min(BACKOFF_FIRST_MS * 2 ** (failures - 1), BACKOFF_MAX_MS);
    }
    const next = closed || line.isEmpty() ? undefined : free();
    if (next === undefined) return;
    inUse.add(next);
    line.grant(next);
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
      line.refuseAll();
      const deadline = Date.now() + waitMs;
      while (inUse.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
      await Promise.all([...idle, ...inUse].map((connection) => connection.close()));
    },
  };
}
