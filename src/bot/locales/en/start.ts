// English: the first screens, access, help, privacy, forgetting, practice.
import { html, type Piece } from '../../html.ts';

export const start = {
  title: html`<b>Earnest</b> · unofficial bot for BTSE Earn`,
  what: 'See what you hold and what it earns, move it with a few taps, and hear when interest arrives.',
  unofficial: 'Unofficial: not made, run or endorsed by BTSE.',
  cannotWithdraw: 'Cannot withdraw: it has no such function and asks for no such permission.',
  runBy: (name: Piece) => html`Run by ${name}, who keeps your key encrypted on their server.`,
  runByUnknown: 'Run by whoever gave you its link; they keep your key encrypted on their server.',
  tryPractice: 'Try practice',
  connect: 'Connect',
  helpButton: 'Help',
  productHint: 'This link leads to a product. Connect or open practice first.',

  pendingNew: 'This bot is private. Its owner has been asked; you will hear here.',
  pending: 'Still waiting: the owner has not answered yet. You will hear here.',
  noOwner:
    'This bot is private and has no owner yet: whoever runs it finds the owner’s link in its log. If you hear nothing here, write again later.',
  ownerAbsent:
    'This bot is private. Its owner has not opened it yet and is asked as soon as they do. If you hear nothing here, write again later.',
  closed: 'This bot is private.',
  refused: 'This bot is private, and its owner did not let you in.',
  privateOnly: (address: Piece) => html`I work in a private chat only: ${address}`,

  becomeOwnerTitle: html`<b>Become the owner of this bot?</b>`,
  becomeOwnerText: 'The owner lets people in and can pause all money moves. This link works once.',
  becomeOwner: 'Become owner',
  becameOwner: 'You are the owner now.',
  claimGone: 'This link has been used already. Nothing changed.',

  away: (gains: Piece, payouts: number) =>
    html`Since you were away: ${gains} in ${payouts} ${payouts === 1 ? 'payout' : 'payouts'}.`,
  pushBack: 'Messages to you had stopped, because Telegram refused them. They are on again.',
};

export const help = {
  title: html`<b>What you can do here</b>`,
  rows: [
    html`/home: what you hold and earned`,
    html`/products: rates and terms`,
    html`/deposit: put money to work`,
    html`/orders: what runs`,
    html`/redeem: take money out`,
    html`/renew: auto-renew on or off`,
    html`/history: the exchange’s own record`,
    html`/accounts: connect, rename, switch, disconnect`,
    html`/settings: language, time zone, hidden amounts`,
    html`/status: is everything working?`,
    html`/demo: a practice account`,
    html`/privacy · /forget · /cancel`,
  ],
  amounts: html`Amounts can be typed: <code>1500</code>, <code>1.5k</code>, <code>25%</code>, <code>max</code>.`,
  move: 'Money moves only after you tap the button on a card that says what will happen. A move is sent once, never twice.',
};

export const privacy = {
  title: html`<b>Privacy</b>`,
  rows: [
    'Kept: your Telegram id and first name, your settings, your API key and passphrase (encrypted), your orders, payouts and moves.',
    'Not kept: the text of your messages once handled. Messages with a key are deleted from this chat.',
    'Sent to: the exchange and Telegram only.',
    'Seen by: the operator runs the server and could read what is kept there, except that keys are encrypted at rest.',
    'Practice: play money. Its key is kept encrypted too.',
    'Gone: /accounts → Disconnect wipes a key and its last characters. A mark that cannot be turned back into the key stays: by it your record goes on if you connect the key again.',
    '/forget wipes everything, that mark included. Backups keep it until they are replaced.',
  ],
  forget: 'Forget me…',
};

export const forget = {
  title: html`<b>Forget everything?</b>`,
  text: 'Your keys, orders, payouts, moves and settings here are wiped. Your money stays at the exchange, untouched.',
  sureTitle: html`<b>Really forget everything?</b>`,
  sureText: 'This cannot be undone.',
  goOn: 'Go on…',
  now: 'Forget everything',
  done: html`<b>Forgotten.</b>`,
  doneAccounts: (accounts: number) =>
    accounts === 0
      ? 'Everything about you was wiped. No key was stored.'
      : accounts === 1
        ? 'Everything about you was wiped, one key included.'
        : `Everything about you was wiped, ${accounts} keys included.`,
  underWay: 'These moves were under way and go on at the exchange:',
  undeleted: (messages: number) =>
    messages === 1
      ? 'A message with your key is still being deleted from this chat. If it is still here tomorrow, delete it yourself.'
      : `${messages} messages with your key are still being deleted from this chat. If one is still here tomorrow, delete it yourself.`,
  revoke:
    'Delete the API key on the exchange’s site too. Backups of this bot keep a copy until they are replaced.',
  again: 'Send /start to begin anew.',
};

export const practice = {
  title: html`<b>Practice</b> · DEMO`,
  text: 'A practice account on a simulated exchange with a fast clock: no key, no real money. Everything from it says DEMO.',
  open: 'Open a practice account',
  goTo: 'Go to practice',
  opened: 'Your practice account is being opened. A message follows when it is ready.',
};
