// What a turn of a dialog comes to: it stays, is left, or is over with something to show.
import type { View } from '../../app/ports.ts';
import type { BotContext } from '../context.ts';
import type { Dialog } from '../conversations/dialog.ts';
import type { DialogInput } from '../conversations/step.ts';
import type { PreparedView } from './prepared.ts';

export type TurnResult =
  | { readonly kind: 'stay'; readonly dialog: Dialog }
  | { readonly kind: 'leave' }
  | ({ readonly kind: 'over' } & PreparedView);

/** Advances a dialog by one input. */
export type TakeTurn = (ctx: BotContext, dialog: Dialog, input: DialogInput) => Promise<TurnResult>;

/** Over, with a view that is no card of a move. */
export function overWith(view: View): TurnResult {
  return { kind: 'over', view, operationId: undefined };
}
