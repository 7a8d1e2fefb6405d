// English: Home.
import { html, type Piece } from '../../html.ts';

export const home = {
  inEarn: (amounts: Piece) => html`<b>In Earn:</b> ${amounts}`,
  nothing: 'Nothing in Earn yet.',
  today: (amounts: Piece) => html`Earned today: ${amounts}`,
  month: (amounts: Piece) => html`Last 30 days: ${amounts}`,
  since: (amounts: Piece) => html`Since connecting: ${amounts}`,
  none: 'nothing yet',
  blended: (rate: Piece) => html`Average rate: ${rate} APR`,
  lastPayout: (moment: Piece, amounts: Piece) => html`Last payout: ${moment} · ${amounts}`,
  nextPayout: (moment: Piece) => html`Next payout: ${moment}`,
  nextMaturity: (moment: Piece, what: Piece) => html`Next maturity: ${moment} · ${what}`,
  free: (amounts: Piece) => html`Free balance: ${amounts}`,
  freeUnknown: 'Free balance: the exchange does not tell (permission Wallet)',
  unsettled: (count: number) =>
    count === 1 ? '1 move is being checked' : `${count} moves are being checked`,
  unsettledButton: (count: number) => `Being checked (${count})`,
  unsettledPlain: 'Being checked',
  snapshot: (why: Piece, age: Piece) => html`${why} These figures are ${age} old.`,
  noAccount: 'No account is connected.',
  testing: 'This account is being tested. A message follows.',
  viewOnly: 'View only: this key cannot move money.',
  rejected: 'The exchange refuses this key. Replace it in /accounts.',
  deposit: 'Deposit',
  redeem: 'Redeem',
  orders: 'Orders',
  products: 'Products',
  history: 'History',
  accounts: 'Accounts',
  settings: 'Settings',
  more: (count: number) => `and ${count} more`,
};
