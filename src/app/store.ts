// What the use cases keep: rows and the few operations on them that must be atomic. `db` implements this on
// Postgres and PGlite. Nothing here knows SQL. A handle inside `transaction` must not be used after it settles.
// Long, since it is the whole contract in one place and nothing but types.
import type { Amount } from '../domain/money.ts';
import type {
  Evidence,
  Move,
  Operation,
  OperationResult,
  OperationState,
  Settling,
  Terms,
} from '../domain/operation.ts';
import type { HistoryRow } from '../domain/order.ts';
import type { PayoutFact, StoredOrder } from '../domain/payout.ts';
import type { Environment, Product } from '../domain/product.ts';
import type { NoticeData, NoticeKind } from './notice.ts';
import type { StoredAction } from './ports.ts';

// ---------------------------------------------------------------- claims

/**
 * Ownership of a row by an instance. The fence rises with every claim and every later write carries both, so that
 * an instance that was stopped and taken over changes nothing. Writes with a lost claim throw {@link ClaimLost}.
 */
export interface Claim {
  readonly owner: string;
  readonly fence: number;
}

export interface Claimed<Row> {
  readonly row: Row;
  readonly claim: Claim;
}

/** The row was taken over by another instance; whatever was to be written is not written. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

// ---------------------------------------------------------------- people

export type Language = 'en' | 'zh-hans' | 'zh-hant';
export type Access = 'none' | 'pending' | 'approved' | 'refused';

export interface User {
  /** Telegram's numeric id: the only identity. */
  readonly id: number;
  readonly chatId: number;
  readonly firstName: string;
  /** Chosen, or guessed from Telegram's language code at first sight. */
  readonly language: Language;
  /** True once the person chose it. */
  readonly languageChosen: boolean;
  /** IANA name; undefined until asked. */
  readonly timeZone: string | undefined;
  readonly hiddenAmounts: boolean;
  readonly role: 'owner' | 'viewer';
  readonly access: Access;
  /** True after Telegram answered 403: no pushes until the person returns. */
  readonly pushOff: boolean;
  readonly activeAccountId: string | undefined;
  /** Real clock. */
  readonly lastSeenAt: number;
  readonly createdAt: number;
}

export interface UserStore {
  get(id: number): Promise<User | undefined>;
  /** Inserts the person at first sight, else returns the row as it is. */
  ensure(user: User): Promise<User>;
  update(id: number, patch: Partial<Omit<User, 'id' | 'createdAt'>>): Promise<void>;
  owners(): Promise<readonly User[]>;
  /** Who asked to use the bot and has no answer yet, longest known first. */
  waiting(limit: number): Promise<readonly User[]>;
  /**
   * Removes the person and everything of theirs in every table (S4). The inbox ids stay, and so do due deletions of
   * messages, which are nobody's from then on.
   */
  forget(id: number): Promise<void>;
}

// ---------------------------------------------------------------- accounts

export type AccountStatus =
  /** Key stored, test call not yet made. */
  | 'testing'
  | 'active'
  /** The key cannot write: no money buttons. */
  | 'view'
  /** Refused twice, ten minutes apart. */
  | 'rejected';

export interface Account {
  readonly id: string;
  readonly userId: number;
  readonly environment: Environment;
  readonly label: string;
  /** Last four characters of the API key. */
  readonly keyTail: string;
  readonly keySealed: string;
  readonly secretSealed: string;
  readonly fingerprint: string;
  readonly status: AccountStatus;
  /** Real clock. */
  readonly createdAt: number;
  readonly lastSyncAt: number | undefined;
  /** Environment clock: what the next sync waits for. Real time of it is the row's due time. */
  readonly nextSyncEnvAt: number | undefined;
  /** Real clock: first of consecutive refusals of the key. */
  readonly refusedSince: number | undefined;
  /** Environment clock: since when an expected payout is missing; set once told. */
  readonly lateToldAt: number | undefined;
  /** Looks in the background, in a row, that read the orders and found a payout missing. */
  readonly lateLooks: number;
  /** Looks in a row that failed, the test of a new key included: drives the back-off. */
  readonly failedLooks: number;
  /** A money move of this key was done once: no third step any more. */
  readonly moved: boolean;
  /** Orders were stored once (linking tells no old payouts). */
  readonly linked: boolean;
}

