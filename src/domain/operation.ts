// One money move and its one life: the states, the arrows between them, and what each state allows.
import type { Amount } from './money.ts';
import type { Balance, HistoryRow, Order } from './order.ts';
import type { ProductName } from './product.ts';

export type OperationState =
  | 'draft'
  | 'confirmed'
  | 'sending'
  | 'done'
  | 'rejected'
  | 'unknown'
  | 'expired'
  | 'cancelled'
  | 'not_found'
  | 'needs_review';

/** Every arrow of the state machine. Each is one conditional UPDATE; nothing else changes a state. */
export const ARROWS: Readonly<Record<OperationState, readonly OperationState[]>> = {
  draft: ['confirmed', 'expired', 'cancelled'],
  confirmed: ['sending', 'expired', 'cancelled'],
  sending: ['done', 'rejected', 'unknown'],
  unknown: ['done', 'not_found', 'needs_review'],
  not_found: ['done', 'needs_review'],
  needs_review: ['done', 'not_found'],
  done: [],
  rejected: [],
  expired: [],
  cancelled: [],
};

export function mayMove(from: OperationState, to: OperationState): boolean {
  return ARROWS[from].includes(to);
}

/** States that hold the one money lane of an account; a partial unique index allows one such row. */
export const LANE_STATES: readonly OperationState[] = ['confirmed', 'sending', 'unknown'];

/** A confirm card lives this long after it was shown (M11). */
export const CONFIRM_LIFE_MS = 120_000;
/** From `sending` stored to the first byte; later than this nothing is sent. */
export const FIRST_BYTE_MS = 10_000;
/** After this long with a reachable exchange an unsettled move is handed to the person (M4). */
export const HAND_OVER_MS = 15 * 60_000;
/** For this long a `not_found` re-opens when a matching order turns up (M3). */
export const REOPEN_MS = 24 * 3_600_000;

export type Move =
  | {
      readonly kind: 'deposit';
      readonly product: ProductName & { readonly id: string };
      readonly amount: Amount;
      readonly days: number;
      readonly renew: boolean;
    }
  | {
      readonly kind: 'redeem';
      readonly product: ProductName;
      readonly orderId: number;
      readonly amount: Amount;
      /** True when the whole principal of the order is redeemed. */
      readonly whole: boolean;
    }
  | {
      readonly kind: 'renew';
      readonly product: ProductName;
      readonly orderId: number;
      readonly autoRenew: boolean;
    };

export type MoveKind = Move['kind'];

/** The terms the person was shown. If any differs when the move is about to be sent, nothing is sent. */
export interface Terms {
  /** Percent a year. */
  readonly rate: Amount;
  readonly days: number;
  readonly minSize: Amount;
  readonly incrementalSize: Amount;
  readonly dailyLimit: Amount;
  /** Free balance when the card was made; undefined where the exchange does not tell. */
  readonly available: Amount | undefined;
  /** Redeem and renew: the order as the card showed it. */
  readonly order?: Order;
}

/** What the exchange showed just before the request went out: settling compares with this. */
export interface Evidence {
  /** Exchange clock, Unix ms. */
  readonly takenAt: number;
  readonly orders: readonly Order[];
  /** The newest history rows (one page, largest size) and the total; undefined where history is refused. */
  readonly history:
    | { readonly rows: readonly HistoryRow[]; readonly totalRows: number | undefined }
    | undefined;
  readonly balances: readonly Balance[] | undefined;
}

/** Why the exchange refused, as far as it can be told from listed codes. Worded by the catalogues. */
export type RefusalReason =
  | 'insufficient_balance'
  | 'above_limit'
  | 'bad_parameter'
  | 'permission'
  | 'said_no'
  /** The exchange has blocked the account. */
  | 'banned'
  /** It could not be reached, or what had to be read first could not be had. */
  | 'not_sent'
  | 'expired_before_sending'
  /** The kill switch stood before the first byte. */
  | 'paused';

/** Why an outcome is not clear. Worded by the catalogues. */
export type UnclearCause =
  | 'timeout'
  | 'connection_lost'
  | 'server_error'
  | 'rate_limited'
  | 'permission'
  | 'unlisted_refusal'
  /** A refusal, and orders that do not confirm it. */
  | 'doubted_refusal'
  | 'unreadable'
  | 'interrupted';

/** What ended (or left open) a move. */
export type OperationResult =
  | { readonly kind: 'answered' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly code: number | undefined }
  | { readonly kind: 'unclear'; readonly cause: UnclearCause; readonly status: number | undefined }
  | { readonly kind: 'seen'; readonly orderId: number | undefined; readonly row: HistoryRow | undefined }
  | { readonly kind: 'absent' }
  | { readonly kind: 'several'; readonly candidates: readonly HistoryRow[] }
  /** `row`: the entry of the history that the person named; it explains this move and no other (M10). */
  | { readonly kind: 'person'; readonly happened: boolean; readonly row: HistoryRow | undefined }
  | { readonly kind: 'moved'; readonly changed: readonly TermsChange[] };

/** The entry of the exchange's history that a result names as the move's own: it explains no second one (M10). */
export function rowOf(result: OperationResult | undefined): HistoryRow | undefined {
  return result?.kind === 'seen' || result?.kind === 'person' ? result.row : undefined;
}

/** What differed from the terms on the card. */
export type TermsChange = 'rate' | 'term' | 'minimum' | 'step' | 'limit' | 'balance' | 'gone' | 'order';

/** Progress of settling, kept on the row so that a restart goes on where it was. */
export interface Settling {
  /** Real clock: when the outcome became unclear. */
  readonly since: number;
  /** Real clock: first of the consecutive reads that found no trace; undefined while none did. */
  readonly absentSince: number | undefined;
  /** Complete reads so far. */
  readonly looks: number;
  /** Milliseconds during which the exchange answered; the hand-over counts only these. */
  readonly reachableMs: number;
  /** Real clock: the latest look. */
  readonly lastLookAt: number | undefined;
}

export interface Operation {
  readonly id: string;
  readonly accountId: string;
  readonly userId: number;
  readonly chatId: number;
  readonly state: OperationState;
  readonly move: Move;
  readonly terms: Terms;
  readonly evidence: Evidence | undefined;
  readonly result: OperationResult | undefined;
  readonly settling: Settling | undefined;
  /** Message that carries the card; undefined until Telegram's answer is stored. */
  readonly cardMessageId: number | undefined;
  /** All real clock, Unix ms. */
  readonly createdAt: number;
  readonly shownAt: number;
  readonly expiresAt: number;
  readonly confirmedAt: number | undefined;
  readonly sentAt: number | undefined;
  readonly endedAt: number | undefined;
  /** When submit or settle looks at it next; undefined: never by itself. In the past while it is being looked at. */
  readonly dueAt: number | undefined;
  /** Exchange clock, Unix ms, when the answer came: debts of a history row are matched from here. */
  readonly answeredAt: number | undefined;
  /** Ended done by its answer and its history row has not been seen yet. */
  readonly owesRow: boolean;
  /** A sync has used this move to explain a change of orders. */
  readonly explained: boolean;
}
