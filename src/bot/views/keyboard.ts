// Shapes of keyboards: rows of words, rows of numbers, a pager. Limits of the manners are kept here.
import type { Button } from '../../app/ports.ts';
import { opens, type Screen } from '../action.ts';
import type { Reader } from './reader.ts';

/** At most two columns of words, four of numbers, eight rows. */
export const WORD_COLUMNS = 2;
export const NUMBER_COLUMNS = 4;
export const ROWS_MAX = 8;

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
