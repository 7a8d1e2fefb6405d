// The exchange's own history: pages, all fields, a filter by coin and kind; kinds we do not know are shown readably.
import type { View } from '../../app/ports.ts';
import { isPositive } from '../../domain/money.ts';
import type { HistoryPage, HistoryRow } from '../../domain/order.ts';
import type { Environment } from '../../domain/product.ts';
import { opens, type Screen } from '../action.ts';
import { type Html, html, joined, lines, shortened } from '../html.ts';
import { backTo, homeButton, inRows, keyboard, NUMBER_COLUMNS, pager, WORD_COLUMNS } from './keyboard.ts';
import { exchangeName, type NamedAccount, productTitle, tagLine } from './names.ts';
import type { Reader } from './reader.ts';

/** Entries a page without a filter, and read for a page with one: both fit one message. */
export const HISTORY_ROWS = 8;
export const HISTORY_ROWS_FILTERED = 24;
const COINS_MAX = 16;
const KINDS_MAX = 4;
const KIND_PREFIX = 'INVEST_SERVICE_TYPE_';
const KIND_LABEL_MAX = 30;

type HistoryScreen = Extract<Screen, { readonly name: 'history' }>;

/** "Deposit" where the kind is published, else the exchange's word made readable: "AUTO_EARN" → "Auto earn". */
export function kindName(reader: Reader, txnType: string): string {
  const { kinds } = reader.text.history;
  const bare = txnType.startsWith(KIND_PREFIX) ? txnType.slice(KIND_PREFIX.length) : txnType;
  const known: Readonly<Record<string, string>> = {
    DEPOSIT: kinds.deposit,
    REDEEM: kinds.redeem,
    INTEREST: kinds.interest,
    RENEW: kinds.renew,
  };
  const word = known[bare.toUpperCase()];
  if (word !== undefined) return word;
  const readable = shortened(bare.replaceAll('_', ' ').toLowerCase(), KIND_LABEL_MAX);
  return readable === '' ? '?' : readable.charAt(0).toUpperCase() + readable.slice(1);
}

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
      row.duration > 0 ? history.duration(row.duration) : undefined,
    ],
    ' · ',
  );
}

export function viewHistory(
  reader: Reader,
  page: HistoryPage,
  screen: HistoryScreen,
  account: NamedAccount,
): View {
  const { history, common } = reader.text;
  const filtered = screen.coin !== undefined || screen.txnType !== undefined;
  const rows = page.rows
    .filter((row) => screen.coin === undefined || row.currency === screen.coin)
    .filter((row) => screen.txnType === undefined || row.txnType === screen.txnType);
  const pages =
    page.totalRows === undefined ? undefined : Math.max(1, Math.ceil(page.totalRows / page.pageSize));
  const hasNext = pages === undefined ? page.rows.length >= page.pageSize : screen.page < pages;
  const empty = page.rows.length === 0 ? history.none : history.noneOnPage;
  const where = pages === undefined ? undefined : common.page(screen.page, pages);
  return {
    text: lines(
      tagLine(reader, account),
      joined([history.title, where], ' '),
      filtered ? history.shownOf(rows.length, page.rows.length) : undefined,
      '',
      ...(rows.length === 0
        ? [empty]
        : rows.flatMap((row) => [
            html`<b>${historyLine(reader, row, account.environment)}</b>`,
            detailLine(reader, row),
          ])),
    ),
    keyboard: keyboard(
      pager(reader, { page: screen.page, hasNext }, (to) => ({ ...screen, page: to })),
      [opens(history.filter, { name: 'history_filter', page: screen.page }), homeButton(reader)],
    ),
  };
}

/** Coins and kinds seen on the pages read for it. */
export function viewHistoryFilter(
  reader: Reader,
  rows: readonly HistoryRow[],
  page: number,
  account: NamedAccount,
): View {
  const { history } = reader.text;
  const currencies = [...new Set(rows.map((row) => row.currency))].toSorted().slice(0, COINS_MAX);
  const kinds = [...new Set(rows.map((row) => row.txnType))].toSorted().slice(0, KINDS_MAX);
  return {
    text: lines(tagLine(reader, account), history.filterTitle),
    keyboard: keyboard(
      ...inRows(
        currencies.map((coin) => opens(coin, { name: 'history', page: 1, coin })),
        NUMBER_COLUMNS,
      ),
      ...inRows(
        kinds.map((txnType) => opens(kindName(reader, txnType), { name: 'history', page: 1, txnType })),
        WORD_COLUMNS,
      ),
      [opens(history.everything, { name: 'history', page: 1 }), backTo(reader, { name: 'history', page })],
    ),
  };
}
