// Stores what came of a move that was sent, with its receipt, in one transaction. It never asks the exchange.
import type { Operation, OperationResult } from '../domain/operation.ts';
import { firstLookAt, startSettling } from '../domain/settling.ts';
import type { AppDeps } from './app.ts';
import { tellReceipt } from './receipt.ts';
import { type Claim, ClaimLost, type OperationPatch, type Store } from './store.ts';

/** Orders are looked at this soon after a move went through. */
export const SYNC_SOON_MS = 3_000;
/** Pauses before an outcome is stored again; after the last the row stays `sending` and is recovered as unknown. */
const STORE_AGAIN_MS: readonly number[] = [200, 1_000];

export type Outcome =
  | { readonly state: 'done'; readonly result: OperationResult; readonly answeredAt: number }
  | { readonly state: 'rejected' | 'unknown'; readonly result: OperationResult };

export type StoreOutcome = (operation: Operation, claim: Claim, outcome: Outcome) => Promise<boolean>;

export function createStoreOutcome(deps: AppDeps): StoreOutcome {
  const { store, clock, sleep, settings, log, wake } = deps;

  async function once({ id, accountId, move }: Operation, claim: Claim, outcome: Outcome): Promise<boolean> {
    const now = clock.now();
    return store.transaction(async (tx) => {
      const patch = patchOf(outcome, move.kind !== 'renew', settings.reconcileWaitMs, now);
      const moved = await tx.operations.transition(id, ['sending'], outcome.state, patch, claim);
      if (moved !== 'moved') return false;
      if (outcome.state === 'done') await noteDone(tx, accountId, move.kind !== 'renew', now);
      await tellReceipt(tx, id, now);
      return true;
    });
  }

  return async (operation, claim, outcome) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const stored = await once(operation, claim, outcome);
        log.info('operation.outcome', { operationId: operation.id, state: outcome.state, stored });
        wake('deliver');
        wake(outcome.state === 'unknown' ? 'settle' : 'sync');
        return stored;
      } catch (error) {
        const pauseMs = STORE_AGAIN_MS[attempt];
        if (error instanceof ClaimLost || pauseMs === undefined) throw error;
        log.warn('operation.outcome_not_stored', { operationId: operation.id, state: outcome.state });
        await sleep(pauseMs);
      }
    }
  };
}

/** `movesMoney`: a deposit or redemption owes the exchange's history one row (M10). */
function patchOf(
  outcome: Outcome,
  movesMoney: boolean,
  reconcileWaitMs: number,
  now: number,
): OperationPatch {
  const { result } = outcome;
  switch (outcome.state) {
    case 'done':
      return {
        result,
        answeredAt: outcome.answeredAt,
        owesRow: movesMoney,
        endedAt: now,
        dueAt: null,
      };
    case 'rejected':
      return { result, endedAt: now, dueAt: null };
    case 'unknown': {
      const settling = startSettling(now);
      return { result, settling, dueAt: firstLookAt(settling, reconcileWaitMs) };
    }
  }
}

/**
 * A key that moved money once needs no third step; its orders have changed and are looked at soon. The moment planned
 * before is dropped, else a change of the environment's clock would set the due time by it and put this look off.
 */
export async function noteDone(
  tx: Store,
  accountId: string,
  movesMoney: boolean,
  now: number,
): Promise<void> {
  await tx.accounts.update(accountId, { nextSyncEnvAt: undefined, ...(movesMoney ? { moved: true } : {}) });
  await tx.accounts.setDue(accountId, now + SYNC_SOON_MS);
}
