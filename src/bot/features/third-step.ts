// The dialog at its third step, for a move that was prepared and may not have its card yet. Pure.
import type { PrepareOutcome } from '../../app/app.ts';
import type { Dialog } from '../conversations/dialog.ts';
import type { Note } from '../conversations/step.ts';
import { flowAccount } from './flow-facts.ts';

type Drafted = Extract<PrepareOutcome, { readonly kind: 'draft' }>;

/** @returns undefined for what has no amount to be typed: a switch of renewal */
export function thirdStepOf(
  { operation, account, product, order, warnings }: Drafted,
  now: { readonly readAt: number; readonly environmentNow: number },
  note: Note | undefined,
): Dialog | undefined {
  const { move, terms } = operation;
  const base = { account: flowAccount(account), ...now };
  if (move.kind === 'deposit' && product !== undefined) {
    const { days, amount, renew } = move;
    const facts = { ...base, product, free: terms.available };
    return { name: 'deposit', step: { at: 'type_amount', facts, days, amount, renew, note } };
  }
  if (move.kind === 'redeem' && order !== undefined) {
    const facts = { ...base, order };
    return { name: 'redeem', step: { at: 'type_amount', facts, amount: move.amount, warnings, note } };
  }
  return undefined;
}
