// What the use cases need from outside, as interfaces. Adapters (exchange, db, …) implement these; main fills them.
// No implementation here, and no import from an adapter.
import type { Amount } from '../domain/money.ts';
import type { RefusalReason, UnclearCause } from '../domain/operation.ts';
import type { Balance, HistoryPage, Order } from '../domain/order.ts';
import type { Environment, Product } from '../domain/product.ts';
import type { Result } from '../domain/result.ts';

// ---------------------------------------------------------------- clocks, ids, log

/** Real time, Unix ms. */
export interface Clock {
  now(): number;
}

/** The clock of one environment: an offset for live and testnet, another speed for practice. */
export interface EnvironmentClock {
  /** Unix ms as the exchange sees it. */
  now(): number;
  /** The real moment at which this clock shows `environmentMs`; undefined while it stands still before it. */
  toReal(environmentMs: number): number | undefined;
}

export interface Ids {
  /** A random id of 128 bits, URL-safe text. */
  id(): string;
}

export interface Log {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

// ---------------------------------------------------------------- the exchange

export type ExchangeFailureKind =
  /** 401: bad key or signature, or a missing permission. */
  | 'unauthorized'
  /** 403: a missing permission. */
  | 'forbidden'
  /** 451. */
  | 'banned'
  /** 429, or our own budget has no slot before the deadline. */
  | 'rate_limited'
  /** 5xx, network, or the breaker is open. */
  | 'unavailable'
  | 'timeout'
  /** The answer is not what the specification says. */
  | 'unreadable'
  /** Another readable refusal. */
  | 'refused';

/** Why a read gave nothing. Carries no header, no body and no key. */
export interface ExchangeFailure {
  readonly kind: ExchangeFailureKind;
  readonly status: number | undefined;
  readonly code: number | undefined;
  /** How long the exchange asked us to stay away, capped at 15 min plus a margin. */
  readonly retryAfterMs: number | undefined;
}

export type Read<Value> = Promise<Result<Value, ExchangeFailure>>;

/** Interactive calls go first; background work buys only while the bucket is half full. Money is interactive. */
export type Priority = 'interactive' | 'background';

/** Who asks. One call in flight per key is the caller's duty (it holds the account's claim). */
export interface Caller {
  readonly apiKey: string;
  readonly secret: string;
  /** Strictly rising for the key across processes; see `journeys`: nonces. Rejects when the claim is lost. */
  nextNonce(): Promise<number>;
  readonly priority: Priority;
  /** Real clock: a read is over by then, whatever it waits for. Undefined: the client's own bounds. No move obeys it. */
  readonly deadlineAt?: number | undefined;
}

/** The answer to a money POST. It is sent once; nothing here ever sends it again. */
export type MoveAnswer =
  /** 2xx with success true (renew: with the asked state). */
  | { readonly kind: 'accepted' }
  /** `success: false` or a readable refusal with a listed code. Still needs one read of orders that shows no trace. */
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly code: number | undefined }
  /** Proof that no byte was sent (an allow-list of error codes), or no budget slot in time. */
  | { readonly kind: 'not_sent' }
  /** Everything else. */
  | { readonly kind: 'unclear'; readonly cause: UnclearCause; readonly status: number | undefined };

/** BTSE Earn over HTTP for one environment. */
export interface EarnApi {
  readonly environment: Environment;
  /**
   * Tried unsigned first; signed with the caller's key where the exchange wants it.
   * @param deadlineAt as of a caller, for a read without one
   */
  products(caller: Caller | undefined, deadlineAt?: number): Read<readonly Product[]>;
  orders(caller: Caller): Read<readonly Order[]>;
  /** `pageNumber` from 1, `pageSize` 1–50. */
  history(
    caller: Caller,
    page: { readonly pageNumber: number; readonly pageSize: number },
  ): Read<HistoryPage>;
  balances(caller: Caller): Read<readonly Balance[]>;
  /** Dollars for one unit of the coin. `deadlineAt` (real clock): nobody waits longer for it. */
  dollarPrice(currency: string, deadlineAt?: number): Read<Amount>;
  /** The exchange's clock, Unix ms, from `iso`. */
  time(): Read<number>;
  /** `mayStillSend` is asked just before the first byte; false → `not_sent`. */
  deposit(
    caller: Caller,
    body: {
      readonly productId: string;
      readonly amount: Amount;
      readonly renew: boolean;
      readonly day: number;
    },
    mayStillSend: () => boolean,
  ): Promise<MoveAnswer>;
  redeem(
    caller: Caller,
    body: { readonly orderId: number; readonly amount: Amount },
    mayStillSend: () => boolean,
  ): Promise<MoveAnswer>;
  renew(
    caller: Caller,
    body: { readonly orderId: number; readonly autoRenew: boolean },
    mayStillSend: () => boolean,
  ): Promise<MoveAnswer>;
}

/** Slots of a rate limit that all instances share. */
export interface Budget {
  /**
   * Waits for a slot of the environment's total and of the key (at most 5 a second).
   * @returns false when none comes within `withinMs`.
   */
  take(key: string | undefined, priority: Priority, withinMs: number): Promise<boolean>;
  /** A 429 anywhere stops everyone for `forMs`. */
  block(forMs: number): Promise<void>;
}

// ---------------------------------------------------------------- secrets

/** What a sealed value belongs to. Bound into the ciphertext: a swapped row or a flipped bit does not open. */
export interface SealContext {
  /** Telegram id of the owner, or 0 for rows without one. */
  readonly owner: number;
  /** Row the value belongs to: account id, `inbox:<update id>`, `chat:<id>`, `capture:<user id>`. */
  readonly record: string;
  /** Column. */
  readonly field: string;
}

export interface Vault {
  seal(plain: string, context: SealContext): string;
  /** Throws a VaultError (no plain text, no key in it) when the value was swapped, damaged or its key is missing. */
  open(sealed: string, context: SealContext): string;
  /** Keyed fingerprint: the same API key on a second person is found without storing it. */
  fingerprint(apiKey: string): string;
}

// ---------------------------------------------------------------- Telegram, as the jobs see it

/** What a button does. Stored beside the message under a random id; the button carries only the id. */
export type StoredAction = Readonly<Record<string, unknown>>;

export interface Button {
  readonly label: string;
  readonly action: StoredAction;
  readonly style?: 'primary' | 'success' | 'danger';
  /** A web link instead of an action. */
  readonly url?: string;
}

/** A message to show: HTML text already escaped, and rows of buttons. */
export interface View {
  readonly text: string;
  readonly keyboard: readonly (readonly Button[])[];
}

/** How a call to Telegram ended. */
export type SendOutcome =
  | { readonly kind: 'sent'; readonly messageId: number }
  /** 403: the person blocked the bot, or deleted the account. */
  | { readonly kind: 'blocked' }
  | { readonly kind: 'retry_after'; readonly waitMs: number }
  /** 400: Telegram will never take this message. `gone`: the message to edit or delete is not there (any more). */
  | { readonly kind: 'refused'; readonly gone: boolean; readonly description: string }
  /** Proof that no byte was sent. */
  | { readonly kind: 'not_sent' }
  /** Bytes were sent and no answer came. */
  | { readonly kind: 'unclear' };

export interface Messenger {
  send(
    chatId: number,
    view: View,
    options: { readonly silent: boolean; readonly replyTo: number | undefined; readonly userId: number },
  ): Promise<SendOutcome>;
  edit(
    chatId: number,
    messageId: number,
    view: View,
    options: { readonly userId: number },
  ): Promise<SendOutcome>;
  delete(chatId: number, messageId: number): Promise<SendOutcome>;
}
