// What a turn of a dialog comes to: it stays, is left, or is over with something to show.
import type { App } from '../../app/app.ts';
import type { View } from '../../app/ports.ts';
import { type BotContext, personOf } from '../context.ts';
import type { Dialog } from '../conversations/dialog.ts';
import type { DialogInput, FlowAccount } from '../conversations/step.ts';
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

/**
 * Screens read the account in use. A dialog that an old card of another account led into keeps the facts it has, and
 * what it prepares is checked on that account's own: a draft stays with its account.
 */
export async function isInUse(app: App, ctx: BotContext, account: FlowAccount): Promise<boolean> {
  return (await app.activeAccount(personOf(ctx).user))?.id === account.id;
}
