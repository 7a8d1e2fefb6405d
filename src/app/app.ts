// The use cases as one typed surface: what the bot and the jobs may ask for. Each lives in its own file;
// `createApp` (create-app.ts) puts them together from the dependencies. No implementation here. Long, since it is the
// whole surface in one place and nothing but types.

import type { DepositProblem } from '../domain/deposit-rules.ts';
import type { Amount } from '../domain/money.ts';
import type { Operation } from '../domain/operation.ts';
import type { Balance, HistoryRow, Order } from '../domain/order.ts';
import type { StoredOrder } from '../domain/payout.ts';
import type { Environment, Product } from '../domain/product.ts';
import type { RedeemProblem, RedeemWarning } from '../domain/redeem-rules.ts';
import type { Result } from '../domain/result.ts';
import type { Clock, EarnApi, EnvironmentClock, ExchangeFailure, Ids, Log, Vault } from './ports.ts';
import type { Account, AccountStatus, Claimed, Language, Store, UnsealedUpdate, User } from './store.ts';

export interface AppSettings {
  /** Environment time after a payout before looking. */
  readonly payoutGraceMs: number;
  /** How long absence must last before `not_found`. */
  readonly reconcileWaitMs: number;
  readonly access: 'approve' | 'list' | 'open';
  readonly allowedIds: readonly number[];
  readonly ownerIds: readonly number[];
  /** Longest a read in a chat may take. */
  readonly readTimeoutMs: number;
  /** Requests a second to the exchange, of all accounts and instances together. */
  readonly maxRps: number;
}

export interface AppDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly environmentClocks: Readonly<Record<Environment, EnvironmentClock>>;
  readonly exchanges: Readonly<Record<Environment, EarnApi>>;
  readonly vault: Vault;
  readonly ids: Ids;
  readonly log: Log;
  readonly settings: AppSettings;
  /** Resolves after `ms` of real time, or at once when stopping. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Opens an account on the practice exchange. */
  readonly openPracticeAccount: (
    userId: number,
  ) => Promise<{ readonly apiKey: string; readonly secret: string }>;
  /** A person used practice: keeps its clock running a while. */
  readonly touchPractice: () => void;
  /**
   * Measures the clock of an exchange where the last measurement does not hold any more; never rejects.
   * False: nothing may be signed by it, since the exchange is silent.
   */
  readonly measureClock: (environment: Environment) => Promise<boolean>;
  /** Wakes the loops of this instance (and others by NOTIFY) after rows became due. */
  readonly wake: (queue: Queue) => void;
}

export type Queue = 'chats' | 'submit' | 'settle' | 'sync' | 'deliver' | 'delete';

/** Why a read for a screen gave nothing fresh. */
export type ReadProblem =
  | { readonly kind: 'exchange'; readonly failure: ExchangeFailure }
  /** The account is busy with a move or a sync for longer than the screen may wait. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'no_account' };

/** A place in the exchange's own history: a page of the largest size, and the entries of it that lie before. */
export interface HistoryPlace {
  readonly page: number;
  readonly skip: number;
}

/** Undefined: any. */
export interface HistoryFilter {
  readonly coin: string | undefined;
  readonly txnType: string | undefined;
}

/** One page of the whole history. */
export interface HistoryList {
  readonly account: Account;
  readonly rows: readonly HistoryRow[];
  readonly page: number;
  /** Undefined where the exchange does not tell how many entries there are. */
  readonly pages: number | undefined;
  readonly hasNext: boolean;
}

/** One page of the entries that match a filter. */
export interface HistoryFound {
  readonly account: Account;
  readonly rows: readonly HistoryRow[];
  /** Where the next page begins; undefined at the end. */
  readonly next: HistoryPlace | undefined;
  /** Entries read for this page, matching or not. */
  readonly lookedAt: number;
  /** It stopped before the page was full and before the end: going on is another tap. */
  readonly stopped: boolean;
}

export interface CoinTotal {
  readonly currency: string;
  readonly amount: Amount;
}

