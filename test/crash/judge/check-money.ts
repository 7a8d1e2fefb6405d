// Money: every effect of the exchange against the operations and the requests. Knows no bot.
import { LANE_STATES, type OperationResult } from '../../../src/domain/operation.ts';
import type { LedgerEffect } from '../../../src/simulator/exchange/control-accounts.ts';
import { attributePosts, wordsOf } from './attribute-posts.ts';
import { checkCards } from './check-cards.ts';
import { checkTurns } from './check-turns.ts';
import type { Facts, OperationFacts } from './facts.ts';
import type { Findings } from './findings.ts';

export function checkMoney(facts: Facts, { check }: Findings): void {
  const byPost = attributePosts(facts);
  const posts = new Map(facts.posts.map((post) => [`${post.apiKey} ${post.nonce}`, post]));
  const moves = facts.effects.filter(
    ({ by, kind }) => by === 'request' && (kind === 'deposit' || kind === 'redeem'),
  );
  const happened = new Map<string, LedgerEffect[]>();
  for (const effect of moves) {
    const post = posts.get(`${effect.apiKey} ${effect.nonce}`);
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
  checkTurns(facts, byPost, { check });
}

function said({ kind, amount, currency, orderId, realAt, nonce }: LedgerEffect): string {
  return `${kind} of ${amount} ${currency}, order ${orderId}, nonce ${nonce}, real ${realAt}`;
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
  for (const { number, asked } of facts.posts) {
    check('M5 a request is made for an operation in sending', byPost.has(number), () => {
      return `${number}: ${JSON.stringify(asked)}`;
    });
  }
  for (const operation of facts.operations) {
    const { id, state, isForgotten, confirmedAt, sentAt, expiresAt } = operation;
    if (!isForgotten) {
      check('M4 no move is left unsettled', !LANE_STATES.includes(state), () => `${id} is ${state}`);
    }
    const actedAt = sentAt ?? confirmedAt;
    if (actedAt !== undefined) {
      check('M11 nothing is sent after its card has run out', actedAt <= expiresAt, () => {
        return `${id} at ${actedAt}, its card ran out at ${expiresAt}`;
      });
    }
    if (operation.move.kind === 'renew') continue;
    const effects = happened.get(id)?.length ?? 0;
    const requests = posts.get(id)?.length ?? 0;
    check('M1 effects of an operation are none or one', effects <= 1, () => `${id}: ${effects}`);
    check('M5 one request at most for an operation', requests <= 1, () => `${id}: ${requests} requests`);
    if (isForgotten) continue;
    const isUntold = state === 'needs_review';
    const isOneOfTwins = (shapes.get(shapeOf(operation))?.length ?? 0) > 1;
    if (isUntold || (isOneOfTwins && isFromRecords(operation.result))) continue;
    check('M3 what is told is what happened', (state === 'done') === effects > 0, () => {
      return `${id} is ${state} with ${effects} effects`;
    });
  }
  checkTwins(shapes, happened, { check });
}

/** Judged by the exchange's records, where equal moves look alike; an answer belongs to its own request. */
const isFromRecords = (result: OperationResult | undefined): boolean =>
  result?.kind === 'seen' || result?.kind === 'absent';

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
    if (same.length < 2 || same.some(({ isForgotten }) => isForgotten)) continue;
    const reviews = same.filter(({ state }) => state === 'needs_review').length;
    const done = same.filter(({ state }) => state === 'done').length;
    const effects = same.reduce((total, { id }) => total + (happened.get(id)?.length ?? 0), 0);
    const isSo = done <= effects && effects <= done + reviews;
    check('M3 of equal moves as many are done as happened', isSo, () => {
      return `${shape}: ${done} done, ${reviews} in review, ${effects} happened`;
    });
  }
}
