// The card that comes with the receipt of a move of which nothing was sent: the draft is a row already, here it gets
// what its view needs. A draft that may not be confirmed any more has no card.
import type { App } from '../app/app.ts';
import type { NoticeData } from '../app/notice.ts';
import type { Clock, EnvironmentClock } from '../app/ports.ts';
import type { Account, Notice, Store } from '../app/store.ts';
import type { ConfirmFacts } from '../bot/views/confirm-card.ts';
import type { Environment } from '../domain/product.ts';

export type CardFound =
  | { readonly kind: 'card'; readonly facts: ConfirmFacts }
  | { readonly kind: 'none' }
  /** Its buttons were tapped: the notice was seen, and what came of that stands in its place. */
  | { readonly kind: 'used' };

export interface NextCards {
  readonly find: (data: NoticeData, accounts: readonly Account[]) => Promise<CardFound>;
  /** Its life begins when it is in the chat. */
  readonly onShown: (notice: Notice, messageId: number, since: number) => Promise<void>;
}

export interface NextCardsDeps {
  readonly store: Pick<Store, 'operations'>;
  readonly app: Pick<App, 'nextCardShown'>;
  /** Real. */
  readonly clock: Clock;
  readonly environmentClocks: Readonly<Record<Environment, EnvironmentClock>>;
}

export function createNextCards({ store, app, clock, environmentClocks }: NextCardsDeps): NextCards {
  const nextOf = (data: NoticeData) => (data.kind === 'receipt' ? data.next : undefined);
  return {
    async find(data, accounts) {
      const next = nextOf(data);
      if (next === undefined) return { kind: 'none' };
      const operation = await store.operations.get(next.operationId);
      const account = accounts.find(({ id }) => id === operation?.accountId);
      if (operation === undefined || account === undefined) return { kind: 'none' };
      if (operation.state !== 'draft' && operation.state !== 'expired') return { kind: 'used' };
      if (operation.state === 'expired' || clock.now() > operation.expiresAt) return { kind: 'none' };
      const { warnings, order, product } = next;
      const environmentNow = environmentClocks[account.environment].now();
      const facts = { operation, account, warnings, order, product, environmentNow, note: undefined };
      return { kind: 'card', facts };
    },

    async onShown({ data }, messageId, since) {
      const next = nextOf(data);
      if (next !== undefined) await app.nextCardShown(next.operationId, messageId, since);
    },
  };
}
