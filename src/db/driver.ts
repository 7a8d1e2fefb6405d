// What the layer needs of an engine: statements, transactions, wake-ups. Filled by postgres.ts and pglite.ts.
// No drizzle here and no SQL.

/** Runs one statement; rows are arrays of values. Rejects with DbError. */
export type RunStatement = (
  text: string,
  params: readonly unknown[],
) => Promise<readonly (readonly unknown[])[]>;

/** `patient`: a statement may be silent for as long as it takes (migrations); else the connection is given up. */
export type Pace = 'normal' | 'patient';

export interface Driver {
  readonly kind: 'postgres' | 'pglite';
  readonly run: RunStatement;
  /**
   * Runs `work` in a transaction on one connection. Once the returned promise has settled, the handle that `work`
   * got refuses every statement. When the connection is lost, it rejects at once and nothing more is sent.
   */
  transaction<Value>(work: (run: RunStatement) => Promise<Value>, pace: Pace): Promise<Value>;
  /** Tells every other instance that rows of `queue` became due. A hint: may be lost, never throws. */
  notifyOthers(queue: string): void;
  /** `onWake` hears of queues woken by other instances; `undefined`: some may have been missed. */
  onWake(listener: (queue: string | undefined) => void): void;
  close(): Promise<void>;
}

/** A statement through the handle of a transaction that has ended: a bug of the caller. Nothing was sent. */
export class TransactionEnded extends Error {
  override readonly name = 'TransactionEnded';
  constructor() {
    super('The transaction has ended; its handle must not be used any more (is an `await` missing?).');
  }
}
