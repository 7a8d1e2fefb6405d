// What Telegram does to every text it stores: cleans, trims, merges styles, drops what may not nest and finds
// links, commands and the like. Parsing markup is html.ts; limits on length are the methods'.
import { detectEntities } from './detect-entities.ts';
import type { FormattedText } from './html.ts';
import type { TgEntity } from './types.ts';

/** Telegram keeps this many entities of a message and silently drops the rest. */
export const ENTITIES_MAX = 100;

const STYLES = ['bold', 'italic', 'underline', 'strikethrough', 'spoiler'] as const;
const QUOTES: ReadonlySet<string> = new Set(['blockquote', 'expandable_blockquote']);
const STYLE_SET: ReadonlySet<string> = new Set(STYLES);

interface Range {
  readonly start: number;
  readonly end: number;
}

function rangeOf(entity: TgEntity): Range {
  return { start: entity.offset, end: entity.offset + entity.length };
}

function union(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else merged.push(range);
  }
  return merged;
}

function cutOut(ranges: readonly Range[], hole: Range): readonly Range[] {
  return ranges.flatMap(({ start, end }) => {
    if (hole.end <= start || end <= hole.start) return [{ start, end }];
    return [
      { start, end: hole.start },
      { start: hole.end, end },
    ].filter((part) => part.start < part.end);
  });
}

/** Styles of one kind that touch become one, and none reaches into code. */
function mergeStyles(entities: readonly TgEntity[]): readonly TgEntity[] {
  const holes = entities.filter(({ type }) => type === 'code' || type === 'pre').map(rangeOf);
  return STYLES.flatMap((type) => {
    const ranges = union(entities.filter((entity) => entity.type === type).map(rangeOf));
    return holes
      .reduce(cutOut, ranges)
      .map(({ start, end }) => ({ type, offset: start, length: end - start }));
  });
}

/** Of entities that overlap, the one that begins first (then the longer) stays. */
function withoutOverlaps(entities: readonly TgEntity[]): readonly TgEntity[] {
  let end = 0;
  return entities.toSorted(byPlace).filter((entity) => {
    if (entity.offset < end) return false;
    end = entity.offset + entity.length;
    return true;
  });
}

function byPlace(a: TgEntity, b: TgEntity): number {
  return a.offset - b.offset || b.length - a.length || rank(a) - rank(b);
}

function rank({ type }: TgEntity): number {
  if (QUOTES.has(type)) return 0;
  return STYLE_SET.has(type) ? 2 : 1;
}

function arrange(entities: readonly TgEntity[]): readonly TgEntity[] {
  const quotes = withoutOverlaps(entities.filter(({ type }) => QUOTES.has(type)));
  const others = withoutOverlaps(entities.filter(({ type }) => !QUOTES.has(type) && !STYLE_SET.has(type)));
  return [...quotes, ...others, ...mergeStyles(entities)].toSorted(byPlace);
}

function isVisible(text: string, entity: TgEntity): boolean {
  return text.slice(entity.offset, entity.offset + entity.length).trim() !== '';
}

function clip(entity: TgEntity, shift: number, length: number): TgEntity {
  const start = Math.max(0, entity.offset - shift);
  const end = Math.min(length, entity.offset + entity.length - shift);
  return { ...entity, offset: start, length: end - start };
}

/** Spaces and line ends go from the end; at the start only those before the first entity. */
function trim({ text, entities }: FormattedText): FormattedText {
  const kept = text.trimEnd();
  const firstEntity = entities[0]?.offset ?? kept.length;
  const leading = Math.min(firstEntity, kept.length - kept.replace(/^[ \n]+/, '').length);
  const trimmed = kept.slice(leading);
  const clipped = entities.map((entity) => clip(entity, leading, trimmed.length));
  return { text: trimmed, entities: clipped.filter((entity) => entity.length > 0) };
}

/** Carriage returns vanish and other control characters become spaces; done before markup is parsed. */
export function cleanSource(source: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: replacing control characters is the point
  return source.replace(/\r/g, '').replace(/[\u0000-\u0009\u000b-\u001f]/g, ' ');
}

/** The text as it is stored; an empty one means there was nothing to show. */
export function settleText(parsed: FormattedText): FormattedText {
  const visible = arrange(parsed.entities.filter((entity) => isVisible(parsed.text, entity)));
  const { text, entities } = trim({ text: parsed.text, entities: visible });
  const fixed = entities.filter(({ type }) => !STYLE_SET.has(type) && !QUOTES.has(type)).map(rangeOf);
  const found = detectEntities(text).filter(
    (entity) => !fixed.some(({ start, end }) => entity.offset < end && start < entity.offset + entity.length),
  );
  return { text, entities: [...entities, ...found].toSorted(byPlace).slice(0, ENTITIES_MAX) };
}
