// The person settles a move that reading could not settle. Written to the audit log.
import type { App, AppDeps } from './app.ts';

export function createDecide({ store, clock, log }: AppDeps): App['decide'] {
  return async (user, operationId, happened) => {
    const operation = await store.operations.get(operationId);
    if (operation === undefined || operation.userId !== user.id) return 'not_yours';
    const now = clock.now();
    const result = { kind: 'person', happened } as const;
    // Its row at the exchange, when it comes, belongs to this move and explains no other one (M10).
    const owing = {
      owesRow: operation.move.kind !== 'renew',
      answeredAt: operation.evidence?.takenAt ?? now,
    };
    const patch = { result, endedAt: now, dueAt: null, ...(happened ? owing : {}) };
    const to = happened ? 'done' : 'not_found';
    return store.transaction(async (tx) => {
      if ((await tx.operations.transition(operationId, ['needs_review'], to, patch)) !== 'moved') {
        return 'not_open';
      }
      await tx.audit.add({ at: now, userId: user.id, action: 'decide', data: { operationId, happened } });
      log.info('operation.decided', { operationId, happened });
      return 'decided';
    });
  };
}
