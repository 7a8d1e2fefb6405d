// Reads one tag of Telegram's HTML: its name and attributes, or the complaint Telegram makes about it.
// It does not know what tags mean; html.ts does. Offsets in complaints are bytes of UTF-8.
import { fail, ok, type Result } from '../../domain/result.ts';
import { decodeReference } from './html-entity.ts';

export interface StartTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Position after the `>`. */
  readonly next: number;
}

const SUPPORTED: ReadonlySet<string> = new Set([
  ...['a', 'b', 'strong', 'i', 'em', 's', 'strike', 'del', 'u', 'ins', 'span', 'pre', 'code', 'blockquote'],
  ...['tg-spoiler', 'tg-emoji', 'tg-time'],
]);

export function byteOffset(source: string, position: number): number {
  return Buffer.byteLength(source.slice(0, position), 'utf8');
}

export function isSpace(character: string | undefined): boolean {
  return character !== undefined && ' \t\n\r\v\0'.includes(character) && character !== '';
}

function skipSpaces(source: string, from: number): number {
  let position = from;
  while (isSpace(source[position])) position += 1;
  return position;
}

interface Piece {
  readonly text: string;
  readonly next: number;
}

function readToken(source: string, start: number): Result<Piece, string> {
  let end = start;
  while (/^[a-zA-Z0-9.-]$/.test(source[end] ?? '')) end += 1;
  const following = source[end];
  if (following !== undefined && !isSpace(following) && following !== '>') {
    return fail(`Unexpected end of name token at byte offset ${byteOffset(source, start)}`);
  }
  return ok({ text: source.slice(start, end).toLowerCase(), next: end });
}

function readQuoted(source: string, start: number): Piece {
  const quote = source[start];
  let text = '';
  let position = start + 1;
  while (position < source.length && source[position] !== quote) {
    const decoded = source[position] === '&' ? decodeReference(source, position) : undefined;
    text += decoded?.text ?? source[position];
    position = decoded?.next ?? position + 1;
  }
  return { text, next: position < source.length ? position + 1 : position };
}

function readValue(source: string, start: number): Result<Piece, string> {
  return source[start] === '"' || source[start] === "'"
    ? ok(readQuoted(source, start))
    : readToken(source, start);
}

interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly next: number;
}

function readAttribute(
  source: string,
  start: number,
  tag: string,
  tagOffset: number,
): Result<Attribute, string> {
  let end = start;
  while (end < source.length && !isSpace(source[end]) && source[end] !== '=' && source[end] !== '>') end += 1;
  const name = source.slice(start, end);
  if (name === '') return fail(`Empty attribute name in the tag "${tag}" at byte offset ${tagOffset}`);
  const equals = skipSpaces(source, end);
  if (source[equals] !== '=') {
    if (tag === 'blockquote' && name === 'expandable') return ok({ name, value: '', next: end });
    return fail(
      `Expected equal sign in declaration of an attribute of the tag "${tag}" at byte offset ${tagOffset}`,
    );
  }
  const valueStart = skipSpaces(source, equals + 1);
  if (valueStart >= source.length) return fail(`Unclosed start tag "${tag}" at byte offset ${tagOffset}`);
  const value = readValue(source, valueStart);
  return value.ok ? ok({ name, value: value.value.text, next: value.value.next }) : value;
}

/** Reads the start tag whose `<` is at `start`. */
export function readStartTag(source: string, start: number): Result<StartTag, string> {
  const tagOffset = byteOffset(source, start);
  let position = start + 1;
  while (position < source.length && !isSpace(source[position]) && source[position] !== '>') position += 1;
  if (position >= source.length) return fail(`Unclosed start tag at byte offset ${tagOffset}`);
  const name = source.slice(start + 1, position).toLowerCase();
  if (!SUPPORTED.has(name)) return fail(`Unsupported start tag "${name}" at byte offset ${tagOffset}`);
  const attributes = new Map<string, string>();
  for (;;) {
    position = skipSpaces(source, position);
    if (position >= source.length) return fail(`Unclosed start tag at byte offset ${tagOffset}`);
    if (source[position] === '>') return ok({ name, attributes, next: position + 1 });
    const attribute = readAttribute(source, position, name, tagOffset);
    if (!attribute.ok) return attribute;
    attributes.set(attribute.value.name, attribute.value.value);
    position = attribute.value.next;
  }
}

/** Reads the end tag whose `</` is at `start`; an empty name closes whatever is open. */
export function readEndTag(source: string, start: number): Result<Piece, string> {
  let end = start + 2;
  while (end < source.length && !isSpace(source[end]) && source[end] !== '>') end += 1;
  const closing = skipSpaces(source, end);
  if (source[closing] !== '>') return fail(`Unclosed end tag at byte offset ${byteOffset(source, start)}`);
  return ok({ text: source.slice(start + 2, end).toLowerCase(), next: closing + 1 });
}
