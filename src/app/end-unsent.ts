// Ends a confirmed move of which nothing was sent, with the receipt that says so, in one transaction. Where the same
// move fits on facts of now, its draft is made in that transaction too: its card comes with the receipt.
import type { Operation, OperationResult } from '../domain/operation.ts';
import { referenceOf } from '../domain/reference.ts';
import type { AppDeps } from './app.ts';
import { insertNext } from './next-draft.ts';
import type { Plan } from './prepare-move.ts';
import { tellReceipt } from './receipt.ts';
import type { Claim } from './store.ts';
import { whyOf } from './store-outcome.ts';

export interface Unsent {
  readonly state: 'expired' | 'cancelled';
  readonly result: OperationResult | undefined;
  /** The same move as it would be now. */
  readonly next?: Plan | undefined;
}

export type EndUnsent = (operation: Operation, claim: Claim, unsent: Unsent) => Promise<void>;

export function createEndUnsent({ store, clock, ids, log, wake }: AppDeps): EndUnsent {
  return async (operation, claim, { state, result, next }) => {
    const { id } = operation;
    const now = clock.now();
    const patch = { endedAt: now, dueAt: null, ...(result === undefined ? {} : { result }) };
    const ended = await store.transaction(async (tx) => {
      if ((await tx.operations.transition(id, ['confirmed'], state, patch, claim)) !== 'moved') return false;
      const drafted = next === undefined ? undefined : await insertNext(tx, ids, operation, next, now);
      await tellReceipt(tx, id, now, drafted);
      return true;
    });
    if (!ended) return;
    log.info('operation.unsent', {
      operationId: id,
      reference: referenceOf(id),
      state,
      why: whyOf(result),
    });
    wake('deliver');
  };
}
