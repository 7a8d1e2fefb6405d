// English: orders, redeeming, renewing, history.
import type { RedeemProblem, RedeemWarning } from '../../../domain/redeem-rules.ts';
import { html, type Piece } from '../../html.ts';

export const orders = {
  title: html`<b>Orders</b>`,
  pickRedeem: html`<b>Redeem which order?</b>`,
  pickRenew: html`<b>Change auto-renew of which order?</b>`,
  none: 'No orders are running.',
  noneToRedeem: 'There is no order to redeem.',
  noneToRenew: 'No order here supports auto-renew.',
  row: (what: Piece, amount: Piece, rate: Piece) => html`${what} · ${amount} · ${rate} APR`,
  endsRow: (moment: Piece) => html`ends ${moment}`,
  amount: (amount: Piece) => html`Principal: ${amount}`,
  rate: (rate: Piece) => html`Rate: ${rate} APR`,
  earned: (amount: Piece) => html`Interest, as the exchange states it: ${amount}`,
  nextPayout: (moment: Piece) => html`Next payout: ${moment}`,
  started: (moment: Piece) => html`Started: ${moment}`,
  ends: (moment: Piece) => html`Ends: ${moment}`,
  noEnd: 'No end: redeem at any time.',
  renewal: (state: Piece) => html`Auto-renew: ${state}`,
  compounding: 'Compounding: interest is added to the principal',
  lock: (span: Piece) => html`Lock before a payout: ${span}`,
  redeeming: 'A redemption is being processed by the exchange.',
  number: (id: Piece) => html`Order ${id}`,
  gone: 'The exchange does not list this order any more.',
  snapshot: (why: Piece, age: Piece) => html`${why} This list is ${age} old.`,
  redeem: 'Redeem',
  renewOn: 'Auto-renew on',
  renewOff: 'Auto-renew off',
};

export const redeem = {
  howMuch: (what: Piece) => html`<b>Redeem how much of ${what}?</b>`,
  principal: (amount: Piece) => html`Principal: ${amount}`,
  typeIt: html`Tap, or type an amount: <code>500</code>, <code>25%</code>, <code>all</code>.`,
  all: 'All',
  warnings: {
    early: 'This is before the end of its term.',
    loses_interest: 'Redeemed early, it gets no interest.',
    locked_24h: 'The funds stay locked for 24 hours after a redemption.',
    loses_day: 'The interest of this day is lost.',
    payout_lock: 'The next payout is near and locked: redeemed now, it may be lost.',
  } satisfies Record<RedeemWarning, string>,
  problems: {
    order_gone: () => html`The exchange does not list this order any more.`,
    already_redeeming: () => html`A redemption of this order is already being processed.`,
    not_positive: () => html`The amount must be more than zero.`,
    above_principal: (principal: Piece) => html`The order holds ${principal}.`,
  } satisfies Record<RedeemProblem['kind'], (...pieces: Piece[]) => Piece>,
};

export const renew = {
  problems: {
    order_gone: 'The exchange does not list this order any more.',
    not_supported: 'This product does not support auto-renew.',
    already: 'It is set so already.',
  },
};

export const history = {
  title: html`<b>History</b>`,
  own: 'the exchange’s own record',
  none: 'No entries.',
  noneMatching: 'No entry matches.',
  page: (page: number) => `page ${page}`,
  stopped: (entries: number) =>
    `Looked through ${entries} entries without filling the page. “Next” looks further.`,
  kinds: { deposit: 'Deposit', redeem: 'Redemption', interest: 'Interest', renew: 'Renewal' },
  total: (amount: Piece) => html`total ${amount}`,
  interest: (amount: Piece) => html`interest ${amount}`,
  term: (days: Piece) => html`term ${days}`,
};