export interface HomeFacts {
  readonly account: Account;
  readonly orders: readonly StoredOrder[];
  /** Real clock: when the orders were read; undefined when never. */
  readonly asOf: number | undefined;
  /** Set when the exchange did not answer and the snapshot is old. */
  readonly problem: ReadProblem | undefined;
  readonly totals: readonly CoinTotal[];
  /** Undefined where not every coin has a price. */
  readonly dollars: Amount | undefined;
  readonly earnedToday: readonly CoinTotal[];
  readonly earned30Days: readonly CoinTotal[];
  readonly earnedSince: readonly CoinTotal[];
  /** Percent a year; undefined without orders or prices to weigh them. */
  readonly blendedApr: Amount | undefined;
  /** Environment clock. */
  readonly lastPayout:
    | {
        readonly at: number;
        readonly lines: readonly { readonly currency: string; readonly amount: Amount | undefined }[];
      }
    | undefined;
  readonly nextPayoutAt: number | undefined;
  readonly nextMaturity: { readonly at: number; readonly order: StoredOrder } | undefined;
  /** Undefined where the exchange does not tell. */
  readonly free: readonly Balance[] | undefined;
  readonly unsettled: readonly Operation[];
}

/** Why a move was not prepared: nothing was stored and nothing was sent. */
export type PrepareProblem =
  | { readonly kind: 'deposit_problem'; readonly problem: DepositProblem }
  | { readonly kind: 'redeem_problem'; readonly problem: RedeemProblem }
  | { readonly kind: 'renew_problem'; readonly problem: 'order_gone' | 'not_supported' | 'already' }
  | { readonly kind: 'lane_busy'; readonly operation: Operation }
  | { readonly kind: 'view_only' }
  | { readonly kind: 'read'; readonly problem: ReadProblem };

export type PrepareOutcome =
  | {
      readonly kind: 'draft';
      readonly operation: Operation;
      readonly account: Account;
      readonly warnings: readonly RedeemWarning[];
      readonly needsThirdStep: boolean;
      readonly order: Order | undefined;
      readonly product: Product | undefined;
    }
  | PrepareProblem;

export type ConfirmOutcome =
  | { readonly kind: 'confirmed'; readonly operation: Operation }
  /** The card ran out, or the operation is no draft any more: nothing was sent by this tap. */
  | { readonly kind: 'late'; readonly operation: Operation }
  | { readonly kind: 'already'; readonly operation: Operation }
  | { readonly kind: 'lane_busy'; readonly operation: Operation | undefined }
  | { readonly kind: 'not_yours' }
  | { readonly kind: 'paused' };

/** What the person says of a move that reading could not settle. */
export type Verdict =
  /** `entry`: which of the listed entries of the history it is, from 0; undefined where none is listed. */
  { readonly happened: true; readonly entry: number | undefined } | { readonly happened: false };

export interface DepositRequest {
  readonly user: User;
  readonly chatId: number;
  readonly accountId: string;
  readonly productId: string;
  readonly days: number;
  readonly amount: Amount;
  readonly renew: boolean;
  /** One draft an update. */
  readonly draftKey: string;
  /** Real clock: until when its reads may take, where others were made for the same screen before. */
  readonly deadlineAt?: number | undefined;
}

export interface RedeemRequest {
  readonly user: User;
  readonly chatId: number;
  readonly accountId: string;
  readonly orderId: number;
  readonly amount: Amount;
  readonly draftKey: string;
  readonly deadlineAt?: number | undefined;
}

export interface RenewRequest {
  readonly user: User;
  readonly chatId: number;
  readonly accountId: string;
  readonly orderId: number;
  readonly autoRenew: boolean;
  readonly draftKey: string;
}

export type ConnectOutcome =
  /** Stored; the first sync tests it and tells the outcome as a notice. */
  | { readonly kind: 'testing'; readonly account: Account }
  /** The same key is connected by this person already. */
  | { readonly kind: 'already'; readonly account: Account }
  /** The same key belongs to another person: refused, and the first is told. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'too_many_accounts'; readonly limit: number };

/** What became of a text that was taken as a secret. */
export type CaptureTaken =
  | { readonly kind: 'expired' }
  | { readonly kind: 'await_passphrase' }
  | { readonly kind: 'bad_text' }
  | { readonly kind: 'stored'; readonly outcome: ConnectOutcome };

export type CaptureStep =
  /** Not waiting for a secret: the text is for others. */
  { readonly kind: 'none' } | CaptureTaken;

/** What became of a request to use the bot. */
export type AccessAsked =
  /** The owners are asked now. */
  | 'asked'
  /** They were asked before and have not answered. */
  | 'waiting'
  /** The bot has no owner yet that could be asked: the request is brought before whoever becomes it. */
  | 'no_owner'
  /** The settings name an owner whom the bot has not met: the request is brought before them when they come. */
  | 'owner_absent';

