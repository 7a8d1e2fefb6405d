// What every prepared move has in common: the account must be able to move money, its lane must be free, and the
// draft is a row before its card is shown.
import { CONFIRM_LIFE_MS, type Move, type Operation, type Terms } from '../domain/operation.ts';
import type { AppDeps, PrepareProblem } from './app.ts';
import { ownAccount } from './manage-accounts.ts';
import type { Account, User } from './store.ts';

/** Who asks, for which account, in which chat, from which update. */
export interface PrepareRequest {
  readonly user: User;
  readonly chatId: number;
  readonly accountId: string;
  readonly draftKey: string;
}

export type Refused = PrepareProblem;

export interface Drafts {
  /** The account, or why no move of it can be prepared now. */
  readonly accountFor: (request: PrepareRequest) => Promise<Account | Refused>;
  /** Stores the draft; the same update run again finds the first one. */
  readonly insert: (request: PrepareRequest, move: Move, terms: Terms) => Promise<Operation>;
}

export function createDrafts({ store, clock, ids }: Pick<AppDeps, 'store' | 'clock' | 'ids'>): Drafts {
  return {
    async accountFor({ user, accountId }) {
      const account = await ownAccount(store, user, accountId);
      if (account === undefined) return { kind: 'read', problem: { kind: 'no_account' } };
      if (account.status === 'view' || account.status === 'rejected') return { kind: 'view_only' };
      const operation = await store.operations.inLane(accountId);
      return operation === undefined ? account : { kind: 'lane_busy', operation };
    },

    insert({ user, chatId, accountId, draftKey }, move, terms) {
      const now = clock.now();
      return store.operations.insertDraft({
        id: ids.id(),
        accountId,
        userId: user.id,
        chatId,
        move,
        terms,
        createdAt: now,
        shownAt: now,
        expiresAt: now + CONFIRM_LIFE_MS,
        draftKey,
      });
    },
  };
}

/** The first move of a key asks for the amount once more; practice money needs no such care. */
export function isFirstMove({ moved, environment }: Account): boolean {
  return !moved && environment !== 'practice';
}

export function isRefused(outcome: Account | Refused): outcome is Refused {
  return 'kind' in outcome;
}
