// Character references of Telegram's HTML: numeric ones and lt, gt, amp, quot; anything else stays as written.

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** Telegram's parser reads at most this many characters of a numeric reference. */
const NUMERIC_REFERENCE_MAX = 10;

const CODE_POINT_END = 0x10ffff;

export interface Decoded {
  readonly text: string;
  /** Position after the reference; the closing semicolon may be missing. */
  readonly next: number;
}

function afterSemicolon(source: string, end: number): number {
  return source[end] === ';' ? end + 1 : end;
}

function decodeNumeric(source: string, position: number): Decoded | undefined {
  const match = /^&#(?:x([0-9a-fA-F]*)|([0-9]*))/.exec(source.slice(position, position + 40));
  if (match === null) return undefined;
  const code = match[1] === undefined ? Number.parseInt(match[2] ?? '', 10) : Number.parseInt(match[1], 16);
  if (!(code > 0) || code >= CODE_POINT_END || match[0].length >= NUMERIC_REFERENCE_MAX) return undefined;
  return { text: String.fromCodePoint(code), next: afterSemicolon(source, position + match[0].length) };
}

/** Decodes the reference that starts with the `&` at `position`; undefined when it is no reference. */
export function decodeReference(source: string, position: number): Decoded | undefined {
  if (source[position + 1] === '#') return decodeNumeric(source, position);
  const name = /^[a-zA-Z]{0,8}/.exec(source.slice(position + 1, position + 9))?.[0] ?? '';
  const text = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  return text === undefined ? undefined : { text, next: afterSemicolon(source, position + 1 + name.length) };
}
