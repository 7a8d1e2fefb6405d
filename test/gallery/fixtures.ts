// Every view and push with fixed example data: the gallery page is built from this list, and so are the tests of
// lengths, placeholders, markup, texts and hidden amounts. Long, since a view is found here beside its like.
import type { App, PrepareProblem } from '../../src/app/app.ts';
import type { NoticeAccount, NoticeData } from '../../src/app/notice.ts';
import type { ExchangeFailureKind, View } from '../../src/app/ports.ts';
import type { Language } from '../../src/app/store.ts';
import { firstDepositStep } from '../../src/bot/conversations/deposit.ts';
import { viewDepositStep } from '../../src/bot/conversations/deposit-view.ts';
import { viewRedeemStep } from '../../src/bot/conversations/redeem.ts';
import type { Note } from '../../src/bot/conversations/step.ts';
import { createFormat } from '../../src/bot/format.ts';
import { type Html, html } from '../../src/bot/html.ts';
import type { Catalogue } from '../../src/bot/locales/catalogue.ts';
import {
  viewAccount,
  viewAccounts,
  viewDisconnect,
  viewKeyReplaced,
  viewRenameStep,
  viewReplaceKey,
} from '../../src/bot/views/accounts.ts';
import { type ConfirmFacts, viewConfirmCard } from '../../src/bot/views/confirm-card.ts';
import {
  viewCapture,
  viewCaptureExpired,
  viewCaptureStopped,
  viewConnect,
  viewConnectOutcome,
  viewConnectSteps,
  viewSecretSeen,
} from '../../src/bot/views/connect.ts';
import { viewHistory, viewHistoryFound } from '../../src/bot/views/history.ts';
import { viewHistoryFilter } from '../../src/bot/views/history-filter.ts';
import { viewHome, viewHomeWithoutAccount, viewSwitched } from '../../src/bot/views/home.ts';
import { viewNotice } from '../../src/bot/views/notices.ts';
import { viewOrder, viewOrders } from '../../src/bot/views/orders.ts';
import {
  viewApology,
  viewChecking,
  viewConnectFirst,
  viewHint,
  viewNotPrepared,
  viewReadProblem,
} from '../../src/bot/views/problems.ts';
import { viewProduct } from '../../src/bot/views/product.ts';
import { viewProductFilter, viewProducts } from '../../src/bot/views/products.ts';
import { type Reader, readerOf } from '../../src/bot/views/reader.ts';
import { receiptOf, viewReceipt, viewSending } from '../../src/bot/views/receipt.ts';
import {
  viewSettings,
  viewStatus,
  viewTimeZoneSet,
  viewTimeZoneStep,
  viewTimeZones,
} from '../../src/bot/views/settings.ts';
import {
  viewBecomeOwner,
  viewForget,
  viewForgetSure,
  viewForgotten,
  viewHelp,
  viewLanguages,
  viewNoAccess,
  viewPractice,
  viewPrivacy,
  viewWelcome,
} from '../../src/bot/views/start.ts';
import { viewOperation, viewUnsettled } from '../../src/bot/views/unsettled.ts';
import type { DepositProblem } from '../../src/domain/deposit-rules.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { Move, Operation, OperationResult, OperationState } from '../../src/domain/operation.ts';
import type { HistoryRow } from '../../src/domain/order.ts';
import type { RedeemProblem } from '../../src/domain/redeem-rules.ts';
import {
  accountOf,
  DAY_MS,
  FIXED,
  FIXED_ORDER,
  FLEX,
  NOW,
  operationOf,
  orderOf,
  productOf,
  storedOf,
} from '../bot/facts.ts';

export interface GalleryItem {
  readonly id: string;
  readonly title: string;
  /** `dressed` may give the view another reader than the one of the language: with traced texts, or hidden amounts. */
  readonly view: (language: Language, dressed?: (reader: Reader) => Reader) => View;
}

const MAIN = accountOf();
const PRACTICE = accountOf({ id: 'account-practice', environment: 'practice', label: 'Practice' });
const ORDER = orderOf();
const FLEX_NAME = { name: FLEX.name, currency: FLEX.currency, type: FLEX.type };
const FIXED_NAME = { name: FIXED.name, currency: FIXED.currency, type: FIXED.type };
const LIVE: NoticeAccount = { accountId: MAIN.id, label: 'Main', environment: 'live' };
const DEMO: NoticeAccount = { accountId: PRACTICE.id, label: 'Practice', environment: 'practice' };
const WAIT_MS = 600_000;

type Build = (reader: Reader) => View;

function item(
  id: string,
  title: string,
  build: Build,
  options: { several?: boolean; timeZone?: string } = {},
): GalleryItem {
  return {
    id,
    title,
    view: (language, dressed = (reader) => reader) => {
      const person = { language, timeZone: options.timeZone ?? 'Asia/Taipei', hiddenAmounts: false };
      return build(dressed(readerOf(person, options.several === true ? 2 : 1)));
    },
  };
}

/** The same reader as a person who hides amounts. */
function hiding(reader: Reader): Reader {
  return { ...reader, hidden: true, format: createFormat(reader.language, reader.timeZone, true) };
}

/** The item once more for a person who hides amounts, where that changes anything. */
function hiddenOf(shown: GalleryItem): readonly GalleryItem[] {
  const changes = JSON.stringify(shown.view('en')) !== JSON.stringify(shown.view('en', hiding));
  return changes
    ? [
        {
          id: `${shown.id}-hidden`,
          title: `${shown.title}, hidden amounts`,
          view: (language, dressed = (reader) => reader) =>
            shown.view(language, (reader) => hiding(dressed(reader))),
        },
      ]
    : [];
}

const HOME: Parameters<typeof viewHome>[1] = {
  account: MAIN,
  orders: storedOf([ORDER, FIXED_ORDER]),
  asOf: NOW,
  problem: undefined,
  totals: [
    { currency: 'USDT', amount: amountOf('12500.25') },
    { currency: 'BTC', amount: amountOf('0.5') },
  ],
  dollars: amountOf('61234.5678'),
  earnedToday: [{ currency: 'USDT', amount: amountOf('1.25') }],
  earned30Days: [
    { currency: 'USDT', amount: amountOf('37.5') },
    { currency: 'BTC', amount: amountOf('0.00092465') },
  ],
  earnedSince: [{ currency: 'USDT', amount: amountOf('112.48') }],
  blendedApr: amountOf('3.1234'),
  lastPayout: {
    at: NOW - DAY_MS,
    lines: [
      { currency: 'USDT', amount: amountOf('1.25') },
      { currency: 'BTC', amount: undefined },
    ],
  },
  nextPayoutAt: NOW + 8 * 3_600_000,
  nextMaturity: storedOf([FIXED_ORDER]).map((order) => ({ at: NOW + 20 * DAY_MS, order }))[0],
  free: [{ currency: 'USDT', total: amountOf('2000'), available: amountOf('1999.99') }],
  unsettled: [operationOf({ state: 'unknown' })],
};