/** What requests of an account are signed with, sealed for that account. */
export type AccountKey = Pick<Account, 'keyTail' | 'keySealed' | 'secretSealed' | 'fingerprint'>;

export type AccountPatch = Partial<Omit<Account, 'id' | 'userId' | 'createdAt'>>;

export interface AccountStore {
  get(id: string): Promise<Account | undefined>;
  ofUser(userId: number): Promise<readonly Account[]>;
  byFingerprint(fingerprint: string): Promise<Account | undefined>;
  /** Id of the person's disconnected account of the same key: `create` with it connects again, and its ledger goes on. */
  disconnected(userId: number, fingerprint: string): Promise<string | undefined>;
  /** Due at once: the first sync tests the key and links. */
  create(account: Account, dueAt: number): Promise<void>;
  update(id: string, patch: AccountPatch): Promise<void>;
  /**
   * Wipes the key with what it is shown and named by, and removes the account. Where there is a ledger it stays with
   * the person until /forget, with the fingerprint by which `disconnected` knows the key again (a practice key is
   * nobody's to bring back: its fingerprint goes, and so does its account on the practice exchange in this database).
   */
  remove(id: string): Promise<void>;
  /**
   * `into` goes on with the key of `from`, another key of the same account of the exchange. `from` goes with its orders
   * and with the payouts that `into` has or will find; those of orders that `into` never saw go over, and so do ended
   * moves. Nonces go on above both. Whoever works on one of the two loses the claim. `into` is due at `dueAt`.
   * @returns false (nothing written) where one of them is not there any more
   */
  takeOver(into: string, from: string, patch: AccountKey & AccountPatch, dueAt: number): Promise<boolean>;
  /** Takes the account if it is free; undefined when another holds it. Money, sync, settling and reads take it first. */
  claim(id: string): Promise<Claimed<Account> | undefined>;
  /** Takes up to `limit` accounts whose sync is due at `now` (real clock), earliest first. */
  claimDue(now: number, limit: number): Promise<readonly Claimed<Account>[]>;
  /** Throws ClaimLost unless the claim still holds. Called inside the transaction that stores the outcome. */
  assertClaim(id: string, claim: Claim): Promise<void>;
  /** Frees it. With `dueAt`, sets the next due time (null: nothing to wait for). Never throws on a lost claim. */
  release(id: string, claim: Claim, dueAt?: number | null): Promise<void>;
  setDue(id: string, dueAt: number): Promise<void>;
  /**
   * `greatest(last + 1, exchangeNow)`, stored before it is used. Throws ClaimLost when the claim does not hold.
   */
  buyNonce(id: string, claim: Claim, exchangeNow: number): Promise<number>;
  /**
   * Accounts of an environment that wait for a moment of its clock (to set due times anew after a change of it). Where
   * the last look failed or was refused they are put off, by the real clock.
   */
  waiting(
    environment: Environment,
  ): Promise<readonly { readonly id: string; readonly nextSyncEnvAt: number; readonly isPutOff: boolean }[]>;
  /** Count of accounts of the environment whose key was refused since `since` and count of all (operator alarm). */
  refusals(
    environment: Environment,
    since: number,
  ): Promise<{ readonly refused: number; readonly total: number }>;
}

// ---------------------------------------------------------------- orders, payouts

export interface OrderStore {
  /** Orders as last stored, and the version that the next write must name. Version 0: never stored. */
  of(accountId: string): Promise<{
    readonly version: number;
    readonly orders: readonly StoredOrder[];
    readonly storedAt: number | undefined;
  }>;
  /** Replaces them if the version still is `version`; false (nothing written) when it is not. `storedAt` real clock. */
  replace(
    accountId: string,
    version: number,
    orders: readonly StoredOrder[],
    storedAt: number,
  ): Promise<boolean>;
}

