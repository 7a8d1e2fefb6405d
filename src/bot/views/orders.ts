// Running orders: the list (to look, to redeem, to renew) and one order in full.
import type { ReadProblem } from '../../app/app.ts';
import type { View } from '../../app/ports.ts';
import { isPositive } from '../../domain/money.ts';
import type { Order } from '../../domain/order.ts';
import { productKind } from '../../domain/product.ts';
import { maturityOf } from '../../domain/redeem-rules.ts';
import { button, opens, type Screen } from '../action.ts';
import { bold, type Html, html, joined, lines } from '../html.ts';
import { backTo, firstFitting, fittedLabel, homeButton, keyboard, pageOf, pager } from './keyboard.ts';
import { exchangeName, type NamedAccount, onOff, productTitle, spanText, tagLine } from './names.ts';
import { readProblemText } from './problems.ts';
import type { Reader } from './reader.ts';

/** With pager and way home this keeps to eight rows. */
export const ORDERS_A_PAGE = 6;

export interface OrdersFacts {
  readonly account: NamedAccount;
  readonly orders: readonly Order[];
  /** Real clock. */
  readonly asOf: number;
  /** Why the list is a snapshot; undefined for a fresh one. */
  readonly problem: ReadProblem | undefined;
  /** Reference of the problem. */
  readonly code: string | undefined;
  readonly now: number;
  readonly canMove: boolean;
}

type OrdersScreen = Extract<Screen, { readonly name: 'orders' }>;

function fitting(facts: OrdersFacts, purpose: OrdersScreen['purpose']): readonly Order[] {
  switch (purpose) {
    case 'look':
      return facts.orders;
    case 'redeem':
      return facts.orders.filter((order) => !order.redemptionProcessing);
    case 'renew':
      return facts.orders.filter((order) => order.autoRenewSupported || order.autoRenew);
  }
}

function words(
  reader: Reader,
  purpose: OrdersScreen['purpose'],
): { readonly title: Html; readonly none: string } {
  const { orders } = reader.text;
  switch (purpose) {
    case 'look':
      return { title: orders.title, none: orders.none };
    case 'redeem':
      return { title: orders.pickRedeem, none: orders.noneToRedeem };
    case 'renew':
      return { title: orders.pickRenew, none: orders.noneToRenew };
  }
}

function ageLine(reader: Reader, facts: OrdersFacts): Html {
  const { problem } = facts;
  return problem !== undefined
    ? reader.text.orders.snapshot(readProblemText(reader, problem), spanText(reader, facts.now - facts.asOf))
    : html`<i>${reader.text.common.asOf(reader.format.realMoment(facts.asOf, 'minute'))}</i>`;
}

function orderRow(reader: Reader, order: Order, facts: OrdersFacts): Html {
  const { orders } = reader.text;
  const end = maturityOf(order);
  const row = orders.row(
    productTitle(reader, order),
    reader.format.money(order.investAmt, order.currency),
    reader.format.percent(order.rate),
  );
  const ends =
    end === undefined
      ? undefined
      : orders.endsRow(reader.format.moment(end, facts.account.environment, 'day'));
  return joined([row, ends], ' · ');
}

function orderButton(reader: Reader, order: Order, purpose: OrdersScreen['purpose']) {
  const amount = reader.format.label(order.investAmt, order.currency);
  const title = productTitle(reader, order);
  const { renewOn, renewOff } = reader.text.orders;
  const change = order.autoRenew ? renewOff : renewOn;
  const withChange = (shown: string) => (purpose === 'renew' ? `${shown} · ${change}` : shown);
  const byNumber = withChange(String(order.id));
  const told = amount === undefined ? byNumber : firstFitting(withChange(amount), byNumber);
  const label = fittedLabel({ name: title, told, first: 'name' });
  switch (purpose) {
    case 'look':
      return opens(label, { name: 'order', orderId: order.id });
    case 'redeem':
      return button(label, { kind: 'start_redeem', orderId: order.id });
    case 'renew':
      return button(label, { kind: 'renew', orderId: order.id, autoRenew: !order.autoRenew });
  }
}