const ROWS: readonly HistoryRow[] = [
  'INVEST_SERVICE_TYPE_DEPOSIT',
  'INVEST_SERVICE_TYPE_AUTO_EARN_PAYOUT',
  'mystery<b>',
  'INVEST_SERVICE_TYPE_REDEEM',
  'INVEST_SERVICE_TYPE_INTEREST',
  'INVEST_SERVICE_TYPE_RENEW',
].map((txnType, index) => ({
  ...FLEX_NAME,
  txnTime: NOW - index * DAY_MS,
  txnType,
  rate: amountOf('3.65'),
  amount: amountOf('500'),
  totalAmount: amountOf('1500'),
  interestEarned: index === 1 ? amountOf('0.42') : undefined,
  // Whole days, and a length in a unit that nobody published.
  duration: index === 0 ? 30 * DAY_MS : 7,
}));

const REDEEM: Move = {
  kind: 'redeem',
  product: FIXED_NAME,
  orderId: 502,
  amount: amountOf('0.25'),
  whole: false,
};
const RENEW: Move = { kind: 'renew', product: FIXED_NAME, orderId: 502, autoRenew: true };
const RENEW_OFF: Move = { ...RENEW, autoRenew: false };
const DEPOSIT_FIXED: Move = {
  kind: 'deposit',
  product: { id: FIXED.id, ...FIXED_NAME },
  amount: amountOf('0.25'),
  days: 30,
  renew: true,
};

const UNKNOWN = operationOf({
  state: 'unknown',
  sentAt: NOW,
  dueAt: NOW + 30_000,
  settling: { since: NOW, absentSince: undefined, looks: 3, reachableMs: 5, lastLookAt: NOW },
});
const MOVE_FACTS = { account: MAIN, reconcileWaitMs: WAIT_MS, now: NOW, hasOthers: false };

/** The receipt of a move of which nothing was sent, with the card of the same move on the facts of now. */
function unsent(result: OperationResult, facts: Omit<ConfirmFacts, 'environmentNow' | 'note'>): Build {
  const { move } = facts.operation;
  const operation = operationOf({ id: 'operation-0', state: 'expired', result, move });
  const card = { ...facts, environmentNow: NOW, note: undefined };
  return (reader) => viewReceipt(reader, { ...receiptOf(operation, facts.account, WAIT_MS), card });
}

function receipt(state: OperationState, result: OperationResult | undefined, move?: Move): Build {
  const operation: Operation = operationOf({ state, result, ...(move === undefined ? {} : { move }) });
  return (reader) => viewReceipt(reader, receiptOf(operation, MAIN, WAIT_MS));
}

function notice(data: NoticeData, repeat = false): Build {
  return (reader) => viewNotice(data, reader, { repeat, reconcileWaitMs: WAIT_MS });
}

const EXCHANGE_DOWN = {
  kind: 'exchange',
  failure: { kind: 'unavailable', status: undefined, code: undefined, retryAfterMs: undefined },
} as const;
const ORDERS = {
  account: MAIN,
  orders: [ORDER, FIXED_ORDER],
  asOf: NOW,
  problem: undefined,
  code: undefined,
  now: NOW,
  canMove: true,
};
const PRODUCTS = { products: [FLEX, FIXED], readAt: NOW, account: MAIN, canMove: true };
const FLOW_ACCOUNT = { id: MAIN.id, label: MAIN.label, environment: 'live' } as const;
const DEPOSIT_FACTS = {
  account: FLOW_ACCOUNT,
  product: FIXED,
  free: amountOf('2'),
  readAt: NOW,
  environmentNow: NOW,
};
const REDEEM_FACTS = { account: FLOW_ACCOUNT, order: FIXED_ORDER, readAt: NOW, environmentNow: NOW };
const MANY = Array.from({ length: 12 }, (_, index) =>
  productOf({
    id: `P${index}`,
    currency: `COIN${index}`,
    rates: [{ days: 30, rate: amountOf(`${index + 1}.5`) }],
  }),
);

const COINS = Array.from({ length: 30 }, (_, index) =>
  productOf({ id: `C${index}`, currency: `COIN${index}`, type: 'Fixed' }),
);
const HISTORY_OF_DEPOSITS = {
  name: 'history',
  page: 1,
  coin: 'USDT',
  txnType: 'INVEST_SERVICE_TYPE_DEPOSIT',
} as const;
const HISTORY_SEEN = {
  account: MAIN,
  coins: ['USDT', 'BTC', 'AXS'],
  txnTypes: ROWS.map(({ txnType }) => txnType),
};

const STATUS: Awaited<ReturnType<App['status']>> = {
  environments: [
    { environment: 'live', reachable: true, clockOffsetMs: 120 },
    { environment: 'testnet', reachable: false, clockOffsetMs: 65_000 },
    { environment: 'practice', reachable: true, clockOffsetMs: undefined },
  ],
  accounts: [
    { label: 'Main', environment: 'live', status: 'active', lastSyncAt: NOW },
    { label: 'Practice', environment: 'practice', status: 'testing', lastSyncAt: undefined },
  ],
  pendingNotices: 2,
  waitingChats: 1,
};

const START: readonly GalleryItem[] = [
  item('welcome', 'First screen', (reader) => viewWelcome(reader, { runBy: 'Ada', productLink: false })),
  item('welcome-link', 'First screen by a product link', (reader) =>
    viewWelcome(reader, { runBy: undefined, productLink: true }),
  ),
  item('access-asked', 'Owner was asked', (reader) => viewNoAccess(reader, 'asked')),
  item('access-waiting', 'Waiting for approval', (reader) => viewNoAccess(reader, 'waiting')),
  item('access-no-owner', 'No owner yet', (reader) => viewNoAccess(reader, 'no_owner')),
  item('access-owner-absent', 'Owner not met yet', (reader) => viewNoAccess(reader, 'owner_absent')),
  item('access-closed', 'Stranger', (reader) => viewNoAccess(reader, 'closed')),
  item('access-refused', 'Refused', (reader) => viewNoAccess(reader, 'refused')),
  item('become-owner', 'Become owner', (reader) => viewBecomeOwner(reader, 'payload')),
  item('help', 'Help', viewHelp),
  item('privacy', 'Privacy', (reader) => viewPrivacy(reader, 'Ada')),
  item('privacy-unknown', 'Privacy, owner unknown', (reader) => viewPrivacy(reader, undefined)),
  item('forget', 'Forget, first step', viewForget),
  item('forget-sure', 'Forget, second step', viewForgetSure),
  item('forgotten', 'Forgotten', (reader) =>
    viewForgotten(reader, {
      accounts: 2,
      underWay: [operationOf({ state: 'unknown' })],
      undeletedMessages: 2,
    }),
  ),
  item('forgotten-one', 'Forgotten, a message left', (reader) =>
    viewForgotten(reader, { accounts: 1, underWay: [], undeletedMessages: 1 }),
  ),
  item('practice', 'Practice', (reader) => viewPractice(reader, undefined)),
  item('practice-known', 'Practice, open already', (reader) => viewPractice(reader, 'account-practice')),
  item('languages', 'Languages', viewLanguages),
];

