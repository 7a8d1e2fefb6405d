// Gives claims back, whatever happens: a claim that a living instance could not give back would hold its row for
// ever, so it is remembered and tried again. It never throws.
import type { Log } from './ports.ts';
import type { Claim, Store } from './store.ts';

type Kind = 'account' | 'operation';

export interface Releases {
  /** Frees the account; `dueAt` as in `AccountStore.release`. */
  readonly account: (id: string, claim: Claim, dueAt?: number | null) => Promise<void>;
  readonly operation: (id: string, claim: Claim, dueAt?: number | null) => Promise<void>;
  /** Tries again what the database did not take. */
  readonly retry: () => Promise<void>;
}

interface Owed {
  readonly kind: Kind;
  readonly id: string;
  readonly claim: Claim;
  readonly dueAt: number | null | undefined;
}

export function createReleases({ store, log }: { readonly store: Store; readonly log: Log }): Releases {
  const owed = new Map<string, Owed>();

  async function release(debt: Owed): Promise<void> {
    const key = `${debt.kind}:${debt.id}:${debt.claim.fence}`;
    const rows = debt.kind === 'account' ? store.accounts : store.operations;
    try {
      await rows.release(debt.id, debt.claim, debt.dueAt);
      owed.delete(key);
    } catch {
      owed.set(key, debt);
      log.warn('claim.not_released', { kind: debt.kind, id: debt.id });
    }
  }

  return {
    account: (id, claim, dueAt) => release({ kind: 'account', id, claim, dueAt }),
    operation: (id, claim, dueAt) => release({ kind: 'operation', id, claim, dueAt }),
    async retry() {
      for (const debt of [...owed.values()]) await release(debt);
    },
  };
}
