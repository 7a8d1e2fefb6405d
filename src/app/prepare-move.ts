// What every prepared move has in common: the account must be able to move money, its lane must be free, and the
// draft is a row before its card is shown.
import { CONFIRM_LIFE_MS, type Move, type Operation, type Terms } from '../domain/operation.ts';
import type { Order } from '../domain/order.ts';
import type { Product } from '../domain/product.ts';
import type { RedeemWarning } from '../domain/redeem-rules.ts';
import type { Result } from '../domain/result.ts';
import type { AppDeps, PrepareOutcome, PrepareProblem } from './app.ts';
import { ownAccount } from './manage-accounts.ts';
import type { Account, NewOperation, User } from './store.ts';

/** Who asks, for which account, in which chat, from which update. */
export interface PrepareRequest {
  readonly user: User;
  readonly chatId: number;
  readonly accountId: string;
  readonly draftKey: string;
}

export type Refused = PrepareProblem;

/** A move as it would be on facts of now, before anything is stored. */
export interface Plan {
  readonly move: Move;
  readonly terms: Terms;
  readonly warnings: readonly RedeemWarning[];
  /** The amount is to be typed once more before its card may be shown. */
  readonly needsThirdStep: boolean;
  readonly order: Order | undefined;
  readonly product: Product | undefined;
}

export type Planned = Result<Plan, PrepareProblem>;

export interface Drafts {
  /** The account, or why no move of it can be prepared now. */
  readonly accountFor: (request: PrepareRequest) => Promise<Account | Refused>;
  /** Stores the draft; the same update run again finds the first one. */
  readonly insert: (request: PrepareRequest, plan: Pick<Plan, 'move' | 'terms'>) => Promise<Operation>;
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

    insert: ({ user, chatId, accountId, draftKey }, { move, terms }) =>
      store.operations.insertDraft(
        newDraft({ id: ids.id(), accountId, userId: user.id, chatId, move, terms, draftKey }, clock.now()),
      ),
  };
}

type DraftFacts = Omit<NewOperation, 'createdAt' | 'shownAt' | 'expiresAt'>;

/** A draft whose card is shown now. */
export function newDraft(facts: DraftFacts, now: number): NewOperation {
  return { ...facts, createdAt: now, shownAt: now, expiresAt: now + CONFIRM_LIFE_MS };
}

export function draftedFrom(plan: Plan, account: Account, operation: Operation): PrepareOutcome {
  const { warnings, needsThirdStep, order, product } = plan;
  return { kind: 'draft', operation, account, warnings, needsThirdStep, order, product };
}

/** The first move of a key asks for the amount once more; practice money needs no such care. */
export function isFirstMove({ moved, environment }: Account): boolean {
  return !moved && environment !== 'practice';
}

export function isRefused(outcome: Account | Refused): outcome is Refused {
  return 'kind' in outcome;
}
