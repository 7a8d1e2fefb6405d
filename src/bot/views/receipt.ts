// What became of a move, by its state. The same view is the edited card, the receipt that is pushed, and the detail
// of an unsettled move. Each says whether money moved.
import type { Button, View } from '../../app/ports.ts';
import type { Move, Operation, OperationResult, OperationState } from '../../domain/operation.ts';
import { referenceOf } from '../../domain/reference.ts';
import { button, opensNew } from '../action.ts';
import { type Html, html, joined, lines } from '../html.ts';
import { type ConfirmFacts, viewConfirmCard } from './confirm-card.ts';
import { keyboard } from './keyboard.ts';
import { whatOf } from './move-words.ts';
import { type NamedAccount, productTitle, spanText, tagged } from './names.ts';
import type { Reader } from './reader.ts';
import { decisionRows, reviewLines } from './review.ts';

export interface ReceiptFacts {
  readonly operationId: string;
  readonly state: OperationState;
  readonly move: Move;
  readonly result: OperationResult | undefined;
  readonly account: NamedAccount | undefined;
  /** How long absence was waited for before "no trace". */
  readonly reconcileWaitMs: number;
  /** Nothing was sent, and this is the same move on newer facts. */
  readonly card?: ConfirmFacts | undefined;
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
      return facts.result?.kind === 'person' ? receipts.didNot(what) : receipts.notFound(what);
    case 'needs_review':
      return receipts.needsReview(what);
    case 'expired':
      return receipts.expired(what);
    case 'cancelled':
      return facts.result?.kind === 'refused' ? receipts.expired(what) : receipts.cancelled(what);
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

/** Why nothing was sent, of a move that ended before. */
function unsentLines(reader: Reader, { state, result }: ReceiptFacts): readonly (Html | string)[] {
  const { receipts, common } = reader.text;
  if (result?.kind === 'moved') {
    const changes = result.changed.map((change) => receipts.changes[change]);
    return [receipts.movedText(joined(changes, common.separator))];
  }
  if (result?.kind === 'refused' && result.reason !== 'expired_before_sending') {
    const said = result.reason === 'not_sent' || result.reason === 'paused';
    return [receipts.reasons[result.reason], ...(said ? [] : [common.nothingSent])];
  }
  return [state === 'cancelled' ? receipts.cancelledText : receipts.expiredText];
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
      return reviewLines(reader, facts);
    case 'expired':
    case 'cancelled':
      return unsentLines(reader, facts);
    case 'confirmed':
    case 'sending':
      return [receipts.sendingText];
    case 'draft':
      return [common.nothingSent];
  }
}

/** The reference of what did not go as it should: the log has it, with the id of the move that it ends. */
function codeLine(reader: Reader, { operationId, state, result }: ReceiptFacts): Html | undefined {
  const unsettled = state === 'unknown' || state === 'needs_review';
  const lost = state === 'not_found' && result?.kind !== 'person';
  const refused = state === 'rejected' || result?.kind === 'refused';
  return unsettled || lost || refused ? reader.text.common.reference(referenceOf(operationId)) : undefined;
}

function buttonsOf(reader: Reader, facts: ReceiptFacts): readonly (readonly Button[])[] {
  const { receipts, common } = reader.text;
  const { operationId, result } = facts;
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
      return [...decisionRows(reader, facts), [home]];
    case 'cancelled':
      return result?.kind === 'refused' ? [[again, home]] : [[home]];
    case 'draft':
      return [[home]];
    case 'confirmed':
    case 'sending':
      return [];
  }
}

/**
 * A receipt has at most six lines and three buttons. Two kinds are longer: one that asks which of several entries it
 * is, and one that brings the new card of a move of which nothing was sent.
 */
export function viewReceipt(reader: Reader, facts: ReceiptFacts): View {
  const told = [
    tagged(reader, firstLine(reader, facts), facts.account),
    ...restLines(reader, facts),
    codeLine(reader, facts),
  ];
  if (facts.card === undefined) {
    return { text: lines(...told), keyboard: keyboard(...buttonsOf(reader, facts)) };
  }
  const card = viewConfirmCard(reader, { ...facts.card, cameByItself: true });
  return { text: lines(...told, '', { markup: card.text }), keyboard: card.keyboard };
}

/** The moment after the tap: no buttons, the text is on its way to be the receipt. */
export function viewSending(reader: Reader, operation: Operation, account: NamedAccount | undefined): View {
  const first = reader.text.receipts.sending(whatOf(reader, operation.move));
  return {
    text: lines(tagged(reader, first, account), html`<i>${reader.text.receipts.sendingText}</i>`),
    keyboard: [],
  };
}
