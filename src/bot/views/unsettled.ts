// Moves whose outcome is open: what was sent, when, when it was looked at, and who decides.
import type { View } from '../../app/ports.ts';
import type { Operation } from '../../domain/operation.ts';
import { opens } from '../action.ts';
import { type Html, html, lines } from '../html.ts';
import { backTo, homeButton, inRows, keyboard } from './keyboard.ts';
import { whatOf } from './move-words.ts';
import { type NamedAccount, tagLine } from './names.ts';
import type { Reader } from './reader.ts';
import { receiptOf, viewReceipt } from './receipt.ts';

/** One lane an account makes more than this impossible in practice. */
const MOVES_SHOWN = 6;

function lookLine(reader: Reader, operation: Operation): Html | string | undefined {
  const { unsettled } = reader.text;
  const { settling } = operation;
  if (settling?.lastLookAt === undefined) return operation.state === 'unknown' ? unsettled.noLook : undefined;
  return unsettled.lastLook(reader.format.realMoment(settling.lastLookAt, 'minute'), settling.looks);
}

function timeLines(reader: Reader, operation: Operation): readonly (Html | string | undefined)[] {
  const { unsettled } = reader.text;
  if (operation.sentAt === undefined) return [unsettled.notSentYet];
  return [
    unsettled.sentAt(reader.format.realMoment(operation.sentAt, 'minute')),
    lookLine(reader, operation),
  ];
}

/** The list; one move shows its detail at once elsewhere. */
export function viewUnsettled(
  reader: Reader,
  operations: readonly Operation[],
  account: NamedAccount | undefined,
): View {
  const { unsettled, receipts } = reader.text;
  const shown = operations.slice(0, MOVES_SHOWN);
  const buttons = shown.map((operation, index) =>
    opens(`${index + 1} · ${receipts.showMove}`, {
      name: 'operation',
      operationId: operation.id,
    }),
  );
  const rows = shown.flatMap((operation, index) => [
    '',
    html`${index + 1}. ${whatOf(reader, operation.move)}`,
    ...timeLines(reader, operation),
  ]);
  return {
    text: lines(tagLine(reader, account), unsettled.title, ...(shown.length === 0 ? [unsettled.none] : rows)),
    keyboard: keyboard(...inRows(buttons, 1), [homeButton(reader)]),
  };
}

/** One move in full, with the person's buttons where it is theirs to decide. */
export function viewOperation(
  reader: Reader,
  operation: Operation,
  account: NamedAccount | undefined,
  reconcileWaitMs: number,
): View {
  const receipt = viewReceipt(reader, receiptOf(operation, account, reconcileWaitMs));
  const open = operation.state === 'unknown' || operation.state === 'needs_review';
  const decides = operation.state === 'needs_review' ? receipt.keyboard.slice(0, 1) : [];
  return {
    text: lines({ markup: receipt.text }, ...(open ? ['', ...timeLines(reader, operation)] : [])),
    keyboard: keyboard(...decides, [
      opens(reader.text.common.refresh, { name: 'operation', operationId: operation.id }),
      backTo(reader, { name: 'unsettled' }),
    ]),
  };
}