export interface Payout extends PayoutFact {
  readonly accountId: string;
  readonly userId: number;
  /** Real clock. */
  readonly recordedAt: number;
}

export interface PayoutStore {
  /** Key: (account, order, number). A row that exists already is left alone; returns those that were new. */
  add(payouts: readonly Payout[]): Promise<readonly Payout[]>;
  /** By payout time, newest first; `since` environment clock. */
  ofAccount(accountId: string, since: number, limit: number): Promise<readonly Payout[]>;
  /** Sum of stated amounts by coin since `since` (environment clock, 0 = all) and the number of payouts. */
  totals(
    accountId: string,
    since: number,
  ): Promise<readonly { readonly currency: string; readonly amount: Amount; readonly payouts: number }[]>;
}

// ---------------------------------------------------------------- operations

export interface NewOperation {
  readonly id: string;
  readonly accountId: string;
  readonly userId: number;
  readonly chatId: number;
  readonly move: Move;
  readonly terms: Terms;
  readonly createdAt: number;
  readonly shownAt: number;
  readonly expiresAt: number;
  /** One draft an update: a handler that runs again after a crash finds the draft it made. */
  readonly draftKey: string;
}

export type OperationPatch = Partial<{
  readonly terms: Terms;
  readonly evidence: Evidence;
  readonly result: OperationResult;
  readonly settling: Settling;
  readonly cardMessageId: number;
  readonly confirmedAt: number;
  readonly sentAt: number;
  readonly endedAt: number;
  readonly answeredAt: number;
  readonly owesRow: boolean;
  readonly explained: boolean;
  /** Real clock: when submit or settle looks at it next; null: never. */
  readonly dueAt: number | null;
}>;

export interface OperationStore {
  /** Stores a draft; a second one with the same draftKey returns the first. */
  insertDraft(operation: NewOperation): Promise<Operation>;
  get(id: string): Promise<Operation | undefined>;
  /** One conditional UPDATE: false when the row is not in one of `from` (or the lane is taken: `lane_busy`). */
  transition(
    id: string,
    from: readonly OperationState[],
    to: OperationState,
    patch: OperationPatch,
    claim?: Claim,
  ): Promise<'moved' | 'not_there' | 'lane_busy'>;
  /** Changes fields without changing the state; with a claim it is fenced (throws ClaimLost). */
  update(id: string, patch: OperationPatch, claim?: Claim): Promise<void>;
  /**
   * A draft whose card was shown later than it was made: its life begins anew. What is no draft any more, or was shown
   * later still, stays as it is.
   */
  showDraft(
    id: string,
    shown: { readonly cardMessageId?: number; readonly shownAt: number; readonly expiresAt: number },
  ): Promise<void>;
  /** Takes operations in `states` that are due at `now`, earliest first. */
  claimDue(
    states: readonly OperationState[],
    now: number,
    limit: number,
  ): Promise<readonly Claimed<Operation>[]>;
  release(id: string, claim: Claim, dueAt?: number | null): Promise<void>;
  /** The operation that holds the account's lane, if any. */
  inLane(accountId: string): Promise<Operation | undefined>;
  /** In the given states, newest first. */
  ofAccount(
    accountId: string,
    states: readonly OperationState[],
    limit: number,
  ): Promise<readonly Operation[]>;
  /** Done by their answer, history row not yet seen. Oldest first. */
  owing(accountId: string): Promise<readonly Operation[]>;
  /** History rows that already explain an operation of the account (M10). */
  explainingRows(accountId: string): Promise<readonly HistoryRow[]>;
  /** Amounts of its deposits into a product that may have gone in (sending, unknown, done) since `since`, exchange clock. */
  deposited(accountId: string, productId: string, since: number): Promise<readonly Amount[]>;
  /** Moves since `since` (real clock, by sentAt or confirmedAt) that a sync may use to explain a change. */
  recent(accountId: string, since: number): Promise<readonly Operation[]>;
  /** Drafts whose card ran out before `now` become expired; returns how many. */
  expireDrafts(now: number): Promise<number>;
}

