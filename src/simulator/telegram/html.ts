// Telegram's HTML parse mode: markup in, text and entities out, or the complaint Telegram makes.
// It does not trim, merge or detect anything: formatted-text.ts does that to every text.
import { fail, ok, type Result } from '../../domain/result.ts';
import { decodeReference } from './html-entity.ts';
import { entitiesOfTag, joinCodeBlocks } from './html-meaning.ts';
import { byteOffset, readEndTag, readStartTag, type StartTag } from './html-tag.ts';
import type { TgEntity } from './types.ts';

export interface FormattedText {
  readonly text: string;
  readonly entities: readonly TgEntity[];
}

interface OpenTag {
  readonly tag: StartTag;
  readonly offset: number;
}

interface Parsing {
  text: string;
  readonly entities: TgEntity[];
  readonly open: OpenTag[];
}

function openTag(source: string, position: number, parsing: Parsing): Result<number, string> {
  const tag = readStartTag(source, position);
  if (!tag.ok) return tag;
  if (tag.value.name === 'span' && tag.value.attributes.get('class') !== 'tg-spoiler') {
    return fail(`Tag "span" must have class "tg-spoiler" at byte offset ${byteOffset(source, position)}`);
  }
  parsing.open.push({ tag: tag.value, offset: parsing.text.length });
  return ok(tag.value.next);
}

function closeTag(source: string, position: number, parsing: Parsing): Result<number, string> {
  const opened = parsing.open.pop();
  const offset = byteOffset(source, position);
  if (opened === undefined) return fail(`Unexpected end tag at byte offset ${offset}`);
  const end = readEndTag(source, position);
  if (!end.ok) return end;
  const expected = opened.tag.name;
  if (end.value.text !== '' && end.value.text !== expected) {
    return fail(
      `Unmatched end tag at byte offset ${offset}, expected "</${expected}>", found "</${end.value.text}>"`,
    );
  }
  const length = parsing.text.length - opened.offset;
  if (length > 0) {
    const inner = parsing.text.slice(opened.offset);
    const entities = entitiesOfTag(opened.tag, { offset: opened.offset, length }, inner);
    if (!entities.ok) return entities;
    parsing.entities.push(...entities.value);
  }
  return ok(end.value.next);
}

/** Where the plain text that begins at `start` ends: before the next character that may mean something. */
function plainEnd(source: string, start: number): number {
  const special = /[<&]/g;
  special.lastIndex = start + 1;
  return special.exec(source)?.index ?? source.length;
}

/**
 * Parses HTML as Telegram does.
 * @returns the complaint without its "can't parse entities: " prefix when the markup is wrong.
 */
export function parseHtml(source: string): Result<FormattedText, string> {
  const parsing: Parsing = { text: '', entities: [], open: [] };
  let position = 0;
  while (position < source.length) {
    const character = source[position] ?? '';
    if (character === '<') {
      const step = source[position + 1] === '/' ? closeTag : openTag;
      const next = step(source, position, parsing);
      if (!next.ok) return next;
      position = next.value;
      continue;
    }
    const decoded = character === '&' ? decodeReference(source, position) : undefined;
    const end = decoded?.next ?? plainEnd(source, position);
    parsing.text += decoded?.text ?? source.slice(position, end);
    position = end;
  }
  const unclosed = parsing.open.at(-1);
  if (unclosed !== undefined) {
    return fail(`Can't find end tag corresponding to start tag "${unclosed.tag.name}"`);
  }
  if (!parsing.text.isWellFormed()) {
    return fail(
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
    );
  }
  return ok({ text: parsing.text, entities: joinCodeBlocks(parsing.entities) });
}
