// One turn of the redeem dialog with its effects: the order is read again when old, a finished wish becomes a draft.
// A draft is a row and a card; no money endpoint is called here.
import type { ReadProblem } from '../../app/app.ts';
import { type BotContext, draftKeyOf, personOf } from '../context.ts';
import { FACTS_FRESH_MS } from '../conversations/dialog.ts';
import {
  advanceRedeem,
  type RedeemFacts,
  type RedeemStep,
  type RedeemWish,
} from '../conversations/redeem.ts';
import type { DialogInput, Note } from '../conversations/step.ts';
import type { Kit } from '../kit.ts';
import type { FlowFacts } from './flow-facts.ts';
import type { Prepared } from './prepared.ts';
import { isInUse, overWith, type TurnResult } from './turn-result.ts';

export type RedeemTurn = (ctx: BotContext, step: RedeemStep, input: DialogInput) => Promise<TurnResult>;

function stayAt(step: RedeemStep, note?: Note): TurnResult {
  return { kind: 'stay', dialog: { name: 'redeem', step: note === undefined ? step : { ...step, note } } };
}

/** What a person decides on; growth of the interest is no change of it. */
function termsOf({ order }: RedeemFacts): string {
  return JSON.stringify([order.investAmt, order.rate, order.endTime, order.redemptionProcessing]);
}

export function createRedeemTurn(kit: Kit, facts: FlowFacts, prepared: Prepared): RedeemTurn {
  const { app, clock, trouble } = kit;

  function troubleNote(ctx: BotContext, problem: ReadProblem): Note {
    return { kind: 'trouble', problem, code: trouble.codeOf(ctx, problem) };
  }

  /** The step on facts of now, or what is to be shown instead. */
  async function reread(
    ctx: BotContext,
    step: RedeemStep,
    deadlineAt: number,
  ): Promise<TurnResult | RedeemStep> {
    if (clock.now() - step.facts.readAt <= FACTS_FRESH_MS) return step;
    if (!(await isInUse(app, ctx, step.facts.account))) return step;
    const read = await facts.redeem(ctx, step.facts.order.id, deadlineAt);
    if (!read.ok && read.reason.kind === 'read') {
      return stayAt(step, troubleNote(ctx, read.reason.problem));
    }
    if (!read.ok) return overWith(facts.troubleView(ctx, read.reason));
    if (termsOf(step.facts) === termsOf(read.value)) return { ...step, facts: read.value };
    return stayAt({ at: 'amount', facts: read.value, note: { kind: 'changed' } });
  }

  async function prepare(
    ctx: BotContext,
    step: RedeemStep,
    wish: RedeemWish,
    deadlineAt: number,
  ): Promise<TurnResult> {
    const { user, chatId } = personOf(ctx);
    const { account, order } = step.facts;
    const outcome = await app.prepareRedeem({
      user,
      chatId,
      accountId: account.id,
      orderId: order.id,
      amount: wish.amount,
      draftKey: draftKeyOf(ctx),
      deadlineAt,
    });
    if (outcome.kind === 'draft' && outcome.needsThirdStep && !wish.typed) {
      await app.cancel(user, outcome.operation.id);
      const { warnings } = outcome;
      return stayAt({ at: 'type_amount', facts: step.facts, amount: wish.amount, warnings });
    }
    if (outcome.kind === 'redeem_problem' && outcome.problem.kind !== 'order_gone') {
      const note: Note = { kind: 'redeem_problem', problem: outcome.problem };
      return stayAt({ at: 'amount', facts: step.facts, note });
    }
    if (outcome.kind === 'read' && outcome.problem.kind !== 'no_account') {
      return stayAt(step, troubleNote(ctx, outcome.problem));
    }
    const about = { currency: order.currency, environment: account.environment };
    return { kind: 'over', ...prepared.viewPrepared(ctx, outcome, about, undefined) };
  }

  return async (ctx, held, input) => {
    const deadlineAt = app.readDeadline();
    const current = await reread(ctx, held, deadlineAt);
    if ('kind' in current) return current;
    const next = advanceRedeem(current, input);
    switch (next.kind) {
      case 'leave':
        return { kind: 'leave' };
      case 'step':
        return stayAt(next.step);
      case 'prepare':
        return prepare(ctx, current, next.wish, deadlineAt);
    }
  };
}
