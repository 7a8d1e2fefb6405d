// Reads from a message of the bot, in English, what it says became of a money move. Pure.
import { type Amount, parseAmount } from '../../../src/domain/money.ts';

/** `absent`: no trace was found, which may still turn out otherwise. */
export type MoveTold = 'done' | 'not_done' | 'absent' | 'open';

export interface ReadMove {
  readonly told: MoveTold;
  readonly kind: 'deposit' | 'redeem';
  readonly amount: Amount;
  readonly currency: string;
}

const FIGURE = String.raw`([\d.,]+)\s(\w+)`;
const DONE = new RegExp(`^(Deposited|Redeeming) ${FIGURE}`);
const OTHER = new RegExp(`^([A-Z][^:\\n]*): (deposit|redemption) of ${FIGURE}`);

const DONE_KINDS = new Map([
  ['Deposited', 'deposit'],
  ['Redeeming', 'redeem'],
] as const);
const KINDS = new Map([
  ['deposit', 'deposit'],
  ['redemption', 'redeem'],
] as const);
const TOLD: ReadonlyMap<string, MoveTold> = new Map([
  ['Not done', 'not_done'],
  ['Not sent', 'not_done'],
  ['Cancelled', 'not_done'],
  ['Did not happen', 'not_done'],
  ['No trace found', 'absent'],
  ['Sent, being checked', 'open'],
  ['Please decide', 'open'],
]);

/** Undefined for every text that is no outcome of a deposit or a redemption. */
export function readMove(text: string): ReadMove | undefined {
  const [, what, ...figures] = DONE.exec(text) ?? [];
  const done = [...DONE_KINDS].find(([word]) => word === what)?.[1];
  if (done !== undefined) return moveOf('done', done, figures);
  const [, how = '', noun, ...others] = OTHER.exec(text) ?? [];
  const kind = [...KINDS].find(([word]) => word === noun)?.[1];
  const told = TOLD.get(how);
  return kind === undefined || told === undefined ? undefined : moveOf(told, kind, others);
}

function moveOf(
  told: MoveTold,
  kind: ReadMove['kind'],
  [digits = '', currency = '']: readonly string[],
): ReadMove | undefined {
  const amount = parseAmount(digits.replaceAll(',', ''));
  return amount === undefined ? undefined : { told, kind, amount, currency };
}
