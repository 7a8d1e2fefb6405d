// Ends a confirmed move of which nothing was sent, with the receipt that says so, in one transaction.
import type { Operation, OperationResult } from '../domain/operation.ts';
import type { AppDeps } from './app.ts';
import { tellReceipt } from './receipt.ts';
import type { Claim } from './store.ts';

export type EndUnsent = (
  operation: Operation,
  claim: Claim,
  state: 'expired' | 'cancelled',
  result: OperationResult | undefined,
) => Promise<void>;

export function createEndUnsent({ store, clock, log, wake }: AppDeps): EndUnsent {
  return async ({ id }, claim, state, result) => {
    const now = clock.now();
    const patch = { endedAt: now, dueAt: null, ...(result === undefined ? {} : { result }) };
    const ended = await store.transaction(async (tx) => {
      if ((await tx.operations.transition(id, ['confirmed'], state, patch, claim)) !== 'moved') return false;
      await tellReceipt(tx, id, now);
      return true;
    });
    if (!ended) return;
    log.info('operation.unsent', { operationId: id, state, why: result?.kind });
    wake('deliver');
  };
}
