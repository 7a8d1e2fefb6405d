// Example data of the tests: people, accounts, products, orders, operations.
import type { Account, User } from '../../src/app/store.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { Move, Operation, Terms } from '../../src/domain/operation.ts';
import type { Order } from '../../src/domain/order.ts';
import { linkOrders } from '../../src/domain/payout.ts';
import type { Product } from '../../src/domain/product.ts';

export const NOW = Date.UTC(2025, 10, 12, 6, 0);
export const DAY_MS = 86_400_000;

export function userOf(patch: Partial<User> = {}): User {
  return {
    id: 7,
    chatId: 7,
    firstName: 'Mei',
    language: 'en',
    languageChosen: true,
    timeZone: 'Asia/Taipei',
    hiddenAmounts: false,
    role: 'viewer',
    access: 'approved',
    pushOff: false,
    activeAccountId: undefined,
    lastSeenAt: NOW,
    createdAt: NOW,
    ...patch,
  };
}

export function accountOf(patch: Partial<Account> = {}): Account {
  return {
    id: 'account-main',
    userId: 7,
    environment: 'live',
    label: 'Main',
    keyTail: 'a1b2',
    keySealed: 'sealed',
    secretSealed: 'sealed',
    fingerprint: 'print',
    status: 'active',
    createdAt: NOW - 30 * DAY_MS,
    lastSyncAt: NOW - 60_000,
    nextSyncEnvAt: undefined,
    refusedSince: undefined,
    lateToldAt: undefined,
    lateLooks: 0,
    failedLooks: 0,
    moved: true,
    linked: true,
    ...patch,
  };
}

export function productOf(patch: Partial<Product> = {}): Product {
  return {
    id: 'OPENUSDT0001',
    name: 'USDT Flexible',
    currency: 'USDT',
    type: 'Flex',
    startDate: 0,
    interestStartDate: 0,
    rates: [{ days: 0, rate: amountOf('3.65') }],
    compounding: false,
    autoRenewSupported: false,
    dailyLimit: amountOf('0'),
    minSize: amountOf('10'),
    incrementalSize: amountOf('0.01'),
    ...patch,
  };
}

export const FLEX = productOf();
export const FIXED = productOf({
  id: 'FIXBTC0001',
  name: 'BTC Fixed',
  currency: 'BTC',
  type: 'Fixed',
  rates: [
    { days: 7, rate: amountOf('1.5') },
    { days: 30, rate: amountOf('2.25') },
  ],
  autoRenewSupported: true,
  minSize: amountOf('0.001'),
  incrementalSize: amountOf('0.0001'),
});

export function orderOf(patch: Partial<Order> = {}): Order {
  return {
    id: 501,
    name: 'USDT Flexible',
    currency: 'USDT',
    type: 'Flex',
    rate: amountOf('3.65'),
    investAmt: amountOf('1000'),
    interestEarned: amountOf('0.42'),
    nextInterestPayoutTime: Date.UTC(2025, 10, 12, 14, 0),
    startTime: NOW - 10 * DAY_MS,
    endTime: 0,
    durationMs: 0,
    payoutLockTimeMs: 0,
    autoRenew: false,
    compounding: false,
    autoRenewSupported: false,
    redemptionProcessing: false,
    ...patch,
  };
}

export const FIXED_ORDER = orderOf({
  id: 502,
  name: 'BTC Fixed',
  currency: 'BTC',
  type: 'Fixed',
  rate: amountOf('2.25'),
  investAmt: amountOf('0.5'),
  interestEarned: amountOf('0'),
  endTime: NOW + 20 * DAY_MS,
  durationMs: 30 * DAY_MS,
  autoRenew: true,
  autoRenewSupported: true,
});

export function storedOf(orders: readonly Order[]) {
  return linkOrders(orders, NOW);
}

const TERMS: Terms = {
  rate: amountOf('3.65'),
  days: 0,
  minSize: amountOf('10'),
  incrementalSize: amountOf('0.01'),
  dailyLimit: amountOf('0'),
  available: amountOf('2000'),
};

export const DEPOSIT: Move = {
  kind: 'deposit',
  product: { id: FLEX.id, name: FLEX.name, currency: 'USDT', type: 'Flex' },
  amount: amountOf('500'),
  days: 0,
  renew: false,
};

export function operationOf(patch: Partial<Operation> = {}): Operation {
  return {
    id: 'operation-1',
    accountId: 'account-main',
    userId: 7,
    chatId: 7,
    state: 'draft',
    move: DEPOSIT,
    terms: TERMS,
    evidence: undefined,
    result: undefined,
    settling: undefined,
    cardMessageId: undefined,
    createdAt: NOW,
    shownAt: NOW,
    expiresAt: NOW + 120_000,
    confirmedAt: undefined,
    sentAt: undefined,
    endedAt: undefined,
    dueAt: undefined,
    answeredAt: undefined,
    owesRow: false,
    explained: false,
    ...patch,
  };
}