const SCREENS: readonly GalleryItem[] = [
  item('home', 'Home', (reader) => viewHome(reader, HOME, { now: NOW, notes: [], code: undefined })),
  item(
    'home-several',
    'Home, several accounts',
    (reader) => viewHome(reader, HOME, { now: NOW, notes: [], code: undefined }),
    { several: true },
  ),
  item('home-away', 'Home after being away', (reader) =>
    viewHome(reader, HOME, {
      now: NOW,
      notes: [
        reader.text.start.away(reader.format.gain(amountOf('9.75'), 'USDT'), 9),
        html`${reader.text.start.pushBack}`,
      ],
      code: undefined,
    }),
  ),
  item('home-stale', 'Home, exchange down', (reader) =>
    viewHome(
      reader,
      {
        ...HOME,
        account: PRACTICE,
        asOf: NOW - 3_700_000,
        problem: { kind: 'busy' },
        free: undefined,
        dollars: undefined,
      },
      { now: NOW, notes: [], code: 'AB12CD' },
    ),
  ),
  item('home-empty', 'Home, no account', (reader) => viewHomeWithoutAccount(reader, [])),
  item('products', 'Products', (reader) =>
    viewProducts(reader, { ...PRODUCTS, products: MANY }, { name: 'products', page: 2, purpose: 'look' }),
  ),
  item('products-pick', 'Deposit: which product', (reader) =>
    viewProducts(reader, PRODUCTS, { name: 'products', page: 1, purpose: 'act' }),
  ),
  item('products-none', 'Products, none', (reader) =>
    viewProducts(reader, { ...PRODUCTS, products: [] }, { name: 'products', page: 1, purpose: 'look' }),
  ),
  item('products-filtered', 'Products, filtered by coin and type', (reader) =>
    viewProducts(reader, PRODUCTS, {
      name: 'products',
      page: 1,
      purpose: 'look',
      coin: 'BTC',
      type: 'Fixed',
    }),
  ),
  item('products-no-match', 'Products, none matches', (reader) =>
    viewProducts(reader, PRODUCTS, { name: 'products', page: 1, purpose: 'act', coin: 'BTC', type: 'Flex' }),
  ),
  item('products-filter-coin', 'Products: which coin', (reader) =>
    viewProductFilter(
      reader,
      { ...PRODUCTS, products: COINS },
      { name: 'product_filter', by: 'coin', page: 2, purpose: 'look', coin: 'COIN14', type: 'Fixed' },
    ),
  ),
  item('products-filter-type', 'Products: which type', (reader) =>
    viewProductFilter(reader, PRODUCTS, {
      name: 'product_filter',
      by: 'type',
      page: 1,
      purpose: 'act',
      type: 'Fixed',
    }),
  ),
  item('product-flex', 'Product, flexible', (reader) => viewProduct(reader, FLEX, PRODUCTS)),
  item('product-fixed', 'Product, fixed', (reader) =>
    viewProduct(
      reader,
      { ...FIXED, dailyLimit: amountOf('100'), compounding: true, startDate: NOW, interestStartDate: NOW },
      PRODUCTS,
    ),
  ),
  item('product-unconnected', 'Product before connecting', (reader) =>
    viewProduct(reader, FIXED, { account: undefined, canMove: false }),
  ),
  item('product-view-only', 'Product, view only', (reader) =>
    viewProduct(reader, FIXED, { ...PRODUCTS, canMove: false }),
  ),
  item('orders', 'Orders', (reader) =>
    viewOrders(reader, ORDERS, { name: 'orders', page: 1, purpose: 'look' }),
  ),
  item('orders-redeem', 'Redeem: which order', (reader) =>
    viewOrders(reader, ORDERS, { name: 'orders', page: 1, purpose: 'redeem' }),
  ),
  item('orders-renew', 'Renew: which order', (reader) =>
    viewOrders(
      reader,
      { ...ORDERS, problem: EXCHANGE_DOWN, code: 'AB12CD', now: NOW + 90_000 },
      { name: 'orders', page: 1, purpose: 'renew' },
    ),
  ),
  item('orders-none', 'Orders, none', (reader) =>
    viewOrders(reader, { ...ORDERS, orders: [] }, { name: 'orders', page: 1, purpose: 'look' }),
  ),
  item('order', 'Order', (reader) =>
    viewOrder(reader, { ...FIXED_ORDER, payoutLockTimeMs: DAY_MS, compounding: true }, ORDERS),
  ),
  item('order-redeeming', 'Order, redemption running', (reader) =>
    viewOrder(reader, { ...ORDER, redemptionProcessing: true }, { ...ORDERS, account: PRACTICE }),
  ),
  item('history', 'History', (reader) =>
    viewHistory(reader, { account: MAIN, rows: ROWS, page: 1, pages: 5, hasNext: true }),
  ),
  item('history-no-total', 'History, no total told', (reader) =>
    viewHistory(reader, { account: PRACTICE, rows: ROWS, page: 2, pages: undefined, hasNext: true }),
  ),
  item('history-empty', 'History, empty', (reader) =>
    viewHistory(reader, { account: MAIN, rows: [], page: 1, pages: 1, hasNext: false }),
  ),
  item('history-filtered', 'History, filtered by coin and kind', (reader) =>
    viewHistoryFound(
      reader,
      { account: MAIN, rows: ROWS.slice(0, 1), next: undefined, lookedAt: 120, stopped: false },
      { ...HISTORY_OF_DEPOSITS, page: 2, from: { page: 2, skip: 3 }, before: [{ page: 1, skip: 0 }] },
    ),
  ),
  item('history-stopped', 'History, filtered, stopped on the way', (reader) =>
    viewHistoryFound(
      reader,
      {
        account: PRACTICE,
        rows: ROWS.slice(0, 1),
        next: { page: 11, skip: 0 },
        lookedAt: 500,
        stopped: true,
      },
      HISTORY_OF_DEPOSITS,
    ),
  ),
  item('history-no-match', 'History, none matches', (reader) =>
    viewHistoryFound(
      reader,
      { account: MAIN, rows: [], next: undefined, lookedAt: 120, stopped: false },
      HISTORY_OF_DEPOSITS,
    ),
  ),
  item('history-filter-coin', 'History: which coin', (reader) =>
    viewHistoryFilter(reader, HISTORY_SEEN, { name: 'history_filter', by: 'coin', page: 1, coin: 'USDT' }),
  ),
  item('history-filter-kind', 'History: which kind', (reader) =>
    viewHistoryFilter(reader, HISTORY_SEEN, { name: 'history_filter', by: 'kind', page: 1, coin: 'USDT' }),
  ),
  item('unsettled', 'Unsettled moves', (reader) =>
    viewUnsettled(
      reader,
      [
        UNKNOWN,
        operationOf({ id: 'operation-2', state: 'needs_review', sentAt: NOW }),
        operationOf({ id: 'operation-3', state: 'unknown', sentAt: NOW, dueAt: NOW + 2_000 }),
        operationOf({ id: 'operation-4', state: 'unknown', sentAt: NOW, dueAt: NOW - 100 }),
        operationOf({ id: 'operation-5', state: 'confirmed' }),
      ],
      MAIN,
      NOW,
    ),
  ),
  item('operation', 'One unsettled move, being checked', (reader) =>
    viewOperation(reader, { ...MOVE_FACTS, operation: UNKNOWN }),
  ),
  item('operation-unread', 'One unsettled move, the exchange does not answer', (reader) =>
    viewOperation(reader, {
      ...MOVE_FACTS,
      operation: operationOf({
        state: 'unknown',
        sentAt: NOW,
        dueAt: NOW + 2_000,
        settling: { since: NOW, absentSince: undefined, looks: 0, reachableMs: 0, lastLookAt: NOW },
      }),
    }),
  ),
  item('operation-review', 'One unsettled move, to be decided', (reader) =>
    viewOperation(reader, {
      ...MOVE_FACTS,
      operation: operationOf({
        state: 'needs_review',
        sentAt: NOW,
        result: { kind: 'several', candidates: ROWS.slice(0, 3) },
      }),
    }),
  ),
  item('accounts', 'Accounts', (reader) => viewAccounts(reader, [MAIN, PRACTICE], MAIN.id), {
    several: true,
  }),
  item('accounts-none', 'Accounts, none', (reader) => viewAccounts(reader, [], undefined)),
  item('account', 'Account', (reader) => viewAccount(reader, MAIN, false), { several: true }),
  item('disconnect', 'Disconnect', (reader) => viewDisconnect(reader, MAIN)),
  item('replace-key', 'Replace the key of a twin', (reader) =>
    viewReplaceKey(reader, MAIN, { ...MAIN, id: 'account-new', label: 'Account 2', keyTail: '9f3c' }),
  ),
  item('key-replaced', 'Key replaced', (reader) => viewKeyReplaced(reader, MAIN)),
  item('replace-key-busy', 'Key not replaced, a move under way', (reader) =>
    viewHint(reader, reader.text.accounts.replaceUnderWay('Account 2')),
  ),
  item('replace-key-apart', 'Key not replaced, other orders', (reader) =>
    viewHint(reader, reader.text.accounts.replaceNotSame),
  ),
  item('rename', 'Rename', (reader) => viewRenameStep(reader, MAIN, 'flow', reader.text.accounts.badName)),
  item('switched', 'Switched', (reader) => viewSwitched(reader, MAIN)),
  item('settings', 'Settings', viewSettings),
  item('time-zones', 'Time zone', (reader) => viewTimeZones(reader, NOW)),
  item('time-zones-history', 'Time zone, asked on the way', (reader) =>
    viewTimeZones(reader, NOW, { name: 'history', page: 1, coin: 'USDT' }),
  ),
  item('time-zone-typed', 'Time zone, typed', (reader) =>
    viewTimeZoneStep(reader, 'flow', reader.text.settings.badZone),
  ),
  item('time-zone-set', 'Time zone, set', (reader) => viewTimeZoneSet(reader, NOW)),
  item('status', 'Status', (reader) => viewStatus(reader, STATUS, { owner: false, paused: false })),
  item('status-owner', 'Status, owner, paused', (reader) =>
    viewStatus(reader, { ...STATUS, pendingNotices: 0, waitingChats: 0 }, { owner: true, paused: true }),
  ),
];

