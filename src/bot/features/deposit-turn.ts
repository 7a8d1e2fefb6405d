// One turn of the deposit dialog with its effects: facts are read again when old, and a finished wish becomes a draft.
// A draft is a row and a card; no money endpoint is called here.
import type { PrepareOutcome, ReadProblem } from '../../app/app.ts';
import { type BotContext, draftKeyOf, personOf } from '../context.ts';
import {
  advanceDeposit,
  type DepositFacts,
  type DepositStep,
  type DepositWish,
  renewedDepositStep,
} from '../conversations/deposit.ts';
import { FACTS_FRESH_MS } from '../conversations/dialog.ts';
import { type DialogInput, type Note, noteText } from '../conversations/step.ts';
import type { Html } from '../html.ts';
import type { Kit } from '../kit.ts';
import type { FlowFacts } from './flow-facts.ts';
import type { Prepared } from './prepared.ts';
import { isInUse, overWith, type TurnResult } from './turn-result.ts';

export type DepositTurn = (ctx: BotContext, step: DepositStep, input: DialogInput) => Promise<TurnResult>;

type Problem = Extract<PrepareOutcome, { readonly kind: 'deposit_problem' }>['problem'];

function stayAt(step: DepositStep, note?: Note): TurnResult {
  return { kind: 'stay', dialog: { name: 'deposit', step: note === undefined ? step : { ...step, note } } };
}

/** Problems that another amount does not mend. */
function endsTheDialog({ kind }: Problem): boolean {
  return kind === 'product_gone' || kind === 'term_gone' || kind === 'not_started';
}

function sameTerms(a: DepositFacts, b: DepositFacts): boolean {
  return a.free === b.free && JSON.stringify(a.product) === JSON.stringify(b.product);
}

/** The reading of a typed amount is echoed on the card. */
function echoOf(ctx: BotContext, step: DepositStep): Html | undefined {
  const { product, account } = step.facts;
  if (step.note?.kind !== 'read') return undefined;
  const about = { currency: product.currency, environment: account.environment };
  return noteText(personOf(ctx).reader, step.note, about);
}

export function createDepositTurn(kit: Kit, facts: FlowFacts, prepared: Prepared): DepositTurn {
  const { app, clock, trouble } = kit;

  function troubleNote(ctx: BotContext, problem: ReadProblem): Note {
    return { kind: 'trouble', problem, code: trouble.codeOf(ctx, problem) };
  }

  /** The step on facts of now, or what is to be shown instead. */
  async function reread(
    ctx: BotContext,
    step: DepositStep,
    deadlineAt: number,
  ): Promise<TurnResult | DepositStep> {
    if (clock.now() - step.facts.readAt <= FACTS_FRESH_MS) return step;
    if (!(await isInUse(app, ctx, step.facts.account))) return step;
    const read = await facts.deposit(ctx, step.facts.product.id, deadlineAt);
    if (!read.ok && read.reason.kind === 'read') {
      return stayAt(step, troubleNote(ctx, read.reason.problem));
    }
    if (!read.ok) return overWith(facts.troubleView(ctx, read.reason));
    if (sameTerms(step.facts, read.value)) return { ...step, facts: read.value };
    return stayAt(renewedDepositStep(step, read.value, { kind: 'changed' }));
  }

  async function prepare(
    ctx: BotContext,
    step: DepositStep,
    wish: DepositWish,
    deadlineAt: number,
  ): Promise<TurnResult> {
    const { user, chatId } = personOf(ctx);
    const { account, product } = step.facts;
    const { days, amount, renew } = wish;
    const outcome = await app.prepareDeposit({
      user,
      chatId,
      accountId: account.id,
      productId: product.id,
      days,
      amount,
      renew,
      draftKey: draftKeyOf(ctx),
      deadlineAt,
    });
    if (outcome.kind === 'draft' && outcome.needsThirdStep && !wish.typed) {
      await app.cancel(user, outcome.operation.id);
      return stayAt({ at: 'type_amount', facts: step.facts, days, amount, renew });
    }
    if (outcome.kind === 'deposit_problem' && !endsTheDialog(outcome.problem)) {
      const note: Note = { kind: 'deposit_problem', problem: outcome.problem };
      return stayAt({ at: 'amount', facts: step.facts, days, note });
    }
    if (outcome.kind === 'read' && outcome.problem.kind !== 'no_account') {
      return stayAt(step, troubleNote(ctx, outcome.problem));
    }
    const about = { currency: product.currency, environment: account.environment };
    const echo = outcome.kind === 'draft' ? echoOf(ctx, step) : undefined;
    return { kind: 'over', ...prepared.viewPrepared(ctx, outcome, about, echo) };
  }

  return async (ctx, held, input) => {
    const deadlineAt = app.readDeadline();
    const current = await reread(ctx, held, deadlineAt);
    if ('kind' in current) return current;
    const next = advanceDeposit(current, input);
    switch (next.kind) {
      case 'leave':
        return { kind: 'leave' };
      case 'step':
        return stayAt(next.step);
      case 'prepare': {
        const typed = input.kind === 'text' && current.at !== 'type_amount';
        const note: Note = { kind: 'read', amount: next.wish.amount };
        return prepare(ctx, typed ? { ...current, note } : current, next.wish, deadlineAt);
      }
    }
  };
}
