// JSON text of `jsonb` columns. Postgres refuses what JSON allows: NUL characters and lone surrogates, which names
// from outside may carry; they are dropped or replaced rather than let a row be refused for ever.

const REFUSED = /\\u(?:0000|d[89a-f])/i;

/** Canonical JSON text that Postgres accepts as `jsonb`. */
export function printDocument(value: unknown): string {
  const text = JSON.stringify(value);
  return REFUSED.test(text) ? JSON.stringify(value, (_key, member: unknown) => cleaned(member)) : text;
}

/** The shape is what our own code wrote into this column: trusted, since nothing else writes the tables. */
export function parseDocument<Shape>(text: string): Shape {
  return JSON.parse(text) as Shape;
}

/** Text for a plain column, which refuses NUL characters too. */
export function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

function cleaned(member: unknown): unknown {
  return typeof member === 'string' ? cleanText(member) : member;
}
