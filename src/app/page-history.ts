// The exchange's own history as screens show it: page by page, or only what matches. Rows have no id and their order
// is not published, so a place is a page of the exchange and a count of entries on it; an insert meanwhile may show an
// entry twice, never hide an older one. Older versions answer with a bare array, which may ignore the paging.
import { HISTORY_PAGE_SIZE_MAX, type HistoryPage, type HistoryRow } from '../domain/order.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Session } from './account-session.ts';
import type { HistoryFilter, HistoryFound, HistoryList, HistoryPlace } from './app.ts';
import type { Clock, ExchangeFailure } from './ports.ts';
import { isAll, sameRows } from './read-history.ts';

/** Pages of the exchange that one tap reads at most. */
export const PAGES_A_TAP = 10;
/** With less time left no further page is asked for. */
const TIME_FOR_A_PAGE_MS = 1_000;

type Found = Omit<HistoryFound, 'account'>;
type Listed = Omit<HistoryList, 'account'>;

/** Entries that a filter's choices are taken from: four full pages, one entry being looked for beyond. */
const CHOICES_FROM = 4 * HISTORY_PAGE_SIZE_MAX - 1;

const BEGINNING: HistoryPlace = { page: 1, skip: 0 };

interface Search {
  readonly from: HistoryPlace;
  /** Entries wanted; one more is looked for, so that there is a next page only where something is on it. */
  readonly size: number;
  readonly matches: (row: HistoryRow) => boolean;
}

export type PageHistory = ReturnType<typeof createPageHistory>;

export function createPageHistory(clock: Clock) {
  const hasTime = ({ caller }: Session): boolean =>
    caller.deadlineAt === undefined || caller.deadlineAt - clock.now() >= TIME_FOR_A_PAGE_MS;

  async function search(
    session: Session,
    { from, size, matches }: Search,
  ): Promise<Result<Found, ExchangeFailure>> {
    const { api, caller } = session;
    const rows: HistoryRow[] = [];
    let before: HistoryPage | undefined;
    let { page: pageNumber, skip } = from;
    let lookedAt = 0;
    const stop = (): Result<Found, ExchangeFailure> => {
      const next = { page: pageNumber, skip };
      return ok({ rows, next, lookedAt, stopped: rows.length < size });
    };
    for (let pages = 0; pages < PAGES_A_TAP; pages += 1) {
      if (pages > 0 && !hasTime(session)) return stop();
      const read = await api.history(caller, { pageNumber, pageSize: HISTORY_PAGE_SIZE_MAX });
      if (!read.ok) return pages > 0 && isImpatient(read.reason) ? stop() : read;
      const page = read.value;
      if (isPastEnd(page, before)) break;
      for (const [index, row] of page.rows.entries()) {
        if (index < skip || !matches(row)) continue;
        if (rows.length === size) {
          return ok({ rows, next: { page: pageNumber, skip: index }, lookedAt, stopped: false });
        }
        rows.push(row);
      }
      lookedAt += Math.max(page.rows.length - skip, 0);
      if (isLast(page, pageNumber)) break;
      before = page;
      pageNumber += 1;
      skip = 0;
      if (pages === PAGES_A_TAP - 1) return stop();
    }
    return ok({ rows, next: undefined, lookedAt, stopped: false });
  }

  return {
    /** One page of everything. Where the exchange tells no total, it is cut out of what is read from the beginning. */
    async list(session: Session, page: number, size: number): Promise<Result<Listed, ExchangeFailure>> {
      const read = await session.api.history(session.caller, { pageNumber: page, pageSize: size });
      if (!read.ok) return read;
      const { rows, totalRows, pageSize } = read.value;
      if (totalRows !== undefined) {
        const pages = Math.max(1, Math.ceil(totalRows / Math.max(pageSize, 1)));
        return ok({ rows, page, pages, hasNext: page < pages });
      }
      const all = await search(session, { from: BEGINNING, size: page * size, matches: () => true });
      return all.ok ? ok(cutOut(all.value, page, size)) : all;
    },

    /** What a filter can choose from, each once. */
    async choices(
      session: Session,
    ): Promise<
      Result<{ readonly coins: readonly string[]; readonly txnTypes: readonly string[] }, ExchangeFailure>
    > {
      const read = await search(session, { from: BEGINNING, size: CHOICES_FROM, matches: () => true });
      if (!read.ok) return read;
      const { rows } = read.value;
      return ok({
        coins: [...new Set(rows.map(({ currency }) => currency))],
        txnTypes: [...new Set(rows.map(({ txnType }) => txnType))],
      });
    },

    /** What matches, from a place on. */
    matching: (
      session: Session,
      { coin, txnType }: HistoryFilter,
      from: HistoryPlace | undefined,
      size: number,
    ) =>
      search(session, {
        from: from ?? BEGINNING,
        size,
        matches: (row) =>
          (coin === undefined || row.currency === coin) && (txnType === undefined || row.txnType === txnType),
      }),
  };
}

/** Of a list without a total: the last page there is, where the asked one lies behind the end. */
function cutOut({ rows, next }: Found, page: number, size: number): Listed {
  const known = Math.max(1, Math.ceil(rows.length / size));
  const shown = Math.min(page, known);
  const pages = next === undefined ? known : undefined;
  return {
    rows: rows.slice((shown - 1) * size, shown * size),
    page: shown,
    pages,
    hasNext: pages === undefined ? shown === page : shown < pages,
  };
}

/** The time was up, or the budget: what was found so far is worth showing. */
function isImpatient({ kind }: ExchangeFailure): boolean {
  return kind === 'timeout' || kind === 'rate_limited';
}

/** An exchange that does not page answers the same list again. */
function isPastEnd(page: HistoryPage, before: HistoryPage | undefined): boolean {
  return page.rows.length === 0 || (before !== undefined && sameRows(page.rows, before.rows));
}

/** The total says that nothing follows; a page shorter than it claims to be is not believed. */
function isLast(page: HistoryPage, pageNumber: number): boolean {
  const { rows, totalRows, pageSize } = page;
  if (totalRows === undefined) return isAll(page);
  return (pageNumber - 1) * pageSize + rows.length === totalRows;
}