const CONNECT: readonly GalleryItem[] = [
  item('connect', 'Connect', (reader) => viewConnect(reader, undefined)),
  item('connect-live', 'Connect, live: four steps', (reader) => viewConnectSteps(reader, 'live', undefined)),
  item('connect-testnet', 'Connect, testnet', (reader) =>
    viewConnectSteps(reader, 'testnet', 'account-main'),
  ),
  item('capture-key', 'Send the key', (reader) => viewCapture(reader, 'key')),
  item('capture-passphrase', 'Send the passphrase', (reader) => viewCapture(reader, 'passphrase')),
  item('capture-bad', 'Not a key', (reader) => viewCapture(reader, 'bad_text')),
  item('capture-expired', 'Capture over', viewCaptureExpired),
  item('capture-stopped', 'Capture stopped', viewCaptureStopped),
  item('secret-seen', 'Key-shaped text', viewSecretSeen),
  item('connect-testing', 'Key being tested', (reader) =>
    viewConnectOutcome(reader, { kind: 'testing', account: MAIN }),
  ),
  item('connect-practice', 'Practice being opened', (reader) =>
    viewConnectOutcome(reader, { kind: 'testing', account: PRACTICE }),
  ),
  item('connect-already', 'Key connected already', (reader) =>
    viewConnectOutcome(reader, { kind: 'already', account: MAIN }),
  ),
  item('connect-taken', 'Key of another person', (reader) => viewConnectOutcome(reader, { kind: 'taken' })),
  item('connect-many', 'Too many accounts', (reader) =>
    viewConnectOutcome(reader, { kind: 'too_many_accounts', limit: 5 }),
  ),
];

const STEPS: readonly GalleryItem[] = [
  item('deposit-term', 'Deposit: term', (reader) =>
    viewDepositStep(reader, firstDepositStep(DEPOSIT_FACTS, undefined), 'flow'),
  ),
  item(
    'deposit-amount',
    'Deposit: amount',
    (reader) => viewDepositStep(reader, { at: 'amount', days: 30, facts: DEPOSIT_FACTS }, 'flow'),
    { several: true },
  ),
  item('deposit-amount-problem', 'Deposit: amount refused', (reader) =>
    viewDepositStep(
      reader,
      {
        at: 'amount',
        days: 30,
        facts: { ...DEPOSIT_FACTS, free: undefined },
        note: {
          kind: 'deposit_problem',
          problem: {
            kind: 'off_step',
            step: amountOf('0.0001'),
            lower: amountOf('0.25'),
            upper: amountOf('0.2501'),
          },
        },
      },
      'flow',
    ),
  ),
  item('deposit-amount-trouble', 'Deposit: exchange down on the way', (reader) =>
    viewDepositStep(
      reader,
      {
        at: 'amount',
        days: 30,
        facts: DEPOSIT_FACTS,
        note: { kind: 'trouble', problem: EXCHANGE_DOWN, code: 'AB12CD' },
      },
      'flow',
    ),
  ),
  item('deposit-reading', 'Deposit: two readings', (reader) =>
    viewDepositStep(
      reader,
      {
        at: 'reading',
        days: 30,
        facts: DEPOSIT_FACTS,
        typed: '1,500',
        readings: [amountOf('1500'), amountOf('1.5')],
      },
      'flow',
    ),
  ),
  item('deposit-renew', 'Deposit: renewal', (reader) =>
    viewDepositStep(
      reader,
      {
        at: 'renew',
        days: 30,
        amount: amountOf('0.25'),
        facts: DEPOSIT_FACTS,
        note: { kind: 'read', amount: amountOf('0.25') },
      },
      'flow',
    ),
  ),
  item('deposit-third', 'Deposit: third step', (reader) =>
    viewDepositStep(
      reader,
      {
        at: 'type_amount',
        days: 30,
        amount: amountOf('0.25'),
        renew: true,
        facts: DEPOSIT_FACTS,
        note: { kind: 'typed_wrong' },
      },
      'flow',
    ),
  ),
  item('redeem-amount', 'Redeem: amount', (reader) =>
    viewRedeemStep(reader, { at: 'amount', facts: REDEEM_FACTS }, 'flow'),
  ),
  item('redeem-third', 'Redeem: third step', (reader) =>
    viewRedeemStep(
      reader,
      {
        at: 'type_amount',
        amount: amountOf('0.25'),
        warnings: ['early', 'loses_interest'],
        facts: REDEEM_FACTS,
      },
      'flow',
    ),
  ),
  item('redeem-third-late', 'Redeem: third step after a late tap', (reader) =>
    viewRedeemStep(
      reader,
      {
        at: 'type_amount',
        amount: amountOf('0.25'),
        warnings: ['early', 'loses_interest'],
        facts: REDEEM_FACTS,
        note: { kind: 'late' },
      },
      'flow',
    ),
  ),
  item(
    'confirm-deposit',
    'Confirm a deposit',
    (reader) =>
      viewConfirmCard(reader, {
        operation: operationOf(),
        account: MAIN,
        product: FLEX,
        order: undefined,
        warnings: [],
        environmentNow: NOW,
        note: undefined,
      }),
    { several: true },
  ),
  item('confirm-deposit-fixed', 'Confirm a fixed deposit', (reader) =>
    viewConfirmCard(reader, {
      operation: operationOf({
        move: DEPOSIT_FIXED,
        terms: { ...operationOf().terms, rate: amountOf('2.25'), days: 30 },
      }),
      account: PRACTICE,
      product: FIXED,
      order: undefined,
      warnings: [],
      environmentNow: NOW,
      note: html`<b>${reader.text.unsettled.late}</b>`,
    }),
  ),
  item('confirm-redeem', 'Confirm a redemption with loss', (reader) =>
    viewConfirmCard(reader, {
      operation: operationOf({ move: REDEEM }),
      account: MAIN,
      product: undefined,
      order: FIXED_ORDER,
      warnings: ['early', 'loses_interest'],
      environmentNow: NOW,
      note: undefined,
    }),
  ),
  item('confirm-renew', 'Confirm a renewal', (reader) =>
    viewConfirmCard(reader, {
      operation: operationOf({ move: RENEW }),
      account: MAIN,
      product: undefined,
      order: FIXED_ORDER,
      warnings: [],
      environmentNow: NOW,
      note: undefined,
    }),
  ),
];

