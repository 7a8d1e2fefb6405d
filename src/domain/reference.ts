// The short code that stands on an error in the chat, so that an operator finds what happened in the log.

/** Short enough to be read out over a telephone. */
const LENGTH = 6;
const NEITHER_LETTER_NOR_DIGIT = /[^A-Za-z0-9]/g;

/**
 * The last six letters and digits of an id, in capitals. The rule is this simple so that it can be followed by eye:
 * whoever reads a code in the chat finds the id that ends with it (`-` and `_` left out) in the log line of the event.
 */
export function referenceOf(id: string): string {
  return id.replaceAll(NEITHER_LETTER_NOR_DIGIT, '').slice(-LENGTH).toUpperCase();
}
