// A move that reading could not settle, put to the person: the entries of the exchange's history that could be it, and a
// button for each. Nothing is decided here.
import type { Button } from '../../app/ports.ts';
import type { OperationResult } from '../../domain/operation.ts';
import type { HistoryRow } from '../../domain/order.ts';
import { button } from '../action.ts';
import type { Html } from '../html.ts';
import { historyLine } from './history.ts';
import { inRows, type Rows, WORD_COLUMNS } from './keyboard.ts';
import type { NamedAccount } from './names.ts';
import type { Reader } from './reader.ts';

/** Entries shown, each with its button, when the person has to decide. */
const ENTRIES_SHOWN = 5;

export interface ReviewFacts {
  readonly operationId: string;
  readonly result: OperationResult | undefined;
  readonly account: NamedAccount | undefined;
}

function candidatesOf({ result }: ReviewFacts): readonly HistoryRow[] {
  return result?.kind === 'several' ? result.candidates : [];
}

/** The entries and the question. */
export function reviewLines(reader: Reader, facts: ReviewFacts): readonly (Html | string)[] {
  const { receipts, unsettled } = reader.text;
  const candidates = candidatesOf(facts);
  const environment = facts.account?.environment ?? 'live';
  if (candidates.length === 0) return [receipts.needsReviewNone];
  const entries = candidates.slice(0, ENTRIES_SHOWN).map((row, index) => {
    const entry = historyLine(reader, row, environment);
    return candidates.length === 1 ? unsettled.entry(entry) : unsettled.entryNo(index + 1, entry);
  });
  const more = candidates.length - entries.length;
  return [...entries, ...(more > 0 ? [unsettled.moreEntries(more)] : []), receipts.needsReviewText];
}

/** One button for each entry that could be the move; without entries the person just says whether it happened. */
export function decisionRows(reader: Reader, facts: ReviewFacts): Rows {
  const { receipts } = reader.text;
  const { operationId } = facts;
  const candidates = candidatesOf(facts);
  const says = (label: string, entry?: number): Button =>
    button(label, {
      kind: 'decide',
      operationId,
      happened: true,
      ...(entry === undefined ? {} : { entry }),
    });
  const no = (label: string): Button => button(label, { kind: 'decide', operationId, happened: false });
  if (candidates.length === 0) return [[says(receipts.itHappened), no(receipts.didNotHappen)]];
  if (candidates.length === 1) return [[says(receipts.itIsThis, 0), no(receipts.noneOfThese)]];
  const entries = candidates
    .slice(0, ENTRIES_SHOWN)
    .map((_row, index) => says(receipts.itIsNo(index + 1), index));
  const another = candidates.length > ENTRIES_SHOWN ? [says(receipts.itIsAnother)] : [];
  return inRows([...entries, ...another, no(receipts.noneOfThese)], WORD_COLUMNS);
}
