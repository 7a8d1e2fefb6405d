// A dialog under way: which one, at which step. One JSON value; the conversation carries it from turn to turn.
import type { View } from '../../app/ports.ts';
import type { HistoryScreen } from '../action.ts';
import { viewRenameStep } from '../views/accounts.ts';
import type { Reader } from '../views/reader.ts';
import { viewTimeZoneStep } from '../views/settings.ts';
import type { DepositStep } from './deposit.ts';
import { viewDepositStep } from './deposit-view.ts';
import { type RedeemStep, viewRedeemStep } from './redeem.ts';
import type { FlowAccount } from './step.ts';

export type Dialog =
  | { readonly name: 'deposit'; readonly step: DepositStep }
  | { readonly name: 'redeem'; readonly step: RedeemStep }
  | { readonly name: 'rename'; readonly account: FlowAccount; readonly wrong: boolean }
  | {
      readonly name: 'time_zone';
      readonly wrong: boolean;
      /** Asked on the way: the screen that was wanted. */
      readonly next?: HistoryScreen | undefined;
    };

export interface DialogState {
  readonly flowId: string;
  /** Real clock. */
  readonly startedAt: number;
  /** The message that shows the step. */
  readonly messageId: number;
  /** Turns so far: bounds what the replay log can grow to. */
  readonly turns: number;
  readonly dialog: Dialog;
}

/** A flow ends after this long, and says so when the person next acts. */
export const FLOW_LIFE_MS = 15 * 60_000;
/** More turns than this are no deposit any more. */
export const TURNS_MAX = 40;
/** Facts older than this are read again before the next step. */
export const FACTS_FRESH_MS = 60_000;

export function viewDialog(reader: Reader, dialog: Dialog, flowId: string): View {
  switch (dialog.name) {
    case 'deposit':
      return viewDepositStep(reader, dialog.step, flowId);
    case 'redeem':
      return viewRedeemStep(reader, dialog.step, flowId);
    case 'rename': {
      const note = dialog.wrong ? reader.text.accounts.badName : undefined;
      return viewRenameStep(reader, dialog.account, flowId, note);
    }
    case 'time_zone': {
      const note = dialog.wrong ? reader.text.settings.badZone : undefined;
      return viewTimeZoneStep(reader, flowId, note);
    }
  }
}
