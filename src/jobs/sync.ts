// Accounts whose next look is due. The use case reads, stores, tells and releases.
import type { App } from '../app/app.ts';
import type { Clock } from '../app/ports.ts';
import type { Account, AccountStore, Claimed } from '../app/store.ts';
import type { Job } from './loop.ts';

/** After an error that the use case did not expect. */
const AGAIN_MS = 15_000;

export function createSyncJob(deps: {
  readonly accounts: Pick<AccountStore, 'claimDue' | 'release'>;
  readonly sync: App['sync'];
  readonly clock: Clock;
  /** A request is signed with the exchange's clock: it must have been measured. Not asked for practice. */
  readonly refreshClocks: () => Promise<void>;
}): Job<Claimed<Account>> {
  const { accounts, clock } = deps;
  return {
    claim: (limit) => accounts.claimDue(clock.now(), limit),
    run: async (claimed) => {
      if (claimed.row.environment !== 'practice') await deps.refreshClocks();
      await deps.sync(claimed);
    },
    giveBack: ({ row, claim }) => accounts.release(row.id, claim, clock.now() + AGAIN_MS),
  };
}
