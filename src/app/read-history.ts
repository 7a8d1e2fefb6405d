// The exchange's history read completely back to a moment. Rows have no id and may be inserted while paging, the
// order of the rows is not published: so the direction is found from the first page, and a read over several pages
// counts only if total and page 1 are equal before and after.
import { HISTORY_PAGE_SIZE_MAX, type HistoryPage, type HistoryRow } from '../domain/order.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Session } from './account-session.ts';
import type { ExchangeFailure } from './ports.ts';

/** A paged read that was disturbed is made again, at most this often in all. */
export const READ_TRIES = 5;
/** Largest part of a history that is ever read: 5,000 rows. */
export const PAGES_MAX = 100;

export interface HistoryRead {
  /** Every row not older than asked, and possibly older ones. */
  readonly rows: readonly HistoryRow[];
  readonly totalRows: number | undefined;
}

type Direction = 'newest_first' | 'oldest_first' | 'mixed';
type Pages = Result<HistoryRead | 'disturbed', ExchangeFailure>;

/** `unreadable`: it would not hold still, or is longer than is ever read. */
const UNREADABLE: ExchangeFailure = {
  kind: 'unreadable',
  status: undefined,
  code: undefined,
  retryAfterMs: undefined,
};

/** Reads back to `since` (exchange clock, Unix ms, inclusive). */
export async function readHistory(
  { api, caller }: Session,
  since: number,
): Promise<Result<HistoryRead, ExchangeFailure>> {
  const page = (pageNumber: number) => api.history(caller, { pageNumber, pageSize: HISTORY_PAGE_SIZE_MAX });
  for (let tries = 0; tries < READ_TRIES; tries += 1) {
    const first = await page(1);
    if (!first.ok) return first;
    if (isAll(first.value) || reachesBack(first.value, since)) {
      return ok({ rows: first.value.rows, totalRows: first.value.totalRows });
    }
    const read = await readOn(first.value, since, page);
    if (!read.ok) return read;
    if (read.value !== 'disturbed') return ok(read.value);
  }
  return fail(UNREADABLE);
}

/** Pages come in tens at least, whatever size was asked for. */
const PAGE_STEP = 10;

/** One page is all there is. A bare array (no total) of a page's length may go on, or may be all. */
export function isAll({ rows, totalRows }: HistoryPage): boolean {
  if (totalRows !== undefined) return totalRows === rows.length;
  return rows.length === 0 || rows.length % PAGE_STEP !== 0;
}

function reachesBack({ rows }: HistoryPage, since: number): boolean {
  return directionOf(rows) === 'newest_first' && (rows.at(-1)?.txnTime ?? since) < since;
}

async function readOn(
  first: HistoryPage,
  since: number,
  page: (pageNumber: number) => Promise<Result<HistoryPage, ExchangeFailure>>,
): Promise<Pages> {
  const { totalRows } = first;
  const found = directionOf(first.rows);
  // Without a total the last page is not known: older rows first means reading on to the end.
  const direction = totalRows === undefined && found === 'oldest_first' ? 'mixed' : found;
  // The exchange may serve shorter pages than asked for.
  const pages = totalRows === undefined ? PAGES_MAX : Math.ceil(totalRows / Math.max(first.rows.length, 1));
  const rows: HistoryRow[] = [...first.rows];
  let isEnd = pages <= PAGES_MAX && totalRows !== undefined;
  for (const pageNumber of order(direction, pages)) {
    const next = await page(pageNumber);
    if (!next.ok) return next;
    if (totalRows === undefined && isPastEnd(next.value, first)) {
      isEnd = true;
      break;
    }
    rows.push(...next.value.rows);
    if (direction !== 'mixed' && next.value.rows.some(({ txnTime }) => txnTime < since)) {
      isEnd = true;
      break;
    }
  }
  if (!isEnd) return fail(UNREADABLE);
  const again = await page(1);
  if (!again.ok) return again;
  const isStill = again.value.totalRows === totalRows && sameRows(again.value.rows, first.rows);
  const isWhole = direction !== 'mixed' || totalRows === undefined || rows.length === totalRows;
  return ok(isStill && isWhole ? { rows, totalRows } : 'disturbed');
}

/** An exchange that does not page answers the same list again. */
function isPastEnd(page: HistoryPage, first: HistoryPage): boolean {
  return page.rows.length === 0 || sameRows(page.rows, first.rows);
}

/** Further pages in the order in which the newest rows come first. */
function order(direction: Direction, pages: number): readonly number[] {
  const further = Array.from({ length: Math.min(pages, PAGES_MAX) - 1 }, (_, index) => index + 2);
  if (direction !== 'oldest_first') return further;
  return further.map((_, index) => pages - index);
}

/** Rows of one moment tell no direction: then everything is read. */
export function directionOf(rows: readonly HistoryRow[]): Direction {
  const times = rows.map(({ txnTime }) => txnTime);
  const falls = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? time));
  const rises = times.every((time, index) => index === 0 || time >= (times[index - 1] ?? time));
  if (falls === rises) return 'mixed';
  return falls ? 'newest_first' : 'oldest_first';
}

export function sameRows(a: readonly HistoryRow[], b: readonly HistoryRow[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
