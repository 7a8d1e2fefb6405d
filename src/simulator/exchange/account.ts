// One account of the simulated exchange as plain JSON data: what it holds, what happened, how it behaves.
// Amounts are decimal text, times Unix ms of the simulated clock unless named real. No logic but making one.
import { type Amount, amountOf } from '../../domain/money.ts';
import type { HistoryRow } from '../../domain/order.ts';

export interface Permissions {
  readonly read: boolean;
  readonly wallet: boolean;
  readonly trading: boolean;
}

/** How the exchange treats this account: every variant the exchange's own pages leave open. */
export interface AccountSettings {
  /** What an order's `interestEarned` counts. */
  readonly interestEarned: 'total' | 'last';
  /** A deposit into a product with an open-ended order grows that order. */
  readonly mergeFlex: boolean;
  /** An order that renews itself keeps its id. */
  readonly renewalKeepsId: boolean;
  /** Time from a redemption to the credit. Staking holds at least its own lock. */
  readonly redemptionDelayMs: number;
  /** Running redemptions never end while this is on. */
  readonly redemptionStuck: boolean;
  readonly historyOrder: 'newest-first' | 'oldest-first';
  readonly historyShape: 'envelope' | 'bare';
  /** Rows show up this long after their time. */
  readonly historyLateMs: number;
  /** Rows of redemptions show up this much later still. */
  readonly redemptionRowLateMs: number;
  /** Interest payments have history rows. */
  readonly interestRows: boolean;
  /** Rows carry `interestEarned`. */
  readonly rowsTellInterest: boolean;
  /** Numbers on the wire are JSON strings. */
  readonly numbersAsText: boolean;
  /** History rows and ledger lines that are kept, the newest: what bounds a stored account. */
  readonly historyRowsMax: number;
  readonly effectsMax: number;
}

export const DEFAULT_ACCOUNT_SETTINGS: AccountSettings = {
  interestEarned: 'total',
  mergeFlex: true,
  renewalKeepsId: true,
  redemptionDelayMs: 0,
  redemptionStuck: false,
  historyOrder: 'newest-first',
  historyShape: 'envelope',
  historyLateMs: 0,
  redemptionRowLateMs: 0,
  interestRows: true,
  rowsTellInterest: true,
  numbersAsText: false,
  historyRowsMax: 5_000,
  effectsMax: 50_000,
};

/** For accounts that are stored whole with every request, as practice accounts in a database are. */
export const COMPACT_BOOKS: Pick<AccountSettings, 'historyRowsMax' | 'effectsMax'> = {
  historyRowsMax: 1_000,
  effectsMax: 200,
};

export interface SimOrder {
  readonly id: number;
  readonly productId: string;
  readonly days: number;
  /** Percent a year; for an open-ended order the market's rate of the day counts instead. */
  readonly rate: Amount;
  readonly principal: Amount;
  readonly totalInterest: Amount;
  readonly lastInterest: Amount;
  readonly payouts: number;
  /** 0 = none. */
  readonly nextPayoutAt: number;
  readonly startedAt: number;
  /** 0 = open-ended. */
  readonly endsAt: number;
  readonly autoRenew: boolean;
  readonly redemption: SimRedemption | null;
}

/** A redemption that has been accepted but not credited. Its amount earns nothing any more. */
export interface SimRedemption {
  readonly amount: Amount;
  readonly startedAt: number;
  /** null while it is stuck. */
  readonly readyAt: number | null;
}

export interface SimHistoryRow extends Omit<HistoryRow, 'interestEarned'> {
  readonly interestEarned: Amount;
  readonly orderId: number;
  readonly visibleAt: number;
}

export type EffectKind =
  | 'deposit'
  | 'redeem'
  | 'renew'
  | 'interest'
  | 'redeemed'
  | 'maturity'
  | 'renewal'
  | 'closed';

/** Who caused an effect: a signed request, the person on the exchange's site, or the exchange's own clock. */
export type EffectBy = 'request' | 'site' | 'exchange';

/** One line of the ledger: something that really happened to money. The witness of every test. */
export interface Effect {
  /** Counts all effects of the account, from 1. */
  readonly n: number;
  readonly at: number;
  /** Real clock; null for what fell due by itself and was only caught up. */
  readonly realAt: number | null;
  readonly by: EffectBy;
  /** The nonce of the request that caused it; null otherwise. */
  readonly nonce: number | null;
  readonly kind: EffectKind;
  readonly productId: string;
  readonly orderId: number;
  readonly currency: string;
  readonly amount: Amount;
  /** For interest: which payout of the order this is, from 1. */
  readonly number: number | null;
  /** For a deposit: its term; for renew and a deposit: the flag. */
  readonly days: number | null;
  readonly autoRenew: boolean | null;
}

/** What was deposited into each product on one UTC day, for the daily limit. */
export interface Deposited {
  /** Days since 1970. */
  readonly day: number;
  readonly byProduct: Readonly<Record<string, Amount>>;
}

export interface SimAccount {
  readonly apiKey: string;
  readonly secret: string;
  /** A second key of the same person: everything but key, secret, permissions and nonce is in that account. */
  readonly keyOf: string | null;
  readonly permissions: Permissions;
  readonly settings: AccountSettings;
  readonly createdAt: number;
  /** Free coins, in the wallet. */
  readonly balances: Readonly<Record<string, Amount>>;
  readonly orders: readonly SimOrder[];
  /** In the order of time, oldest first; the newest `settings.historyRowsMax`. */
  readonly history: readonly SimHistoryRow[];
  /** The newest `settings.effectsMax`; `effectCount` counts all. */
  readonly effects: readonly Effect[];
  readonly effectCount: number;
  readonly deposited: Deposited;
  readonly lastNonce: number;
  readonly nextOrderId: number;
  /** Everything due until here has happened. */
  readonly accruedTo: number;
}

/** Play money of a new account. */
export const DEFAULT_BALANCES: Readonly<Record<string, Amount>> = {
  USDT: amountOf('10000'),
  USDC: amountOf('5000'),
  BTC: amountOf('0.5'),
  ETH: amountOf('5'),
  AXS: amountOf('400'),
  GBP: amountOf('2000'),
};

export interface NewAccount {
  readonly apiKey: string;
  readonly secret: string;
  readonly at: number;
  /** First order id; different accounts must not share ids, as on the exchange. */
  readonly firstOrderId: number;
  readonly keyOf?: string;
  readonly permissions?: Permissions;
  readonly balances?: Readonly<Record<string, Amount>>;
  readonly settings?: Partial<AccountSettings>;
}

export function newAccount(from: NewAccount): SimAccount {
  return {
    apiKey: from.apiKey,
    secret: from.secret,
    keyOf: from.keyOf ?? null,
    permissions: from.permissions ?? { read: true, wallet: true, trading: true },
    settings: { ...DEFAULT_ACCOUNT_SETTINGS, ...from.settings },
    createdAt: from.at,
    balances: from.balances ?? DEFAULT_BALANCES,
    orders: [],
    history: [],
    effects: [],
    effectCount: 0,
    deposited: { day: 0, byProduct: {} },
    lastNonce: 0,
    nextOrderId: from.firstOrderId,
    accruedTo: from.at,
  };
}