const RECEIPTS: readonly GalleryItem[] = [
  item('sending', 'Sending', (reader) => viewSending(reader, operationOf(), MAIN)),
  item('receipt-done', 'Done', receipt('done', { kind: 'answered' }), { several: true }),
  item(
    'receipt-done-seen',
    'Done, found in the records',
    receipt('done', { kind: 'seen', orderId: 501, row: undefined }),
  ),
  item('receipt-redeem', 'Redemption accepted', receipt('done', { kind: 'answered' }, REDEEM)),
  item('receipt-renew', 'Renewal set', receipt('done', { kind: 'answered' }, RENEW)),
  item(
    'receipt-rejected',
    'Rejected',
    receipt('rejected', { kind: 'refused', reason: 'insufficient_balance', code: 51523 }),
  ),
  item(
    'receipt-unknown',
    'Unknown',
    receipt('unknown', { kind: 'unclear', cause: 'timeout', status: undefined }),
  ),
  item(
    'receipt-unknown-permission',
    'Unknown, refused for a permission',
    receipt('unknown', { kind: 'unclear', cause: 'permission', status: 403 }),
  ),
  ...(['above_limit', 'bad_parameter', 'permission', 'banned', 'said_no'] as const).map((reason) =>
    item(
      `receipt-rejected-${reason}`,
      `Rejected: ${reason}`,
      receipt('rejected', { kind: 'refused', reason, code: undefined }),
    ),
  ),
  ...(
    [
      'connection_lost',
      'server_error',
      'rate_limited',
      'unlisted_refusal',
      'doubted_refusal',
      'unreadable',
      'interrupted',
    ] as const
  ).map((cause) =>
    item(
      `receipt-unknown-${cause}`,
      `Unknown: ${cause}`,
      receipt('unknown', { kind: 'unclear', cause, status: undefined }),
    ),
  ),
  item('receipt-not-found', 'No trace', receipt('not_found', { kind: 'absent' })),
  item(
    'receipt-not-found-person',
    'Settled by the person: it did not happen',
    receipt('not_found', { kind: 'person', happened: false, row: undefined }),
  ),
  item(
    'receipt-review-one',
    'To be decided, one entry',
    receipt('needs_review', { kind: 'several', candidates: ROWS.slice(0, 1) }),
  ),
  item('receipt-review-none', 'To be decided, no entry', receipt('needs_review', undefined)),
  // As long as they have to be: one line and one button for each entry.
  item(
    'review-several',
    'To be decided, several entries',
    receipt('needs_review', { kind: 'several', candidates: ROWS.slice(0, 3) }),
  ),
  item(
    'review-many',
    'To be decided, more entries than are shown',
    receipt('needs_review', { kind: 'several', candidates: ROWS }),
  ),
  item(
    'receipt-rejected-paused',
    'Rejected, moves are paused',
    receipt('rejected', { kind: 'refused', reason: 'paused', code: undefined }),
  ),
  item('receipt-moved', 'Terms moved', receipt('expired', { kind: 'moved', changed: ['rate', 'balance'] })),
  item(
    'receipt-moved-all',
    'Terms moved, all of them',
    receipt('expired', {
      kind: 'moved',
      changed: ['rate', 'term', 'minimum', 'step', 'limit', 'balance', 'gone', 'order'],
    }),
  ),
  item(
    'newcard-moved',
    'Terms moved, with the new card',
    unsent(
      { kind: 'moved', changed: ['rate'] },
      { operation: operationOf(), account: MAIN, product: FLEX, order: undefined, warnings: [] },
    ),
    { several: true },
  ),
  item(
    'newcard-late',
    'Card ran out, with the new card',
    unsent(
      { kind: 'refused', reason: 'expired_before_sending', code: undefined },
      {
        operation: operationOf({ move: RENEW }),
        account: PRACTICE,
        product: undefined,
        order: FIXED_ORDER,
        warnings: [],
      },
    ),
  ),
  item('receipt-expired', 'Expired', receipt('expired', undefined)),
  item('receipt-draft', 'Not confirmed', receipt('draft', undefined, REDEEM)),
  item(
    'receipt-done-person',
    'Settled by the person: it happened',
    receipt('done', { kind: 'person', happened: true, row: undefined }),
  ),
  item('receipt-renew-off', 'Renewal turned off', receipt('done', { kind: 'answered' }, RENEW_OFF)),
  item('receipt-renew-off-refused', 'Renewal not turned off', receipt('rejected', undefined, RENEW_OFF)),
  item(
    'receipt-rejected-late',
    'Rejected, too late to send',
    receipt('rejected', { kind: 'refused', reason: 'expired_before_sending', code: undefined }),
  ),
  item(
    'receipt-expired-unread',
    'Not sent, exchange out of reach',
    receipt('expired', { kind: 'refused', reason: 'not_sent', code: undefined }),
  ),
  item(
    'receipt-cancelled-paused',
    'Not sent, moves are paused',
    receipt('cancelled', { kind: 'refused', reason: 'paused', code: undefined }),
  ),
  item('receipt-cancelled', 'Cancelled', receipt('cancelled', undefined)),
];

