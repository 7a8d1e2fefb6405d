// The named crash points of the guarantees, each as what can be seen of it from outside the bot. No switch in `src`
// knows of them.
import { toldGains } from '../../../src/demo/told.ts';
import type { DatabaseMoment, Moment, RequestMoment, RequestPhase } from './moments.ts';
import type { Step } from './steps-of-database.ts';

/** What else is known of the instance at that moment. */
export interface Recently {
  /** A move was stored as `sending` just now, and no money request has come yet. */
  readonly isSending: boolean;
}

/** Where and when, without a name. */
export interface Place {
  readonly at: Moment['at'];
  readonly isIt: (moment: Moment, recently: Recently) => boolean;
}

export interface Point extends Place {
  readonly name: string;
  /** How a hit counts when bytes of the bot lay unread at `connected`. */
  readonly withBytes?: string;
}

function database(phase: DatabaseMoment['phase'], isIt: (moment: DatabaseMoment) => boolean): Place {
  return {
    at: 'database',
    isIt: (moment) => moment.at === 'database' && moment.phase === phase && isIt(moment),
  };
}

const before = (step: Step): Place => database('before', (moment) => moment.step === step);
const after = (step: Step): Place => database('after', (moment) => moment.step === step && moment.rows !== 0);
const commit = (phase: DatabaseMoment['phase'], step: Step): Place =>
  database(phase, (moment) => moment.step === 'commit' && moment.inside.includes(step));

function request(
  at: RequestMoment['at'],
  phase: RequestPhase,
  isIt: (moment: RequestMoment) => boolean,
): Place {
  return { at, isIt: (moment) => moment.at === at && moment.phase === phase && isIt(moment) };
}

export const isMoneyPost = ({ method, path }: RequestMoment): boolean =>
  method === 'POST' && /\/invest\/(?:deposit|redeem)$/.test(path);

export const money = (phase: RequestPhase): Place => request('exchange', phase, isMoneyPost);

/** The `count`-th statement of this name from now on. */
export function nth(count: number, step: Step): Place {
  let left = count;
  return database('before', (moment) => {
    if (moment.step !== step) return false;
    left -= 1;
    return left === 0;
  });
}

/** The `count`-th statement that makes a table, an index or the note of a migration. */
export const migrationStep = (count: number): Point => ({
  name: 'migration step k',
  ...nth(count, 'migrate'),
});

const SHOWS = ['sendMessage', 'editMessageText'];
const shows = (phase: RequestPhase, isIt: (body: string) => boolean): Place =>
  request('telegram', phase, ({ path, body }) => SHOWS.includes(path) && isIt(body));
const poll = (isIt: (body: string) => boolean): Place =>
  request('telegram', 'asked', ({ path, body }) => path === 'getUpdates' && isIt(body));

/** A confirm card by its main button. */
const isCard = (body: string): boolean =>
  /"text":"(?:Deposit [^"]+ to Earn|Redeem [\d.,]+ [A-Z]+|Turn auto-renew)/.test(body);
/** A payout push or a receipt by its first words. */
const isNotice = (body: string): boolean => {
  const text = /"text":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? '';
  return toldGains(text.split('\\n')[0] ?? '').length > 0 || /^<b>(?:Deposited|Redeeming)/.test(text);
};
const isFurtherPage = ({ path }: RequestMoment): boolean =>
  /\/invest\/history\?.*pageNumber=(?:[2-9]|1\d)/.test(path);

export const POINTS: readonly Point[] = [
  { name: 'before getUpdates', ...poll(() => true) },
  { name: 'fetched, inbox not committed', ...commit('before', 'accept updates') },
  { name: 'committed, offset not moved', ...poll((body) => /"offset":\d/.test(body)) },
  { name: 'claimed', ...after('claim chat') },
  { name: 'handled, not stored as done', ...before('finish chat') },
  { name: 'draft stored, card not sent', ...shows('asked', isCard) },
  { name: 'card sent, message id not stored', ...shows('done', isCard) },
  { name: 'confirmed stored, not claimed', ...commit('after', 'confirm') },
  { name: 'claimed, not sending', ...after('claim confirmed') },
  { name: 'sending, not connected', ...commit('after', 'mark sending') },
  {
    name: 'connected, no byte',
    at: 'exchange',
    isIt: (moment, { isSending }) => moment.at === 'exchange' && moment.phase === 'connected' && isSending,
    withBytes: 'connected, its bytes unread',
  },
  { name: 'half a body', ...money('half asked') },
  { name: 'body sent, not executed', ...money('asked') },
  { name: 'executed, no answer', ...money('done') },
  { name: 'half an answer', ...money('half answered') },
  { name: 'answer read, not stored', ...commit('before', 'store outcome') },
  { name: 'COMMIT sent, acknowledgement lost', ...commit('after', 'store outcome') },
  { name: 'notice claimed, not sent', ...before('mark notice sending') },
  { name: 'notice stored as sending, not sent', ...after('mark notice sending') },
  { name: 'sent, no answer', ...shows('done', isNotice) },
  { name: 'answered, not marked', ...before('mark notice sent') },
  { name: 'between two reconcile pages', ...request('exchange', 'asked', isFurtherPage) },
  { name: 'reconcile decided, not stored', ...commit('before', 'settle') },
  { name: 'sync: read, not stored', ...commit('before', 'store orders') },
  { name: 'stored, next sync not set', ...commit('after', 'store orders') },
];

export const FORGOTTEN_UNDER_WAY = '/forget with a move under way';

/** Reached only by what the driver does on purpose, not by waiting for it. */
export const STAGED_POINTS = ['migration step k', FORGOTTEN_UNDER_WAY, 'SIGTERM while sending'];

/** Why a point of the guarantees is in no row of the table. */
export const NOT_REACHED: Readonly<Record<string, string>> = {
  're-encryption row k': 'there is no key rotation yet',
};
