// Moves whose outcome is not known, looked at when they are due. The use case reads, stores and releases.
import type { App } from '../app/app.ts';
import type { Clock } from '../app/ports.ts';
import type { Claimed, OperationStore } from '../app/store.ts';
import type { Operation } from '../domain/operation.ts';
import type { Job } from './loop.ts';

/** After an error that the use case did not expect. */
const AGAIN_MS = 5_000;

export function createSettleJob(deps: {
  readonly operations: Pick<OperationStore, 'claimDue' | 'release'>;
  readonly settle: App['settle'];
  readonly clock: Clock;
}): Job<Claimed<Operation>> {
  const { operations, clock } = deps;
  return {
    claim: (limit) => operations.claimDue(['unknown'], clock.now(), limit),
    run: deps.settle,
    giveBack: ({ row, claim }) => operations.release(row.id, claim, clock.now() + AGAIN_MS),
  };
}