const NOTICES: readonly GalleryItem[] = [
  item(
    'push-payout',
    'Interest paid',
    notice({
      kind: 'payout',
      account: LIVE,
      at: NOW,
      lines: [
        {
          product: FLEX_NAME,
          orderId: 501,
          number: 3,
          periods: 1,
          currency: 'USDT',
          amount: amountOf('0.42'),
        },
      ],
      totals: [{ currency: 'USDT', amount: amountOf('112.9') }],
    }),
  ),
  item(
    'push-payout-many',
    'Interest paid on many orders',
    notice(
      {
        kind: 'payout',
        account: DEMO,
        at: NOW,
        lines: Array.from({ length: 7 }, (_, index) => ({
          product: index % 2 === 0 ? FLEX_NAME : FIXED_NAME,
          orderId: 500 + index,
          number: 1,
          periods: index === 1 ? 2 : 1,
          currency: index % 2 === 0 ? 'USDT' : 'BTC',
          amount: index === 2 ? undefined : amountOf('0.01'),
        })),
        totals: [
          { currency: 'USDT', amount: amountOf('112.9') },
          { currency: 'BTC', amount: amountOf('0.00012345') },
        ],
      },
      true,
    ),
    { several: true },
  ),
  item(
    'push-payout-unstated',
    'Interest paid, amount not stated',
    notice({
      kind: 'payout',
      account: LIVE,
      at: NOW,
      lines: [
        { product: FLEX_NAME, orderId: 501, number: 3, periods: 1, currency: 'USDT', amount: undefined },
      ],
      totals: [],
    }),
  ),
  item(
    'push-late',
    'Payout late',
    notice({ kind: 'payout_late', account: LIVE, product: FLEX_NAME, expectedAt: NOW }),
  ),
  item(
    'push-receipt',
    'Receipt',
    notice({
      kind: 'receipt',
      account: LIVE,
      operationId: 'operation-1',
      state: 'done',
      move: operationOf().move,
      result: { kind: 'answered' },
      confirmedAt: NOW,
    }),
  ),
  item(
    'push-matured',
    'Matured',
    notice({
      kind: 'order_closed',
      account: LIVE,
      product: FIXED_NAME,
      orderId: 502,
      amount: amountOf('0.5'),
      interest: amountOf('0.0009'),
      why: 'matured',
    }),
  ),
  item(
    'push-redeemed',
    'Redeemed',
    notice({
      kind: 'order_closed',
      account: DEMO,
      product: FIXED_NAME,
      orderId: 502,
      amount: amountOf('0.5'),
      interest: undefined,
      why: 'redeemed',
    }),
  ),
  ...(['opened', 'grew', 'shrank', 'closed', 'renewal_on', 'renewal_off'] as const).map((change) =>
    item(
      `push-foreign-${change}`,
      `Change made elsewhere: ${change}`,
      notice({
        kind: 'foreign_change',
        account: LIVE,
        product: FLEX_NAME,
        orderId: 501,
        change,
        amount: change === 'closed' ? undefined : amountOf('250'),
      }),
    ),
  ),
  item(
    'push-soon',
    'Maturity in 7 days',
    notice({
      kind: 'maturity_soon',
      account: LIVE,
      product: FIXED_NAME,
      orderId: 502,
      amount: amountOf('0.5'),
      endsAt: NOW + 7 * DAY_MS,
      days: 7,
      autoRenew: true,
    }),
  ),
  item(
    'push-tomorrow',
    'Maturity tomorrow',
    notice({
      kind: 'maturity_soon',
      account: LIVE,
      product: FIXED_NAME,
      orderId: 502,
      amount: amountOf('0.5'),
      endsAt: NOW + DAY_MS,
      days: 1,
      autoRenew: false,
    }),
  ),
  item(
    'push-connected',
    'Connected',
    notice({
      kind: 'connected',
      account: LIVE,
      orders: 2,
      canReadBalance: false,
      overlaps: { ...LIVE, label: 'Old' },
      mayReplaceKey: true,
    }),
  ),
  item(
    'push-connected-known',
    'Connected again, with the orders of another account',
    notice({
      kind: 'connected',
      account: LIVE,
      orders: 2,
      canReadBalance: true,
      overlaps: { ...LIVE, label: 'Old' },
      mayReplaceKey: false,
    }),
  ),
  item(
    'push-connected-demo',
    'Practice ready',
    notice({ kind: 'connected', account: DEMO, orders: 0, canReadBalance: true }),
  ),
  item(
    'push-connect-refused',
    'Connect refused',
    notice({ kind: 'connect_failed', environment: 'testnet', reason: 'refused', code: 'AB12CD' }),
  ),
  item(
    'push-connect-unavailable',
    'Connect, exchange down',
    notice({ kind: 'connect_failed', environment: 'live', reason: 'unavailable', code: 'AB12CD' }),
  ),
  item('push-key-rejected', 'Key rejected', notice({ kind: 'key_rejected', account: LIVE })),
  item('push-key-elsewhere', 'Key tried elsewhere', notice({ kind: 'key_elsewhere' })),
  item('push-secret', 'Secret not deleted', notice({ kind: 'secret_not_deleted' })),
  item('push-slow-down', 'Too many messages at once', notice({ kind: 'slow_down' })),
  item(
    'push-access-asked',
    'Someone asks for access',
    notice({ kind: 'access_asked', person: { id: 42, name: '<b>Eve</b>' } }),
  ),
  item('push-access-given', 'Access given', notice({ kind: 'access_answered', approved: true })),
  item('push-access-refused', 'Access refused', notice({ kind: 'access_answered', approved: false })),
  ...(['clock:testnet', 'many_refused:live', 'amount_not_stated:practice', 'backup'] as const).map((about) =>
    item(`push-operator-${about}`, `Operator alert: ${about}`, notice({ kind: 'operator_alert', about })),
  ),
];

const TROUBLE: readonly GalleryItem[] = [
  item('checking', 'Checking', viewChecking),
  item('hint', 'Hint', (reader) => viewHint(reader, reader.text.errors.hint)),
  item('apology', 'Apology', (reader) => viewApology(reader, { code: 'AB12CD', maybeConfirmed: false })),
  item('apology-confirm', 'Apology after a confirm tap', (reader) =>
    viewApology(reader, { code: 'AB12CD', maybeConfirmed: true }),
  ),
  item('read-problem', 'Exchange down', (reader) =>
    viewReadProblem(
      reader,
      {
        kind: 'exchange',
        failure: { kind: 'timeout', status: undefined, code: undefined, retryAfterMs: undefined },
      },
      { kind: 'open', screen: { name: 'home' } },
      'AB12CD',
    ),
  ),
  item('no-account', 'No account', (reader) =>
    viewReadProblem(reader, { kind: 'no_account' }, undefined, undefined),
  ),
  item('connect-first', 'Products, no account', (reader) =>
    viewConnectFirst(reader, reader.text.products.connectFirst),
  ),
  item('lane-busy', 'Another move is open', (reader) =>
    viewNotPrepared(
      reader,
      { kind: 'lane_busy', operation: operationOf({ state: 'unknown' }) },
      { currency: 'USDT', environment: 'live' },
      undefined,
    ),
  ),
  item('view-only', 'View only', (reader) =>
    viewNotPrepared(reader, { kind: 'view_only' }, { currency: 'USDT', environment: 'live' }, undefined),
  ),
  item('not-prepared', 'No card, exchange down', (reader) =>
    viewNotPrepared(
      reader,
      { kind: 'read', problem: EXCHANGE_DOWN },
      { currency: 'USDT', environment: 'live' },
      'AB12CD',
    ),
  ),
  item('busy', 'Account busy', (reader) =>
    viewReadProblem(
      reader,
      { kind: 'busy' },
      { kind: 'open', screen: { name: 'orders', page: 1, purpose: 'look' } },
      'AB12CD',
    ),
  ),
];

