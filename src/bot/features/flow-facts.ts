// Reads the facts a dialog begins with and, when they are older than a minute, goes on with.

import type { ReadProblem } from '../../app/app.ts';
import type { View } from '../../app/ports.ts';
import type { Account } from '../../app/store.ts';
import type { Result } from '../../domain/result.ts';
import { fail, ok } from '../../domain/result.ts';
import { type BotContext, personOf } from '../context.ts';
import type { DepositFacts } from '../conversations/deposit.ts';
import type { RedeemFacts } from '../conversations/redeem.ts';
import type { FlowAccount } from '../conversations/step.ts';
import type { Kit } from '../kit.ts';
import { viewHint } from '../views/problems.ts';

/** Why a dialog cannot begin or go on: a reading that failed, or something that is not there. */
export type FactTrouble =
  | { readonly kind: 'read'; readonly problem: ReadProblem }
  | { readonly kind: 'product_gone' | 'order_gone' | 'view_only' };

export function flowAccount({ id, label, environment }: Account): FlowAccount {
  return { id, label, environment };
}

export interface FlowFacts {
  /** `deadlineAt`: until when all its reads together may take. */
  readonly deposit: (
    ctx: BotContext,
    productId: string,
    deadlineAt?: number,
  ) => Promise<Result<DepositFacts, FactTrouble>>;
  readonly redeem: (
    ctx: BotContext,
    orderId: number,
    deadlineAt?: number,
  ) => Promise<Result<RedeemFacts, FactTrouble>>;
  readonly troubleView: (ctx: BotContext, trouble: FactTrouble) => View;
}

export function createFlowFacts(kit: Kit): FlowFacts {
  const { app, clock, environmentClocks } = kit;
  return {
    async deposit(ctx, productId, deadlineAt = app.readDeadline()) {
      const { user } = personOf(ctx);
      const account = await app.activeAccount(user);
      if (account === undefined) return fail({ kind: 'read', problem: { kind: 'no_account' } });
      if (account.status === 'view' || account.status === 'rejected') return fail({ kind: 'view_only' });
      const read = await app.products(account.environment, user, deadlineAt);
      if (!read.ok) return fail({ kind: 'read', problem: read.reason });
      const product = read.value.products.find(({ id }) => id === productId);
      if (product === undefined || product.rates.length === 0) return fail({ kind: 'product_gone' });
      const free = await app.freeBalance(user, product.currency, deadlineAt);
      const investedToday = await app.investedToday(user, product.id);
      const environmentNow = environmentClocks[account.environment].now();
      const known = { account: flowAccount(account), product, free, investedToday };
      return ok({ ...known, readAt: clock.now(), environmentNow });
    },

    async redeem(ctx, orderId, deadlineAt) {
      const { user } = personOf(ctx);
      const read = await app.orders(user, deadlineAt);
      if (!read.ok) return fail({ kind: 'read', problem: read.reason });
      const { account, orders, problem } = read.value;
      if (account.status === 'view' || account.status === 'rejected') return fail({ kind: 'view_only' });
      if (problem !== undefined) return fail({ kind: 'read', problem });
      const stored = orders.find(({ order }) => order.id === orderId);
      if (stored === undefined) return fail({ kind: 'order_gone' });
      const environmentNow = environmentClocks[account.environment].now();
      return ok({ account: flowAccount(account), order: stored.order, readAt: clock.now(), environmentNow });
    },

    troubleView(ctx, trouble) {
      const { reader } = personOf(ctx);
      switch (trouble.kind) {
        case 'read':
          return kit.trouble.view(ctx, trouble.problem, undefined);
        case 'product_gone':
          return viewHint(reader, reader.text.products.gone);
        case 'order_gone':
          return viewHint(reader, reader.text.orders.gone);
        case 'view_only':
          return viewHint(reader, reader.text.unsettled.viewOnly);
      }
    },
  };
}
