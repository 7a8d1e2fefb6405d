// The deposit dialog as a union of steps with a pure `advance`: term → amount → renewal → prepared card.
// It collects input only; nothing here reads, stores or sends.
import { checkDeposit, depositShares } from '../../domain/deposit-rules.ts';
import { type Amount, ZERO } from '../../domain/money.ts';
import { type Product, termOf } from '../../domain/product.ts';
import type { Share } from '../views/dialog-steps.ts';
import type { DialogInput, FlowAccount, Note } from './step.ts';
import { readTypedAmount, repeatsAmount } from './typed-amount.ts';

export interface DepositFacts {
  readonly account: FlowAccount;
  readonly product: Product;
  /** Undefined where the exchange does not tell. */
  readonly free?: Amount | undefined;
  /** What went into the product today, as far as the bot knows: it is gone from the day's limit. */
  readonly investedToday?: Amount | undefined;
  /** Real clock: facts older than a minute are read again before the next step. */
  readonly readAt: number;
  readonly environmentNow: number;
}

interface Base {
  readonly facts: DepositFacts;
  readonly note?: Note | undefined;
}

export type DepositStep = Base &
  (
    | { readonly at: 'term' }
    | { readonly at: 'amount'; readonly days: number }
    | {
        readonly at: 'reading';
        readonly days: number;
        readonly typed: string;
        readonly readings: readonly [Amount, Amount];
      }
    | { readonly at: 'renew'; readonly days: number; readonly amount: Amount }
    | {
        readonly at: 'type_amount';
        readonly days: number;
        readonly amount: Amount;
        readonly renew: boolean;
      }
  );

export interface DepositWish {
  readonly days: number;
  readonly amount: Amount;
  readonly renew: boolean;
  /** The amount was typed once more already. */
  readonly typed: boolean;
}

export type DepositNext =
  | { readonly kind: 'step'; readonly step: DepositStep }
  | { readonly kind: 'prepare'; readonly wish: DepositWish }
  | { readonly kind: 'leave' };

/** Where the dialog begins; a product with one term asks for none. */
export function firstDepositStep(facts: DepositFacts, days: number | undefined, note?: Note): DepositStep {
  const [only, second] = facts.product.rates;
  const chosen = days ?? (second === undefined ? only?.days : undefined);
  return chosen === undefined || termOf(facts.product, chosen) === undefined
    ? { at: 'term', facts, note }
    : { at: 'amount', facts, days: chosen, note };
}

/** The same step on newer facts; a term that is gone goes back to the choice of terms. */
export function renewedDepositStep(step: DepositStep, facts: DepositFacts, note: Note): DepositStep {
  return step.at === 'term' ? { at: 'term', facts, note } : firstDepositStep(facts, step.days, note);
}

function stay(step: DepositStep, note?: Note): DepositNext {
  return { kind: 'step', step: { ...step, note } };
}

/** An amount that the rules refuse stays with its reason; a good one goes on to renewal or the card. */
function withAmount(
  step: DepositStep & { readonly days: number },
  amount: Amount,
  typed: boolean,
): DepositNext {
  const { facts, days } = step;
  const { product, free, investedToday = ZERO, environmentNow } = facts;
  const checked = checkDeposit({
    product,
    days,
    amount,
    available: free,
    investedToday,
    now: environmentNow,
  });
  if (!checked.ok) {
    return {
      kind: 'step',
      step: { at: 'amount', facts, days, note: { kind: 'deposit_problem', problem: checked.reason } },
    };
  }
  const note: Note | undefined = typed ? { kind: 'read', amount } : undefined;
  if (product.autoRenewSupported && days > 0) {
    return { kind: 'step', step: { at: 'renew', facts, days, amount, note } };
  }
  return { kind: 'prepare', wish: { days, amount, renew: false, typed: false } };
}

/** The amounts behind the buttons. */
export function sharesOf(facts: DepositFacts) {
  return depositShares(facts.free, facts.product, facts.investedToday);
}

function chosenShare(facts: DepositFacts, part: Share['part']): Amount | undefined {
  const shares = sharesOf(facts);
  const byPart = {
    min: shares.min,
    '25': shares.quarter,
    '50': shares.half,
    '75': undefined,
    all: shares.max,
  };
  return byPart[part];
}

function typedAmount(step: Extract<DepositStep, { readonly at: 'amount' }>, text: string): DepositNext {
  const { product, free } = step.facts;
  const read = readTypedAmount(text, {
    currency: product.currency,
    whole: free,
    step: product.incrementalSize,
    max: sharesOf(step.facts).max,
    product,
  });
  switch (read.kind) {
    case 'note':
      return stay(step, read.note);
    case 'amount':
      return withAmount(step, read.amount, true);
    case 'two':
      return {
        kind: 'step',
        step: {
          at: 'reading',
          facts: step.facts,
          days: step.days,
          typed: text.slice(0, 40),
          readings: read.readings,
        },
      };
  }
}

function back(step: DepositStep): DepositNext {
  switch (step.at) {
    case 'term':
      return { kind: 'leave' };
    case 'amount':
      return { kind: 'step', step: { at: 'term', facts: step.facts } };
    case 'reading':
    case 'renew':
    case 'type_amount':
      return { kind: 'step', step: { at: 'amount', facts: step.facts, days: step.days } };
  }
}

function chosen(step: DepositStep, input: Extract<DialogInput, { readonly kind: 'choice' }>): DepositNext {
  const { choice } = input;
  if (choice.kind === 'leave') return { kind: 'leave' };
  if (choice.kind === 'back') return back(step);
  if (step.at === 'term' && choice.kind === 'term') {
    return { kind: 'step', step: firstDepositStep(step.facts, choice.days) };
  }
  if (step.at === 'amount' && choice.kind === 'part') {
    const amount = chosenShare(step.facts, choice.part);
    return amount === undefined ? stay(step, { kind: 'no_share' }) : withAmount(step, amount, false);
  }
  if (step.at === 'reading' && choice.kind === 'reading') {
    return withAmount(step, step.readings[choice.index], true);
  }
  if (step.at === 'renew' && choice.kind === 'renew') {
    const { days, amount } = step;
    return { kind: 'prepare', wish: { days, amount, renew: choice.renew, typed: false } };
  }
  // A button of an earlier step: the current one is shown again.
  return stay(step);
}

/** One turn of the dialog. Pure: what is to be read or prepared is left to the caller. */
export function advanceDeposit(step: DepositStep, input: DialogInput): DepositNext {
  if (input.kind === 'choice') return chosen(step, input);
  switch (step.at) {
    case 'amount':
      return typedAmount(step, input.text);
    case 'reading':
      return typedAmount({ at: 'amount', facts: step.facts, days: step.days }, input.text);
    case 'type_amount': {
      const { days, amount, renew } = step;
      return repeatsAmount(input.text, amount, step.facts.product.currency)
        ? { kind: 'prepare', wish: { days, amount, renew, typed: true } }
        : stay(step, { kind: 'typed_wrong' });
    }
    case 'term':
    case 'renew':
      return stay(step, { kind: 'unreadable' });
  }
}
