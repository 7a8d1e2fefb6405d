// English: products and the deposit dialog.
import type { DepositProblem } from '../../../domain/deposit-rules.ts';
import type { ProductKind } from '../../../domain/product.ts';
import { html, type Piece } from '../../html.ts';

export const products = {
  title: html`<b>Products</b>`,
  pick: html`<b>Which product?</b>`,
  none: 'The exchange offers nothing here at the moment.',
  noneFiltered: 'Nothing matches this filter.',
  row: (name: Piece, rate: Piece, terms: Piece) => html`${name} · ${rate} APR · ${terms}`,
  upTo: (rate: Piece) => html`up to ${rate}`,
  terms: (count: number) => (count === 1 ? '1 term' : `${count} terms`),
  connectFirst: 'To see rates the exchange wants a key here. Connect or open practice first.',

  exchangeName: (name: Piece) => html`Name on the exchange: ${name}`,
  term: (days: Piece, rate: Piece, earns: Piece) =>
    html`${days}: <b>${rate} APR</b> · 1,000 would earn ${earns}`,
  flexTerm: (rate: Piece, aDay: Piece) =>
    html`No fixed term: <b>${rate} APR</b> · 1,000 would earn ${aDay} a day`,
  minimum: (amount: Piece) => html`Minimum: ${amount}`,
  step: (amount: Piece) => html`Step: ${amount}`,
  dailyLimit: (amount: Piece) => html`Daily limit: ${amount}`,
  compounding: 'Compounding: interest is added to the principal',
  autoRenew: 'Auto-renew: supported',
  noAutoRenew: 'Auto-renew: not supported',
  starts: (moment: Piece) => html`Open from ${moment}`,
  interestFrom: (moment: Piece) => html`Interest from ${moment}`,
  deposit: 'Deposit',
  depositTerm: (days: string, rate: string) => `Deposit · ${days} · ${rate}`,
  gone: 'The exchange does not list this product any more.',
  viewOnly: 'This key cannot move money, so there is no deposit button.',
  early: {
    flex: 'Redeem at any time.',
    fixed: 'Redeemed early, it gets no interest.',
    staking: 'After a redemption the funds stay locked for 24 hours.',
    lending: 'A redemption loses the interest of that day.',
    other: 'The exchange does not state what an early redemption costs.',
  } satisfies Record<ProductKind, string>,
};

export const deposit = {
  whichTerm: (product: Piece) => html`<b>${product}: which term?</b>`,
  termButton: (days: string, rate: string) => `${days} · ${rate}`,
  howMuch: (product: Piece) => html`<b>How much into ${product}?</b>`,
  typeIt: html`Tap, or type an amount: <code>1500</code>, <code>1.5k</code>, <code>25%</code>, <code>max</code>.`,
  free: (amount: Piece) => html`Free: ${amount}`,
  freeUnknown: 'The exchange does not tell the free balance to this key.',
  min: 'Min',
  max: 'Max',
  whichReading: (typed: Piece) => html`<b>“${typed}” can be read in two ways. Which one?</b>`,
  read: (amount: Piece) => html`Read as ${amount}.`,
  unreadable: 'That is not an amount I can read. Type a number such as 1500 or 25%.',
  noShare: 'The free balance is unknown, so a share cannot be computed. Type an amount.',
  askRenew: html`<b>Renew on its own when the term ends?</b>`,
  renewYes: 'Yes, renew',
  renewNo: 'No, pay out',
  changed: 'The terms or your free balance have changed since; here are the new ones. Nothing was sent.',
  typeAmount: (verb: Piece, amount: Piece) =>
    html`<b>One more step:</b> type ${amount} (the number alone is enough) to ${verb} it.`,
  typeAmountFirst: 'It is the first move with this key.',
  typeAmountLoss: 'Redeeming now costs interest.',
  typedWrong: 'That is another amount. Type the one below, or cancel.',
  verbs: { deposit: 'deposit', redeem: 'redeem' },
  problems: {
    product_gone: () => html`The exchange no longer offers this product.`,
    not_started: (starts: Piece) => html`This product opens ${starts}.`,
    term_gone: () => html`The exchange no longer offers this term.`,
    not_positive: () => html`The amount must be more than zero.`,
    below_minimum: (minimum: Piece) => html`The minimum is ${minimum}.`,
    off_step: (step: Piece, lower: Piece, upper: Piece) =>
      html`Amounts go in steps of ${step}. Nearest: ${lower} or ${upper}.`,
    off_step_one: (step: Piece, nearest: Piece) => html`Amounts go in steps of ${step}. Nearest: ${nearest}.`,
    above_limit: (limit: Piece, left: Piece) =>
      html`The daily limit is ${limit}; ${left} of it is left today, as far as this bot knows.`,
    above_balance: (available: Piece) => html`Your free balance is ${available}.`,
  } satisfies Record<DepositProblem['kind'] | 'off_step_one', (...pieces: Piece[]) => Piece>,
};
