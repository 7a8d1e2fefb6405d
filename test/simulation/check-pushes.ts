// Interest that the exchange credited against what the people were told of it.
import type { NoticeData } from '../../src/app/notice.ts';
import { compare, sum } from '../../src/domain/money.ts';
import { BACK_OFF_MAX_MS } from '../../src/domain/sync-schedule.ts';
import type { Effect, SimAccount } from '../../src/simulator/exchange/account.ts';
import type { End } from './check-end.ts';
import { count } from './coverage.ts';
import { START_AT, type World } from './world.ts';

type PayoutData = Extract<NoticeData, { readonly kind: 'payout' }>;

interface Told {
  readonly notice: number;
  readonly chatId: number;
  readonly at: number;
  readonly repeat: boolean;
  readonly text: string;
  readonly data: PayoutData;
}

/** The hourly look for what was done elsewhere, with its back-off after a failure. */
export const LOOK_MS = 95 * 60_000;
/**
 * An order of our own, gone again (on the site) within this, may have come and gone between two looks: nothing is read
 * while another money request of the account waits its 35 s for an answer.
 */
const FLEETING_MS = 55_000;
/** From the first read to its end, a stop of a minute included. */
const LINK_MS = 90_000;
/** The longest look. */
const READ_MS = 30_000;

/** More repeats than this for each crash or lost answer would be a flood. */
const REPEATS_MAX = 8;

export function checkPushes(end: End): void {
  const told = payoutsTold(end);
  checkOnce(end);
  checkOrder(end, told);
  for (const person of end.people.all) checkPerson(end, person.id, person.apiKey, told);
}

function payoutsTold({ telegram }: End): readonly Told[] {
  return telegram.delivered.flatMap(({ chatId, text, at }) => {
    const { notice, kind, data, repeat } = JSON.parse(text) as Partial<Told> & { readonly kind?: string };
    if (kind !== 'payout' || notice === undefined || data === undefined) return [];
    return [{ notice, chatId, at, text, data, repeat: repeat ?? false }];
  });
}

/** Every notice, of whatever kind; an edit shows the same to nobody twice. */
function checkOnce({ world, fleet, telegram }: End): void {
  const plain = new Map<number, number>();
  let repeats = 0;
  for (const { text, edited } of telegram.delivered) {
    const { notice, repeat } = JSON.parse(text) as Partial<Told>;
    if (notice === undefined || edited) continue;
    if (repeat === true) repeats += 1;
    else plain.set(notice, (plain.get(notice) ?? 0) + 1);
  }
  for (const [notice, times] of plain) {
    world.check(
      'P2 a notice is told once, but for marked repeats',
      times === 1,
      () => `notice ${notice}: ${times} times`,
    );
  }
  const most = REPEATS_MAX * fleet.crashes() + telegram.unclear.length;
  world.check(
    'P2 repeats only where an answer was lost',
    repeats <= most,
    () => `${repeats} of at most ${most}`,
  );
}

function checkOrder({ world }: End, told: readonly Told[]): void {
  const last = new Map<string, number>();
  for (const { chatId, repeat, data } of told) {
    if (repeat) continue;
    const key = `${chatId}:${data.account.accountId}`;
    world.check(
      'P4 payouts are told in the order of time',
      data.at >= (last.get(key) ?? 0),
      () => `${data.at} late`,
    );
    last.set(key, data.at);
  }
}

/** Sent twice, and neither time Telegram answered: nobody knows, and the person is not bothered a third time. */
function givenUp(
  { state, telegram }: End,
  userId: number,
): readonly { readonly notice: number; readonly data: PayoutData }[] {
  return state.tables.notices.rows().flatMap(({ row, state: now }) => {
    if (now !== 'dropped' || row.userId !== userId || row.data.kind !== 'payout') return [];
    const unclear = telegram.unclear.filter((text) => text.startsWith(`{"notice":${row.id},`)).length;
    return unclear >= 2 ? [{ notice: row.id, data: row.data }] : [];
  });
}

