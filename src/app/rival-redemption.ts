// Another redemption of the same order that may be what its orders show: an order that is being redeemed does not say
// how much of it goes.
import type { Operation } from '../domain/operation.ts';
import { mayReopen } from '../domain/settling.ts';
import type { Store } from './store.ts';

/** `done`: it went through since this one was prepared. `missing`: it was not found so far and may still turn up. */
export type Rival = 'done' | 'missing' | 'none';

/** Moves that were not found among which it is looked for. */
const MISSING_MAX = 20;

export async function rivalOf(store: Store, { id, accountId, move, createdAt }: Operation): Promise<Rival> {
  if (move.kind !== 'redeem') return 'none';
  const isOther = (other: Operation): boolean =>
    other.id !== id && other.move.kind === 'redeem' && other.move.orderId === move.orderId;
  const recent = await store.operations.recent(accountId, createdAt);
  if (recent.some((other) => other.state === 'done' && isOther(other))) return 'done';
  const missing = await store.operations.ofAccount(accountId, ['not_found'], MISSING_MAX);
  // Of one the person said that it did not happen.
  const isOpen = (other: Operation): boolean => other.result?.kind !== 'person' && mayReopen(other);
  return missing.some((other) => isOther(other) && isOpen(other)) ? 'missing' : 'none';
}
