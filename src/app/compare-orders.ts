// A fresh read of orders compared with what is stored: history is read where the comparison asks for it. Stores
// nothing.
import { type Operation, REOPEN_MS } from '../domain/operation.ts';
import type { HistoryRow, Order } from '../domain/order.ts';
import { type DiffInput, diffOrders, type OrderDiff } from '../domain/order-diff.ts';
import type { StoredOrder } from '../domain/payout.ts';
import { ROW_EARLY_MS } from '../domain/payout-history.ts';
import { ok, type Result } from '../domain/result.ts';
import { mayReopen } from '../domain/settling.ts';
import type { Session } from './account-session.ts';
import type { AppDeps } from './app.ts';
import type { ExchangeFailure } from './ports.ts';
import { isNotOffered } from './read-facts.ts';
import { readHistory } from './read-history.ts';
import { inEnvironment } from './schedule-sync.ts';
import type { Account, Store } from './store.ts';

/** Moves of this long before the last sync may still explain what it finds. */
const MOVES_BEFORE_MS = 3_600_000;

export interface Comparison {
  /** What was stored when it was compared; the next write must name it. */
  readonly version: number;
  readonly diff: OrderDiff;
  readonly nowEnvMs: number;
  /** A change is explained by a move that was told as not found. */
  readonly foundMissing: boolean;
}

/** `nowEnvMs`: environment clock just before `orders` were read. */
export type CompareOrders = (
  session: Session,
  orders: readonly Order[],
  nowEnvMs: number,
) => Promise<Result<Comparison, ExchangeFailure>>;

export function createCompareOrders({ store, clock, environmentClocks }: AppDeps): CompareOrders {
  return async (session, orders, nowEnvMs) => {
    const { account } = session;
    const { version, orders: stored, storedAt } = await store.orders.of(account.id);
    const now = clock.now();
    const explainedBy = await movesThatExplain(store, account, now);
    // An account that held nothing has no order that tells when it was last seen.
    const exchangeClock = environmentClocks[account.environment];
    const sinceMs = inEnvironment(exchangeClock, Math.max(0, now - (storedAt ?? now)), now);
    const lastSyncEnvMs = nowEnvMs - sinceMs;
    const seen = stored.length > 0 ? {} : { lastSyncEnvMs };
    const input: DiffInput = { stored, now: orders, nowEnvMs, explainedBy, ...seen };
    const diff = diffOrders(input);
    const comparison = (found: OrderDiff): Result<Comparison, ExchangeFailure> => {
      const isFound = ({ id, state }: Operation) => state === 'not_found' && found.explained.includes(id);
      return ok({ version, diff: found, nowEnvMs, foundMissing: explainedBy.some(isFound) });
    };
    if (!diff.needsHistory) return comparison(diff);
    const historyRows = await readRows(session, stored, lastSyncEnvMs);
    if (!historyRows.ok) return historyRows;
    return comparison(diffOrders({ ...input, historyRows: historyRows.value }));
  };
}

/** Moves that may have caused a change; `not_found` ones while they may re-open. */
async function movesThatExplain(
  store: Store,
  { id, lastSyncAt }: Account,
  now: number,
): Promise<readonly Operation[]> {
  const since = Math.min(now - REOPEN_MS, (lastSyncAt ?? now) - MOVES_BEFORE_MS);
  const moves = await store.operations.recent(id, since);
  return moves.filter((move) => move.state !== 'not_found' || mayReopen(move));
}

/** Back to the earliest payout awaited; no rows where the exchange does not serve history. */
async function readRows(
  session: Session,
  stored: readonly StoredOrder[],
  lastSyncEnvMs: number,
): Promise<Result<readonly HistoryRow[], ExchangeFailure>> {
  const awaited = stored.map(({ dueAt, seenAt }) => Math.min(seenAt, dueAt || seenAt));
  const since = awaited.length > 0 ? Math.min(...awaited) : lastSyncEnvMs;
  const read = await readHistory(session, since - ROW_EARLY_MS);
  if (read.ok) return ok(read.value.rows);
  return isNotOffered(read.reason) ? ok([]) : read;
}
