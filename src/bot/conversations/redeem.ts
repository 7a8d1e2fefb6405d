// The redeem dialog as a union of steps with pure `advance` and `view`: amount → prepared card, with a third step
// where it costs something. It collects input only; nothing here reads, stores or sends.
import type { View } from '../../app/ports.ts';
import type { Amount } from '../../domain/money.ts';
import type { Order } from '../../domain/order.ts';
import { checkRedeem, type RedeemWarning, redeemShares, redeemWarnings } from '../../domain/redeem-rules.ts';
import {
  type Share,
  type StepFrame,
  viewReadingStep,
  viewRedeemAmountStep,
  viewTypeAmountStep,
} from '../views/dialog-steps.ts';
import type { Reader } from '../views/reader.ts';
import { type DialogInput, type FlowAccount, type Note, noteText } from './step.ts';
import { readTypedAmount, repeatsAmount } from './typed-amount.ts';

export interface RedeemFacts {
  readonly account: FlowAccount;
  readonly order: Order;
  /** Real clock. */
  readonly readAt: number;
  readonly environmentNow: number;
}

interface Base {
  readonly facts: RedeemFacts;
  readonly note?: Note | undefined;
}

export type RedeemStep = Base &
  (
    | { readonly at: 'amount' }
    | { readonly at: 'reading'; readonly typed: string; readonly readings: readonly [Amount, Amount] }
    | { readonly at: 'type_amount'; readonly amount: Amount; readonly warnings: readonly RedeemWarning[] }
  );

export interface RedeemWish {
  readonly amount: Amount;
  readonly typed: boolean;
}

export type RedeemNext =
  | { readonly kind: 'step'; readonly step: RedeemStep }
  | { readonly kind: 'prepare'; readonly wish: RedeemWish }
  | { readonly kind: 'leave' };

function withAmount(step: RedeemStep, amount: Amount): RedeemNext {
  const { order, environmentNow } = step.facts;
  const checked = checkRedeem({ order, amount, now: environmentNow });
  if (checked.ok) return { kind: 'prepare', wish: { amount, typed: false } };
  const note: Note = { kind: 'redeem_problem', problem: checked.reason };
  return { kind: 'step', step: { at: 'amount', facts: step.facts, note } };
}

function typedAmount(step: RedeemStep, text: string): RedeemNext {
  const { order } = step.facts;
  const read = readTypedAmount(text, {
    currency: order.currency,
    whole: order.investAmt,
    step: undefined,
    max: order.investAmt,
    product: undefined,
  });
  switch (read.kind) {
    case 'note':
      return { kind: 'step', step: { at: 'amount', facts: step.facts, note: read.note } };
    case 'amount':
      return withAmount(step, read.amount);
    case 'two':
      return {
        kind: 'step',
        step: { at: 'reading', facts: step.facts, typed: text.slice(0, 40), readings: read.readings },
      };
  }
}

function chosenShare(order: Order, part: Share['part']): Amount | undefined {
  const shares = redeemShares(order);
  const byPart = {
    min: undefined,
    '25': shares.quarter,
    '50': shares.half,
    '75': shares.threeQuarters,
    all: shares.all,
  };
  return byPart[part];
}

function chosen(step: RedeemStep, input: Extract<DialogInput, { readonly kind: 'choice' }>): RedeemNext {
  const { choice } = input;
  if (choice.kind === 'leave') return { kind: 'leave' };
  if (choice.kind === 'back') {
    return step.at === 'amount'
      ? { kind: 'leave' }
      : { kind: 'step', step: { at: 'amount', facts: step.facts } };
  }
  if (step.at === 'amount' && choice.kind === 'part') {
    const amount = chosenShare(step.facts.order, choice.part);
    if (amount !== undefined) return withAmount(step, amount);
  }
  if (step.at === 'reading' && choice.kind === 'reading') {
    return withAmount(step, step.readings[choice.index]);
  }
  return { kind: 'step', step: { ...step, note: undefined } };
}

/** One turn of the dialog. Pure. */
export function advanceRedeem(step: RedeemStep, input: DialogInput): RedeemNext {
  if (input.kind === 'choice') return chosen(step, input);
  if (step.at !== 'type_amount') return typedAmount(step, input.text);
  return repeatsAmount(input.text, step.amount, step.facts.order.currency)
    ? { kind: 'prepare', wish: { amount: step.amount, typed: true } }
    : { kind: 'step', step: { ...step, note: { kind: 'typed_wrong' } } };
}

function shareButtons(reader: Reader, order: Order): readonly Share[] {
  const shares = redeemShares(order);
  return [
    { part: '25', label: '25%', amount: shares.quarter },
    { part: '50', label: '50%', amount: shares.half },
    { part: '75', label: '75%', amount: shares.threeQuarters },
    { part: 'all', label: reader.text.redeem.all, amount: shares.all },
  ];
}

export function viewRedeemStep(reader: Reader, step: RedeemStep, flowId: string): View {
  const { order, account, environmentNow } = step.facts;
  const { currency } = order;
  const note = noteText(reader, step.note, { currency, environment: account.environment });
  const frame: StepFrame = { flowId, account, note, canGoBack: step.at !== 'amount' };
  const words = (warnings: readonly RedeemWarning[]) =>
    warnings.map((warning) => reader.text.redeem.warnings[warning]);
  switch (step.at) {
    case 'amount':
      return viewRedeemAmountStep(
        reader,
        {
          order,
          principal: order.investAmt,
          shares: shareButtons(reader, order),
          warnings: words(redeemWarnings(order, environmentNow)),
        },
        frame,
      );
    case 'reading':
      return viewReadingStep(reader, { typed: step.typed, currency, readings: step.readings }, frame);
    case 'type_amount':
      return viewTypeAmountStep(
        reader,
        {
          verb: 'redeem',
          amount: step.amount,
          currency,
          loss: step.warnings.includes('early'),
          warnings: words(step.warnings),
        },
        frame,
      );
  }
}