/** An update on its way into the inbox. */
export interface IncomingUpdate extends UnsealedUpdate {
  /** What a person wrote in it, in clear and in memory only: it may be a secret. */
  readonly message: { readonly messageId: number; readonly text: string } | undefined;
}

export interface App {
  // updates
  /**
   * Stores a batch that may be too much for a chat: the rest of it is not read, the person is told, and what may be a
   * secret is deleted. Counts of those that were not known before, and of those among them that are not read.
   */
  readonly acceptSome: (
    updates: readonly IncomingUpdate[],
  ) => Promise<{ readonly added: number; readonly refused: number }>;

  // people and access
  /** The row of the person (made at first sight). Touches lastSeenAt; push comes back on. Returns how long they were away. */
  readonly meet: (who: {
    readonly id: number;
    readonly chatId: number;
    readonly firstName: string;
    readonly languageCode: string | undefined;
  }) => Promise<{ readonly user: User; readonly awayMs: number; readonly pushWasOff: boolean }>;
  /** Deny by default. */
  readonly mayUse: (user: User) => boolean;
  /** Brings the request before the owners, once. */
  readonly askAccess: (user: User) => Promise<AccessAsked>;
  /** Whom it was answered, for the owner's receipt; false where nothing was to be answered. */
  readonly answerAccess: (
    owner: User,
    userId: number,
    approved: boolean,
  ) => Promise<Pick<User, 'firstName'> | false>;
  /** The claim link: printed once at first start without owners. Returns its payload, undefined when there is an owner. */
  readonly ownerClaim: () => Promise<string | undefined>;
  /** True when the payload is the standing claim; changes nothing. */
  readonly isOwnerClaim: (payload: string) => Promise<boolean>;
  /** From the [Become owner] card. Single use. */
  readonly becomeOwner: (user: User, payload: string) => Promise<boolean>;
  readonly setLanguage: (user: User, language: Language) => Promise<void>;
  readonly setTimeZone: (user: User, timeZone: string) => Promise<void>;
  readonly setHiddenAmounts: (user: User, hidden: boolean) => Promise<void>;
  /**
   * Wipes everything. What goes on is named in the answer: a move under way at the exchange, and messages with a key
   * that Telegram has not deleted yet.
   */
  readonly forget: (user: User) => Promise<{
    readonly accounts: number;
    readonly underWay: readonly Operation[];
    readonly undeletedMessages: number;
  }>;

  // accounts
  readonly accounts: (user: User) => Promise<readonly Account[]>;
  /** The one in use (the first when none is chosen). */
  readonly activeAccount: (user: User) => Promise<Account | undefined>;
  readonly switchAccount: (user: User, accountId: string) => Promise<boolean>;
  /** 1–24 characters. */
  readonly renameAccount: (user: User, accountId: string, label: string) => Promise<boolean>;
  readonly disconnect: (
    user: User,
    accountId: string,
  ) => Promise<
    { readonly kind: 'done' | 'not_yours' } | { readonly kind: 'under_way'; readonly operation: Operation }
  >;
  /**
   * `intoId` goes on with the key of `fromId`, which shows the same orders and is removed. Ledger, orders and moves of
   * `intoId` stay.
   */
  readonly replaceKey: (
    user: User,
    intoId: string,
    fromId: string,
  ) => Promise<
    | { readonly kind: 'done'; readonly account: Account; readonly removed: Account }
    /** One of the two is not connected any more, or not theirs. */
    | { readonly kind: 'gone' }
    /** They do not share an order any more, or the newer key does not work: nothing was changed. */
    | { readonly kind: 'not_same' }
    | { readonly kind: 'under_way'; readonly account: Account; readonly operation: Operation }
  >;
  readonly openPractice: (user: User) => Promise<ConnectOutcome>;
  readonly startCapture: (
    user: User,
    chatId: number,
    environment: Environment,
    replaces: string | undefined,
  ) => Promise<void>;
  readonly stopCapture: (user: User) => Promise<void>;
  /** One transaction: the sealed secret or account, and the due deletion of the message. */
  readonly capture: (user: User, chatId: number, messageId: number, text: string) => Promise<CaptureStep>;
  /** Key-shaped text at any other moment: its deletion is due. */
  readonly deleteSecret: (user: User, chatId: number, messageId: number) => Promise<void>;
  /** A deletion of the person's was tried, and the outcome is stored: keys that waited for it may be tested. */
  readonly deletionTried: (userId: number) => Promise<void>;

