// The engine that lets instances share the work: Postgres through a pool, transactions that survive a lost
// connection without a stray statement, and wake-ups by LISTEN/NOTIFY.
import { randomUUID } from 'node:crypto';
import { type ConnectionPool, createPool } from './connection-pool.ts';
import { type Driver, type Pace, type RunStatement, TransactionEnded } from './driver.ts';
import { type ConnectionOptions, openConnection } from './postgres-connection.ts';
import { createWakeChannel } from './wake-channel.ts';

export interface PostgresOptions {
  readonly url: string;
  /** Connections of this instance, one more listens. */
  readonly poolMax: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_MS = 10_000;
const ACQUIRE_TIMEOUT_MS = 15_000;
const CLOSE_WAIT_MS = 5_000;

export function openPostgres(options: PostgresOptions): Driver {
  const connection: ConnectionOptions = {
    url: options.url,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    idleInTransactionMs: IDLE_IN_TRANSACTION_MS,
  };
  const pool = createPool({
    max: options.poolMax,
    acquireTimeoutMs: ACQUIRE_TIMEOUT_MS,
    open: () => openConnection(connection),
  });
  const run: RunStatement = (text, params) => pool.use((one) => one.run(text, params));
  const wakes = createWakeChannel({ connection, self: randomUUID(), run });
  return {
    kind: 'postgres',
    run,
    transaction: (work, pace) => transact(pool, work, pace),
    notifyOthers: wakes.notify,
    onWake: wakes.listen,
    async close() {
      await wakes.close();
      await pool.close(CLOSE_WAIT_MS);
    },
  };
}

function transact<Value>(
  pool: ConnectionPool,
  work: (run: RunStatement) => Promise<Value>,
  pace: Pace,
): Promise<Value> {
  return pool.use(async (connection) => {
    let open = true;
    const run: RunStatement = (text, params) =>
      open ? connection.run(text, params, pace) : Promise.reject(new TransactionEnded());
    try {
      await connection.run('begin', []);
      const value = await connection.orLost(work(run));
      open = false;
      await connection.run('commit', []);
      return value;
    } catch (error) {
      open = false;
      // On a lost connection nothing is written any more: the server has rolled back, or has committed.
      if (connection.alive()) await connection.run('rollback', []).catch(() => connection.close());
      throw error;
    }
  });
}
