// Everything the bot tells unasked: one union of kinds with the facts each needs. Worded by bot/views; stored as JSON.
import type { Amount } from '../domain/money.ts';
import type { Move, OperationResult, OperationState } from '../domain/operation.ts';
import type { Order } from '../domain/order.ts';
import type { Environment, Product, ProductName } from '../domain/product.ts';
import type { RedeemWarning } from '../domain/redeem-rules.ts';

/** The account a notice speaks of, named in every push. */
export interface NoticeAccount {
  readonly accountId: string;
  readonly label: string;
  readonly environment: Environment;
}

/** The card of a draft that comes with a receipt; the draft itself is a row. */
export interface NextCard {
  readonly operationId: string;
  readonly warnings: readonly RedeemWarning[];
  readonly order: Order | undefined;
  readonly product: Product | undefined;
}

export type NoticeData =
  | {
      readonly kind: 'payout';
      readonly account: NoticeAccount;
      /** Environment clock: the payout time. */
      readonly at: number;
      readonly lines: readonly {
        readonly product: ProductName;
        readonly orderId: number;
        readonly number: number;
        readonly periods: number;
        readonly currency: string;
        /** Undefined: the exchange did not state it. */
        readonly amount: Amount | undefined;
      }[];
      /** Running total by coin since connecting, these payouts included. */
      readonly totals: readonly { readonly currency: string; readonly amount: Amount }[];
    }
  | {
      readonly kind: 'payout_late';
      readonly account: NoticeAccount;
      readonly product: ProductName;
      readonly expectedAt: number;
    }
  | {
      readonly kind: 'receipt';
      readonly account: NoticeAccount;
      readonly operationId: string;
      readonly state: OperationState;
      readonly move: Move;
      readonly result: OperationResult | undefined;
      /** Real clock. */
      readonly confirmedAt: number | undefined;
      /** Nothing was sent, and this is the same move on newer facts. */
      readonly next?: NextCard | undefined;
    }
  | {
      readonly kind: 'order_closed';
      readonly account: NoticeAccount;
      readonly product: ProductName;
      readonly orderId: number;
      readonly amount: Amount;
      readonly interest: Amount | undefined;
      readonly why: 'matured' | 'redeemed';
    }
  | {
      readonly kind: 'foreign_change';
      readonly account: NoticeAccount;
      readonly product: ProductName;
      readonly orderId: number;
      readonly change: 'opened' | 'grew' | 'shrank' | 'closed' | 'renewal_on' | 'renewal_off';
      readonly amount: Amount | undefined;
    }
  | {
      readonly kind: 'maturity_soon';
      readonly account: NoticeAccount;
      readonly product: ProductName;
      readonly orderId: number;
      readonly amount: Amount;
      readonly endsAt: number;
      readonly days: 7 | 3 | 1;
      readonly autoRenew: boolean;
    }
  /** The outcome of the test call after connecting. */
  | {
      readonly kind: 'connected';
      readonly account: NoticeAccount;
      readonly orders: number;
      readonly canReadBalance: boolean;
      /** Another account of the person shows the same orders: every payout would come twice. */
      readonly overlaps?: NoticeAccount;
      /** The new one has no ledger of its own yet: the other may go on with its key. */
      readonly mayReplaceKey?: boolean;
    }
  | {
      readonly kind: 'connect_failed';
      readonly environment: Environment;
      readonly reason: 'refused' | 'unavailable';
      /** Of the account; logged beside the failure. Absent in rows of before. */
      readonly code?: string;
    }
  | { readonly kind: 'key_rejected'; readonly account: NoticeAccount }
  | { readonly kind: 'key_elsewhere' }
  | { readonly kind: 'secret_not_deleted' }
  /** More updates came at once than may lie unread; the later ones were not read. */
  | { readonly kind: 'slow_down' }
  | { readonly kind: 'access_asked'; readonly person: { readonly id: number; readonly name: string } }
  | { readonly kind: 'access_answered'; readonly approved: boolean }
  | { readonly kind: 'operator_alert'; readonly about: string };

export type NoticeKind = NoticeData['kind'];