// ---------------------------------------------------------------- notices (outbox)

export interface NewNotice {
  readonly userId: number;
  readonly chatId: number;
  readonly accountId: string | undefined;
  readonly kind: NoticeKind;
  readonly data: NoticeData;
  /** Edit this message instead of sending a new one (falls back to a reply when it is gone). */
  readonly editMessageId: number | undefined;
  readonly replyTo: number | undefined;
  readonly silent: boolean;
  /** Real clock. */
  readonly dueAt: number;
  readonly createdAt: number;
  /** Unique when given: a second notice with the same key is not stored. */
  readonly dedupeKey: string | undefined;
}

export interface Notice extends NewNotice {
  /** Rises with insertion: the order of delivery for a person. */
  readonly id: number;
  readonly attempts: number;
  /** An earlier try may have reached the person: the text says so. */
  readonly repeat: boolean;
}

export interface NoticeStore {
  add(notices: readonly NewNotice[]): Promise<void>;
  /**
   * Takes the oldest undelivered due notice of each of up to `limit` people (per-person order: a person's second
   * notice is not taken while the first is undelivered).
   */
  claimDue(now: number, limit: number): Promise<readonly Claimed<Notice>[]>;
  /** Marks bytes about to be sent, so that a crash after this is counted as an unclear send. */
  sending(id: number, claim: Claim): Promise<void>;
  sent(id: number, claim: Claim, messageId: number | undefined): Promise<void>;
  retry(id: number, claim: Claim, dueAt: number, repeat: boolean): Promise<void>;
  drop(id: number, claim: Claim, why: 'blocked' | 'refused' | 'shut_out' | 'too_many_tries'): Promise<void>;
  countPending(): Promise<number>;
}

// ---------------------------------------------------------------- chats and the inbox

export interface InboxUpdate {
  readonly botId: number;
  readonly updateId: number;
  readonly chatId: number;
  /** Sealed JSON of the update. */
  readonly sealed: string;
}

export interface ChatWork {
  readonly chatId: number;
  /** Sealed dialog state, as last stored. */
  readonly dialogSealed: string | undefined;
  /** At most 20, in order of `seq`. */
  readonly updates: readonly {
    readonly seq: number;
    readonly updateId: number;
    readonly sealed: string;
    readonly attempts: number;
  }[];
}

export type UpdateId = Omit<InboxUpdate, 'sealed'>;

/** Sealed only where it is to be read: of a flood most is not. */
export interface UnsealedUpdate extends UpdateId {
  readonly seal: () => string;
}

export interface Accepted {
  /** Updates of the batch that were not known before. */
  readonly added: number;
  /** Those of them that were too many for their chat: handled as far as the inbox knows, their payload not kept. */
  readonly refused: readonly UpdateId[];
}

export interface ChatStore {
  /**
   * One transaction: inserts unknown updates (key bot id + update id) and makes their chats due. Count of new ones;
   * undefined, and nothing is stored, where a chat might then have more than `unreadMax` updates unread.
   */
  accept(updates: readonly InboxUpdate[], now: number, unreadMax: number): Promise<number | undefined>;
  /** The same, but a chat that has `unreadMax` unread gets no more: the rest is refused. */
  acceptSome(updates: readonly UnsealedUpdate[], now: number, unreadMax: number): Promise<Accepted>;
  claimDue(now: number, limit: number): Promise<readonly Claimed<ChatWork>[]>;
  /** Counts a delivery of an update before it is handled (at most 5). */
  begin(seq: number): Promise<void>;
  /** One fenced transaction: dialog state, updates done (payload wiped), released, due again if more is waiting. */
  finish(
    chatId: number,
    claim: Claim,
    done: readonly number[],
    dialogSealed: string | undefined,
    now: number,
  ): Promise<void>;
  /** Frees the chat with nothing done, due again at `dueAt`. */
  release(chatId: number, claim: Claim, dueAt: number): Promise<void>;
  /** Ids of handled updates older than `before` (real clock) are removed; returns how many. */
  prune(before: number): Promise<number>;
  /** Chats with unread updates that nobody is handling. */
  countWaiting(): Promise<number>;
}