const STAKING = productOf({ id: 'STAKE0001', name: 'AXS Staking', currency: 'AXS', type: 'Staking' });
const LENDING = productOf({ id: 'LEND0001', name: 'BTC Lending', currency: 'BTC', type: 'Lending' });
const BARE_HOME: Parameters<typeof viewHome>[1] = {
  ...HOME,
  orders: [],
  totals: [],
  dollars: undefined,
  earnedToday: [],
  earned30Days: [],
  earnedSince: [],
  blendedApr: undefined,
  lastPayout: undefined,
  nextPayoutAt: undefined,
  nextMaturity: undefined,
  free: undefined,
  unsettled: [],
};
const MANY_COINS = Array.from({ length: 9 }, (_, index) => ({
  currency: `COIN${index}`,
  amount: amountOf(`${index + 1}.25`),
}));

const UNUSUAL: readonly GalleryItem[] = [
  ...(['testing', 'view', 'rejected'] as const).map((status) =>
    item(
      `home-${status}`,
      `Home, nothing yet: ${status}`,
      (reader) =>
        viewHome(
          reader,
          { ...BARE_HOME, account: { ...MAIN, status } },
          { now: NOW, notes: [], code: undefined },
        ),
      { timeZone: 'UTC' },
    ),
  ),
  item('home-many', 'Home, many coins', (reader) =>
    viewHome(reader, { ...HOME, totals: MANY_COINS }, { now: NOW, notes: [], code: undefined }),
  ),
  item('product-staking', 'Product, staking', (reader) => viewProduct(reader, STAKING, PRODUCTS)),
  item('product-lending', 'Product, lending', (reader) => viewProduct(reader, LENDING, PRODUCTS)),
  ...(['redeem', 'renew'] as const).map((purpose) =>
    item(`orders-none-${purpose}`, `Orders, none to ${purpose}`, (reader) =>
      viewOrders(reader, { ...ORDERS, orders: [] }, { name: 'orders', page: 1, purpose }),
    ),
  ),
  item('confirm-renew-off', 'Confirm: renewal off', (reader) =>
    viewConfirmCard(reader, {
      operation: operationOf({ move: RENEW_OFF }),
      account: MAIN,
      product: undefined,
      order: FIXED_ORDER,
      warnings: [],
      environmentNow: NOW,
      note: undefined,
    }),
  ),
  item('unsettled-none', 'Unsettled moves, none', (reader) => viewUnsettled(reader, [], MAIN, NOW)),
  item('accounts-troubled', 'Accounts, view only and refused', (reader) =>
    viewAccounts(
      reader,
      [
        { ...MAIN, status: 'view' },
        { ...MAIN, id: 'account-2', status: 'rejected' },
      ],
      MAIN.id,
    ),
  ),
  item('status-owner-calm', 'Status, owner', (reader) =>
    viewStatus(reader, STATUS, { owner: true, paused: false }),
  ),
];

const DEPOSIT_PROBLEMS: readonly DepositProblem[] = [
  { kind: 'product_gone' },
  { kind: 'not_started', startDate: NOW },
  { kind: 'term_gone' },
  { kind: 'not_positive' },
  { kind: 'below_minimum', minimum: amountOf('10') },
  { kind: 'off_step', step: amountOf('0.01'), lower: amountOf('12.34'), upper: amountOf('12.34') },
  { kind: 'above_limit', limit: amountOf('100'), left: amountOf('87.65') },
  { kind: 'above_balance', available: amountOf('1999.99') },
];
const REDEEM_PROBLEMS: readonly RedeemProblem[] = [
  { kind: 'order_gone' },
  { kind: 'already_redeeming' },
  { kind: 'not_positive' },
  { kind: 'above_principal', principal: amountOf('1000') },
];
const NOTES: readonly Note[] = [{ kind: 'unreadable' }, { kind: 'no_share' }, { kind: 'changed' }];
const FAILURES: readonly ExchangeFailureKind[] = [
  'unauthorized',
  'forbidden',
  'banned',
  'rate_limited',
  'unreadable',
  'refused',
];
const ABOUT = { currency: 'USDT', environment: 'live' } as const;

function notPrepared(name: string, problem: PrepareProblem): GalleryItem {
  return item(`not-prepared-${name}`, `No card: ${name}`, (reader) =>
    viewNotPrepared(reader, problem, ABOUT, undefined),
  );
}

/** Words that stand on a page of their own, each with the way home. */
const HINTS: Readonly<Record<string, (text: Catalogue) => Html | string>> = {
  'became-owner': (text) => text.start.becameOwner,
  'claim-gone': (text) => text.start.claimGone,
  'product-gone': (text) => text.products.gone,
  'order-gone': (text) => text.orders.gone,
  paused: (text) => text.unsettled.paused,
  'too-late': (text) => text.unsettled.tooLate,
  'card-not-yours': (text) => text.unsettled.notYours,
  'decided-yes': (text) => text.unsettled.decidedYes,
  'decided-no': (text) => text.unsettled.decidedNo,
  'not-open': (text) => text.unsettled.notOpen,
  'move-gone': (text) => text.unsettled.gone,
  'account-gone': (text) => text.accounts.gone,
  disconnected: (text) => text.accounts.disconnected('Main'),
  'account-under-way': (text) => text.accounts.underWay,
  renamed: (text) => text.accounts.renamed('Main'),
  'let-in': (text) => text.notices.letInDone('Grace (42)'),
  refused: (text) => text.notices.refuseDone('Grace (42)'),
  'answered-already': (text) => text.notices.answeredAlready,
  'old-button': (text) => text.errors.oldButton,
  'foreign-button': (text) => text.errors.foreignButton,
  'flow-over': (text) => text.errors.flowOver,
  'text-only': (text) => text.errors.textOnly,
  'not-plain': (text) => text.errors.notPlain,
  later: (text) => text.errors.later,
  'nothing-to-cancel': (text) => text.errors.nothingToCancel,
  'deposit-ended': (text) => text.errors.flowEnded.deposit,
  'redeem-ended': (text) => text.errors.flowEnded.redeem,
  'rename-ended': (text) => text.errors.flowEnded.rename,
  'time-zone-ended': (text) => text.errors.flowEnded.time_zone,
  'connect-ended': (text) => text.errors.flowEnded.connect,
  'flow-too-old': (text) => text.errors.flowTooOld(15),
};

