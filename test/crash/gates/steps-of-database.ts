// Names the statements of the bot as far as crash points speak of them. Everything else is "other".
import type { Statement } from './postgres-wire.ts';

export type Step =
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'migrate'
  | 'read meta'
  | 'accept updates'
  | 'claim chat'
  | 'finish chat'
  | 'confirm'
  | 'claim confirmed'
  | 'mark sending'
  | 'store outcome'
  | 'settle'
  | 'mark notice sending'
  | 'mark notice sent'
  | 'end notice'
  | 'store orders'
  | 'other';

type Rule = readonly [Step, (text: string, params: Statement['params']) => boolean];

const starts = (...beginnings: readonly string[]) => {
  return (text: string) => beginnings.some((one) => text.startsWith(one));
};
const claims = (table: string) => (text: string) =>
  text.startsWith('with "picked"') && text.includes(`update "${table}" set "claimed_by"`);
const moves = (isIt: (to: string | undefined, params: Statement['params']) => boolean): Rule[1] => {
  return (text, params) => text.startsWith('update "operations" set "state"') && isIt(params[0], params);
};

/** The first that fits. Texts are those that drizzle writes for the statements of `src/db`. */
const RULES: readonly Rule[] = [
  ['begin', (text) => text === 'begin'],
  ['commit', (text) => text === 'commit'],
  ['rollback', (text) => text === 'rollback'],
  [
    'migrate',
    starts('create table "', 'create index', 'create unique index', 'insert into earnest_migrations'),
  ],
  ['read meta', (text) => text.startsWith('select') && text.includes('from "meta"')],
  ['accept updates', starts('insert into "inbox"')],
  ['claim chat', claims('chats')],
  ['finish chat', starts('with "released"')],
  ['confirm', moves((to) => to === 'confirmed')],
  ['claim confirmed', (text, params) => claims('operations')(text) && params.includes('confirmed')],
  ['mark sending', moves((to) => to === 'sending')],
  ['store outcome', moves((_to, params) => params.includes('sending'))],
  ['settle', moves((_to, params) => params.slice(1).includes('unknown'))],
  ['settle', starts('update "operations" set "settling"')],
  ['mark notice sending', starts('update "notices" set "sending"')],
  [
    'mark notice sent',
    (text, params) => text.startsWith('update "notices" set "state"') && params[0] === 'sent',
  ],
  ['end notice', starts('update "notices" set "state"', 'update "notices" set "attempts"')],
  ['store orders', starts('insert into "orders"', 'update "orders"')],
];

export function stepOf({ text, params }: Statement): Step {
  const plain = text.trimStart().toLowerCase();
  return RULES.find(([, isIt]) => isIt(plain, params))?.[0] ?? 'other';
}
