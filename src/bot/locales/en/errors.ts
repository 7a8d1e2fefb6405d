// English: trouble, hints and words about old buttons. Each says what happened and whether money moved.
import type { ExchangeFailureKind } from '../../../app/ports.ts';
import { html } from '../../html.ts';

export const errors = {
  ours: 'Something went wrong on our side.',
  oursNothingSent: 'Nothing was sent to the exchange by this step.',
  oursMaybeConfirmed: 'Your tap may have been taken: look under “Being checked” before repeating.',
  tryAgain: 'Please try again.',
  failures: {
    unauthorized: 'The exchange refuses the key, or it lacks the permission Read.',
    forbidden: 'The key lacks a permission: Read, Wallet and Trading are needed.',
    banned: 'The exchange has blocked this account. Ask its support.',
    rate_limited: 'The exchange asks us to slow down. Try again in a moment.',
    unavailable: 'The exchange does not answer right now.',
    timeout: 'The exchange did not answer in time.',
    unreadable: 'The exchange gave an answer that could not be read.',
    refused: 'The exchange refused to answer this.',
  } satisfies Record<ExchangeFailureKind, string>,
  busy: 'This account is busy with a move or a reading. Try again in a moment.',
  noAccount: 'No account is connected yet.',
  oldButton: 'That button is from an older message and did nothing. Here is where things stand.',
  foreignButton: 'That button is not yours and did nothing.',
  oldButtonToast: 'An older button: nothing was done',
  flowOver: 'That step is over; nothing was sent.',
  hint: 'I did not understand that. /help lists what I can do.',
  textOnly: 'I read text and buttons only. /help lists what I can do.',
  notPlain: 'Edited, forwarded or captioned messages are not read. Please type it as a new message.',
  later: 'That comes later. /history shows what the exchange has on record.',
  nothingToCancel: 'Nothing is under way, so there is nothing to cancel.',
  flowEnded: {
    deposit: html`<b>Deposit ended.</b> Nothing was sent.`,
    redeem: html`<b>Redemption ended.</b> Nothing was sent.`,
    rename: html`<b>Renaming ended.</b> Nothing was changed.`,
    time_zone: html`<b>Time zone: ended.</b> Nothing was changed.`,
    connect: html`<b>Connecting ended.</b> Nothing was kept.`,
  },
  flowTooOld: (minutes: number) => html`It was open for more than ${minutes} minutes.`,
};
