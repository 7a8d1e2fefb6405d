// Interest paid: one message an account and payout time; coins as lines, the sum, the running total.
// The sum told equals the sum credited, exactly: amounts the exchange did not state are named as such, never guessed.
import type { CoinTotal } from '../../app/app.ts';
import type { NoticeData } from '../../app/notice.ts';
import type { View } from '../../app/ports.ts';
import { type Amount, add } from '../../domain/money.ts';
import { opensNew } from '../action.ts';
import { type Html, html, joined, lines } from '../html.ts';
import { keyboard } from './keyboard.ts';
import { coins, gains, productTitle, tagged } from './names.ts';
import type { Reader } from './reader.ts';

type Payout = Extract<NoticeData, { readonly kind: 'payout' }>;
type Line = Payout['lines'][number];

/** First line, two rows of detail or a "more" row, total and time: six lines. */
const DETAIL_ROWS = 3;
/** Coins in a first line. */
const COINS_SHOWN = 4;

/** The stated amounts by coin. */
export function sumByCoin(paid: readonly Line[]): readonly CoinTotal[] {
  const sums = new Map<string, Amount>();
  for (const line of paid) {
    if (line.amount === undefined) continue;
    const before = sums.get(line.currency);
    sums.set(line.currency, before === undefined ? line.amount : add(before, line.amount));
  }
  return [...sums].map(([currency, amount]) => ({ currency, amount }));
}

function firstLine(reader: Reader, data: Payout): Html {
  const { notices } = reader.text;
  const [first] = data.lines;
  const title = first === undefined ? '' : productTitle(reader, first.product);
  const sums = sumByCoin(data.lines);
  const shown = gains(reader, sums.slice(0, COINS_SHOWN));
  if (shown === undefined) return notices.paidUnstated(title);
  const more = sums.length - COINS_SHOWN;
  const all = joined(
    [shown, more > 0 ? reader.text.home.more(more) : undefined],
    reader.text.common.separator,
  );
  if (data.lines.length === 1) return notices.paidOne(all, title);
  const unstated = data.lines.filter(({ amount }) => amount === undefined).length;
  const missing = unstated === 0 ? undefined : notices.someUnstated(unstated);
  return joined([notices.paidMany(all), missing], ' · ');
}

function detailRow(reader: Reader, line: Line): Html {
  const { notices } = reader.text;
  const amount =
    line.amount === undefined ? html`${notices.unstated}` : reader.format.gain(line.amount, line.currency);
  const periods = line.periods > 1 ? notices.periods(line.periods) : undefined;
  return notices.line(productTitle(reader, line.product), joined([amount, periods], ' · '));
}

function detailRows(reader: Reader, data: Payout): readonly (Html | string)[] {
  const [only] = data.lines;
  if (data.lines.length === 1)
    return only !== undefined && only.periods > 1 ? [reader.text.notices.periods(only.periods)] : [];
  const fits = data.lines.length <= DETAIL_ROWS;
  const shown = fits ? data.lines : data.lines.slice(0, DETAIL_ROWS - 1);
  const more = data.lines.length - shown.length;
  return [
    ...shown.map((line) => detailRow(reader, line)),
    ...(more > 0 ? [reader.text.notices.moreLines(more)] : []),
  ];
}

export function viewPayout(reader: Reader, data: Payout): View {
  const { notices, home, common } = reader.text;
  const [only] = data.lines;
  const totals = coins(reader, data.totals);
  return {
    text: lines(
      tagged(reader, firstLine(reader, data), data.account),
      ...detailRows(reader, data),
      totals === undefined ? undefined : notices.total(totals),
      notices.paidAt(reader.format.moment(data.at, data.account.environment, 'minute')),
    ),
    keyboard: keyboard([
      data.lines.length === 1 && only !== undefined
        ? opensNew(home.orders, { name: 'order', orderId: only.orderId })
        : opensNew(home.orders, { name: 'orders', page: 1, purpose: 'look' }),
      opensNew(common.home, { name: 'home' }),
    ]),
  };
}
