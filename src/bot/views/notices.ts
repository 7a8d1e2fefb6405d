// What the bot tells unasked, worded by kind. The first line carries the fact; at most six lines and three buttons.
import type { NoticeAccount, NoticeData, NoticeKind } from '../../app/notice.ts';
import type { View } from '../../app/ports.ts';
import { referenceOf } from '../../domain/reference.ts';
import { button, opensNew } from '../action.ts';
import { html, lines, shortened } from '../html.ts';
import type { ConfirmFacts } from './confirm-card.ts';
import { keyboard } from './keyboard.ts';
import { accountLabel, marked, productTitle, tagged } from './names.ts';
import { viewOperatorAlert } from './operator-notice.ts';
import { viewPayout } from './payout-notice.ts';
import type { Reader } from './reader.ts';
import { viewReceipt } from './receipt.ts';

export interface NoticeExtras {
  /** An earlier try may have reached the person. */
  readonly repeat: boolean;
  readonly reconcileWaitMs: number;
  /** The card that comes with a receipt, while it may still be confirmed. */
  readonly card?: ConfirmFacts | undefined;
}

type Data<Kind extends NoticeKind> = Extract<NoticeData, { readonly kind: Kind }>;
type Views = {
  readonly [Kind in NoticeKind]: (reader: Reader, data: Data<Kind>, extras: NoticeExtras) => View;
};

const home = (reader: Reader) => opensNew(reader.text.common.home, { name: 'home' });
const orderButton = (reader: Reader, orderId: number) =>
  opensNew(reader.text.home.orders, { name: 'order', orderId });
const ordersButton = (reader: Reader) =>
  opensNew(reader.text.home.orders, { name: 'orders', page: 1, purpose: 'look' });

function viewLate(reader: Reader, data: Data<'payout_late'>): View {
  const { notices } = reader.text;
  const due = reader.format.moment(data.expectedAt, data.account.environment, 'minute');
  return {
    text: lines(
      tagged(reader, notices.late(productTitle(reader, data.product)), data.account),
      notices.lateText(due),
    ),
    keyboard: keyboard([ordersButton(reader), home(reader)]),
  };
}

function viewClosed(reader: Reader, data: Data<'order_closed'>): View {
  const { notices } = reader.text;
  const { money } = reader.format;
  const amount = money(data.amount, data.product.currency);
  const title = productTitle(reader, data.product);
  const fact = data.why === 'matured' ? notices.matured(amount, title) : notices.redeemed(amount, title);
  return {
    text: lines(
      tagged(reader, fact, data.account),
      data.interest === undefined
        ? notices.closedUnstated
        : notices.closedInterest(money(data.interest, data.product.currency)),
      reader.text.orders.number(data.orderId),
    ),
    keyboard: keyboard([ordersButton(reader), home(reader)]),
  };
}

function viewForeign(reader: Reader, data: Data<'foreign_change'>): View {
  const { notices } = reader.text;
  const amount =
    data.amount === undefined
      ? notices.unknownAmount
      : reader.format.money(data.amount, data.product.currency);
  return {
    text: lines(
      tagged(reader, notices.foreign[data.change](amount, productTitle(reader, data.product)), data.account),
      notices.foreignText,
    ),
    keyboard: keyboard([
      data.change === 'closed' ? ordersButton(reader) : orderButton(reader, data.orderId),
      home(reader),
    ]),
  };
}

function viewMaturity(reader: Reader, data: Data<'maturity_soon'>): View {
  const { notices, orders } = reader.text;
  const amount = reader.format.money(data.amount, data.product.currency);
  const change = data.autoRenew ? orders.renewOff : orders.renewOn;
  return {
    text: lines(
      tagged(reader, notices.soon(data.days, amount, productTitle(reader, data.product)), data.account),
      notices.soonEnds(reader.format.moment(data.endsAt, data.account.environment, 'minute')),
      data.autoRenew ? notices.soonRenews : notices.soonPays,
    ),
    keyboard: keyboard(
      [
        button(change, {
          kind: 'renew',
          orderId: data.orderId,
          autoRenew: !data.autoRenew,
          fresh: true,
        }),
      ],
      [orderButton(reader, data.orderId), home(reader)],
    ),
  };
}

function viewConnected(reader: Reader, data: Data<'connected'>): View {
  const { notices } = reader.text;
  return {
    text: lines(
      marked(reader, notices.connected(accountLabel(data.account)), data.account.environment),
      notices.connectedOrders(data.orders),
      data.canReadBalance ? undefined : notices.connectedNoBalance,
      data.account.environment === 'practice' ? undefined : notices.connectedCheck,
      data.overlaps === undefined ? undefined : notices.overlaps(accountLabel(data.overlaps)),
    ),
    keyboard: keyboard(
      [home(reader), ordersButton(reader)],
      [data.overlaps === undefined ? undefined : twinButton(reader, data, data.overlaps)],
    ),
  };
}

