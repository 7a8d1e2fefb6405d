// Shapes of keyboards: rows of words, rows of numbers, a pager. Limits of the manners are kept here.
import type { Button } from '../../app/ports.ts';
import { LABEL_MAX, opens, type Screen } from '../action.ts';
import { plainText, shortened } from '../html.ts';
import type { Reader } from './reader.ts';

/** At most two columns of words, four of numbers, eight rows. */
export const WORD_COLUMNS = 2;
export const NUMBER_COLUMNS = 4;
export const ROWS_MAX = 8;

const SEPARATOR = ' · ';
/** Fewer characters of a name than this tell nothing. */
const NAME_MIN = 4;

export interface LabelParts {
  /** A name, which gives way where the label gets too long. */
  readonly name: string | undefined;
  /** What the button is told by: shown whole. */
  readonly told: string;
  readonly first: 'name' | 'told';
}

/**
 * "Flexible USDT · 1,000 USDT" within {@link LABEL_MAX}: the name is cut, or left out, before anything else is.
 * An amount is never cut, since a part of it reads as another one; whoever gives `told` sees to it that it fits.
 */
export function fittedLabel({ name, told, first }: LabelParts): string {
  const kept = plainText(told);
  const room = LABEL_MAX - kept.length - SEPARATOR.length;
  if (name === undefined || room < NAME_MIN) return shortened(kept, LABEL_MAX);
  const cut = shortened(name, room);
  return first === 'name' ? `${cut}${SEPARATOR}${kept}` : `${kept}${SEPARATOR}${cut}`;
}

/** The first that fits on a button; the last one is the shortest. */
export function firstFitting(...labels: readonly [string, ...string[]]): string {
  return (
    labels.find((label) => plainText(label).length <= LABEL_MAX) ?? labels[labels.length - 1] ?? labels[0]
  );
}

export type Rows = readonly (readonly Button[])[];

/** Buttons in rows of `columns`. */
export function inRows(buttons: readonly Button[], columns: number): Rows {
  const rows: Button[][] = [];
  for (let index = 0; index < buttons.length; index += columns) {
    rows.push(buttons.slice(index, index + columns));
  }
  return rows;
}

/** The keyboard without empty rows and absent buttons. */
export function keyboard(...rows: readonly (readonly (Button | undefined)[])[]): Rows {
  return rows.map((row) => row.filter((button) => button !== undefined)).filter((row) => row.length > 0);
}

export interface Paged<Item> {
  readonly items: readonly Item[];
  readonly page: number;
  readonly pages: number;
}

/** One page of a list; a page that is not there gives the nearest one. `page` counts from 1. */
export function pageOf<Item>(all: readonly Item[], page: number, size: number): Paged<Item> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const shown = Math.min(Math.max(1, page), pages);
  return { items: all.slice((shown - 1) * size, shown * size), page: shown, pages };
}

/** [‹ Previous] [Next ›]; nothing for a single page. */
export function pager(
  reader: Reader,
  paged: { readonly page: number; readonly hasNext: boolean },
  screenAt: (page: number) => Screen,
): readonly Button[] {
  const { previousPage, nextPage } = reader.text.common;
  return [
    ...(paged.page > 1 ? [opens(previousPage, screenAt(paged.page - 1))] : []),
    ...(paged.hasNext ? [opens(nextPage, screenAt(paged.page + 1))] : []),
  ];
}

export function homeButton(reader: Reader): Button {
  return opens(reader.text.common.home, { name: 'home' });
}

export function backTo(reader: Reader, screen: Screen): Button {
  return opens(reader.text.common.back, screen);
}
