// Stores what came of a move that was sent, with its receipt, in one transaction. It never asks the exchange.
import type { Operation, OperationResult } from '../domain/operation.ts';
import { referenceOf } from '../domain/reference.ts';
import { firstLookAt, startSettling } from '../domain/settling.ts';
import type { AppDeps } from './app.ts';
import { insertNext } from './next-draft.ts';
import type { Plan } from './prepare-move.ts';
import { tellReceipt } from './receipt.ts';
import { type Claim, ClaimLost, type OperationPatch, type Store } from './store.ts';

/** Orders are looked at this soon after a move went through. */
export const SYNC_SOON_MS = 3_000;
/** Pauses before an outcome is stored again; after the last the row stays `sending` and is recovered as unknown. */
const STORE_AGAIN_MS: readonly number[] = [200, 1_000];

export type Outcome =
  | { readonly state: 'done'; readonly result: OperationResult; readonly answeredAt: number }
  | { readonly state: 'rejected' | 'unknown'; readonly result: OperationResult };

/** `next`: the same move on facts of now, whose card comes with the receipt. */
export type StoreOutcome = (
  operation: Operation,
  claim: Claim,
  outcome: Outcome,
  next?: Plan | undefined,
) => Promise<boolean>;

export function createStoreOutcome(deps: AppDeps): StoreOutcome {
  const { store, clock, ids, sleep, settings, log, wake } = deps;

  const once: StoreOutcome = async (operation, claim, outcome, next) => {
    const { id, accountId, move } = operation;
    const now = clock.now();
    return store.transaction(async (tx) => {
      const patch = patchOf(outcome, move.kind !== 'renew', settings.reconcileWaitMs, now);
      const moved = await tx.operations.transition(id, ['sending'], outcome.state, patch, claim);
      if (moved !== 'moved') return false;
      if (outcome.state === 'done') await noteDone(tx, accountId, move.kind !== 'renew', now);
      // While it is unsettled the account is looked at with back-off (journeys, "A payout"), from now on.
      if (outcome.state === 'unknown') await noteOrdersChanged(tx, accountId, now);
      const drafted = next === undefined ? undefined : await insertNext(tx, ids, operation, next, now);
      await tellReceipt(tx, id, now, drafted);
      return true;
    });
  };

  return async (operation, claim, outcome, next) => {
    const facts = {
      operationId: operation.id,
      reference: referenceOf(operation.id),
      state: outcome.state,
      why: whyOf(outcome.result),
    };
    for (let attempt = 0; ; attempt += 1) {
      try {
        const stored = await once(operation, claim, outcome, next);
        log.info('operation.outcome', { ...facts, stored });
        wake('deliver');
        wake(outcome.state === 'unknown' ? 'settle' : 'sync');
        return stored;
      } catch (error) {
        const pauseMs = STORE_AGAIN_MS[attempt];
        if (error instanceof ClaimLost || pauseMs === undefined) throw error;
        log.warn('operation.outcome_not_stored', facts);
        await sleep(pauseMs);
      }
    }
  };
}

/** What the operator reads beside the state; the person reads it in words. */
export function whyOf(result: OperationResult | undefined): string | undefined {
  switch (result?.kind) {
    case 'refused':
      return result.reason;
    case 'unclear':
      return result.cause;
    default:
      return result?.kind;
  }
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

/** A key that moved money once needs no third step any more; its orders have changed. */
export async function noteDone(
  tx: Store,
  accountId: string,
  movesMoney: boolean,
  now: number,
): Promise<void> {
  if (movesMoney) await tx.accounts.update(accountId, { moved: true });
  await noteOrdersChanged(tx, accountId, now);
}

/**
 * Orders that have changed, or may have, are looked at soon. The moment planned before is dropped, else a change of the
 * environment's clock would set the due time by it and put this look off.
 */
export async function noteOrdersChanged(tx: Store, accountId: string, now: number): Promise<void> {
  await tx.accounts.update(accountId, { nextSyncEnvAt: undefined });
  await tx.accounts.setDue(accountId, now + SYNC_SOON_MS);
}
