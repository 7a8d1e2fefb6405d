// JSON without loss: every number keeps its text, so no amount ever passes through a binary float.
// Shared with the simulators; knows nothing of the exchange's answers.
import { type Amount, parseAmount } from '../domain/money.ts';

/** A number as it stands in JSON text; made only by {@link exactNumber} and {@link parseExact}. */
export interface ExactNumber {
  readonly rawJSON: string;
  readonly __exact: unique symbol;
}

export type Json =
  | null
  | boolean
  | string
  | ExactNumber
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** Answers longer than this are not read (bytes on the wire, characters here). */
export const MAX_JSON_LENGTH = 5 * 1024 * 1024;

/** The parts of `JSON` (JSON.parse source text access) that TypeScript's library does not declare yet. */
interface SourceJson {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): Json;
  rawJSON(text: string): ExactNumber;
  isRawJSON(value: unknown): boolean;
}
const exactJson = JSON as unknown as SourceJson;

export function isExactNumber(value: unknown): value is ExactNumber {
  return exactJson.isRawJSON(value) && /^[-\d]/.test((value as ExactNumber).rawJSON);
}

/** A decimal to be written into JSON digit by digit; throws when the text is no decimal (a bug). */
export function exactNumber(text: Amount | string): ExactNumber {
  const amount = parseAmount(text);
  if (amount === undefined) throw new Error('exactNumber: not a decimal');
  return exactJson.rawJSON(amount);
}

/**
 * Reads JSON; numbers keep their text ("1.50" stays "1.50").
 * @returns undefined when the text is not JSON, too long or nested too deeply.
 */
export function parseExact(text: string): Json | undefined {
  if (text.length > MAX_JSON_LENGTH) return undefined;
  try {
    return exactJson.parse(text, (_key, value, context) =>
      typeof value === 'number' && context.source !== undefined ? exactJson.rawJSON(context.source) : value,
    );
  } catch {
    return undefined;
  }
}

/**
 * Writes JSON with plain decimals, never exponent notation: `{ amount: exactNumber('0.0000001') }`.
 * JavaScript numbers must be safe integers; anything else must be wrapped, else it throws (a bug).
 */
export function stringifyExact(value: unknown): string {
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'number' && !Number.isSafeInteger(member)) {
      throw new Error('stringifyExact: wrap decimals in exactNumber()');
    }
    return isExactNumber(member) && /e/i.test(member.rawJSON) ? exactNumber(member.rawJSON) : member;
  });
  if (text === undefined) throw new Error('stringifyExact: nothing to write');
  return text;
}
