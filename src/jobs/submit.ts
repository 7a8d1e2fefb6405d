// Confirmed moves on their way to the exchange. The use case sends, stores and releases; nothing is sent from here.
import type { App } from '../app/app.ts';
import type { Clock } from '../app/ports.ts';
import type { Claimed, OperationStore } from '../app/store.ts';
import type { Operation } from '../domain/operation.ts';
import type { Job } from './loop.ts';

/** After an error that the use case did not expect. A row that is `sending` by then is recovered, never sent again. */
const AGAIN_MS = 2_000;

export function createSubmitJob(deps: {
  readonly operations: Pick<OperationStore, 'claimDue' | 'release'>;
  readonly submit: App['submit'];
  readonly clock: Clock;
}): Job<Claimed<Operation>> {
  const { operations, clock } = deps;
  return {
    claim: (limit) => operations.claimDue(['confirmed'], clock.now(), limit),
    run: deps.submit,
    giveBack: ({ row, claim }) => operations.release(row.id, claim, clock.now() + AGAIN_MS),
  };
}
