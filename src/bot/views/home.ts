// Home: what is held and earned, what comes next, and the way to everything else.
import type { HomeFacts } from '../../app/app.ts';
import type { Button, View } from '../../app/ports.ts';
import { isPositive } from '../../domain/money.ts';
import type { Environment } from '../../domain/product.ts';
import { opens } from '../action.ts';
import { bold, type Html, html, joined, lines } from '../html.ts';
import { homeButton, keyboard } from './keyboard.ts';
import {
  accountLabel,
  coins,
  gains,
  marked,
  type NamedAccount,
  productTitle,
  spanText,
  tagLine,
} from './names.ts';
import { readProblemText } from './problems.ts';
import type { Reader } from './reader.ts';

/** Coins listed on one line before "and 3 more". */
const COINS_SHOWN = 6;

export interface HomeExtras {
  /** Real clock, to tell the age of a snapshot. */
  readonly now: number;
  /** "Since you were away", and that pushes are on again. */
  readonly notes: readonly Html[];
  /** Reference of the problem that made this a snapshot. */
  readonly code: string | undefined;
}

function payoutLine(reader: Reader, facts: HomeFacts): Html | undefined {
  const last = facts.lastPayout;
  if (last === undefined) return undefined;
  const { text, format } = reader;
  const amounts = last.lines.map((line) =>
    line.amount === undefined
      ? html`${line.currency}: ${text.notices.unstated}`
      : format.gain(line.amount, line.currency),
  );
  const moment = format.moment(last.at, facts.account.environment, 'minute');
  return text.home.lastPayout(moment, joined(amounts.slice(0, COINS_SHOWN), text.common.separator));
}

function freeLine(reader: Reader, facts: HomeFacts): Html | undefined {
  const { home } = reader.text;
  // Nothing was read: the line about age says why, and it need not be a permission.
  if (facts.free === undefined) return facts.problem === undefined ? html`${home.freeUnknown}` : undefined;
  const held = facts.free.filter((balance) => isPositive(balance.available));
  const shown = coins(
    reader,
    held.slice(0, COINS_SHOWN).map((balance) => ({ currency: balance.currency, amount: balance.available })),
  );
  const more = held.length - COINS_SHOWN;
  return home.free(
    joined([shown ?? home.none, more > 0 ? home.more(more) : undefined], reader.text.common.separator),
  );
}

function totalLine(reader: Reader, facts: HomeFacts): Html {
  const { home } = reader.text;
  const held = coins(reader, facts.totals.slice(0, COINS_SHOWN));
  if (held === undefined) return bold(home.nothing);
  const more = facts.totals.length - COINS_SHOWN;
  const withMore = joined([held, more > 0 ? home.more(more) : undefined], reader.text.common.separator);
  const worth = facts.dollars === undefined ? undefined : reader.format.dollars(facts.dollars);
  return home.inEarn(joined([withMore, worth], ' '));
}

function nextLines(
  reader: Reader,
  facts: HomeFacts,
  environment: Environment,
): readonly (Html | undefined)[] {
  const { home } = reader.text;
  const { moment, money } = reader.format;
  const end = facts.nextMaturity;
  const held = end?.order.order;
  return [
    facts.nextPayoutAt === undefined
      ? undefined
      : home.nextPayout(moment(facts.nextPayoutAt, environment, 'minute')),
    end === undefined || held === undefined
      ? undefined
      : home.nextMaturity(
          moment(end.at, environment, 'day'),
          html`${money(held.investAmt, held.currency)} · ${productTitle(reader, held)}`,
        ),
  ];
}

function stateLine(reader: Reader, facts: HomeFacts): string | undefined {
  const { testing, viewOnly, rejected } = reader.text.home;
  return { testing, view: viewOnly, rejected, active: undefined }[facts.account.status];
}

function ageLine(reader: Reader, facts: HomeFacts, now: number): Html | undefined {
  if (facts.asOf === undefined) return undefined;
  if (facts.problem !== undefined) {
    const age = spanText(reader, now - facts.asOf);
    return reader.text.home.snapshot(readProblemText(reader, facts.problem), age);
  }
  return html`<i>${reader.text.common.asOf(reader.format.realMoment(facts.asOf, 'minute'))}</i>`;
}

function homeKeyboard(reader: Reader, facts: HomeFacts): View['keyboard'] {
  const { home, common } = reader.text;
  const money = facts.account.status === 'active';
  const open = facts.unsettled.length;
  const unsettled: Button | undefined =
    open === 0 ? undefined : opens(home.unsettledButton(open), { name: 'unsettled' });
  return keyboard(
    [unsettled],
    [
      money ? opens(home.deposit, { name: 'products', page: 1, purpose: 'act' }, 'primary') : undefined,
      money && facts.orders.length > 0
        ? opens(home.redeem, { name: 'orders', page: 1, purpose: 'redeem' })
        : undefined,
    ],
    [
      opens(home.orders, { name: 'orders', page: 1, purpose: 'look' }),
      opens(home.products, { name: 'products', page: 1, purpose: 'look' }),
    ],
    [opens(home.history, { name: 'history', page: 1 }), opens(home.accounts, { name: 'accounts' })],
    [opens(home.settings, { name: 'settings' }), opens(common.refresh, { name: 'home' })],
  );
}

export function viewHome(reader: Reader, facts: HomeFacts, extras: HomeExtras): View {
  const { home } = reader.text;
  const none = home.none;
  // Without a zone of the person's own a day is not theirs, and the line says whose it is.
  const today = reader.format.zoneName === 'UTC' ? home.todayUtc : home.today;
  const rate = facts.blendedApr;
  return {
    text: lines(
      tagLine(reader, facts.account),
      ...extras.notes,
      totalLine(reader, facts),
      '',
      today(gains(reader, facts.earnedToday) ?? none),
      home.month(gains(reader, facts.earned30Days) ?? none),
      home.since(gains(reader, facts.earnedSince) ?? none),
      rate === undefined ? undefined : home.blended(reader.format.percent(rate)),
      '',
      payoutLine(reader, facts),
      ...nextLines(reader, facts, facts.account.environment),
      freeLine(reader, facts),
      '',
      facts.unsettled.length === 0 ? undefined : bold(home.unsettled(facts.unsettled.length)),
      stateLine(reader, facts),
      ageLine(reader, facts, extras.now),
      extras.code === undefined ? undefined : reader.text.common.reference(extras.code),
    ),
    keyboard: homeKeyboard(reader, facts),
  };
}

/** A known person without an account. */
export function viewHomeWithoutAccount(reader: Reader, notes: readonly Html[]): View {
  const { home, start } = reader.text;
  return {
    text: lines(...notes, bold(home.noAccount), home.noAccountText),
    keyboard: keyboard(
      [opens(start.tryPractice, { name: 'practice' }), opens(start.connect, { name: 'connect' }, 'primary')],
      [
        opens(home.products, { name: 'products', page: 1, purpose: 'look' }),
        opens(home.settings, { name: 'settings' }),
      ],
    ),
  };
}

/** After switching: says which account is in use and leads on. */
export function viewSwitched(reader: Reader, account: NamedAccount): View {
  const switched = reader.text.accounts.switched(accountLabel(account));
  return {
    text: lines(marked(reader, switched, account.environment)),
    keyboard: keyboard([homeButton(reader), opens(reader.text.home.accounts, { name: 'accounts' })]),
  };
}
