// Wake-ups between instances: LISTEN on a connection of its own, reopened when lost; NOTIFY through the pool.
// Wake-ups are hints. Nothing depends on one arriving: due rows are looked for again anyway.
import type { RunStatement } from './driver.ts';
import { type ConnectionOptions, openConnection, type PostgresConnection } from './postgres-connection.ts';

export interface WakeChannelOptions {
  readonly connection: ConnectionOptions;
  /** Marks our own notifications, which this instance has heard already. */
  readonly self: string;
  readonly run: RunStatement;
}

export interface WakeChannel {
  notify(queue: string): void;
  listen(listener: (queue: string | undefined) => void): void;
  close(): Promise<void>;
}

const CHANNEL = 'earnest_wake';
const BACKOFF_FIRST_MS = 100;
const BACKOFF_MAX_MS = 1_000;
/** Notifications of one queue within this time become one. */
const COALESCE_MS = 5;

export function createWakeChannel(options: WakeChannelOptions): WakeChannel {
  const listeners: ((queue: string | undefined) => void)[] = [];
  const toNotify = new Set<string>();
  const stopping = new AbortController();
  let listening: Promise<void> | undefined;

  function heard(payload: string): void {
    const cut = payload.indexOf(':');
    if (payload.slice(0, cut) === options.self) return;
    for (const listener of listeners) listener(payload.slice(cut + 1));
  }

  async function keepListening(): Promise<void> {
    let backoffMs = BACKOFF_FIRST_MS;
    while (!stopping.signal.aborted) {
      const connection = openConnection({
        ...options.connection,
        onNotify: (_channel, payload) => heard(payload),
      });
      const listens = await connection.run(`listen ${CHANNEL}`, []).then(
        () => true,
        () => false,
      );
      if (listens) {
        backoffMs = BACKOFF_FIRST_MS;
        for (const listener of listeners) listener(undefined);
        await untilLostOrStopped(connection, stopping.signal);
      }
      await connection.close();
      await pause(backoffMs, stopping.signal);
      backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
    }
  }

  function flush(): void {
    const queues = [...toNotify];
    toNotify.clear();
    for (const queue of queues) {
      options.run('select pg_notify($1, $2)', [CHANNEL, `${options.self}:${queue}`]).catch(() => undefined);
    }
  }

  return {
    notify(queue) {
      if (stopping.signal.aborted) return;
      if (toNotify.size === 0) setTimeout(flush, COALESCE_MS);
      toNotify.add(queue);
    },
    listen(listener) {
      listeners.push(listener);
      listening ??= keepListening();
    },
    async close() {
      stopping.abort();
      await listening;
    },
  };
}

function untilLostOrStopped(connection: PostgresConnection, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    connection.onLost(() => resolve());
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
