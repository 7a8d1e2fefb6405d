// Column kinds shared by the tables: JSON documents, exact amounts, times, and what makes a row claimable.
// No table is defined here.
import { bigint, customType, text } from 'drizzle-orm/pg-core';
import type { Amount } from '../../domain/money.ts';
import { amountFromText } from '../amount.ts';
import { parseDocument, printDocument } from '../document.ts';

/** A `jsonb` document. Both drivers hand its text through untouched, so that it is printed and parsed here only. */
export function document<Shape>(name: string) {
  return customType<{ data: Shape; driverData: string }>({
    dataType: () => 'jsonb',
    toDriver: (value) => printDocument(value),
    fromDriver: (value) => parseDocument<Shape>(value),
  })(name);
}

/** Exact decimal: `numeric(48, 24)` in the table, canonical {@link Amount} text outside. */
export const amount = customType<{ data: Amount; driverData: string }>({
  dataType: () => 'numeric(48, 24)',
  fromDriver: amountFromText,
});

/** An id of Telegram, or a time in Unix ms. Both stay below 2^53. */
export function whole(name: string) {
  return bigint(name, { mode: 'number' });
}

/** What the due primitive (`due.ts`) needs of a row. */
export function claimable() {
  return {
    /** Passed clock, Unix ms; null: nothing to wait for. */
    dueAt: whole('due_at'),
    /** Instance that holds the row. */
    claimedBy: text('claimed_by'),
    /** Rises with every claim; every later write carries it. */
    fence: whole('fence').notNull().default(0),
  };
}
