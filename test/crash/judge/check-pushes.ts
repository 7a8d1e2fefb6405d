// Interest that the exchange credited against what each chat was told of it, and against our ledger.

import { CATALOGUES } from '../../../src/bot/locales/catalogue.ts';
import { toldGains } from '../../../src/demo/told.ts';
import { type Amount, compare, sum, ZERO } from '../../../src/domain/money.ts';
import type { AccountFacts, DroppedNotice, Facts, PayoutFacts, Push } from './facts.ts';
import type { Findings } from './findings.ts';

/** A crash may repeat this many pushes. */
const REPEATS_MAX = 8;
const REPEAT = CATALOGUES.en.notices.repeat;

type Gain = { readonly amount: Amount; readonly currency: string };

export function checkPushes(facts: Facts, findings: Findings): void {
  const told = checkOnce(facts, findings);
  for (const userId of new Set(facts.accounts.map((account) => account.userId))) {
    checkPerson(
      facts,
      userId,
      told.filter(({ chatId }) => chatId === userId),
      findings,
    );
  }
  for (const { chatId, text } of told) {
    const isOwner = facts.accounts.some(({ userId }) => userId === chatId);
    findings.check('P3 interest is told to who owns an account', isOwner, () => `${chatId}: ${text}`);
  }
  for (const account of facts.accounts) checkLedger(facts, account, findings);
}

/** Every push once; a marked repeat stands for the first only if that never came. */
function checkOnce(facts: Facts, { check }: Findings): readonly Push[] {
  const pushes = facts.pushes.filter(({ text }) => toldGains(text).length > 0);
  const isRepeat = ({ text }: Push): boolean => text.includes(REPEAT);
  const identity = ({ chatId, text }: Push): string => `${chatId} ${text.replace(REPEAT, '').trimEnd()}`;
  const told: Push[] = [];
  for (const same of Map.groupBy(pushes, identity).values()) {
    const plain = same.filter((push) => !isRepeat(push));
    check('P2 a push comes once, but for marked repeats', plain.length <= 1, () => {
      return `${plain.length} times: ${plain[0]?.text}`;
    });
    const [first] = plain.length > 0 ? plain : same;
    if (first !== undefined) told.push(first);
  }
  const repeats = facts.pushes.filter(isRepeat).length;
  const most = REPEATS_MAX * facts.crashes + facts.lostAnswers;
  check('P2 repeats are few', repeats <= most, () => `${repeats} of at most ${most}`);
  return told;
}

function checkPerson(facts: Facts, userId: number, pushes: readonly Push[], { check }: Findings): void {
  const accounts = facts.accounts.filter((account) => account.userId === userId);
  const paid = sumOf(accounts.flatMap((account) => creditedTo(facts, account)));
  const told = sumOf(pushes.flatMap(({ text }) => toldGains(text)));
  const unheard = sumOf(unheardBy(facts, userId));
  for (const currency of new Set([...paid.keys(), ...told.keys()])) {
    const [credited, heard] = [amountIn(paid, currency), amountIn(told, currency)];
    const missed = amountIn(unheard, currency);
    const detail = () =>
      `person ${userId}: ${credited} ${currency} credited, ${heard} told, ${missed} given up`;
    check('P3 P5 no more is told than was credited', compare(heard, credited) <= 0, detail);
    if (facts.forgotten.has(userId)) continue;
    check('P1 P3 all that was credited is told', compare(sum([heard, missed]), credited) >= 0, detail);
  }
}

function sumOf(gains: readonly Gain[]): ReadonlyMap<string, Amount> {
  const byCoin = Map.groupBy(gains, ({ currency }) => currency);
  return new Map([...byCoin].map(([currency, all]) => [currency, sum(all.map(({ amount }) => amount))]));
}

const amountIn = (sums: ReadonlyMap<string, Amount>, currency: string): Amount => sums.get(currency) ?? ZERO;

function creditedTo({ effects }: Facts, { apiKey, linkedAt }: AccountFacts): readonly Gain[] {
  return effects.filter(
    (effect) => effect.apiKey === apiKey && effect.kind === 'interest' && effect.at > linkedAt,
  );
}

/**
 * Whoever blocks the bot is not told meanwhile. And a push that was sent twice without an answer is given up, a known
 * limit (ARCHITECTURE.md): the report says how often.
 */
function unheardBy({ dropped, blockers }: Facts, userId: number): readonly Gain[] {
  const isMissed = ({ why }: DroppedNotice): boolean =>
    why === 'too_many_tries' || (why === 'blocked' && blockers.has(userId));
  return dropped.flatMap((notice) => {
    const { data } = notice;
    if (notice.userId !== userId || data.kind !== 'payout' || !isMissed(notice)) return [];
    return data.lines.flatMap(({ amount, currency }) => (amount === undefined ? [] : [{ amount, currency }]));
  });
}

/** Payout by payout: the number of each order and the sum of each order. */
function checkLedger(facts: Facts, account: AccountFacts, { check }: Findings): void {
  if (facts.forgotten.has(account.userId)) return;
  const credited = facts.effects.filter(
    ({ apiKey, kind, at }) => apiKey === account.apiKey && kind === 'interest' && at > account.linkedAt,
  );
  const rows = facts.payouts.filter(({ accountId }) => accountId === account.id);
  const orders = new Set([...credited, ...rows].map(({ orderId }) => orderId));
  for (const orderId of orders) {
    const paid = credited.filter((effect) => effect.orderId === orderId);
    const known = rows.filter((row) => row.orderId === orderId);
    const detail = () => `order ${orderId}: ${paid.length} credited, ${periodsOf(known)} in the ledger`;
    check('P5 each payout of each order is in the ledger once', periodsOf(known) === paid.length, detail);
    const stated = sum(known.flatMap(({ amount }) => (amount === undefined ? [] : [amount])));
    const owed = sum(paid.map(({ amount }) => amount));
    check('P3 the ledger holds what was credited', compare(stated, owed) === 0, () => {
      return `order ${orderId}: ${owed} credited, ${stated} in the ledger`;
    });
  }
}

function periodsOf(rows: readonly PayoutFacts[]): number {
  return rows.reduce((total, { periods }) => total + periods, 0);
}
