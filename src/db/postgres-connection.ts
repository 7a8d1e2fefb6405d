// One connection to Postgres that lives once: postgres.js speaks the protocol on a socket given to it a single time.
// postgres.js alone would reconnect under a running transaction and commit its next statement by itself (measured),
// and a slot can stay stuck for ever after a loss with bytes unwritten; a connection that is never reopened cannot.
import type { Socket } from 'node:net';
import postgres from 'postgres';
import { createEnd } from './connection-end.ts';
import type { Pace } from './driver.ts';
import { DbError, fromDriver } from './errors.ts';
import { dial, type SocketTarget, untilConnected } from './postgres-socket.ts';

export interface ConnectionOptions {
  readonly url: string;
  /** Longest wait for the socket, and again for the server's greeting. */
  readonly connectTimeoutMs: number;
  /** The server cancels a statement after this long; a connection silent a little longer is given up. */
  readonly statementTimeoutMs: number;
  /** The server ends a transaction that stands still for this long, so that a stopped process holds no locks. */
  readonly idleInTransactionMs: number;
  readonly onNotify?: (channel: string, payload: string) => void;
}

export interface PostgresConnection {
  /** False for ever once the connection was lost or given up. */
  readonly alive: () => boolean;
  /** True once the server has answered a statement. */
  readonly hasWorked: () => boolean;
  /** One statement at a time, in the order of the calls. Rejects with DbError; sends nothing when not alive. */
  run(text: string, params: readonly unknown[], pace?: Pace): Promise<readonly (readonly unknown[])[]>;
  /** Calls back once when the connection is lost; returns how to stop listening. */
  onLost(listener: (error: DbError) => void): () => void;
  /** The outcome of `work`, or the loss of the connection if that comes first. */
  orLost<Value>(work: Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** Beyond the server's own timeout, before a silent connection is taken for dead. */
const SILENCE_MARGIN_MS = 5_000;
/** Statements with more parameters (batches of any size) are not kept prepared: each size is another text. */
const PREPARED_PARAMS_MAX = 40;
/** json, jsonb: documents pass as text, see document.ts. */
const JSON_TYPES = [114, 3802];

/** Opens lazily: the first statement connects. */
export function openConnection(options: ConnectionOptions): PostgresConnection {
  const end = createEnd();
  let socket: Socket | undefined;
  let worked = false;
  let last: Promise<unknown> = Promise.resolve();

  const client = createClient(
    options,
    async (target) => {
      if (socket !== undefined || end.reason() !== undefined) throw new DbError('connection');
      socket = dial(target);
      await untilConnected(socket, options.connectTimeoutMs);
      return socket;
    },
    () => lose(new DbError('connection')),
  );

  function lose(error: DbError): void {
    socket?.destroy();
    end.come(error);
  }

  async function send(text: string, params: readonly unknown[]): Promise<readonly (readonly unknown[])[]> {
    // biome-ignore lint/suspicious/noExplicitAny: parameters of a statement have no common type in postgres.js
    const values = [...params] as any[];
    const prepare = params.length > 0 && params.length <= PREPARED_PARAMS_MAX;
    try {
      const rows = await client.unsafe(text, values, { prepare }).values();
      worked = true;
      return [...rows];
    } catch (error) {
      // Only a plain refusal of a statement leaves the connection usable.
      if (severityOf(error) === 'ERROR') worked = true;
      else lose(fromDriver(error));
      throw fromDriver(error);
    }
  }

  function sendUnlessLost(text: string, params: readonly unknown[], pace: Pace): ReturnType<typeof send> {
    const reason = end.reason();
    if (reason !== undefined) return Promise.reject(reason);
    const giveUp = () => lose(new DbError('connection', undefined, undefined, 'silent'));
    const silenceMs = options.statementTimeoutMs + SILENCE_MARGIN_MS;
    const silence = pace === 'patient' ? undefined : setTimeout(giveUp, silenceMs).unref();
    return end.orComes(send(text, params)).finally(() => clearTimeout(silence));
  }

  return {
    alive: () => end.reason() === undefined,
    hasWorked: () => worked,
    run(text, params, pace = 'normal') {
      const result = last.then(() => sendUnlessLost(text, params, pace));
      last = result.catch(() => undefined);
      return result;
    },
    onLost: end.listen,
    orLost: end.orComes,
    async close() {
      if (end.reason() === undefined) await client.end({ timeout: 1 });
      lose(new DbError('connection', undefined, undefined, 'closed'));
    },
  };
}

function createClient(
  options: ConnectionOptions,
  socket: (target: SocketTarget) => Promise<Socket>,
  onclose: () => void,
) {
  const settings = {
    max: 1,
    fetch_types: false,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: options.connectTimeoutMs / 1000,
    onnotice: () => undefined,
    onnotify: options.onNotify,
    onclose,
    socket,
    connection: {
      application_name: 'earnest',
      statement_timeout: options.statementTimeoutMs,
      idle_in_transaction_session_timeout: options.idleInTransactionMs,
      // A plan made without the values reads whole tables where a claim takes ten due rows (measured).
      plan_cache_mode: 'force_custom_plan',
    },
  };
  const client = postgres(options.url, settings);
  for (const type of JSON_TYPES) {
    client.options.parsers[type] = (text: string) => text;
    client.options.serializers[type] = (text: string) => text;
  }
  return client;
}

function severityOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, 'severity') : undefined;
}
