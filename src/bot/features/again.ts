// The same move on facts of now, for an old card, a late tap or a receipt; and renewal, which needs no dialog. Where the
// amount is to be typed once more the dialog is entered at that step, and its card comes after it.
import type { PrepareOutcome } from '../../app/app.ts';
import type { Operation } from '../../domain/operation.ts';
import { type BotContext, draftKeyOf, personOf } from '../context.ts';
import type { Dialog } from '../conversations/dialog.ts';
import { html } from '../html.ts';
import type { Kit } from '../kit.ts';
import { viewHint } from '../views/problems.ts';
import type { Flows } from './flows.ts';
import { type MoveSubject, ownAccount, type Prepared, type PreparedView } from './prepared.ts';
import { thirdStepOf } from './third-step.ts';

export interface Again {
  /** `late`: its card had run out, and the person is told so. */
  readonly again: (ctx: BotContext, operationId: string, late: boolean) => Promise<void>;
  readonly renew: (ctx: BotContext, orderId: number, autoRenew: boolean) => Promise<void>;
}

export function createAgain(kit: Kit, prepared: Prepared, flows: Pick<Flows, 'open'>): Again {
  const { app, clock, environmentClocks, show } = kit;

  async function prepareAgain(ctx: BotContext, { move, accountId }: Operation): Promise<PrepareOutcome> {
    const { user, chatId } = personOf(ctx);
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

  /** The card, or the third step that comes before it. The draft that was made for the card is then nobody's. */
  async function opening(
    ctx: BotContext,
    outcome: PrepareOutcome,
    about: MoveSubject,
    late: boolean,
  ): Promise<Dialog | PreparedView> {
    const { user, reader } = personOf(ctx);
    if (outcome.kind === 'draft' && outcome.needsThirdStep) {
      const environmentNow = environmentClocks[outcome.account.environment].now();
      const note = late ? ({ kind: 'late' } as const) : undefined;
      const dialog = thirdStepOf(outcome, { readAt: clock.now(), environmentNow }, note);
      if (dialog === undefined) throw new Error('again: a third step without an amount');
      await app.cancel(user, outcome.operation.id);
      return dialog;
    }
    const note = late ? html`<b>${reader.text.unsettled.late}</b>` : undefined;
    return prepared.viewPrepared(ctx, outcome, about, note);
  }

  return {
    async again(ctx, operationId, late) {
      const { user, reader } = personOf(ctx);
      const operation = await app.operation(user, operationId);
      if (operation === undefined) {
        await show.put(ctx, viewHint(reader, reader.text.unsettled.gone));
        return;
      }
      const environment = (await ownAccount(app, ctx, operation.accountId))?.environment ?? 'live';
      const about = { currency: operation.move.product.currency, environment };
      await flows.open(ctx, async () => opening(ctx, await prepareAgain(ctx, operation), about, late));
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
      await flows.open(ctx, async () => opening(ctx, await app.prepareRenew(request), about, false));
    },
  };
}