// ---------------------------------------------------------------- buttons, captures, deletions

export interface Card {
  readonly id: string;
  readonly userId: number;
  readonly chatId: number;
  readonly messageId: number | undefined;
  /** Action by token. */
  readonly actions: Readonly<Record<string, StoredAction>>;
  /** Real clock: when the facts on it were read. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface CardStore {
  create(card: Card): Promise<void>;
  get(id: string): Promise<Card | undefined>;
  attach(id: string, messageId: number): Promise<void>;
  /** Removes the card if it is still there; true for exactly one caller (single use). */
  take(id: string): Promise<boolean>;
  prune(before: number): Promise<number>;
}

/** A secret being typed in the chat. Sealed. Awaiting the key, then the passphrase. */
export interface Capture {
  readonly userId: number;
  readonly chatId: number;
  readonly environment: Environment;
  readonly awaiting: 'key' | 'passphrase';
  readonly keySealed: string | undefined;
  readonly expiresAt: number;
  /** Account whose key is being replaced. */
  readonly replaces: string | undefined;
}

export interface CaptureStore {
  get(userId: number): Promise<Capture | undefined>;
  put(capture: Capture): Promise<void>;
  remove(userId: number): Promise<void>;
  /** Wipes the keys of captures that ran out before `now` and were not ended by a message; returns how many. */
  wipe(now: number): Promise<number>;
}

export interface Deletion {
  readonly chatId: number;
  readonly messageId: number;
  /** Undefined since the person was forgotten: the message goes all the same, and nobody is told. */
  readonly userId: number | undefined;
  /** Tries so far. */
  readonly attempts: number;
}

export interface DeletionStore {
  add(deletions: readonly Deletion[], dueAt: number): Promise<void>;
  claimDue(now: number, limit: number): Promise<readonly Claimed<Deletion>[]>;
  done(deletion: Deletion, claim: Claim): Promise<void>;
  retry(deletion: Deletion, claim: Claim, dueAt: number): Promise<void>;
  /** Deletions of the person that are not done yet. */
  countOf(userId: number): Promise<number>;
  /** Those of them that were not tried once. */
  untriedOf(userId: number): Promise<number>;
}

// ---------------------------------------------------------------- the rest

export interface ProductCache {
  get(
    environment: Environment,
  ): Promise<{ readonly products: readonly Product[]; readonly readAt: number } | undefined>;
  put(environment: Environment, products: readonly Product[], readAt: number): Promise<void>;
}

export interface AuditStore {
  add(entry: {
    readonly at: number;
    readonly userId: number;
    readonly action: string;
    readonly data: Readonly<Record<string, unknown>>;
  }): Promise<void>;
}

export interface MetaStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
  /** Sets it if it is absent; the value that stands afterwards. */
  setIfAbsent(key: string, value: string): Promise<string>;
  /** Removes it if it equals `value`; true for exactly one caller. */
  takeIfEquals(key: string, value: string): Promise<boolean>;
}

export interface SeatStore {
  /** Takes or keeps the seat; undefined while another living instance holds it. */
  hold(name: string): Promise<Claim | undefined>;
  release(name: string, claim: Claim): Promise<void>;
}

/** Everything the use cases keep. Inside `transaction` the same shape bound to the transaction. */
export interface Store {
  readonly users: UserStore;
  readonly accounts: AccountStore;
  readonly orders: OrderStore;
  readonly payouts: PayoutStore;
  readonly operations: OperationStore;
  readonly notices: NoticeStore;
  readonly chats: ChatStore;
  readonly cards: CardStore;
  readonly captures: CaptureStore;
  readonly deletions: DeletionStore;
  readonly products: ProductCache;
  readonly audit: AuditStore;
  readonly meta: MetaStore;
  readonly seats: SeatStore;
  /** No nested transactions: calling it inside one throws. */
  transaction<Value>(work: (store: Store) => Promise<Value>): Promise<Value>;
}
