// Every leaf of a catalogue of texts: strings, markup, and functions, which are fed with marked arguments.
import { parseHtml } from '../../src/simulator/telegram/html.ts';

export interface Leaf {
  /** "orders.row", "help.rows.3". */
  readonly path: string;
  readonly value: unknown;
}

/** What an argument is marked with: an answer that shows it holds "§1§", "§2§", … */
export const mark = (index: number): string => `§${index + 1}§`;

function isMarkup(value: unknown): value is { readonly markup: string } {
  return typeof value === 'object' && value !== null && 'markup' in value;
}

export function leavesOf(tree: unknown, path = ''): readonly Leaf[] {
  if (typeof tree !== 'object' || tree === null || isMarkup(tree)) return [{ path, value: tree }];
  return Object.entries(tree).flatMap(([key, value]) =>
    leavesOf(value, path === '' ? key : `${path}.${key}`),
  );
}

/** What a leaf or its answer says, without markup. */
function plainOf(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  if (!isMarkup(value)) throw new Error(`${path} says nothing`);
  const parsed = parseHtml(value.markup);
  if (!parsed.ok) throw new Error(`${path}: ${parsed.reason}`);
  return parsed.value.text;
}

/** Arguments that choose a word and are not shown: their marks would choose none. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  'common.span': ['day', 'hour', 'minute', 'second'],
};
/** Numbers that may have words of their own. */
const COUNTS = [0, 1, 2];

/** Lists of arguments: all marked, then each in turn replaced by a number that may have its own words. */
export function feedsOf({ path, value }: Leaf): readonly (readonly unknown[])[] {
  if (typeof value !== 'function') return [[]];
  const marked: readonly unknown[] = Array.from({ length: value.length }, (_, index) => mark(index));
  const counted = marked.flatMap((_, at) => COUNTS.map((count) => marked.with(at, count)));
  const feeds = [marked, ...counted];
  const choices = CHOICES[path];
  return choices === undefined
    ? feeds
    : choices.flatMap((choice) => feeds.map((feed) => feed.with(0, choice)));
}

/** What a leaf says when it is fed with `args`. */
export function saidBy({ path, value }: Leaf, args: readonly unknown[]): string {
  return plainOf(typeof value === 'function' ? value(...args) : value, path);
}

/** Marks that stand in a text, in the order of their numbers. */
export function marksIn(text: string): readonly string[] {
  return [...new Set(text.match(/§\d+§/g))].toSorted();
}
