// Moves whose outcome is open: what was sent, when, when it was and will be looked at, and who decides.
import type { View } from '../../app/ports.ts';
import type { Operation } from '../../domain/operation.ts';
import { opens } from '../action.ts';
import { type Html, html, lines } from '../html.ts';
import { backTo, homeButton, inRows, keyboard } from './keyboard.ts';
import { whatOf } from './move-words.ts';
import { type NamedAccount, spanText, tagLine } from './names.ts';
import type { Reader } from './reader.ts';
import { receiptOf, viewReceipt } from './receipt.ts';
import { decisionRows } from './review.ts';

/** One lane an account makes more than this impossible in practice. */
const MOVES_SHOWN = 6;
const SECOND_MS = 1_000;

/** What was read so far. */
function lastLookLine(reader: Reader, { state, settling }: Operation): Html | string | undefined {
  const { unsettled } = reader.text;
  if (settling?.lastLookAt === undefined) return state === 'unknown' ? unsettled.noLook : undefined;
  const moment = reader.format.realMoment(settling.lastLookAt, 'minute');
  return settling.looks === 0 ? unsettled.triedLook(moment) : unsettled.lastLook(moment, settling.looks);
}

/** When it is looked at next; a moment that has come is now. */
function nextLookLine(reader: Reader, { state, dueAt }: Operation, now: number): Html | string | undefined {
  const { unsettled } = reader.text;
  if (state === 'needs_review') return unsettled.waitsForYou;
  if (state !== 'unknown' || dueAt === undefined) return undefined;
  const waitMs = dueAt - now;
  if (waitMs <= 0) return unsettled.looksNow;
  return unsettled.nextLook(
    spanText(reader, Math.max(waitMs, SECOND_MS)),
    reader.format.realMoment(dueAt, 'minute'),
  );
}

function timeLines(
  reader: Reader,
  operation: Operation,
  now: number,
): readonly (Html | string | undefined)[] {
  const { unsettled } = reader.text;
  if (operation.sentAt === undefined) return [unsettled.notSentYet];
  return [
    unsettled.sentAt(reader.format.realMoment(operation.sentAt, 'minute')),
    lastLookLine(reader, operation),
    nextLookLine(reader, operation, now),
  ];
}

/** The list; one move shows its detail at once elsewhere. */
export function viewUnsettled(
  reader: Reader,
  operations: readonly Operation[],
  account: NamedAccount | undefined,
  now: number,
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
    ...timeLines(reader, operation, now),
  ]);
  return {
    text: lines(tagLine(reader, account), unsettled.title, ...(shown.length === 0 ? [unsettled.none] : rows)),
    keyboard: keyboard(...inRows(buttons, 1), [homeButton(reader)]),
  };
}

export interface OperationFacts {
  readonly operation: Operation;
  readonly account: NamedAccount | undefined;
  readonly reconcileWaitMs: number;
  /** Real clock. */
  readonly now: number;
  /** Other moves of the person are open too: then there is a list to go back to. */
  readonly hasOthers: boolean;
}

/** One move in full, with the person's buttons where it is theirs to decide. */
export function viewOperation(
  reader: Reader,
  { operation, account, reconcileWaitMs, now, hasOthers }: OperationFacts,
): View {
  const facts = receiptOf(operation, account, reconcileWaitMs);
  const open = operation.state === 'unknown' || operation.state === 'needs_review';
  const decides = operation.state === 'needs_review' ? decisionRows(reader, facts) : [];
  return {
    text: lines(
      { markup: viewReceipt(reader, facts).text },
      ...(open ? ['', ...timeLines(reader, operation, now)] : []),
    ),
    keyboard: keyboard(...decides, [
      opens(reader.text.common.refresh, { name: 'operation', operationId: operation.id }),
      backTo(reader, { name: hasOthers ? 'unsettled' : 'home' }),
    ]),
  };
}
