// The witness's second book: every request that arrived, what became of it, and which fault it met.

export interface RequestRecord {
  /** From 1, since the simulator started. */
  readonly n: number;
  readonly at: number;
  readonly realAt: number;
  readonly method: string;
  readonly path: string;
  /** The last characters of the key; empty for a public call. */
  readonly keyTail: string;
  readonly nonce: string;
  /** What the client was answered; null when it got no answer (yet). */
  readonly status: number | null;
  /** Money or a renewal flag really changed through this request, at once or later. */
  readonly executed: boolean;
  readonly fault: string | null;
}

export interface RequestLog {
  open(record: Omit<RequestRecord, 'n' | 'status' | 'executed' | 'fault'>): number;
  note(n: number, change: Partial<Pick<RequestRecord, 'status' | 'executed' | 'fault'>>): void;
  /** The newest {@link REQUESTS_MAX}, oldest first. */
  list(): readonly RequestRecord[];
  /** All requests ever. */
  count(): number;
}

export const REQUESTS_MAX = 20_000;

export function createRequestLog(): RequestLog {
  const records = new Map<number, RequestRecord>();
  let count = 0;
  return {
    open(record) {
      count += 1;
      records.set(count, { ...record, n: count, status: null, executed: false, fault: null });
      records.delete(count - REQUESTS_MAX);
      return count;
    },
    note(n, change) {
      const record = records.get(n);
      if (record !== undefined) records.set(n, { ...record, ...change });
    },
    list: () => [...records.values()],
    count: () => count,
  };
}
