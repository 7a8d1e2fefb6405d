// Cards of prepared moves: showing one, preparing the same move anew, and renewal, which needs no dialog.
// Preparing stores a draft; nothing here confirms or sends.
import type { App, PrepareOutcome } from '../../app/app.ts';
import type { View } from '../../app/ports.ts';
import type { Account } from '../../app/store.ts';
import type { Operation } from '../../domain/operation.ts';
import type { Environment } from '../../domain/product.ts';
import { type BotContext, draftKeyOf, personOf } from '../context.ts';
import type { Html } from '../html.ts';
import type { Kit } from '../kit.ts';
import { viewConfirmCard } from '../views/confirm-card.ts';
import { viewHint, viewNotPrepared } from '../views/problems.ts';

export interface PreparedView {
  readonly view: View;
  /** The operation whose card it is; its message id is to be recorded. */
  readonly operationId: string | undefined;
}

/** What a move is about, for wording why it was not prepared. */
export interface MoveSubject {
  readonly currency: string;
  readonly environment: Environment;
}

export interface Prepared {
  /** The card of a prepared move, or why there is none. */
  readonly viewPrepared: (
    ctx: BotContext,
    outcome: PrepareOutcome,
    about: MoveSubject,
    note: Html | undefined,
  ) => PreparedView;
  /** The same move on facts of now. */
  readonly again: (ctx: BotContext, operationId: string, note: Html | undefined) => Promise<void>;
  readonly renew: (ctx: BotContext, orderId: number, autoRenew: boolean) => Promise<void>;
}

/** The person's account with this id. */
export async function ownAccount(app: App, ctx: BotContext, accountId: string): Promise<Account | undefined> {
  const accounts = await app.accounts(personOf(ctx).user);
  return accounts.find((account) => account.id === accountId);
}

async function prepareAgain(app: App, ctx: BotContext, operation: Operation): Promise<PrepareOutcome> {
  const { user, chatId } = personOf(ctx);
  const { move, accountId } = operation;
  const base = { user, chatId, accountId, draftKey: draftKeyOf(ctx) };
  switch (move.kind) {
    case 'deposit': {
      const { product, days, amount, renew } = move;
      return app.prepareDeposit({ ...base, productId: product.id, days, amount, renew });
    }
    case 'redeem':
      return app.prepareRedeem({ ...base, orderId: move.orderId, amount: move.amount });
    case 'renew':
      return app.prepareRenew({ ...base, orderId: move.orderId, autoRenew: move.autoRenew });
  }
}

export function createPrepared(kit: Kit): Prepared {
  const { app, show } = kit;

  const viewPrepared: Prepared['viewPrepared'] = (ctx, outcome, about, note) => {
    const { reader } = personOf(ctx);
    if (outcome.kind !== 'draft') {
      return { view: viewNotPrepared(reader, outcome, about), operationId: undefined };
    }
    const environmentNow = kit.environmentClocks[outcome.account.environment].now();
    const view = viewConfirmCard(reader, { ...outcome, environmentNow, note });
    return { view, operationId: outcome.operation.id };
  };

  /** Shows a prepared move and records which message carries it. */
  async function showPrepared(ctx: BotContext, prepare: () => Promise<PreparedView>): Promise<void> {
    let operationId: string | undefined;
    const messageId = await kit.present(ctx, async () => {
      const prepared = await prepare();
      operationId = prepared.operationId;
      return prepared.view;
    });
    if (operationId !== undefined) await app.cardShown(operationId, messageId);
  }

  return {
    viewPrepared,

    async again(ctx, operationId, note) {
      const { user, reader } = personOf(ctx);
      const operation = await app.operation(user, operationId);
      if (operation === undefined) {
        await show.put(ctx, viewHint(reader, reader.text.unsettled.gone));
        return;
      }
      const environment = (await ownAccount(app, ctx, operation.accountId))?.environment ?? 'live';
      const about = { currency: operation.move.product.currency, environment };
      const prepare = async () => viewPrepared(ctx, await prepareAgain(app, ctx, operation), about, note);
      await showPrepared(ctx, prepare);
    },

    async renew(ctx, orderId, autoRenew) {
      const { user, chatId, reader } = personOf(ctx);
      const account = await app.activeAccount(user);
      if (account === undefined) {
        await show.put(ctx, viewHint(reader, reader.text.errors.noAccount));
        return;
      }
      const draftKey = draftKeyOf(ctx);
      const request = { user, chatId, accountId: account.id, orderId, autoRenew, draftKey };
      const about = { currency: '', environment: account.environment };
      const prepare = async () => viewPrepared(ctx, await app.prepareRenew(request), about, undefined);
      await showPrepared(ctx, prepare);
    },
  };
}
