// English: accounts and connecting. The exchange calls the pair API Key and Passphrase.
import type { AccountStatus } from '../../../app/store.ts';
import { html, type Piece } from '../../html.ts';

export const accounts = {
  title: html`<b>Accounts</b>`,
  none: 'No account is connected.',
  row: (label: Piece, environment: Piece, status: Piece) => html`${label} · ${environment} · ${status}`,
  inUse: 'in use',
  key: (tail: Piece) => html`Key ending in <code>${tail}</code>`,
  connectedOn: (moment: Piece) => html`Connected ${moment}`,
  lastRead: (moment: Piece) => html`Last read ${moment}`,
  status: {
    testing: 'being tested',
    active: 'working',
    view: 'view only',
    rejected: 'key refused',
  } satisfies Record<AccountStatus, string>,
  use: 'Use this account',
  rename: 'Rename',
  replaceKey: 'Replace key',
  disconnect: 'Disconnect…',
  connectAnother: 'Connect an account',
  openPractice: 'Open practice',
  switched: (label: Piece) => html`In use now: <b>${label}</b>`,
  gone: 'This account is not connected any more.',
  disconnectTitle: (label: Piece) => html`<b>Disconnect ${label}?</b>`,
  disconnectText:
    'Its key is wiped here. What you hold stays at the exchange. Delete the key on the site too.',
  disconnectNow: 'Disconnect',
  disconnected: (label: Piece) => html`${label} is disconnected and its key wiped.`,
  underWay: 'A move of this account is not settled yet. Disconnect when it is.',
  replaceKeyOf: (label: string) => `Replace the key of ${label}`,
  replaceTitle: (label: Piece) => html`<b>Replace the key of ${label}?</b>`,
  replaceText: (label: Piece, tail: Piece) =>
    html`${label} keeps its name, its record and its moves, and works with the key ending in <code>${tail}</code>.`,
  replaceRemoves: (label: Piece) => html`${label} goes, since it would tell every payout a second time.`,
  replaceOldKey: 'The old key is wiped here. Delete it on the exchange’s site too.',
  keyReplaced: (label: Piece, tail: Piece) =>
    html`<b>${label}</b> works with the key ending in <code>${tail}</code> now.`,
  keyReplacedText: 'Its record goes on. Delete the old key on the exchange’s site.',
  replaceUnderWay: (label: Piece) =>
    html`A move of ${label} is not settled yet. Nothing was changed; try again when it is.`,
  replaceNotSame: 'The two accounts do not show the same orders any more. Nothing was changed.',
  askName: (label: Piece) => html`<b>A new name for ${label}?</b> Type 1 to 24 characters.`,
  badName: 'A name has 1 to 24 characters. Type another.',
  renamed: (label: Piece) => html`Renamed to <b>${label}</b>.`,
};

export const connect = {
  title: html`<b>Connect an account</b>`,
  which: 'Where is the key from? Testnet keys are separate from live ones.',
  liveButton: 'Live exchange',
  testnetButton: 'Testnet',
  stepsTitle: html`<b>Make an API key on the BTSE site</b>`,
  steps: [
    html`1. Log in on the BTSE site.`,
    html`2. Open the account menu, top right.`,
    html`3. Go to the tab <b>API</b>.`,
    html`4. Tap <b>New API</b>. The Passphrase is shown once: keep it.`,
  ],
  permissions: html`Permissions: <b>Read, Wallet, Trading</b>. Never Withdraw, never Transfer.`,
  notPassword: 'The Passphrase belongs to the key: it is not your login password.',
  cannotSee: 'The bot cannot see whether a key could withdraw: please check that yourself.',
  haveKey: 'I have my key',
  askKey: html`<b>Send the API Key now</b>, then the Passphrase. Both in one message is fine.`,
  askKeyText: 'Your messages are deleted at once and kept only encrypted. Waiting for five minutes.',
  askPassphrase: html`<b>Now send the Passphrase.</b>`,
  askPassphraseText: 'It was shown once when the key was made. It is not your login password.',
  badText: 'That does not look like an API Key and Passphrase. Send the API Key as it stands on the site.',
  expired: 'The five minutes are over and nothing was kept. Your message is deleted all the same.',
  stopped: 'Connecting was stopped. Nothing was kept.',
  stop: 'Stop',
  again: 'Start again',
  testing: (tail: Piece) => html`Key ending in <code>${tail}</code>: testing it now. A message follows.`,
  already: (label: Piece) => html`This key is connected already as <b>${label}</b>.`,
  taken:
    'This key belongs to another person of this bot, so it was refused. Make a new key, and delete this one if it is not theirs to use.',
  tooMany: (limit: number) => `At most ${limit} accounts fit. Disconnect one first.`,
  secretSeen: html`<b>That looked like a key</b>, so the message is being deleted.`,
  secretSeenText:
    'Nothing was stored. To connect, use /accounts. If others could see it, delete the key on the site.',
};
