// Which changes of orders nobody asked the bot for. What the bot sent, compounding, maturity and renewal explain the
// rest; one operation explains at most one change. Pure.
import { type Amount, absolute, compare, isPositive, isZero, subtract, sum, ZERO } from './money.ts';
import type { Move, Operation } from './operation.ts';
import type { Order } from './order.ts';
import { CLOCK_SKEW_MS, type StoredOrder } from './payout.ts';
import { type ProductName, sameProduct } from './product.ts';
import { DAY_MS, interestOverMs } from './projection.ts';

/** Something done elsewhere: on the site, by auto-earn, or by another holder of the account. */
export interface ForeignChange {
  readonly kind: 'opened' | 'grew' | 'shrank' | 'closed' | 'renewal_on' | 'renewal_off';
  readonly orderId: number;
  readonly product: ProductName;
  /** How much principal came or went; undefined for a switch, and for a redemption that only began. */
  readonly amount: Amount | undefined;
}

/** A move of the account that may explain a change; `not_found` ones only while they may still re-open. */
export type RecentMove = Pick<Operation, 'id' | 'move' | 'state' | 'explained'> & {
  /** Its time bounds when an order that names no start was opened. */
  readonly evidence?: Operation['evidence'];
};

export interface OrderChanges {
  readonly kept: readonly { readonly stored: StoredOrder; readonly now: Order }[];
  readonly opened: readonly Order[];
  readonly closed: readonly StoredOrder[];
  /** Environment clock. */
  readonly nowEnvMs: number;
  readonly moves: readonly RecentMove[];
}

/** Subsets of more moves than this are not tried: one sync never sees so many of one order. */
const MOVES_TRIED_MAX = 6;

/**
 * Finds what is not explained.
 * @returns the changes to tell, and the ids of operations that were used up
 */
export function foreignChanges(changes: OrderChanges): {
  readonly changes: readonly ForeignChange[];
  readonly explained: readonly string[];
} {
  const moves = createMoves(changes.moves);
  const renewable = changes.closed.filter(
    (stored) => hasMatured(stored.order, changes.nowEnvMs) && stored.order.autoRenew,
  );
  const found = [
    ...changes.kept.flatMap(({ stored, now }) => changesOfKept(stored, now, changes.nowEnvMs, moves)),
    ...changes.closed.flatMap((stored) => changesOfClosed(stored, changes.nowEnvMs, moves)),
    ...changes.opened.flatMap((order) => changesOfOpened(order, renewable, moves)),
  ];
  return {
    changes: found.filter((change) => !moves.silences(change.product)),
    explained: moves.used(),
  };
}

/** True when the term of the order is over by the environment's clock. */
export function hasMatured(order: Order, nowEnvMs: number): boolean {
  return order.endTime > 0 && order.endTime <= nowEnvMs + CLOCK_SKEW_MS;
}

/** True when the order began a new term since it was stored. */
export function beganNewTerm(before: Order, now: Order): boolean {
  return now.endTime !== before.endTime || now.startTime !== before.startTime;
}

/**
 * The most that interest may have added to a principal since the last look: the time that passed, the day or term
 * that was under way, and two percent.
 */
export function interestAllowance(before: Order, now: Order, elapsedMs: number): Amount {
  const renewed = beganNewTerm(before, now);
  if (!renewed && !before.compounding && !now.compounding) return ZERO;
  const principal = compare(before.investAmt, now.investAmt) === 1 ? before.investAmt : now.investAmt;
  const rate = compare(before.rate, now.rate) === 1 ? before.rate : now.rate;
  const spanMs = Math.max(0, elapsedMs) + Math.max(DAY_MS, renewed ? before.durationMs : 0);
  return interestOverMs(principal, rate, Math.ceil(spanMs * 1.02));
}

function changesOfKept(
  stored: StoredOrder,
  now: Order,
  nowEnvMs: number,
  moves: Moves,
): readonly ForeignChange[] {
  const before = stored.order;
  const found: ForeignChange[] = [];
  const grown = subtract(now.investAmt, before.investAmt);
  const redeemedEarlier = before.redemptionProcessing && !isPositive(grown);
  const isExplained =
    isZero(grown) ||
    redeemedEarlier ||
    moves.explainPrincipal(now, grown, interestAllowance(before, now, nowEnvMs - stored.seenAt));
  if (!isExplained) found.push(change(isPositive(grown) ? 'grew' : 'shrank', now, absolute(grown)));
  const redemptionBegan = now.redemptionProcessing && !before.redemptionProcessing && isZero(grown);
  if (redemptionBegan && !moves.use((move) => move.kind === 'redeem' && move.orderId === now.id)) {
    found.push(change('shrank', now, undefined));
  }
  const { autoRenew } = now;
  const renewed = (move: Move): boolean =>
    move.kind === 'renew' && move.orderId === now.id && move.autoRenew === autoRenew;
  if (autoRenew !== before.autoRenew && !moves.use(renewed)) {
    found.push(change(autoRenew ? 'renewal_on' : 'renewal_off', now, undefined));
  }
  return found;
}

