// A typed amount to a decision: an amount, a question, or a note why not. It applies no rule of products or orders.
import { parseAmountInput, resolveShare } from '../../domain/amount-input.ts';
import { type Amount, compare } from '../../domain/money.ts';
import type { Product } from '../../domain/product.ts';
import type { Note } from './step.ts';

export type TypedAmount =
  | { readonly kind: 'amount'; readonly amount: Amount }
  | { readonly kind: 'two'; readonly readings: readonly [Amount, Amount] }
  | { readonly kind: 'note'; readonly note: Note };

export interface AmountScope {
  readonly currency: string;
  /** What shares are taken of; undefined: the exchange does not tell. */
  readonly whole: Amount | undefined;
  readonly step: Amount | undefined;
  /** What "max" means; undefined where it cannot be told. */
  readonly max: Amount | undefined;
  readonly product: Product | undefined;
}

/** Reads what was typed. Every language here writes the decimal mark as a point. */
export function readTypedAmount(text: string, scope: AmountScope): TypedAmount {
  const parsed = parseAmountInput(text, {
    currency: scope.currency,
    decimalSeparator: '.',
    available: scope.whole,
    product: scope.product,
  });
  switch (parsed.kind) {
    case 'amount':
      return { kind: 'amount', amount: parsed.amount };
    case 'ambiguous':
      return { kind: 'two', readings: parsed.readings };
    case 'share':
      return scope.whole === undefined
        ? { kind: 'note', note: { kind: 'no_share' } }
        : { kind: 'amount', amount: resolveShare(parsed.percent, scope.whole, scope.step) };
    case 'max':
      return scope.max === undefined
        ? { kind: 'note', note: { kind: 'no_share' } }
        : { kind: 'amount', amount: scope.max };
    case 'invalid':
      return { kind: 'note', note: { kind: 'unreadable' } };
  }
}

/** True when the text is the amount asked for in the third step, however it is written. */
export function repeatsAmount(text: string, amount: Amount, currency: string): boolean {
  const parsed = parseAmountInput(text, { currency, decimalSeparator: '.' });
  if (parsed.kind === 'amount') return compare(parsed.amount, amount) === 0;
  return parsed.kind === 'ambiguous' && parsed.readings.some((reading) => compare(reading, amount) === 0);
}
