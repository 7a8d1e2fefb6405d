// Moves whose instance died, or could not store the outcome, after `sending` was stored: what came of them is
// unknown, and is settled by reading. Nothing is sent.
import type { Operation } from '../domain/operation.ts';
import { referenceOf } from '../domain/reference.ts';
import { firstLookAt, startSettling } from '../domain/settling.ts';
import type { App, AppDeps } from './app.ts';
import { nameOf } from './error-name.ts';
import { tellReceipt } from './receipt.ts';
import type { Releases } from './release-claims.ts';
import type { Claim } from './store.ts';

/** Rows taken in one go. */
const BATCH = 100;

export function createRecoverSending(deps: AppDeps, releases: Releases): App['recoverSending'] {
  const { store, clock, settings, log, wake } = deps;

  async function recover({ id }: Operation, claim: Claim): Promise<boolean> {
    const now = clock.now();
    const settling = startSettling(now);
    const result = { kind: 'unclear', cause: 'interrupted', status: undefined } as const;
    const patch = { result, settling, dueAt: firstLookAt(settling, settings.reconcileWaitMs) };
    return store.transaction(async (tx) => {
      if ((await tx.operations.transition(id, ['sending'], 'unknown', patch, claim)) !== 'moved')
        return false;
      await tellReceipt(tx, id, now);
      return true;
    });
  }

  return async () => {
    await releases.retry();
    const left = await store.operations.claimDue(['sending'], clock.now(), BATCH);
    let recovered = 0;
    for (const { row, claim } of left) {
      try {
        if (await recover(row, claim)) recovered += 1;
        log.warn('operation.recovered', { operationId: row.id, reference: referenceOf(row.id) });
      } catch (error) {
        // The row stays `sending` and is taken again with the next round.
        log.warn('recover.interrupted', { operationId: row.id, error: nameOf(error) });
      } finally {
        await releases.operation(row.id, claim);
      }
    }
    if (recovered > 0) {
      wake('deliver');
      wake('settle');
    }
    return recovered;
  };
}
