// What people read of their moves in the end, in their own chats, against what the exchange executed.
import type { LedgerEffect } from '../../../src/simulator/exchange/control-accounts.ts';
import type { Facts } from './facts.ts';
import type { Findings } from './findings.ts';

interface Named {
  readonly kind: string;
  readonly amount: string;
  readonly currency: string;
}

const nameOf = (userId: number | undefined, { kind, amount, currency }: Named): string =>
  `person ${userId}: ${kind} of ${amount} ${currency}`;

/** Two equal moves of a person cannot be told apart by what is read: they are counted. */
export function checkTold(facts: Facts, { check }: Findings): void {
  const owners = new Map(facts.accounts.map(({ apiKey, userId }) => [apiKey, userId]));
  const isMove = ({ by, kind }: LedgerEffect): boolean =>
    by === 'request' && (kind === 'deposit' || kind === 'redeem');
  const effects = Map.groupBy(facts.effects.filter(isMove), (effect) =>
    nameOf(owners.get(effect.apiKey), effect),
  );
  const told = Map.groupBy(facts.told, (one) => nameOf(one.userId, one));
  const operations = operationsOf(facts);
  const unread = unreadOf(facts);
  for (const [name, same] of operations) {
    if (same.some(({ userId }) => facts.forgotten.has(userId))) continue;
    const happened = effects.get(name)?.length ?? 0;
    const read = told.get(name) ?? [];
    const done = read.filter((one) => one.told === 'done').length;
    const notDone = read.filter((one) => one.told === 'not_done').length;
    const reviews = same.filter(({ state }) => state === 'needs_review').length;
    const dropped = unread.get(name)?.length ?? 0;
    const detail = () =>
      `${name}: ${same.length} operations, ${happened} happened, read: ${done} done, ${notDone} not done`;
    check('M3 a chat reads "done" only of what happened', done <= happened, detail);
    check('M3 a chat reads "done" of all that happened', happened <= done + reviews + dropped, detail);
    const mayBeNotDone = same.length - happened;
    check('M3 a chat reads "not done" only of what did not happen', notDone <= mayBeNotDone, detail);
  }
}

function operationsOf({ operations }: Facts) {
  const named = operations.flatMap((operation) => {
    const { move, userId } = operation;
    if (move.kind === 'renew') return [];
    const { kind, amount, product } = move;
    return [{ operation, name: nameOf(userId, { kind, amount, currency: product.currency }) }];
  });
  const groups = Map.groupBy(named, ({ name }) => name);
  return new Map([...groups].map(([name, same]) => [name, same.map(({ operation }) => operation)]));
}

/** Receipts that were dropped: the person had blocked the bot, or Telegram never said that they went out. */
function unreadOf({ dropped }: Facts): ReadonlyMap<string, readonly unknown[]> {
  const receipts = dropped.flatMap(({ userId, data }) => {
    if (data.kind !== 'receipt' || data.state !== 'done' || data.move.kind === 'renew') return [];
    const { kind, amount, product } = data.move;
    return [nameOf(userId, { kind, amount, currency: product.currency })];
  });
  return Map.groupBy(receipts, (name) => name);
}
