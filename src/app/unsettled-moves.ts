// Moves of an account that are under way or wait for the person's word.
import type { Operation, OperationState } from '../domain/operation.ts';
import type { Store } from './store.ts';

export const UNSETTLED_STATES: readonly OperationState[] = [
  'confirmed',
  'sending',
  'unknown',
  'needs_review',
];
/** More are never shown at once; the lane allows one, only undecided ones can pile up. */
const SHOWN_MAX = 20;

export function unsettledOf(store: Store, accountId: string): Promise<readonly Operation[]> {
  return store.operations.ofAccount(accountId, UNSETTLED_STATES, SHOWN_MAX);
}
