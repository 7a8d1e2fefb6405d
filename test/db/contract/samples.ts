// Rows for the Store suites: whole, plausible, with what the test cares about on top.
import type { Account, Card, NewNotice, NewOperation, Payout, User } from '../../../src/app/store.ts';
import { amountOf } from '../../../src/domain/money.ts';
import type { Order } from '../../../src/domain/order.ts';
import type { StoredOrder } from '../../../src/domain/payout.ts';
import type { Product } from '../../../src/domain/product.ts';

export const NOW = 1_760_000_000_000;

export const FLEX = { name: 'Flexible USDT', currency: 'USDT', type: 'Flex' } as const;

export const aUser = (over: Partial<User> = {}): User => ({
  id: 501,
  chatId: 501,
  firstName: 'Ada',
  language: 'en',
  languageChosen: false,
  timeZone: undefined,
  hiddenAmounts: false,
  role: 'viewer',
  access: 'approved',
  pushOff: false,
  activeAccountId: undefined,
  lastSeenAt: NOW,
  createdAt: NOW,
  ...over,
});

export const anAccount = (over: Partial<Account> = {}): Account => ({
  id: 'acc-1',
  userId: 501,
  environment: 'live',
  label: 'Main',
  keyTail: 'wxyz',
  keySealed: 'sealed key',
  secretSealed: 'sealed secret',
  fingerprint: `print of ${over.id ?? 'acc-1'}`,
  status: 'active',
  createdAt: NOW,
  lastSyncAt: undefined,
  nextSyncEnvAt: undefined,
  refusedSince: undefined,
  lateToldAt: undefined,
  lateLooks: 0,
  failedLooks: 0,
  moved: false,
  linked: true,
  ...over,
});

export const aProduct: Product = {
  ...FLEX,
  id: 'flex-usdt',
  startDate: NOW,
  interestStartDate: NOW,
  rates: [{ days: 1, rate: amountOf('5.25') }],
  compounding: false,
  autoRenewSupported: false,
  dailyLimit: amountOf('0'),
  minSize: amountOf('1'),
  incrementalSize: amountOf('0.00000001'),
};

export const anOrder = (over: Partial<Order> = {}): Order => ({
  ...FLEX,
  id: 9_007_199_254_740_991,
  rate: amountOf('5.25'),
  investAmt: amountOf('123456789012345678.000000000000000001'),
  interestEarned: amountOf('0.1'),
  nextInterestPayoutTime: NOW,
  startTime: NOW,
  endTime: 0,
  durationMs: 0,
  payoutLockTimeMs: 0,
  autoRenew: false,
  compounding: false,
  autoRenewSupported: false,
  redemptionProcessing: false,
  ...over,
});

export const aStoredOrder = (over: Partial<StoredOrder> = {}): StoredOrder => ({
  order: anOrder(),
  payoutCount: 3,
  baseline: amountOf('0.1'),
  meaning: 'total',
  lastPayoutTime: NOW,
  payoutsSeenThrough: NOW,
  dueAt: NOW,
  intervalMs: 86_400_000,
  seenAt: NOW,
  ...over,
});

export const aPayout = (over: Partial<Payout> = {}): Payout => ({
  accountId: 'acc-1',
  userId: 501,
  orderId: 77,
  number: 1,
  periods: 1,
  at: NOW,
  currency: 'USDT',
  amount: amountOf('0.42'),
  product: FLEX,
  recordedAt: NOW,
  ...over,
});

export const aDraft = (over: Partial<NewOperation> = {}): NewOperation => ({
  id: 'op-1',
  accountId: 'acc-1',
  userId: 501,
  chatId: 501,
  move: {
    kind: 'deposit',
    product: { ...FLEX, id: 'flex-usdt' },
    amount: amountOf('500.000000000000000001'),
    days: 1,
    renew: false,
  },
  terms: {
    rate: amountOf('5.25'),
    days: 1,
    minSize: amountOf('1'),
    incrementalSize: amountOf('0'),
    dailyLimit: amountOf('0'),
    available: undefined,
  },
  createdAt: NOW,
  shownAt: NOW,
  expiresAt: NOW + 120_000,
  draftKey: `draft of ${over.id ?? 'op-1'}`,
  ...over,
});

export const aNotice = (over: Partial<NewNotice> = {}): NewNotice => ({
  userId: 501,
  chatId: 501,
  accountId: undefined,
  kind: 'key_elsewhere',
  data: { kind: 'key_elsewhere' },
  editMessageId: undefined,
  replyTo: undefined,
  silent: false,
  dueAt: NOW,
  createdAt: NOW,
  dedupeKey: undefined,
  ...over,
});

export const aCard = (over: Partial<Card> = {}): Card => ({
  id: 'card-1',
  userId: 501,
  chatId: 501,
  messageId: undefined,
  actions: { token: { kind: 'home' } },
  createdAt: NOW,
  expiresAt: NOW + 1_000,
  ...over,
});