  // screens (reads); `deadlineAt` (real clock) bounds all reads of one screen together
  /** For a screen of several reads: begun now, its reads may take until then. */
  readonly readDeadline: () => number;
  readonly products: (
    environment: Environment,
    user: User | undefined,
    deadlineAt?: number,
  ) => Promise<Result<{ readonly products: readonly Product[]; readonly readAt: number }, ReadProblem>>;
  readonly home: (user: User, fresh: boolean) => Promise<Result<HomeFacts, ReadProblem>>;
  /** Fresh orders (stored as the next sync would, ledger included); on trouble the snapshot with its problem. */
  readonly orders: (
    user: User,
    deadlineAt?: number,
  ) => Promise<
    Result<
      {
        readonly account: Account;
        readonly orders: readonly StoredOrder[];
        readonly asOf: number;
        readonly problem: ReadProblem | undefined;
      },
      ReadProblem
    >
  >;
  /** A page of the exchange's own history, in the exchange's order. `size` entries, at most 50. */
  readonly history: (user: User, page: number, size: number) => Promise<Result<HistoryList, ReadProblem>>;
  /** The same of what matches, read on through the exchange's pages from a place (the beginning when undefined). */
  readonly historyMatching: (
    user: User,
    filter: HistoryFilter,
    from: HistoryPlace | undefined,
    size: number,
  ) => Promise<Result<HistoryFound, ReadProblem>>;
  /** Coins and kinds of the first few hundred entries: what a filter can choose from. */
  readonly historyChoices: (user: User) => Promise<
    Result<
      {
        readonly account: Account;
        readonly coins: readonly string[];
        readonly txnTypes: readonly string[];
      },
      ReadProblem
    >
  >;
  readonly freeBalance: (user: User, currency: string, deadlineAt?: number) => Promise<Amount | undefined>;
  /** What the account in use put into a product today through this bot; counts against the daily limit. */
  readonly investedToday: (user: User, productId: string) => Promise<Amount>;
  readonly unsettled: (user: User) => Promise<readonly Operation[]>;
  readonly operation: (user: User, id: string) => Promise<Operation | undefined>;
  readonly status: (user: User) => Promise<{
    readonly environments: readonly {
      readonly environment: Environment;
      readonly reachable: boolean;
      readonly clockOffsetMs: number | undefined;
    }[];
    readonly accounts: readonly {
      readonly label: string;
      readonly environment: Environment;
      readonly status: AccountStatus;
      readonly lastSyncAt: number | undefined;
    }[];
    readonly pendingNotices: number;
    readonly waitingChats: number;
  }>;

  // money
  readonly prepareDeposit: (request: DepositRequest) => Promise<PrepareOutcome>;
  readonly prepareRedeem: (request: RedeemRequest) => Promise<PrepareOutcome>;
  readonly prepareRenew: (request: RenewRequest) => Promise<PrepareOutcome>;
  /** The card's message id, once Telegram answered. */
  readonly cardShown: (operationId: string, messageId: number) => Promise<void>;
  /** The same for a card that came with a receipt. Its life begins at `shownAt` (real clock): it was not shown before. */
  readonly nextCardShown: (operationId: string, messageId: number, shownAt: number) => Promise<void>;
  readonly confirm: (user: User, chatId: number, operationId: string) => Promise<ConfirmOutcome>;
  readonly cancel: (user: User, operationId: string) => Promise<'cancelled' | 'too_late' | 'not_yours'>;
  /** The person settles a move that could not be settled by reading. Written to the audit log. */
  readonly decide: (
    user: User,
    operationId: string,
    verdict: Verdict,
  ) => Promise<'decided' | 'not_open' | 'not_yours'>;
  /** Kill switch, owners only. */
  readonly setPaused: (owner: User, paused: boolean) => Promise<boolean>;
  readonly isPaused: () => Promise<boolean>;
  /** Asks the store for the kill switch if a move is about to go out; for whoever hears of a change, and every so often. */
  readonly lookWhetherPaused: () => Promise<void>;

  // background (one claimed row each; they release it themselves)
  readonly submit: (claimed: Claimed<Operation>) => Promise<void>;
  readonly settle: (claimed: Claimed<Operation>) => Promise<void>;
  readonly sync: (claimed: Claimed<Account>) => Promise<void>;
  /** `sending` rows of dead instances become unknown; run at start and every few seconds. */
  readonly recoverSending: () => Promise<number>;
  /** Due times of an environment set anew after its clock changed speed. */
  readonly redue: (environment: Environment) => Promise<void>;
}
