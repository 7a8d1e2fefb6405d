// The draft that follows a move of which nothing was sent: one for each move, whatever is tried again. Its card is shown
// with the receipt of the first, and its life begins when that was shown.
import type { Operation } from '../domain/operation.ts';
import type { NextCard } from './notice.ts';
import type { Ids } from './ports.ts';
import { newDraft, type Plan } from './prepare-move.ts';
import type { Store } from './store.ts';

/** Stores it, inside the transaction that ends the first move; the facts that its card needs beside the draft. */
export async function insertNext(
  tx: Store,
  ids: Ids,
  { id, accountId, userId, chatId }: Operation,
  { move, terms, warnings, order, product }: Plan,
  now: number,
): Promise<NextCard> {
  const facts = { id: ids.id(), accountId, userId, chatId, move, terms, draftKey: `after:${id}` };
  const draft = await tx.operations.insertDraft(newDraft(facts, now));
  return { operationId: draft.id, warnings, order, product };
}