export function viewOrders(reader: Reader, facts: OrdersFacts, screen: OrdersScreen): View {
  const { text } = reader;
  const found = fitting(facts, screen.purpose);
  const paged = pageOf(found, screen.page, ORDERS_A_PAGE);
  const { title, none } = words(reader, screen.purpose);
  const leave = screen.purpose === 'look' ? homeButton(reader) : opens(text.common.cancel, { name: 'home' });
  return {
    text: lines(
      tagLine(reader, facts.account),
      paged.pages > 1 ? html`${title} ${text.common.page(paged.page, paged.pages)}` : title,
      '',
      ...(found.length === 0 ? [none] : paged.items.map((order) => orderRow(reader, order, facts))),
      '',
      ageLine(reader, facts),
      facts.code === undefined ? undefined : reader.text.common.reference(facts.code),
    ),
    keyboard: keyboard(
      ...paged.items.map((order) => [orderButton(reader, order, screen.purpose)]),
      pager(reader, { page: paged.page, hasNext: paged.page < paged.pages }, (page) => ({ ...screen, page })),
      [leave],
    ),
  };
}

function factLines(reader: Reader, order: Order, facts: OrdersFacts): readonly (Html | string | undefined)[] {
  const { orders } = reader.text;
  const { moment, money, percent } = reader.format;
  const at = (ms: number) => moment(ms, facts.account.environment, 'minute');
  const end = maturityOf(order);
  const renews = order.autoRenewSupported || order.autoRenew;
  return [
    orders.amount(money(order.investAmt, order.currency)),
    orders.rate(percent(order.rate)),
    orders.earned(money(order.interestEarned, order.currency)),
    order.nextInterestPayoutTime > 0 ? orders.nextPayout(at(order.nextInterestPayoutTime)) : undefined,
    order.startTime > 0 ? orders.started(at(order.startTime)) : undefined,
    end === undefined
      ? productKind(order.type) === 'flex'
        ? orders.noEnd
        : undefined
      : orders.ends(at(end)),
    renews ? orders.renewal(onOff(reader, order.autoRenew)) : reader.text.products.noAutoRenew,
    order.compounding ? orders.compounding : undefined,
    order.payoutLockTimeMs > 0 ? orders.lock(spanText(reader, order.payoutLockTimeMs)) : undefined,
    isPositive(order.investAmt) && order.redemptionProcessing ? bold(orders.redeeming) : undefined,
    orders.number(order.id),
  ];
}

export function viewOrder(reader: Reader, order: Order, facts: OrdersFacts): View {
  const { orders, home } = reader.text;
  const name = exchangeName(order);
  const renews = order.autoRenewSupported || order.autoRenew;
  const redeem =
    facts.canMove && !order.redemptionProcessing
      ? button(orders.redeem, { kind: 'start_redeem', orderId: order.id }, 'primary')
      : undefined;
  const renewal =
    facts.canMove && renews
      ? button(order.autoRenew ? orders.renewOff : orders.renewOn, {
          kind: 'renew',
          orderId: order.id,
          autoRenew: !order.autoRenew,
        })
      : undefined;
  return {
    text: lines(
      tagLine(reader, facts.account),
      bold(productTitle(reader, order)),
      name === '' ? undefined : reader.text.products.exchangeName(name),
      ...factLines(reader, order, facts),
      ageLine(reader, facts),
      facts.code === undefined ? undefined : reader.text.common.reference(facts.code),
    ),
    keyboard: keyboard(
      [redeem, renewal],
      [opens(home.history, { name: 'history', page: 1, coin: order.currency })],
      [backTo(reader, { name: 'orders', page: 1, purpose: 'look' }), homeButton(reader)],
    ),
  };
}
