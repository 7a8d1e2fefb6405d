// Money: every effect of the exchange against the operations, the requests and the cards. Knows no bot.
import { LANE_STATES } from '../../../src/domain/operation.ts';
import type { LedgerEffect } from '../../../src/simulator/exchange/control-accounts.ts';
import type { Facts, OperationFacts, Post } from './facts.ts';
import type { Findings } from './findings.ts';

/** The gate's clock is read a moment before or after the bot's. */
const CLOCK_SLACK_MS = 50;

export function checkMoney(facts: Facts, { check }: Findings): void {
  const byPost = attribute(facts);
  const moves = facts.effects.filter(
    ({ by, kind }) => by === 'request' && (kind === 'deposit' || kind === 'redeem'),
  );
  const happened = new Map<string, LedgerEffect[]>();
  for (const effect of moves) {
    const post = facts.posts.find(({ apiKey, nonce }) => apiKey === effect.apiKey && nonce === effect.nonce);
    const operation = post === undefined ? undefined : byPost.get(post.number);
    check('M2 an effect belongs to an operation', operation !== undefined, () => said(effect));
    if (operation === undefined) continue;
    happened.set(operation.id, [...(happened.get(operation.id) ?? []), effect]);
    check('M2 it is the move of the card, digit for digit', isSame(operation, effect), () => {
      return `${said(effect)} for ${JSON.stringify(operation.move)}`;
    });
    check('M2 its owner confirmed it', operation.confirmedAt !== undefined, () => operation.id);
  }
  checkOperations(facts, byPost, happened, { check });
  checkCards(facts, moves, { check });
  for (const most of facts.lanes) {
    check('M6 one unresolved move of an account', most <= 1, () => `${most} at a time`);
  }
}

function said({ kind, amount, currency, orderId, realAt, nonce }: LedgerEffect): string {
  return `${kind} of ${amount} ${currency}, order ${orderId}, nonce ${nonce}, real ${realAt}`;
}

/** The operation each request was made for: the latest of its account that was `sending` then and says the same. */
function attribute({ posts, operations, accounts }: Facts): ReadonlyMap<number, OperationFacts> {
  const keys = new Map(accounts.map(({ id, apiKey }) => [id, apiKey]));
  const sent = operations.filter(({ sentAt }) => sentAt !== undefined);
  const byWords = Map.groupBy(sent, ({ accountId, move }) => `${keys.get(accountId)} ${wordsOf(move)}`);
  const found = new Map<number, OperationFacts>();
  for (const { number, at, apiKey, asked } of posts) {
    const same = byWords.get(`${apiKey} ${askedWords(asked)}`) ?? [];
    const [latest] = same
      .filter(({ sentAt = 0 }) => sentAt <= at + CLOCK_SLACK_MS)
      .toSorted((a, b) => (b.sentAt ?? 0) - (a.sentAt ?? 0));
    if (latest !== undefined) found.set(number, latest);
  }
  return found;
}

function wordsOf(move: OperationFacts['move']): string {
  if (move.kind === 'deposit') return `deposit ${move.product.id} ${move.amount}`;
  return move.kind === 'redeem' ? `redeem ${move.orderId} ${move.amount}` : 'renew';
}

function askedWords(asked: Post['asked']): string {
  if (asked.kind === 'deposit') return `deposit ${asked.productId} ${asked.amount}`;
  return `redeem ${asked.orderId} ${asked.amount}`;
}

function isSame({ move }: OperationFacts, effect: LedgerEffect): boolean {
  if (move.kind === 'deposit') {
    const { product, amount, days, renew } = move;
    return (
      effect.kind === 'deposit' &&
      effect.productId === product.id &&
      effect.currency === product.currency &&
      effect.amount === amount &&
      effect.days === days &&
      effect.autoRenew === renew
    );
  }
  return (
    move.kind === 'redeem' &&
    effect.kind === 'redeem' &&
    effect.orderId === move.orderId &&
    effect.amount === move.amount
  );
}