function changesOfClosed(stored: StoredOrder, nowEnvMs: number, moves: Moves): readonly ForeignChange[] {
  const { order } = stored;
  if (order.redemptionProcessing) return [];
  const whole = (move: Move): boolean => move.kind === 'redeem' && move.orderId === order.id && move.whole;
  if (moves.use(whole)) return [];
  if (hasMatured(order, nowEnvMs)) return [];
  const gone = subtract(ZERO, order.investAmt);
  const allowance = interestAllowance(order, order, nowEnvMs - stored.seenAt);
  if (moves.explainPrincipal(order, gone, allowance)) return [];
  return [change('closed', order, order.investAmt)];
}

/** A new order is a deposit of the bot, or the next term of an order that ended with renewal on (each used once). */
function changesOfOpened(order: Order, renewable: StoredOrder[], moves: Moves): readonly ForeignChange[] {
  const allowance = interestAllowance(order, order, DAY_MS);
  const deposited = (move: Move): boolean =>
    move.kind === 'deposit' &&
    sameProduct(move.product, order) &&
    isBetween(subtract(order.investAmt, move.amount), allowance);
  if (moves.use(deposited)) return [];
  const index = renewable.findIndex(
    ({ order: ended }) =>
      sameProduct(ended, order) &&
      isBetween(subtract(order.investAmt, ended.investAmt), interestAllowance(ended, order, DAY_MS)),
  );
  if (index !== -1) {
    renewable.splice(index, 1);
    return [];
  }
  return [change('opened', order, order.investAmt)];
}

function change(
  kind: ForeignChange['kind'],
  { id, name, currency, type }: Order,
  amount: Amount | undefined,
): ForeignChange {
  return { kind, orderId: id, product: { name, currency, type }, amount };
}

/** True for zero up to the allowance. */
function isBetween(value: Amount, allowance: Amount): boolean {
  return compare(value, ZERO) !== -1 && compare(value, allowance) !== 1;
}

interface Moves {
  /** Uses up the first move that fits; false when none does. */
  use(fits: (move: Move) => boolean): boolean;
  /** Uses up the fewest moves whose sum leaves between zero and `allowance` of `grown`; false when none does. */
  explainPrincipal(order: Order, grown: Amount, allowance: Amount): boolean;
  /** A move of the product is under way or may still turn up: no alarm about it. */
  silences(product: ProductName): boolean;
  used(): readonly string[];
}

function createMoves(recent: readonly RecentMove[]): Moves {
  const usedIds = new Set<string>();
  const free = (): readonly RecentMove[] =>
    recent.filter((move) => !move.explained && !usedIds.has(move.id) && mayHaveHappened(move));
  return {
    use(fits) {
      const found = free().find((candidate) => fits(candidate.move));
      if (found !== undefined) usedIds.add(found.id);
      return found !== undefined;
    },
    explainPrincipal(order, grown, allowance) {
      const candidates = free().filter(({ move }) => movesPrincipalOf(order, move));
      const chosen = subsets(candidates.slice(0, MOVES_TRIED_MAX)).find((subset) =>
        isBetween(subtract(grown, sum(subset.map(({ move }) => effectOf(move)))), allowance),
      );
      for (const move of chosen ?? []) usedIds.add(move.id);
      return chosen !== undefined;
    },
    silences: (product) =>
      recent.some(({ state, move }) => isOpen(state) && sameProduct(move.product, product)),
    used: () => [...usedIds],
  };
}

function movesPrincipalOf(order: Order, move: Move): boolean {
  if (move.kind === 'deposit') return sameProduct(move.product, order);
  return move.kind === 'redeem' && move.orderId === order.id;
}

function effectOf(move: Move): Amount {
  if (move.kind === 'renew') return ZERO;
  return move.kind === 'deposit' ? move.amount : subtract(ZERO, move.amount);
}

/** Not settled: what it did may show at any time. A move that waits for the person's word is one of them. */
function isOpen(state: Operation['state']): boolean {
  return ['confirmed', 'sending', 'unknown', 'not_found', 'needs_review'].includes(state);
}

function mayHaveHappened(move: RecentMove): boolean {
  return move.state === 'done' || (isOpen(move.state) && move.state !== 'confirmed');
}

/** All subsets, smaller ones first. */
function subsets<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const all: (readonly Item[])[] = [[]];
  for (const item of items) all.push(...all.map((subset) => [...subset, item]));
  return all.toSorted((a, b) => a.length - b.length);
}
