// The steps of the deposit and redeem dialogs before their confirm card: term, amount, reading, renewal, third step.
// Long, since all steps of both dialogs stand side by side here: they share their buttons and their head.
import type { Button, View } from '../../app/ports.ts';
import type { Amount } from '../../domain/money.ts';
import { isPositive } from '../../domain/money.ts';
import { type Product, type ProductName, productKind } from '../../domain/product.ts';
import { button, type DialogChoice } from '../action.ts';
import { type Html, html, lines, shortened, spoiler } from '../html.ts';
import { firstFitting, inRows, keyboard, WORD_COLUMNS } from './keyboard.ts';
import { type NamedAccount, productTitle, tagLine, termText } from './names.ts';
import type { Reader } from './reader.ts';

/** Longest text of the person's own that is echoed. */
const ECHO_MAX = 24;
/** Two columns in six rows. */
const TERMS_MAX = 12;

/** What every step needs: whose flow it is, and a word about what just happened. */
export interface StepFrame {
  readonly flowId: string;
  readonly account: NamedAccount;
  readonly note: Html | undefined;
  /** A step before this one exists. */
  readonly canGoBack: boolean;
}

export interface Share {
  readonly part: Extract<DialogChoice, { readonly kind: 'part' }>['part'];
  readonly label: string;
  readonly amount: Amount | undefined;
}

function choose(frame: StepFrame, label: string, input: DialogChoice): Button {
  return button(label, { kind: 'dialog', flowId: frame.flowId, input });
}

function leaving(reader: Reader, frame: StepFrame): readonly (Button | undefined)[] {
  const { back, cancel } = reader.text.common;
  return [
    frame.canGoBack ? choose(frame, back, { kind: 'back' }) : undefined,
    choose(frame, cancel, { kind: 'leave' }),
  ];
}

/** A word about what just happened stands apart from the question. */
function noteLines({ note }: StepFrame): readonly (Html | string)[] {
  return note === undefined ? [] : [note, ''];
}

export function viewTermStep(reader: Reader, product: Product, frame: StepFrame): View {
  const { deposit } = reader.text;
  const terms = product.rates.toSorted((a, b) => a.days - b.days).slice(0, TERMS_MAX);
  const buttons = terms.map((term) =>
    choose(
      frame,
      deposit.termButton(termText(reader, product, term.days), reader.format.percent(term.rate)),
      {
        kind: 'term',
        days: term.days,
      },
    ),
  );
  return {
    text: lines(
      tagLine(reader, frame.account),
      ...noteLines(frame),
      deposit.whichTerm(productTitle(reader, product)),
      reader.text.products.early[productKind(product.type)],
    ),
    keyboard: keyboard(...inRows(buttons, WORD_COLUMNS), leaving(reader, frame)),
  };
}

function shareButtons(reader: Reader, frame: StepFrame, currency: string, shares: readonly Share[]) {
  return shares
    .filter((share) => share.amount !== undefined)
    .map((share) => {
      const amount =
        share.part === 'min' && share.amount !== undefined
          ? reader.format.label(share.amount, currency)
          : undefined;
      const label =
        amount === undefined ? share.label : firstFitting(`${share.label} ${amount}`, share.label);
      return choose(frame, label, {
        kind: 'part',
        part: share.part,
      });
    });
}

export interface DepositAmountFacts {
  readonly product: Product;
  readonly days: number;
  readonly rate: Amount;
  readonly free: Amount | undefined;
  readonly shares: readonly Share[];
}

export function viewDepositAmountStep(reader: Reader, facts: DepositAmountFacts, frame: StepFrame): View {
  const { deposit, products } = reader.text;
  const { product } = facts;
  const stated = (amount: Amount, line: (shown: string) => Html): Html | undefined =>
    isPositive(amount) ? line(`${reader.format.number(amount)} ${product.currency}`) : undefined;
  return {
    text: lines(
      tagLine(reader, frame.account),
      ...noteLines(frame),
      deposit.howMuch(productTitle(reader, product)),
      reader.text.confirm.rate(reader.format.percent(facts.rate), termText(reader, product, facts.days)),
      facts.free === undefined
        ? deposit.freeUnknown
        : deposit.free(reader.format.money(facts.free, product.currency)),
      stated(product.minSize, products.minimum),
      stated(product.incrementalSize, products.step),
      stated(product.dailyLimit, products.dailyLimit),
      '',
      deposit.typeIt,
    ),
    keyboard: keyboard(
      ...inRows(shareButtons(reader, frame, product.currency, facts.shares), WORD_COLUMNS),
      leaving(reader, frame),
    ),
  };
}

