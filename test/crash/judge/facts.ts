// What a run leaves behind, as plain data: our tables, the exchange's ledger, what Telegram received and what the gates
// saw. The checker judges nothing else, so a test can hand it a world in which something went wrong.
import type { NoticeData } from '../../../src/app/notice.ts';
import type { Amount } from '../../../src/domain/money.ts';
import type { Move, OperationState } from '../../../src/domain/operation.ts';
import type { LedgerEffect } from '../../../src/simulator/exchange/control-accounts.ts';

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
  readonly confirmedAt: number | undefined;
  readonly sentAt: number | undefined;
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
  readonly why: string;
  readonly data: NoticeData;
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
  /** People who blocked the bot at some time. */
  readonly blockers: ReadonlySet<number>;
  /** People who had everything forgotten. */
  readonly forgotten: ReadonlySet<number>;
  /** Requests signed with a key after its owner had it forgotten. */
  readonly signedAfterForget: readonly string[];
  /** Most unresolved moves of one account at a time, as often as it was looked. */
  readonly lanes: readonly number[];
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
  /** Ends of a process that nobody asked for. */
  readonly ownEnds: readonly string[];
  /** Where a secret was found. */
  readonly secrets: readonly string[];
  /** Places searched for secrets. */
  readonly searched: number;
  /** SIGKILLs, and answers of Telegram that were lost on purpose. */
  readonly crashes: number;
  readonly lostAnswers: number;
}