/** Leads to the question whether the account that shows the same orders is to go on with the new key. */
function twinButton(reader: Reader, { account, mayReplaceKey }: Data<'connected'>, other: NoticeAccount) {
  const { accounts, home: words } = reader.text;
  if (mayReplaceKey !== true) return opensNew(words.accounts, { name: 'accounts' });
  const label = accounts.replaceKeyOf(accountLabel(other));
  return opensNew(label, { name: 'replace_key', into: other.accountId, from: account.accountId });
}

function viewConnectFailed(reader: Reader, data: Data<'connect_failed'>): View {
  const { notices, connect } = reader.text;
  const refused = data.reason === 'refused';
  return {
    text: lines(
      marked(reader, refused ? notices.connectRefused : notices.connectUnavailable, data.environment),
      refused ? notices.connectRefusedText : notices.connectUnavailableText,
      data.code === undefined ? undefined : reader.text.common.reference(data.code),
    ),
    keyboard: keyboard([opensNew(connect.again, { name: 'connect' }), home(reader)]),
  };
}

function viewKeyRejected(reader: Reader, data: Data<'key_rejected'>): View {
  const { notices } = reader.text;
  const { accountId, environment } = data.account;
  return {
    text: lines(
      marked(reader, notices.keyRejected(accountLabel(data.account)), environment),
      notices.keyRejectedText,
      reader.text.common.reference(referenceOf(accountId)),
    ),
    keyboard: keyboard([
      // A practice account has no key to replace: another one is opened.
      environment === 'practice'
        ? opensNew(reader.text.accounts.openPractice, { name: 'practice' })
        : opensNew(notices.replaceKey, { name: 'connect_steps', environment, replaces: accountId }),
      home(reader),
    ]),
  };
}

function viewAccessAsked(reader: Reader, data: Data<'access_asked'>): View {
  const { notices } = reader.text;
  const userId = data.person.id;
  return {
    text: lines(notices.accessAsked(shortened(data.person.name, 40) || '?', userId)),
    keyboard: keyboard([
      button(notices.letIn, { kind: 'answer_access', userId, approved: true }),
      button(notices.refuse, { kind: 'answer_access', userId, approved: false }),
    ]),
  };
}

const VIEWS: Views = {
  payout: viewPayout,
  payout_late: viewLate,
  receipt: (reader, data, extras) =>
    viewReceipt(reader, { ...data, reconcileWaitMs: extras.reconcileWaitMs, card: extras.card }),
  order_closed: viewClosed,
  foreign_change: viewForeign,
  maturity_soon: viewMaturity,
  connected: viewConnected,
  connect_failed: viewConnectFailed,
  key_rejected: viewKeyRejected,
  key_elsewhere: (reader) => ({
    text: lines(reader.text.notices.keyElsewhere, reader.text.notices.keyElsewhereText),
    keyboard: keyboard([opensNew(reader.text.home.accounts, { name: 'accounts' })]),
  }),
  secret_not_deleted: (reader) => ({
    text: lines(reader.text.notices.secretNotDeleted, reader.text.notices.secretNotDeletedText),
    keyboard: keyboard([opensNew(reader.text.home.accounts, { name: 'accounts' })]),
  }),
  slow_down: (reader) => ({
    text: lines(reader.text.notices.slowDown, reader.text.notices.slowDownText),
    keyboard: keyboard([home(reader)]),
  }),
  access_asked: viewAccessAsked,
  access_answered: (reader, data) => ({
    text: data.approved
      ? lines(reader.text.notices.accessGiven, reader.text.notices.accessGivenText)
      : lines(reader.text.notices.accessRefused),
    keyboard: data.approved ? keyboard([home(reader)]) : [],
  }),
  operator_alert: (reader, data) => viewOperatorAlert(reader, data.about),
};

/** Words a notice for its reader. A new kind does not compile until it is worded. */
export function viewNotice(data: NoticeData, reader: Reader, extras: NoticeExtras): View {
  // The table is keyed by the kind of the very value that is passed on.
  const word = VIEWS[data.kind] as (reader: Reader, data: NoticeData, extras: NoticeExtras) => View;
  const view = word(reader, data, extras);
  if (!extras.repeat) return view;
  return { ...view, text: lines({ markup: view.text }, html`<i>${reader.text.notices.repeat}</i>`) };
}