export function viewRedeemAmountStep(
  reader: Reader,
  facts: {
    readonly order: ProductName;
    readonly principal: Amount;
    readonly shares: readonly Share[];
    readonly warnings: readonly string[];
  },
  frame: StepFrame,
): View {
  const { redeem } = reader.text;
  return {
    text: lines(
      tagLine(reader, frame.account),
      ...noteLines(frame),
      redeem.howMuch(productTitle(reader, facts.order)),
      redeem.principal(reader.format.money(facts.principal, facts.order.currency)),
      ...facts.warnings.map((warning) => html`• ${warning}`),
      '',
      redeem.typeIt,
    ),
    keyboard: keyboard(
      ...inRows(shareButtons(reader, frame, facts.order.currency, facts.shares), WORD_COLUMNS),
      leaving(reader, frame),
    ),
  };
}

/** The amount, or its number in the text where amounts are hidden or too long for a button. */
function readingLabel(amount: string | undefined, number: string): string {
  return amount === undefined ? number : firstFitting(amount, number);
}

/** The typed text can be read as two amounts: the person says which. With hidden amounts the buttons are numbered. */
export function viewReadingStep(
  reader: Reader,
  facts: { readonly typed: string; readonly currency: string; readonly readings: readonly [Amount, Amount] },
  frame: StepFrame,
): View {
  const { deposit } = reader.text;
  const typed = shortened(facts.typed, ECHO_MAX);
  const options = facts.readings.map((amount, index) => ({
    line: html`${index + 1}: ${reader.format.money(amount, facts.currency)}`,
    label: readingLabel(reader.format.label(amount, facts.currency), String(index + 1)),
  }));
  const [first, second] = options;
  return {
    text: lines(
      tagLine(reader, frame.account),
      deposit.whichReading(reader.hidden ? spoiler(typed) : typed),
      ...options.map((option) => option.line),
    ),
    keyboard: keyboard(
      [
        choose(frame, first?.label ?? '1', { kind: 'reading', index: 0 }),
        choose(frame, second?.label ?? '2', { kind: 'reading', index: 1 }),
      ],
      leaving(reader, frame),
    ),
  };
}

export function viewRenewStep(
  reader: Reader,
  facts: { readonly product: ProductName; readonly amount: Amount },
  frame: StepFrame,
): View {
  const { deposit } = reader.text;
  return {
    text: lines(
      tagLine(reader, frame.account),
      ...noteLines(frame),
      html`${reader.format.money(facts.amount, facts.product.currency)} · ${productTitle(reader, facts.product)}`,
      deposit.askRenew,
    ),
    keyboard: keyboard(
      [
        choose(frame, deposit.renewYes, { kind: 'renew', renew: true }),
        choose(frame, deposit.renewNo, { kind: 'renew', renew: false }),
      ],
      leaving(reader, frame),
    ),
  };
}

/** The amount is typed once more before the confirm card. */
export function viewTypeAmountStep(
  reader: Reader,
  facts: {
    readonly verb: 'deposit' | 'redeem';
    readonly amount: Amount;
    readonly currency: string;
    readonly loss: boolean;
    readonly warnings: readonly string[];
  },
  frame: StepFrame,
): View {
  const { deposit } = reader.text;
  const amount = reader.format.money(facts.amount, facts.currency);
  return {
    text: lines(
      tagLine(reader, frame.account),
      ...noteLines(frame),
      facts.loss ? deposit.typeAmountLoss : deposit.typeAmountFirst,
      ...facts.warnings.map((warning) => html`• ${warning}`),
      deposit.typeAmount(deposit.verbs[facts.verb], amount),
    ),
    keyboard: keyboard(leaving(reader, frame)),
  };
}
