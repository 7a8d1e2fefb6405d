// The person settles a move that reading could not settle. Written to the audit log.

import type { Operation } from '../domain/operation.ts';
import type { HistoryRow } from '../domain/order.ts';
import { referenceOf } from '../domain/reference.ts';
import { newRows } from '../domain/row-matching.ts';
import type { App, AppDeps, Verdict } from './app.ts';
import type { OperationPatch, Store } from './store.ts';
import { noteDone } from './store-outcome.ts';

export function createDecide({ store, clock, log, wake }: AppDeps): App['decide'] {
  return async (user, operationId, verdict) => {
    const operation = await store.operations.get(operationId);
    if (operation === undefined || operation.userId !== user.id) return 'not_yours';
    const named = namedRow(operation, verdict);
    if (named === 'none_such') return 'not_open';
    const now = clock.now();
    const { happened } = verdict;
    const movesMoney = operation.move.kind !== 'renew';
    const outcome = await store.transaction(async (tx) => {
      const row = named === undefined ? undefined : await unlessTaken(tx, operation.accountId, named);
      const patch = patchOf(operation, happened, row, now);
      const to = happened ? 'done' : 'not_found';
      if ((await tx.operations.transition(operationId, ['needs_review'], to, patch)) !== 'moved') {
        return 'not_open';
      }
      const choice = { operationId, ...verdict, row: named, rowWasFree: row !== undefined };
      await tx.audit.add({ at: now, userId: user.id, action: 'decide', data: choice });
      if (happened) await noteDone(tx, operation.accountId, movesMoney, now);
      return 'decided';
    });
    if (outcome === 'decided') {
      log.info('operation.decided', { operationId, reference: referenceOf(operationId), ...verdict });
    }
    wake('sync');
    return outcome;
  };
}

/** The entry that the person points at. The entries of a review never change, so their places are their names. */
function namedRow({ result }: Operation, verdict: Verdict): HistoryRow | undefined | 'none_such' {
  if (!verdict.happened || verdict.entry === undefined) return undefined;
  const candidates = result?.kind === 'several' ? result.candidates : [];
  return candidates[verdict.entry] ?? 'none_such';
}

/** One entry explains one move (M10): what explains another already is not taken from it. */
async function unlessTaken(tx: Store, accountId: string, row: HistoryRow): Promise<HistoryRow | undefined> {
  return newRows(await tx.operations.explainingRows(accountId), [row])[0];
}

function patchOf(
  { move, evidence }: Operation,
  happened: boolean,
  row: HistoryRow | undefined,
  now: number,
): OperationPatch {
  const patch = { result: { kind: 'person', happened, row }, endedAt: now, dueAt: null } as const;
  if (!happened) return patch;
  // A move whose row is not known owes one: when it comes it belongs to this move and explains no other one (M10).
  const owesRow = move.kind !== 'renew' && row === undefined;
  return { ...patch, owesRow, answeredAt: evidence?.takenAt ?? now };
}