/** Sums and numbers of payouts of every order of one person. */
function checkPerson(end: End, userId: number, apiKey: string, told: readonly Told[]): void {
  const { world, state, people } = end;
  const account = state.tables.accounts.rows().find(({ row }) => row.userId === userId)?.row;
  if (account === undefined || people.blocked.has(userId) || people.revoked.has(userId)) return;
  const connected = state.tables.notices
    .rows()
    .find(({ row }) => row.kind === 'connected' && row.accountId === account.id);
  if (connected === undefined) return;
  const exchangeTime = (realMs: number): number => START_AT + (realMs - START_AT) * world.plan.speed;
  const linkedAt = exchangeTime(connected.row.createdAt);
  const isWhileLinking = (at: number): boolean =>
    at <= linkedAt && at > exchangeTime(connected.row.createdAt - LINK_MS);
  const slackMs = Math.abs(world.plan.clockStepMs);
  const lastSyncAt = account.lastSyncAt ?? 0;
  world.check(
    'S3 every account is looked at each hour',
    lastSyncAt + LOOK_MS + slackMs >= world.scheduler.now(),
    () => `${account.id} was looked at ${world.scheduler.now() - lastSyncAt} ms ago`,
  );
  // What a look found is stored at its end; what fell due in between is the next look's.
  const lookedUntil = exchangeTime(lastSyncAt - slackMs - READ_MS);
  const mine = told.filter(({ chatId }) => chatId === userId);
  const lines = [
    ...new Map([...mine, ...givenUp(end, userId)].map((one) => [one.notice, one])).values(),
  ].flatMap(({ data }) => data.lines);
  const foreign = told.filter(
    ({ chatId, data }) => data.account.accountId === account.id && chatId !== userId,
  );
  world.check(
    'P3 payouts are told to their owner',
    foreign.length === 0,
    () => `${foreign.length} to another`,
  );

  const atExchange = world.bank.account(apiKey);
  const credited = (atExchange?.effects ?? []).filter(({ kind }) => kind === 'interest');
  const held = new Set(atExchange?.orders.map(({ id }) => id));
  const opened = new Map(atExchange?.effects.toReversed().map(({ orderId, by }) => [orderId, by]));
  const orders = new Set([...credited.map(({ orderId }) => orderId), ...lines.map(({ orderId }) => orderId)]);
  for (const orderId of orders) {
    const paid = credited.filter((effect) => effect.orderId === orderId && effect.at > linkedAt);
    // Opened and gone again on the site between two looks: only history could tell of it.
    const said = lines.filter((line) => line.orderId === orderId);
    // Paid while the account was being linked: told or not, both are right.
    if (credited.some((effect) => effect.orderId === orderId && isWhileLinking(effect.at))) continue;
    const isFleeting =
      said.length === 0 &&
      !held.has(orderId) &&
      (opened.get(orderId) === 'site' || livedMs(world, atExchange, orderId) <= FLEETING_MS);
    const isInHistory = isOnlyInHistory(end, orderId, atExchange);
    // Where history has no rows of interest either, nothing at all tells of it.
    const isUntold = isFleeting || (isInHistory && world.plan.account.interestRows === false);
    const until = lookedUntil - (isInHistory ? historyDelay(end) : 0);
    const found = isUntold ? 0 : paid.filter(({ at }) => at <= until).length;
    checkOrderOf(world, orderId, { paid, found, said });
  }
}

/** Real ms from the first to the last that the exchange did with the order. */
function livedMs({ bank }: World, account: SimAccount | undefined, orderId: number): number {
  const times = (account?.effects ?? []).filter((effect) => effect.orderId === orderId).map(({ at }) => at);
  return bank.toReal(Math.max(...times)) - bank.toReal(Math.min(...times));
}

/** Under a running redemption an unchanged "last payout" tells nothing: its rows do, once history shows them. */
function isOnlyInHistory({ world }: End, orderId: number, account: SimAccount | undefined): boolean {
  const order = account?.orders.find(({ id }) => id === orderId);
  return world.plan.account.interestEarned === 'last' && order !== undefined && order.redemption !== null;
}

/** Rows are late, and the account is not looked at in the very moment they come. */
function historyDelay({ world }: End): number {
  return (world.plan.account.historyLateMs ?? 0) + BACK_OFF_MAX_MS;
}

interface PaidAndTold {
  readonly paid: readonly Effect[];
  /** How many of them the latest look must have found. */
  readonly found: number;
  readonly said: PayoutData['lines'];
}

function checkOrderOf(world: World, orderId: number, { paid, found, said }: PaidAndTold): void {
  count(world.coverage.events, 'payout', paid.length);
  const stated = said.filter(({ amount }) => amount !== undefined);
  const periodsOf = (lines: PayoutData['lines']): number =>
    lines.reduce((total, line) => total + line.periods, 0);
  const detail = () =>
    `order ${orderId}: ${paid.length} paid, ${periodsOf(said)} told, ${periodsOf(stated)} with an amount`;
  world.check('P1 P6 every payout since connecting is told', periodsOf(said) >= found, detail);
  // A payout "not stated" may be one that an order, closed meanwhile, was not paid any more.
  world.check('P5 no payout is told that was not paid', stated.length <= paid.length, detail);
  const toldSum = sum(stated.flatMap(({ amount }) => (amount === undefined ? [] : [amount])));
  const paidSum = sum(paid.map(({ amount }) => amount));
  const isWhole = stated.length === said.length && found === paid.length;
  if (!isWhole) count(world.coverage.events, 'payout without a stated amount');
  const difference = compare(toldSum, paidSum);
  world.check(
    'P3 the sum told is the sum credited',
    difference === 0 || (!isWhole && difference === -1),
    () => `order ${orderId}: ${paidSum} paid, ${toldSum} told`,
  );
}
