// What all dialogs share: the input of a turn, and a word about what just happened. Pure data, stored as JSON.
import type { ReadProblem } from '../../app/app.ts';
import type { DepositProblem } from '../../domain/deposit-rules.ts';
import type { Amount } from '../../domain/money.ts';
import type { RedeemProblem } from '../../domain/redeem-rules.ts';
import type { DialogChoice } from '../action.ts';
import { type Html, html, joined } from '../html.ts';
import { depositProblemText, readProblemText, redeemProblemText } from '../views/problems.ts';
import type { Reader } from '../views/reader.ts';

/** What the person did: typed something, or tapped a button of the step. */
export type DialogInput =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'choice'; readonly choice: DialogChoice };

/** A word on the next step about the input before it. */
export type Note =
  | { readonly kind: 'read'; readonly amount: Amount }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'no_share' }
  | { readonly kind: 'changed' }
  /** The card had run out, and a new one needs the amount once more. */
  | { readonly kind: 'late' }
  | { readonly kind: 'typed_wrong' }
  | { readonly kind: 'deposit_problem'; readonly problem: DepositProblem }
  | { readonly kind: 'redeem_problem'; readonly problem: RedeemProblem }
  | {
      readonly kind: 'trouble';
      readonly problem: ReadProblem;
      readonly code?: string | undefined;
    };

export interface FlowAccount {
  readonly id: string;
  readonly label: string;
  readonly environment: 'live' | 'testnet' | 'practice';
}

/** The note in the reader's words. */
export function noteText(
  reader: Reader,
  note: Note | undefined,
  about: { readonly currency: string; readonly environment: FlowAccount['environment'] },
): Html | undefined {
  if (note === undefined) return undefined;
  const { deposit } = reader.text;
  switch (note.kind) {
    case 'read':
      return deposit.read(reader.format.money(note.amount, about.currency));
    case 'unreadable':
      return html`${deposit.unreadable}`;
    case 'no_share':
      return html`${deposit.noShare}`;
    case 'changed':
      return html`${deposit.changed}`;
    case 'late':
      return html`<b>${reader.text.unsettled.lateThirdStep}</b>`;
    case 'typed_wrong':
      return html`${deposit.typedWrong}`;
    case 'deposit_problem':
      return depositProblemText(reader, note.problem, about, about.environment);
    case 'redeem_problem':
      return redeemProblemText(reader, note.problem, about.currency);
    case 'trouble':
      return joined(
        [
          readProblemText(reader, note.problem),
          reader.text.common.nothingSent,
          note.code === undefined ? undefined : reader.text.common.reference(note.code),
        ],
        '\n',
      );
  }
}
