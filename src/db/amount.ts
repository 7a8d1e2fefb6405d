// Amounts as the database prints them: `numeric` text with all its decimals, made canonical. Never a float.
import { type Amount, parseAmount } from '../domain/money.ts';

/** @throws when a column holds what cannot have been written by us (a bug, or a foreign hand in the tables). */
export function amountFromText(text: string): Amount {
  const amount = parseAmount(text);
  if (amount === undefined) throw new Error('A numeric column holds a value that is no amount.');
  return amount;
}
