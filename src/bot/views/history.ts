// The exchange's own history: pages, all fields, also of what a filter lets through; kinds we do not know are shown
// readably.
import type { HistoryFound, HistoryList } from '../../app/app.ts';
import type { Button, View } from '../../app/ports.ts';
import { isPositive } from '../../domain/money.ts';
import type { HistoryRow } from '../../domain/order.ts';
import type { Environment } from '../../domain/product.ts';
import { DAY_MS } from '../../domain/projection.ts';
import { HISTORY_TRAIL_MAX, type HistoryScreen, opens, type Screen } from '../action.ts';
import { type Html, html, joined, lines } from '../html.ts';
import { filterOf, type HistoryFilterBy } from './history-filter.ts';
import { homeButton, keyboard, pager } from './keyboard.ts';
import { coinName, exchangeName, kindName, type NamedAccount, productTitle, tagLine } from './names.ts';
import type { Reader } from './reader.ts';

/** Entries a page. */
export const HISTORY_ROWS = 8;
const BEGINNING = { page: 1, skip: 0 };

/** "Deposit · 500 USDT · 12 Nov 2025, 14:00": the short form of a row. */
export function historyLine(reader: Reader, row: HistoryRow, environment: Environment): Html {
  return joined(
    [
      kindName(reader, row.txnType),
      reader.format.money(row.amount, row.currency),
      reader.format.moment(row.txnTime, environment, 'minute'),
    ],
    ' · ',
  );
}

/** Whole days of the entry's term; 0 without any. The exchange publishes no unit: what is no number of days is left out. */
function termDays({ duration }: HistoryRow): number {
  return duration > 0 && duration % DAY_MS === 0 ? duration / DAY_MS : 0;
}

function detailLine(reader: Reader, row: HistoryRow): Html {
  const { history, common } = reader.text;
  const money = reader.format.money;
  return joined(
    [
      productTitle(reader, row),
      exchangeName(row),
      isPositive(row.rate) ? common.apr(reader.format.percent(row.rate)) : undefined,
      isPositive(row.totalAmount) ? history.total(money(row.totalAmount, row.currency)) : undefined,
      row.interestEarned !== undefined && isPositive(row.interestEarned)
        ? history.interest(money(row.interestEarned, row.currency))
        : undefined,
      termDays(row) > 0 ? history.term(common.days(termDays(row))) : undefined,
    ],
    ' · ',
  );
}

function filterButtons(reader: Reader, screen: HistoryScreen): readonly Button[] {
  const { filters } = reader.text;
  const { coin, txnType } = screen;
  const by = (what: HistoryFilterBy): Screen => ({
    name: 'history_filter',
    by: what,
    page: 1,
    ...filterOf(screen),
  });
  return [
    opens(filters.coin(coin === undefined ? filters.all : coinName(coin)), by('coin')),
    opens(filters.kind(txnType === undefined ? filters.all : kindName(reader, txnType)), by('kind')),
  ];
}

interface Body {
  readonly account: NamedAccount;
  readonly rows: readonly HistoryRow[];
  /** "2/5", or "page 2" where nobody knows how many there are. */
  readonly where: string | undefined;
  readonly empty: string;
  readonly note: string | undefined;
  readonly pages: readonly Button[];
}

function viewEntries(reader: Reader, screen: HistoryScreen, body: Body): View {
  const { environment } = body.account;
  const { history } = reader.text;
  return {
    text: lines(
      tagLine(reader, body.account),
      joined([joined([history.title, body.where], ' '), history.own], ' · '),
      '',
      ...(body.rows.length === 0
        ? [body.empty]
        : body.rows.flatMap((row) => [
            html`<b>${historyLine(reader, row, environment)}</b>`,
            detailLine(reader, row),
          ])),
      body.note === undefined ? undefined : '',
      body.note,
    ),
    keyboard: keyboard(body.pages, filterButtons(reader, screen), [homeButton(reader)]),
  };
}

/** A page of everything. */
export function viewHistory(reader: Reader, list: HistoryList): View {
  const { history, common } = reader.text;
  const { page, pages } = list;
  return viewEntries(
    reader,
    { name: 'history', page },
    {
      account: list.account,
      rows: list.rows,
      where: pages === undefined ? history.page(page) : common.page(page, pages),
      empty: history.none,
      note: undefined,
      pages: pager(reader, { page, hasNext: list.hasNext }, (to) => ({ name: 'history', page: to })),
    },
  );
}

/** A page of what matches the filter; the exchange tells how many entries there are, not how many match. */
export function viewHistoryFound(reader: Reader, found: HistoryFound, screen: HistoryScreen): View {
  const { history } = reader.text;
  const { page, from = BEGINNING, before = [] } = screen;
  const filter = filterOf(screen);
  const back = before.at(-1);
  const earlier: Screen = {
    name: 'history',
    page: Math.max(page - 1, 1),
    ...filter,
    ...(back === undefined ? {} : { from: back }),
    before: before.slice(0, -1),
  };
  const trail = [...before, from].slice(-HISTORY_TRAIL_MAX);
  const later: Screen = {
    name: 'history',
    page: page + 1,
    ...filter,
    ...(found.next === undefined ? {} : { from: found.next }),
    before: trail,
  };
  const { previousPage, nextPage } = reader.text.common;
  return viewEntries(reader, screen, {
    account: found.account,
    rows: found.rows,
    where: page === 1 && found.next === undefined ? undefined : history.page(page),
    empty: history.noneMatching,
    note: found.stopped ? history.stopped(found.lookedAt) : undefined,
    pages: [
      ...(back === undefined ? [] : [opens(previousPage, earlier)]),
      ...(found.next === undefined ? [] : [opens(nextPage, later)]),
    ],
  });
}
