// The receipt of a money move as a row of the outbox: an edit of its card at first, later a reply to it, since an
// edit rings nobody. What it says is worded from state and result.
import type { Operation } from '../domain/operation.ts';
import type { NextCard } from './notice.ts';
import { noticeAccount, noticeTo } from './notice-to.ts';
import type { Account, NewNotice, Store } from './store.ts';

/** A receipt later than this after the tap is a new message. */
export const RECEIPT_EDIT_MS = 60_000;

/** `operation` as it is after the change that is told; one receipt for each state it comes to. */
export function receiptOf(
  operation: Operation,
  account: Account,
  now: number,
  next?: NextCard | undefined,
): NewNotice {
  const { id, userId, chatId, state, move, result, confirmedAt, cardMessageId } = operation;
  const edits = now - (confirmedAt ?? now) <= RECEIPT_EDIT_MS;
  return noticeTo(
    { id: userId, chatId },
    {
      kind: 'receipt',
      account: noticeAccount(account),
      operationId: id,
      state,
      move,
      result,
      confirmedAt,
      ...(next === undefined ? {} : { next }),
    },
    now,
    {
      accountId: account.id,
      editMessageId: edits ? cardMessageId : undefined,
      replyTo: edits ? undefined : cardMessageId,
      dedupeKey: `receipt:${id}:${state}`,
    },
  );
}

/**
 * Tells how a move stands now, inside the transaction that changed it. A person who was forgotten is told nothing.
 * @param next the card that comes with it
 */
export async function tellReceipt(
  tx: Store,
  operationId: string,
  now: number,
  next?: NextCard | undefined,
): Promise<void> {
  const operation = await tx.operations.get(operationId);
  if (operation === undefined) return;
  const account = await tx.accounts.get(operation.accountId);
  if (account !== undefined) await tx.notices.add([receiptOf(operation, account, now, next)]);
}
