// The taps on a card of a money move: confirming, cancelling, deciding; and the screens of moves that are open.
// Nothing here sends a move: a tap only confirms a stored one.
import type { Verdict } from '../../app/app.ts';
import type { View } from '../../app/ports.ts';
import type { Operation } from '../../domain/operation.ts';
import { referenceOf } from '../../domain/reference.ts';
import { type BotContext, personOf } from '../context.ts';
import { html, joined, lines } from '../html.ts';
import type { Kit } from '../kit.ts';
import { answerTap } from '../show.ts';
import { viewHint, viewNotPrepared } from '../views/problems.ts';
import { receiptOf, viewReceipt, viewSending } from '../views/receipt.ts';
import { viewOperation, viewUnsettled } from '../views/unsettled.ts';
import type { Again } from './again.ts';
import { ownAccount } from './prepared.ts';

export interface Moves {
  readonly confirm: (ctx: BotContext, operationId: string) => Promise<void>;
  readonly cancel: (ctx: BotContext, operationId: string) => Promise<void>;
  readonly decide: (ctx: BotContext, operationId: string, verdict: Verdict) => Promise<void>;
  readonly operationScreen: (ctx: BotContext, operationId: string) => Promise<View>;
  readonly unsettledScreen: (ctx: BotContext) => Promise<View>;
}

export function createMoves(kit: Kit, { again }: Again): Moves {
  const { app, show } = kit;

  async function stateView(ctx: BotContext, operation: Operation): Promise<View> {
    const account = await ownAccount(app, ctx, operation.accountId);
    const { user, reader } = personOf(ctx);
    const hasOthers = (await app.unsettled(user)).some(({ id }) => id !== operation.id);
    const { reconcileWaitMs, clock } = kit;
    return viewOperation(reader, { operation, account, reconcileWaitMs, now: clock.now(), hasOthers });
  }

  async function hint(ctx: BotContext, word: string): Promise<void> {
    await show.put(ctx, viewHint(personOf(ctx).reader, word));
  }

  /** A tap that came to nothing, with the reference under which the log has it. */
  async function refusePaused(ctx: BotContext, operationId: string): Promise<void> {
    const { reader } = personOf(ctx);
    const { common, unsettled } = reader.text;
    const reference = referenceOf(operationId);
    kit.log.info('bot.not_confirmed', { operationId, reference, why: 'paused' });
    await show.put(ctx, viewHint(reader, joined([unsettled.paused, common.reference(reference)], '\n')));
  }

  /** Before the confirmation, so that this edit can never come after the one that brings the result. */
  async function showSending(ctx: BotContext, operation: Operation): Promise<void> {
    const { reader } = personOf(ctx);
    const account = await ownAccount(app, ctx, operation.accountId);
    const answered = answerTap(ctx, reader.text.common.sending);
    await Promise.all([answered, show.put(ctx, viewSending(reader, operation, account))]);
  }

  async function takeCard(ctx: BotContext): Promise<void> {
    if (ctx.tap !== undefined) await kit.cards.take(ctx.tap.card.id);
  }

  async function confirm(ctx: BotContext, operationId: string): Promise<void> {
    const { user, chatId, reader } = personOf(ctx);
    const { unsettled } = reader.text;
    const known = await app.operation(user, operationId);
    if (known?.state === 'draft' && kit.clock.now() <= known.expiresAt) await showSending(ctx, known);
    const outcome = await app.confirm(user, chatId, operationId);
    await answerTap(ctx);
    switch (outcome.kind) {
      case 'confirmed':
        return takeCard(ctx);
      case 'already':
        await show.put(ctx, await stateView(ctx, outcome.operation));
        return;
      case 'late':
        return again(ctx, operationId, true);
      case 'lane_busy': {
        const operation = outcome.operation ?? known;
        if (operation === undefined) return hint(ctx, unsettled.laneBusy);
        const about = { currency: '', environment: 'live' as const };
        const code = referenceOf(operation.id);
        await show.put(ctx, viewNotPrepared(reader, { kind: 'lane_busy', operation }, about, code));
        return;
      }
      case 'not_yours':
        return hint(ctx, unsettled.notYours);
      case 'paused':
        return refusePaused(ctx, operationId);
    }
  }

  async function cancel(ctx: BotContext, operationId: string): Promise<void> {
    const { user, reader } = personOf(ctx);
    const { unsettled } = reader.text;
    const outcome = await app.cancel(user, operationId);
    if (outcome === 'not_yours') return hint(ctx, unsettled.notYours);
    await takeCard(ctx);
    const operation = await app.operation(user, operationId);
    if (operation === undefined) return hint(ctx, unsettled.gone);
    const state = await stateView(ctx, operation);
    const inTime = outcome === 'cancelled';
    const text = inTime ? state.text : lines(unsettled.tooLate, { markup: state.text });
    await show.put(ctx, { ...state, text });
  }

  async function decide(ctx: BotContext, operationId: string, verdict: Verdict): Promise<void> {
    const { user, reader } = personOf(ctx);
    const { unsettled } = reader.text;
    const outcome = await app.decide(user, operationId, verdict);
    const operation = outcome === 'decided' ? await app.operation(user, operationId) : undefined;
    if (operation === undefined) {
      return hint(ctx, outcome === 'not_yours' ? unsettled.notYours : unsettled.notOpen);
    }
    const noted = verdict.happened ? unsettled.decidedYes : unsettled.decidedNo;
    const account = await ownAccount(app, ctx, operation.accountId);
    const receipt = viewReceipt(reader, receiptOf(operation, account, kit.reconcileWaitMs));
    await show.put(ctx, { ...receipt, text: lines(html`<b>${noted}</b>`, { markup: receipt.text }) });
  }

  return {
    confirm,
    cancel,
    decide,
    operationScreen: async (ctx, operationId) => {
      const { user, reader } = personOf(ctx);
      const operation = await app.operation(user, operationId);
      return operation === undefined
        ? viewHint(reader, reader.text.unsettled.gone)
        : stateView(ctx, operation);
    },
    unsettledScreen: async (ctx) => {
      const { user, reader } = personOf(ctx);
      const operations = await app.unsettled(user);
      const [only] = operations;
      if (operations.length === 1 && only !== undefined) return stateView(ctx, only);
      return viewUnsettled(reader, operations, await app.activeAccount(user), kit.clock.now());
    },
  };
}
