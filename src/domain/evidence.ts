// Settling an unclear move from what can be read: history rows, orders, and what other moves still owe. Pure; it never
// says "done" or "absent" where something else could be meant.
import { type Amount, compare, subtract, sum } from './money.ts';
import type { Evidence, Move } from './operation.ts';
import { type HistoryRow, type Order, TXN_DEPOSIT } from './order.ts';
import { depositedGrowth, depositTraces, type OrdersThenAndNow, redeemTrace } from './order-traces.ts';
import { type ProductName, sameProduct } from './product.ts';
import {
  type Debt,
  explainRows,
  HISTORY_SLACK_MS,
  hasShape,
  newRows,
  type PaidDebt,
} from './row-matching.ts';

export type Judgement =
  | {
      readonly kind: 'seen';
      /** Undefined when several orders fit, or the move left none. */
      readonly orderId: number | undefined;
      /** Undefined when the order alone is the evidence. */
      readonly row: HistoryRow | undefined;
      readonly paid: readonly PaidDebt[];
    }
  /** No row and no trace on the orders. One such read proves nothing yet. */
  | { readonly kind: 'absent'; readonly paid: readonly PaidDebt[] }
  /** Half of the evidence: look again. `row`: history has it, and no order shows it (it may be redeemed already). */
  | { readonly kind: 'unclear'; readonly row?: HistoryRow; readonly paid: readonly PaidDebt[] }
  /** More than one explanation: the person decides. */
  | {
      readonly kind: 'several';
      readonly candidates: readonly HistoryRow[];
      readonly paid: readonly PaidDebt[];
    };

/** A complete read after a move became unclear. */
export interface Reading {
  readonly evidence: Evidence;
  readonly orders: readonly Order[];
  /** Back to the snapshot, and to what others still owe, minus {@link HISTORY_SLACK_MS}; undefined: history is refused. */
  readonly rows: readonly HistoryRow[] | undefined;
  /** Of the same account. */
  readonly debts: readonly Debt[];
  /** Rows that explain other operations already. */
  readonly alreadyExplained: readonly HistoryRow[];
  /** Environment clock of the read. */
  readonly nowEnvMs: number;
}

/** Rows since the snapshot that no other operation explains. Debts are paid first, with what is older than it too. */
function unexplainedRows(reading: Reading): ReturnType<typeof explainRows> {
  const { evidence, debts, alreadyExplained } = reading;
  const { unexplained, paid } = explainRows({
    rows: newRows(alreadyExplained, reading.rows ?? []),
    debtors: debts,
  });
  const since = unexplained.filter((row) => row.txnTime >= evidence.takenAt - HISTORY_SLACK_MS);
  // Counting an explained row twice could only hide evidence, and hidden evidence ends with the person, not with money.
  return { unexplained: newRows(evidence.history?.rows ?? [], since), paid };
}

/** Judges an unclear move of any kind. */
export function judgeMove(move: Move, reading: Reading): Judgement {
  switch (move.kind) {
    case 'deposit':
      return judgeDeposit({ move, ...reading });
    case 'redeem':
      return judgeRedeem({ move, ...reading });
    case 'renew':
      return judgeRenew({ move, orders: reading.orders });
  }
}

/**
 * A deposit is seen when exactly one unexplained row has its shape and the orders agree. Without history, before or
 * now, nothing is ever proven: the person decides.
 */
export function judgeDeposit(
  input: Reading & { readonly move: Extract<Move, { kind: 'deposit' }> },
): Judgement {
  const { move } = input;
  const { unexplained, paid } = unexplainedRows(input);
  const shape = { product: move.product, amount: move.amount, deposit: true };
  const candidates = unexplained.filter((row) => hasShape(row, shape));
  const complete = input.rows !== undefined && input.evidence.history !== undefined;
  if (!complete) return { kind: 'unclear', paid };
  if (candidates.length > 1) return { kind: 'several', candidates, paid };
  const [row] = candidates;
  const traces = depositTraces(move, thenAndNow(input), row && depositedAlongside(input, move.product, row));
  if (row === undefined) {
    const mayShow = traces.length > 0 || isInGrowth(input);
    return { kind: mayShow ? 'unclear' : 'absent', paid };
  }
  if (traces.length === 0) return { kind: 'unclear', row, paid };
  return { kind: 'seen', orderId: traces.length === 1 ? traces[0] : undefined, row, paid };
}

/** The product grew by more than history's deposits tell: this one may be in it, its row still on the way. */
function isInGrowth(input: Reading & { readonly move: Extract<Move, { kind: 'deposit' }> }): boolean {
  const { product, amount } = input.move;
  const growth = depositedGrowth(product, thenAndNow(input));
  return compare(subtract(growth, depositedAlongside(input, product)), amount) !== -1;
}

/** What deposits into the product, other than `own`, have added since the snapshot, whoever made them. */
function depositedAlongside({ evidence, rows }: Reading, product: ProductName, own?: HistoryRow): Amount {
  const since = (rows ?? []).filter(({ txnTime }) => txnTime >= evidence.takenAt - HISTORY_SLACK_MS);
  const others = newRows(evidence.history?.rows ?? [], since).filter((other) => other !== own);
  const deposits = others.filter((other) => other.txnType === TXN_DEPOSIT && sameProduct(other, product));
  return sum(deposits.map(({ amount }) => amount));
}

/**
 * A redemption is seen on its order, since its row may come hours later under an unknown kind. An order whose term
 * ended meanwhile is gone either way: only a row from before the end tells that it was the redemption.
 */
export function judgeRedeem(
  input: Reading & { readonly move: Extract<Move, { kind: 'redeem' }> },
): Judgement {
  const { move } = input;
  const { unexplained, paid } = unexplainedRows(input);
  const shape = { product: move.product, amount: move.amount, deposit: false };
  const candidates = unexplained.filter((row) => hasShape(row, shape));
  const [row] = candidates;
  switch (redeemTrace(move, thenAndNow(input), input.nowEnvMs)) {
    case 'seen':
      // The order is the evidence; its row, where exactly one is here, must not explain anything else.
      return { kind: 'seen', orderId: move.orderId, row: candidates.length === 1 ? row : undefined, paid };
    case 'gone_otherwise': {
      const end = endOf(input.evidence.orders, move.orderId);
      const told = candidates.length === 1 && row !== undefined && row.txnTime < end;
      return told
        ? { kind: 'seen', orderId: move.orderId, row, paid }
        : { kind: 'several', candidates, paid };
    }
    case 'other':
      return { kind: 'unclear', paid };
    case 'none':
      return { kind: row === undefined ? 'absent' : 'unclear', paid };
  }
}

/** An order without an end is not ended by time: any row of the redemption is from before it. */
function endOf(orders: readonly Order[], orderId: number): number {
  return orders.find((order) => order.id === orderId)?.endTime || Number.POSITIVE_INFINITY;
}

/** A renewal sets a state, so the state is the proof; absent, it may be sent again. */
export function judgeRenew(input: {
  readonly move: Extract<Move, { kind: 'renew' }>;
  readonly orders: readonly Order[];
}): Judgement {
  const { orderId, autoRenew } = input.move;
  const order = input.orders.find((candidate) => candidate.id === orderId);
  if (order?.autoRenew !== autoRenew) return { kind: 'absent', paid: [] };
  return { kind: 'seen', orderId, row: undefined, paid: [] };
}

function thenAndNow({ evidence, orders, nowEnvMs }: Reading): OrdersThenAndNow {
  return { before: evidence.orders, now: orders, elapsedMs: Math.max(0, nowEnvMs - evidence.takenAt) };
}