const WORDS: readonly GalleryItem[] = [
  ...NOTES.map((note) =>
    item(`deposit-note-${note.kind}`, `Deposit: ${note.kind}`, (reader) =>
      viewDepositStep(reader, { at: 'amount', days: 30, facts: DEPOSIT_FACTS, note }, 'flow'),
    ),
  ),
  ...DEPOSIT_PROBLEMS.map((problem) =>
    notPrepared(`deposit-${problem.kind}`, { kind: 'deposit_problem', problem }),
  ),
  ...REDEEM_PROBLEMS.map((problem) =>
    notPrepared(`redeem-${problem.kind}`, { kind: 'redeem_problem', problem }),
  ),
  ...(['order_gone', 'not_supported', 'already'] as const).map((problem) =>
    notPrepared(`renew-${problem}`, { kind: 'renew_problem', problem }),
  ),
  ...FAILURES.map((kind) =>
    notPrepared(`read-${kind}`, {
      kind: 'read',
      problem: {
        kind: 'exchange',
        failure: { kind, status: undefined, code: undefined, retryAfterMs: undefined },
      },
    }),
  ),
  ...Object.entries(HINTS).map(([name, word]) =>
    item(`hint-${name}`, `Hint: ${name}`, (reader) => viewHint(reader, word(reader.text))),
  ),
];

/** As long as the exchange and a person can make them, in characters that markup knows. */
const LONG_COIN = '<A&B>COIN123';
const LONG_TYPE = 'Dual <Yield> & "Accumulator" of the year'.padEnd(60, ' x');
const LONG_AMOUNT = amountOf('123456789012.345678901234');
const LONG_ACCOUNT = accountOf({ label: 'Savings <& friends> 2025' });
const LONG_NAME = { name: '<i>Shark</i> & Fin '.repeat(4), currency: LONG_COIN, type: LONG_TYPE };
const LONG_PRODUCT = productOf({
  ...LONG_NAME,
  rates: [{ days: 365, rate: LONG_AMOUNT }],
  minSize: LONG_AMOUNT,
  dailyLimit: LONG_AMOUNT,
});
const LONG_ORDER = orderOf({
  ...LONG_NAME,
  id: 987_654_321,
  rate: LONG_AMOUNT,
  investAmt: LONG_AMOUNT,
  interestEarned: LONG_AMOUNT,
  autoRenew: true,
  autoRenewSupported: true,
});
const LONG_ORDERS = { ...ORDERS, account: LONG_ACCOUNT, orders: Array.from({ length: 6 }, () => LONG_ORDER) };
const LONG_DEPOSIT: Move = {
  kind: 'deposit',
  product: { id: LONG_PRODUCT.id, ...LONG_NAME },
  amount: LONG_AMOUNT,
  days: 365,
  renew: true,
};
const LONG_REDEEM: Move = {
  kind: 'redeem',
  product: LONG_NAME,
  orderId: LONG_ORDER.id,
  amount: LONG_AMOUNT,
  whole: true,
};
const LONG_CARD = {
  account: LONG_ACCOUNT,
  product: LONG_PRODUCT,
  order: LONG_ORDER,
  warnings: ['early', 'loses_interest', 'locked_24h', 'loses_day', 'payout_lock'] as const,
  environmentNow: NOW,
  note: undefined,
};
const LONG_ROW: HistoryRow = {
  ...LONG_NAME,
  txnTime: NOW,
  txnType: 'INVEST_SERVICE_TYPE_<b>AUTO</b>_&_COMPOUND_EVERY_HOUR_OF_THE_DAY',
  rate: LONG_AMOUNT,
  amount: LONG_AMOUNT,
  totalAmount: LONG_AMOUNT,
  interestEarned: LONG_AMOUNT,
  duration: 365 * DAY_MS,
};

const LONG: readonly GalleryItem[] = [
  ...(['look', 'redeem', 'renew'] as const).map((purpose) =>
    item(
      `long-orders-${purpose}`,
      `Orders (${purpose}), all of them long`,
      (reader) => viewOrders(reader, LONG_ORDERS, { name: 'orders', page: 1, purpose }),
      { several: true },
    ),
  ),
  item('long-order', 'Order, long', (reader) => viewOrder(reader, LONG_ORDER, LONG_ORDERS), {
    several: true,
  }),
  item(
    'long-products',
    'Products, all of them long',
    (reader) =>
      viewProducts(
        reader,
        { ...PRODUCTS, account: LONG_ACCOUNT, products: Array.from({ length: 5 }, () => LONG_PRODUCT) },
        { name: 'products', page: 1, purpose: 'look', coin: LONG_COIN, type: LONG_TYPE },
      ),
    { several: true },
  ),
  item('long-product', 'Product, long', (reader) =>
    viewProduct(reader, LONG_PRODUCT, { account: LONG_ACCOUNT, canMove: true }),
  ),
  item(
    'long-amount',
    'Deposit: amount, long',
    (reader) =>
      viewDepositStep(
        reader,
        {
          at: 'amount',
          days: 365,
          facts: {
            ...DEPOSIT_FACTS,
            account: { ...FLOW_ACCOUNT, label: LONG_ACCOUNT.label },
            product: LONG_PRODUCT,
            free: LONG_AMOUNT,
          },
        },
        'flow',
      ),
    { several: true },
  ),
  item(
    'long-confirm-deposit',
    'Confirm a deposit, long',
    (reader) => viewConfirmCard(reader, { ...LONG_CARD, operation: operationOf({ move: LONG_DEPOSIT }) }),
    { several: true },
  ),
  item(
    'long-confirm-redeem',
    'Confirm a redemption, long',
    (reader) => viewConfirmCard(reader, { ...LONG_CARD, operation: operationOf({ move: LONG_REDEEM }) }),
    { several: true },
  ),
  item(
    'push-payout-long',
    'Interest paid, long',
    notice(
      {
        kind: 'payout',
        account: { ...LIVE, label: LONG_ACCOUNT.label },
        at: NOW,
        lines: Array.from({ length: 7 }, (_, index) => ({
          product: LONG_NAME,
          orderId: 500 + index,
          number: 1,
          periods: 999,
          currency: LONG_COIN,
          amount: LONG_AMOUNT,
        })),
        totals: [{ currency: LONG_COIN, amount: LONG_AMOUNT }],
      },
      true,
    ),
    { several: true },
  ),
  item(
    'long-history',
    'History, all of it long',
    (reader) =>
      viewHistoryFound(
        reader,
        {
          account: LONG_ACCOUNT,
          rows: Array.from({ length: 8 }, () => LONG_ROW),
          next: { page: 11, skip: 0 },
          lookedAt: 500,
          stopped: true,
        },
        { name: 'history', page: 1, coin: LONG_COIN, txnType: LONG_ROW.txnType },
      ),
    { several: true },
  ),
];

const SHOWN: readonly GalleryItem[] = [
  ...START,
  ...SCREENS,
  ...CONNECT,
  ...STEPS,
  ...RECEIPTS,
  ...NOTICES,
  ...TROUBLE,
  ...UNUSUAL,
  ...WORDS,
  ...LONG,
];

/** Coins that the views name: what stands before one of them is an amount. */
export const COINS_SHOWN: readonly string[] = [
  'USDT',
  'BTC',
  'AXS',
  LONG_COIN,
  ...COINS.map(({ currency }) => currency),
];

/** Every view and push, in the order of the gallery; what shows amounts comes a second time with them hidden. */
export const GALLERY: readonly GalleryItem[] = SHOWN.flatMap((shown) => [shown, ...hiddenOf(shown)]);
