// English: settings, language, time zone, status.
import { html, type Piece } from '../../html.ts';

export const settings = {
  title: html`<b>Settings</b>`,
  language: (name: Piece) => html`Language: ${name}`,
  timeZone: (name: Piece) => html`Time zone: ${name}`,
  hidden: (state: Piece) => html`Hidden amounts: ${state}`,
  languageButton: 'Language',
  timeZoneButton: 'Time zone',
  hide: 'Hide amounts',
  show: 'Show amounts',
  chooseLanguage: html`<b>Which language?</b>`,
  chooseZone: html`<b>What time is it for you?</b>`,
  chooseZoneText: 'Tap the time on your clock. None of these? Tap “Type a zone”.',
  askedOnce: 'It is asked once; /settings changes it.',
  typeZone: 'Type a zone',
  useUtc: 'Use UTC',
  askZone: html`<b>Type your time zone</b>, for example <code>Asia/Taipei</code> or <code>Europe/Berlin</code>.`,
  badZone: 'I do not know this zone. Try the form Asia/Taipei.',
  zoneSet: (name: Piece, time: Piece) => html`Time zone: <b>${name}</b>. It is ${time} there.`,
};

export const status = {
  button: 'Status',
  title: html`<b>Status</b>`,
  reachable: (name: Piece) => html`${name}: reachable`,
  unreachable: (name: Piece) => html`${name}: not reachable right now`,
  clockOff: (span: Piece) => html`clock differs by ${span}`,
  account: (label: Piece, status: Piece, read: Piece) => html`${label}: ${status}, ${read}`,
  readAt: (moment: Piece) => html`read ${moment}`,
  neverRead: 'not read yet',
  queues: (chats: number, notices: number) =>
    `Waiting: ${chats === 1 ? '1 chat' : `${chats} chats`}, ${notices === 1 ? '1 message' : `${notices} messages`}`,
  calm: 'Nothing is waiting.',
  paused: 'All money moves are paused by the operator.',
  pause: 'Pause all moves',
  resume: 'Resume moves',
};
