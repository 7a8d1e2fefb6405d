// English: what the bot tells unasked. The first line carries the fact.
import { html, type Piece } from '../../html.ts';

export const notices = {
  paidOne: (gain: Piece, product: Piece) => html`<b>${gain} interest</b> · ${product}`,
  paidMany: (gains: Piece) => html`<b>${gains} interest</b>`,
  paidUnstated: (product: Piece) => html`<b>Interest paid, amount not stated</b> · ${product}`,
  line: (product: Piece, gain: Piece) => html`${product}: ${gain}`,
  unstated: 'amount not stated by the exchange',
  someUnstated: (count: number) => (count === 1 ? '1 amount not stated' : `${count} amounts not stated`),
  periods: (count: number) => `${count} payouts`,
  moreLines: (count: number) => (count === 1 ? 'and 1 more order' : `and ${count} more orders`),
  total: (amounts: Piece) => html`Since connecting: ${amounts}`,
  paidAt: (moment: Piece) => html`Paid ${moment}`,
  late: (product: Piece) => html`<b>A payout is late</b> · ${product}`,
  lateText: (moment: Piece) =>
    html`It was due ${moment}. The exchange has not credited it yet; I keep looking.`,
  matured: (amount: Piece, product: Piece) => html`<b>${amount} matured</b> · ${product}`,
  redeemed: (amount: Piece, product: Piece) => html`<b>${amount} redeemed</b> · ${product}`,
  closedInterest: (amount: Piece) => html`Interest: ${amount}`,
  closedUnstated: 'Interest: not stated by the exchange',
  foreign: {
    opened: (amount: Piece, product: Piece) => html`<b>New order of ${amount}</b> · ${product}`,
    grew: (amount: Piece, product: Piece) => html`<b>Order grew by ${amount}</b> · ${product}`,
    shrank: (amount: Piece, product: Piece) => html`<b>Order shrank by ${amount}</b> · ${product}`,
    closed: (amount: Piece, product: Piece) => html`<b>Order of ${amount} closed</b> · ${product}`,
    renewal_on: (_amount: Piece, product: Piece) => html`<b>Auto-renew was turned on</b> · ${product}`,
    renewal_off: (_amount: Piece, product: Piece) => html`<b>Auto-renew was turned off</b> · ${product}`,
  },
  unknownAmount: 'an unknown amount',
  foreignText: 'It was not done through this bot. Was this you? If not, secure your account on the site.',
  soon: (days: number, amount: Piece, product: Piece) =>
    html`<b>${amount} ${days === 1 ? 'ends within a day' : `ends in ${days} days`}</b> · ${product}`,
  soonEnds: (moment: Piece) => html`Ends ${moment}`,
  soonRenews: 'Auto-renew is on: it goes into a new term.',
  soonPays: 'Auto-renew is off: it is paid out.',
  connected: (label: Piece) => html`<b>Connected: ${label}</b>`,
  connectedOrders: (orders: number) =>
    orders === 0
      ? 'The key works. No orders are running.'
      : orders === 1
        ? 'The key works. One order is running.'
        : `The key works. ${orders} orders are running.`,
  connectedNoBalance: 'The free balance is refused: give the key the permission Wallet to see it.',
  connectedCheck: 'Leave Withdraw and Transfer off: the bot cannot see whether they are.',
  overlaps: (label: Piece) =>
    html`<b>${label} shows the same orders.</b> Keep one of the two, else every payout comes twice.`,
  connectRefused: html`<b>Not connected: the exchange refuses this key</b>`,
  connectRefusedText:
    'Check the key and the Passphrase, and the permissions Read, Wallet and Trading. Nothing was kept.',
  connectUnavailable: html`<b>Not connected yet: the exchange does not answer</b>`,
  connectUnavailableText: 'Your key is kept encrypted and is tried again on its own. /accounts removes it.',
  keyRejected: (label: Piece) => html`<b>The exchange refuses your key</b> · ${label}`,
  keyRejectedText: 'Refused twice, ten minutes apart. Payouts cannot be seen until you replace the key.',
  replaceKey: 'Replace key',
  keyElsewhere: html`<b>Someone else tried to connect your API key</b>`,
  keyElsewhereText: 'They were refused. If it was not you, delete the key on the exchange’s site now.',
  secretNotDeleted: html`<b>A message with your key could not be deleted</b>`,
  secretNotDeletedText:
    'Delete it yourself. If others can see this chat, revoke the key: on the exchange’s site, account menu → API, delete it and make a new one.',
  slowDown: html`<b>Please slow down: too many messages at once.</b>`,
  slowDownText:
    'The first ones are being answered. The later ones were not read, and nothing was sent for them: send again what matters.',
  accessAsked: (name: Piece, id: Piece) => html`<b>${name} asks to use this bot</b> · id <code>${id}</code>`,
  letIn: 'Let in',
  refuse: 'Refuse',
  accessGiven: html`<b>You are in.</b>`,
  accessGivenText: 'Send /start to begin.',
  accessRefused: 'The owner of this bot did not let you in.',
  letInDone: (name: Piece) => html`${name} was let in.`,
  refuseDone: (name: Piece) => html`${name} was refused.`,
  answeredAlready: 'That request was answered already.',
  operator: (about: Piece) => html`<b>Operator:</b> ${about}`,
  operatorAbout: {
    clock: (where: Piece) =>
      html`keys are refused on ${where}, and this machine’s clock differs from the exchange’s or could not be compared. Nobody was told that their key is rejected.`,
    many_refused: (where: Piece) =>
      html`many keys are refused on ${where} at once: trouble of the exchange or of this machine’s clock. Nobody was told that their key is rejected.`,
    amount_not_stated: (where: Piece) =>
      html`payouts on ${where} whose amount the exchange did not state; they are told without one.`,
  },
  repeat: 'This may be a repeat: Telegram did not confirm the first message.',
};
