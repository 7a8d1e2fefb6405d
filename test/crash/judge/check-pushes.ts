// Interest that the exchange credited against what each chat was told of it, and against our ledger.

import type { NoticeData } from '../../../src/app/notice.ts';
import { CATALOGUES } from '../../../src/bot/locales/catalogue.ts';
import { toldGains } from '../../../src/demo/told.ts';
import { type Amount, compare, parseAmount, sum, ZERO } from '../../../src/domain/money.ts';
import type { AccountFacts, DroppedNotice, Facts, PayoutFacts, Push } from './facts.ts';
import type { Findings } from './findings.ts';

/** A notice may wait so long in the outbox, and be dropped for a block that came after it was written. */
const BACKLOG_MS = 60_000;
const TOTAL = /^Since connecting: (.+)$/m;
const PAID = /^Paid (.+)$/m;
const FIGURE = /([\d.,]+)\s([A-Z]{2,10})\b/g;
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
  checkOrder(told, findings);
  const unread = givenUpUnread(facts).length;
  findings.check('P1 pushes given up unread are few', unread <= facts.unclearAnswers, () => {
    return `${unread} of at most ${facts.unclearAnswers}`;
  });
}

/** Everybody has one account: the payout times a chat reads never fall. */
function checkOrder(told: readonly Push[], { check }: Findings): void {
  for (const [chatId, pushes] of Map.groupBy(told, (push) => push.chatId)) {
    let latest = 0;
    for (const { text } of pushes.toSorted((a, b) => a.at - b.at)) {
      const paidAt = Date.parse(PAID.exec(text)?.[1] ?? '');
      check('P4 payouts of an account are told in their order', paidAt >= latest, () => {
        return `${chatId}: after ${new Date(latest).toISOString()} came: ${text}`;
      });
      if (paidAt > latest) latest = paidAt;
    }
  }
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
    // A process that stood still may send the first after its repeat: what counts is when it was read.
    if (first !== undefined) told.push({ ...first, at: Math.min(...same.map(({ at }) => at)) });
  }
  const repeats = facts.pushes.filter(isRepeat).length;
  const most = facts.interruptedNotices + facts.unclearAnswers;
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

type Dropped = DroppedNotice & { readonly data: Extract<NoticeData, { readonly kind: 'payout' }> };

/** Payouts whose push was sent twice without an answer, and which no push in the chat tells: a known limit. */
export function givenUpUnread({ dropped, pushes }: Facts): readonly Dropped[] {
  const shown = new Set(
    pushes.map(({ chatId, text }) => `${chatId} ${figuresOf(TOTAL.exec(text)?.[1] ?? '')}`),
  );
  return dropped.filter(isPayout).filter(({ userId, why, data }) => {
    const totals = data.totals.map(({ amount, currency }) => `${amount} ${currency}`).join(', ');
    return why === 'too_many_tries' && !shown.has(`${userId} ${totals}`);
  });
}

function isPayout(notice: DroppedNotice): notice is Dropped {
  return notice.data.kind === 'payout';
}

/** Whoever blocks the bot is not told meanwhile. */
function unheardBy(facts: Facts, userId: number): readonly Gain[] {
  const absences = facts.absences.get(userId) ?? [];
  const isAbsent = ({ why, createdAt }: DroppedNotice): boolean =>
    why === 'blocked' &&
    absences.some(
      ({ from, until = Infinity }) => createdAt >= from - BACKLOG_MS && createdAt <= until + BACKLOG_MS,
    );
  const missed = [...facts.dropped.filter(isPayout).filter(isAbsent), ...givenUpUnread(facts)];
  return missed
    .filter((notice) => notice.userId === userId)
    .flatMap(({ data }) => data.lines)
    .flatMap(({ amount, currency }) => (amount === undefined ? [] : [{ amount, currency }]));
}

/** "1,234.5 USDT · 2 USDC" as the tables write it. */
function figuresOf(text: string): string {
  const figures = [...text.matchAll(FIGURE)].map(([, digits = '', currency]) => {
    return `${parseAmount(digits.replaceAll(',', ''))} ${currency}`;
  });
  return figures.join(', ');
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
