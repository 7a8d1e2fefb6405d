// Single fields of an answer: numbers as a number or numeric text, flags in every spelling, bounded text.
// Knows no shape; `wire.ts` puts the fields together.
import { z } from 'zod';
import { type Amount, amountOf, compare, parseAmount } from '../domain/money.ts';
import { isExactNumber } from './json.ts';

/** Longest name or id taken from the exchange; a longer one is not what the specification describes. */
const TEXT_MAX = 200;
const ZERO = amountOf('0');

/** A number, or text that is a number; exact. */
export function readAmount(value: unknown): Amount | undefined {
  if (isExactNumber(value)) return parseAmount(value.rawJSON);
  return typeof value === 'string' ? parseAmount(value.trim()) : undefined;
}

/** A whole number within ±(2^53 - 1). */
export function readInteger(value: unknown): number | undefined {
  const amount = readAmount(value);
  const integer = amount === undefined ? Number.NaN : Number(amount);
  return Number.isSafeInteger(integer) && String(integer) === amount ? integer : undefined;
}

/** true, false, "true", "FALSE", 1, 0, "1", "0". */
export function readFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.trim().toLowerCase() : readAmount(value);
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}

/** A field that `read` understands; anything else makes the whole answer unreadable. */
function field<Value>(read: (value: unknown) => Value | undefined) {
  return z.unknown().transform((value, context): Value => {
    const result = read(value);
    if (result !== undefined) return result;
    context.addIssue({ code: 'custom', message: 'unreadable field' });
    return z.NEVER;
  });
}

export const amountField = field(readAmount);
export const flagField = field(readFlag);
export const textField = z.string().min(1).max(TEXT_MAX);

/** A size or limit: below zero says as little as zero, which means "not stated". */
export const limitField = field((value) => {
  const amount = readAmount(value);
  return amount !== undefined && compare(amount, ZERO) === -1 ? ZERO : amount;
});

/** What is held cannot be negative. */
export const holdingField = field((value) => {
  const amount = readAmount(value);
  return amount !== undefined && compare(amount, ZERO) === -1 ? undefined : amount;
});

/** Whole and not negative: ids up to 2^53 - 1, days, milliseconds. */
export const countField = field((value) => {
  const integer = readInteger(value);
  return integer !== undefined && integer >= 0 ? integer : undefined;
});

/** Unix ms where 0 means none; null says the same. */
export const momentField = z.preprocess((value) => (value === null ? '0' : value), countField);

/** A plain number that is no money (the unit of `duration` in history is not published). */
export const measureField = field((value) => {
  const amount = readAmount(value);
  return amount === undefined ? undefined : Number(amount);
});

/** A field that may be missing or null; present, it must be readable. */
export function optionalField<Field extends z.ZodType>(inner: Field) {
  return z.preprocess((value) => (value === null ? undefined : value), inner.optional());
}
