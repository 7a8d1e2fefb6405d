// What became of a move, by its state. The same view is the edited card, the receipt that is pushed, and the detail
// of an unsettled move. Each says whether money moved.
import type { Button, View } from '../../app/ports.ts';
import type { Move, Operation, OperationResult, OperationState } from '../../domain/operation.ts';
import type { HistoryRow } from '../../domain/order.ts';
import { button, opensNew } from '../action.ts';
import { type Html, html, joined, lines } from '../html.ts';
import { historyLine } from './history.ts';
import { keyboard } from './keyboard.ts';
import { whatOf } from './move-words.ts';
import { type NamedAccount, productTitle, spanText, tagged } from './names.ts';
import type { Reader } from './reader.ts';

/** Candidates shown when the person has to decide. */
const CANDIDATES_SHOWN = 3;

export interface ReceiptFacts {
  readonly operationId: string;
  readonly state: OperationState;
  readonly move: Move;
  readonly result: OperationResult | undefined;
  readonly account: NamedAccount | undefined;
  /** How long absence was waited for before "no trace". */
  readonly reconcileWaitMs: number;
}

export function receiptOf(
  operation: Operation,
  account: NamedAccount | undefined,
  reconcileWaitMs: number,
): ReceiptFacts {
  const { id, state, move, result } = operation;
  return { operationId: id, state, move, result, account, reconcileWaitMs };
}

function doneTitle(reader: Reader, move: Move): Html {
  const { receipts } = reader.text;
  const title = productTitle(reader, move.product);
  switch (move.kind) {
    case 'deposit':
      return receipts.doneDeposit(reader.format.money(move.amount, move.product.currency), title);
    case 'redeem':
      return receipts.doneRedeem(reader.format.money(move.amount, move.product.currency), title);
    case 'renew':
      return move.autoRenew ? receipts.doneRenewOn(title) : receipts.doneRenewOff(title);
  }
}

function firstLine(reader: Reader, facts: ReceiptFacts): Html {
  const { receipts } = reader.text;
  const what = whatOf(reader, facts.move);
  switch (facts.state) {
    case 'done':
      return doneTitle(reader, facts.move);
    case 'rejected':
      return receipts.rejected(what);
    case 'unknown':
      return receipts.unknown(what);
    case 'not_found':
      return receipts.notFound(what);
    case 'needs_review':
      return receipts.needsReview(what);
    case 'expired':
      return receipts.expired(what);
    case 'cancelled':
      return receipts.cancelled(what);
    case 'confirmed':
    case 'sending':
      return receipts.sending(what);
    case 'draft':
      return receipts.draft(what);
  }
}

function doneLines(reader: Reader, facts: ReceiptFacts): readonly (Html | string)[] {
  const { receipts } = reader.text;
  const how = { seen: [receipts.doneSeen], person: [receipts.donePerson] };
  const kind = facts.result?.kind;
  const found = kind === 'seen' || kind === 'person' ? how[kind] : [];
  return facts.move.kind === 'redeem' ? [receipts.doneRedeemText, ...found] : found;
}

function notFoundLines(reader: Reader, facts: ReceiptFacts): readonly (Html | string)[] {
  const { receipts } = reader.text;
  return facts.result?.kind === 'person'
    ? [receipts.notFoundPerson]
    : [receipts.notFoundText(spanText(reader, facts.reconcileWaitMs))];
}

function reviewLines(reader: Reader, candidates: readonly HistoryRow[], facts: ReceiptFacts) {
  const { receipts, unsettled } = reader.text;
  const environment = facts.account?.environment ?? 'live';
  if (candidates.length === 0) return [receipts.needsReviewNone];
  const shown = candidates.slice(0, CANDIDATES_SHOWN);
  return [
    ...shown.map((row) => unsettled.entry(historyLine(reader, row, environment))),
    receipts.needsReviewText,
  ];
}

/** What follows the first line: why, and whether money moved. */
function restLines(reader: Reader, facts: ReceiptFacts): readonly (Html | string)[] {
  const { receipts, common } = reader.text;
  const { result } = facts;
  switch (facts.state) {
    case 'done':
      return doneLines(reader, facts);
    case 'rejected':
      return [
        ...(result?.kind === 'refused' ? [receipts.reasons[result.reason]] : []),
        receipts.rejectedText,
      ];
    case 'unknown':
      return [...(result?.kind === 'unclear' ? [receipts.causes[result.cause]] : []), receipts.unknownText];
    case 'not_found':
      return notFoundLines(reader, facts);
    case 'needs_review':
      return reviewLines(reader, result?.kind === 'several' ? result.candidates : [], facts);
    case 'expired':
      if (result?.kind !== 'moved') return [receipts.expiredText];
      return [
        receipts.movedText(
          joined(
            result.changed.map((change) => receipts.changes[change]),
            common.separator,
          ),
        ),
      ];
    case 'cancelled':
      return [receipts.cancelledText];
    case 'confirmed':
    case 'sending':
      return [receipts.sendingText];
    case 'draft':
      return [common.nothingSent];
  }
}

function buttonsOf(reader: Reader, facts: ReceiptFacts): readonly (readonly Button[])[] {
  const { receipts, common } = reader.text;
  const { operationId } = facts;
  const orders = opensNew(receipts.showOrders, { name: 'orders', page: 1, purpose: 'look' });
  const home = opensNew(common.home, { name: 'home' });
  const again = button(receipts.newCard, { kind: 'again', operationId });
  switch (facts.state) {
    case 'done':
      return [[orders, home]];
    case 'rejected':
    case 'expired':
      return [[again, home]];
    case 'unknown':
    case 'not_found':
      return [[opensNew(receipts.showMove, { name: 'operation', operationId }), home]];
    case 'needs_review':
      return [
        [
          button(receipts.itIsThis, { kind: 'decide', operationId, happened: true }),
          button(receipts.noneOfThese, { kind: 'decide', operationId, happened: false }),
        ],
        [home],
      ];
    case 'cancelled':
    case 'draft':
      return [[home]];
    case 'confirmed':
    case 'sending':
      return [];
  }
}

/** At most six lines and three buttons. */
export function viewReceipt(reader: Reader, facts: ReceiptFacts): View {
  return {
    text: lines(tagged(reader, firstLine(reader, facts), facts.account), ...restLines(reader, facts)),
    keyboard: keyboard(...buttonsOf(reader, facts)),
  };
}

/** The moment after the tap: no buttons, the text is on its way to be the receipt. */
export function viewSending(reader: Reader, operation: Operation, account: NamedAccount | undefined): View {
  const first = reader.text.receipts.sending(whatOf(reader, operation.move));
  return {
    text: lines(tagged(reader, first, account), html`<i>${reader.text.receipts.sendingText}</i>`),
    keyboard: [],
  };
}