function checkOperations(
  facts: Facts,
  byPost: ReadonlyMap<number, OperationFacts>,
  happened: ReadonlyMap<string, readonly LedgerEffect[]>,
  { check }: Pick<Findings, 'check'>,
): void {
  const shapes = Map.groupBy(sentMoves(facts.operations), shapeOf);
  const posts = Map.groupBy(facts.posts, ({ number }) => byPost.get(number)?.id);
  for (const { number, asked } of posts.get(undefined) ?? []) {
    check(
      'M5 a request is made for an operation in sending',
      false,
      () => `${number}: ${JSON.stringify(asked)}`,
    );
  }
  for (const operation of facts.operations) {
    if (operation.move.kind === 'renew') continue;
    const { id, state, isForgotten } = operation;
    const effects = happened.get(id)?.length ?? 0;
    const requests = posts.get(id)?.length ?? 0;
    check('M1 effects of an operation are none or one', effects <= 1, () => `${id}: ${effects}`);
    check('M5 one request at most for an operation', requests <= 1, () => `${id}: ${requests} requests`);
    if (isForgotten) continue;
    check('M4 no move is left unsettled', !LANE_STATES.includes(state), () => `${id} is ${state}`);
    const isUntold = state === 'needs_review';
    const isOneOfTwins = (shapes.get(shapeOf(operation))?.length ?? 0) > 1;
    if (isUntold || (isOneOfTwins && operation.sentAt !== undefined)) continue;
    check('M3 what is told is what happened', (state === 'done') === effects > 0, () => {
      return `${id} is ${state} with ${effects} effects`;
    });
  }
  checkTwins(shapes, happened, { check });
}

const shapeOf = ({ accountId, move }: OperationFacts): string => `${accountId} ${wordsOf(move)}`;

const sentMoves = (operations: readonly OperationFacts[]): readonly OperationFacts[] =>
  operations.filter(({ sentAt, move }) => sentAt !== undefined && move.kind !== 'renew');

/** History rows have no id: of equal moves of an account only their number can be told. */
function checkTwins(
  shapes: ReadonlyMap<string, readonly OperationFacts[]>,
  happened: ReadonlyMap<string, readonly LedgerEffect[]>,
  { check }: Pick<Findings, 'check'>,
): void {
  for (const [shape, same] of shapes) {
    if (same.length < 2 || same.some(({ state, isForgotten }) => isForgotten || state === 'needs_review'))
      continue;
    const done = same.filter(({ state }) => state === 'done').length;
    const effects = same.reduce((total, { id }) => total + (happened.get(id)?.length ?? 0), 0);
    check('M3 of equal moves as many are done as happened', done === effects, () => {
      return `${shape}: ${done} done, ${effects} happened`;
    });
  }
}

/** Any number of taps on a card make one move. */
function checkCards(
  { cards, operations }: Facts,
  moves: readonly LedgerEffect[],
  { check }: Pick<Findings, 'check'>,
): void {
  const ofPerson = Map.groupBy(operations, ({ userId }) => userId);
  for (const [userId, own] of ofPerson) {
    const confirmed = own.filter(({ confirmedAt }) => confirmedAt !== undefined).length;
    const tapped = cards.filter((card) => card.userId === userId).length;
    check('M7 a card makes one move, however often it is tapped', confirmed <= tapped, () => {
      return `person ${userId}: ${confirmed} moves of ${tapped} cards`;
    });
  }
  const shown = Map.groupBy(cards, ({ kind, amount, currency }) => `${kind} ${amount} ${currency}`);
  for (const [what, effects] of Map.groupBy(
    moves,
    ({ kind, amount, currency }) => `${kind} ${amount} ${currency}`,
  )) {
    const times = shown.get(what)?.length ?? 0;
    check('M2 a card said the amount before it moved', effects.length <= times, () => {
      return `${what}: ${effects.length} times of ${times} cards`;
    });
  }
}
