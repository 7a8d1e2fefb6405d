// What a run leaves behind, as plain data: our tables, the exchange's ledger, what Telegram received and what the gates
// saw. The checker judges nothing else, so a test can hand it a world in which something went wrong.
import type { NoticeData } from '../../../src/app/notice.ts';
import type { Amount } from '../../../src/domain/money.ts';
import type { Move, OperationResult, OperationState } from '../../../src/domain/operation.ts';
import type { LedgerEffect } from '../../../src/simulator/exchange/control-accounts.ts';
import type { ReadMove } from './told-moves.ts';

/** A money request as a gate saw it, whatever became of it. */
export interface Post {
  readonly number: number;
  /** Real clock. */
  readonly at: number;
  readonly instance: string;
  readonly apiKey: string;
  readonly nonce: number;
  readonly asked:
    | { readonly kind: 'deposit'; readonly productId: string; readonly amount: Amount }
    | { readonly kind: 'redeem'; readonly orderId: number; readonly amount: Amount };
}

/** The first tap on the main button of a confirm card. Further taps and re-sent updates are no new card. */
export interface TappedCard {
  readonly userId: number;
  readonly kind: Move['kind'];
  /** As the button said it; undefined for a renewal. */
  readonly amount: Amount | undefined;
  readonly currency: string | undefined;
}

/** What a chat reads in the end of one card: its own text, or that of the newest reply to it. */
export interface ToldMove extends ReadMove {
  readonly userId: number;
}

/** A message of the bot that tells of interest. */
export interface Push {
  readonly chatId: number;
  readonly at: number;
  readonly text: string;
}

export interface AccountFacts {
  readonly id: string;
  readonly userId: number;
  readonly apiKey: string;
  /** Exchange clock: interest up to here is told or not, both are right. */
  readonly linkedAt: number;
}

export interface OperationFacts {
  readonly id: string;
  readonly accountId: string;
  readonly userId: number;
  readonly state: OperationState;
  readonly move: Move;
  readonly result: OperationResult | undefined;
  /** Real clock, as all moments here. */
  readonly confirmedAt: number | undefined;
  readonly sentAt: number | undefined;
  /** When it left its account's lane; undefined while it is there, or was never sent. */
  readonly leftAt: number | undefined;
  readonly expiresAt: number;
  /** Its owner had everything forgotten while it was under way: how it ended is not known. */
  readonly isForgotten: boolean;
}

export interface PayoutFacts {
  readonly accountId: string;
  readonly orderId: number;
  readonly number: number;
  readonly periods: number;
  readonly currency: string;
  /** Undefined: the exchange did not state it. */
  readonly amount: Amount | undefined;
}

export interface DroppedNotice {
  readonly userId: number;
  /** Real clock. */
  readonly createdAt: number;
  readonly why: string;
  readonly data: NoticeData;
}

/** Real clock: the person had blocked the bot, and it could not know yet that they are back. */
export interface Absence {
  readonly from: number;
  /** The first word of the bot after it; undefined: there was none. */
  readonly until: number | undefined;
}

/** Faults of Telegram that wait for a request at a time: more would make every request fail. */
export const FAULTS_WAITING_MAX = 4;

/** What became of Telegram's faults. */
export interface FaultsPlayed {
  readonly planned: number;
  readonly played: number;
  /** Times at which none was planned, since too many waited. */
  readonly withoutRoom: number;
}

export interface Facts {
  readonly accounts: readonly AccountFacts[];
  readonly operations: readonly OperationFacts[];
  readonly payouts: readonly PayoutFacts[];
  readonly dropped: readonly DroppedNotice[];
  /** Both exchanges, all kinds. */
  readonly effects: readonly LedgerEffect[];
  readonly posts: readonly Post[];
  readonly cards: readonly TappedCard[];
  readonly pushes: readonly Push[];
  readonly told: readonly ToldMove[];
  /** People who blocked the bot at some time. */
  readonly absences: ReadonlyMap<number, readonly Absence[]>;
  /** People who had everything forgotten. */
  readonly forgotten: ReadonlySet<number>;
  /** Requests signed with a key after its owner had it forgotten. */
  readonly signedAfterForget: readonly string[];
  /** What is still in our tables of people who were forgotten. */
  readonly leftOfForgotten: readonly string[];
  /** Signed requests of all kinds, and nonces that a key used twice. */
  readonly signed: { readonly requests: number; readonly repeated: readonly string[] };
  readonly updates: {
    readonly made: number;
    /** Made, and in no row of the inbox. */
    readonly lost: readonly number[];
    readonly unhandled: number;
    readonly waitingAtTelegram: number;
  };
  readonly noticesWaiting: number;
  /** From the start of a process to its first answer, ms. */
  readonly answers: readonly number[];
  /** From the stop of one of two processes to the answer of the other, ms; undefined: it never answered. */
  readonly takeovers: readonly (number | undefined)[];
  /** Ends of a process that nobody asked for. */
  readonly ownEnds: readonly string[];
  /** Where a secret was found. */
  readonly secrets: readonly string[];
  /** Places searched for secrets. */
  readonly searched: number;
  /** SIGKILLs. */
  readonly crashes: number;
  /** Whatever could break off the handling of an update. */
  readonly interruptions: number;
  /** Updates that were handed over again and again and then left. */
  readonly givenUp: number;
  /** Notices that were going out at a moment when something struck. */
  readonly interruptedNotices: number;
  /** People of the driver that failed by a mistake of ours. */
  readonly broken: readonly string[];
  /** Messages of which Telegram's answer was lost or an error, on purpose. */
  readonly unclearAnswers: number;
  readonly faults: FaultsPlayed;
}
