// A small world in which everything went right, for tests of the checker: one person, one deposit, two payouts.
import { amountOf } from '../../../src/domain/money.ts';
import type { LedgerEffect } from '../../../src/simulator/exchange/control-accounts.ts';
import type { Facts, OperationFacts, Post, Push } from './facts.ts';

export const PERSON = 7;
export const KEY = 'key-of-7';
const ORDER = 100;
const SENT_AT = 1_000;

export const OPERATION: OperationFacts = {
  id: 'op-1',
  accountId: 'account-1',
  userId: PERSON,
  state: 'done',
  move: {
    kind: 'deposit',
    product: { id: 'OPENUSDT0001', name: 'USDT Flex Savings', currency: 'USDT', type: 'Flex' },
    amount: amountOf('50.01'),
    days: 1,
    renew: false,
  },
  result: { kind: 'answered' },
  confirmedAt: 900,
  sentAt: SENT_AT,
  leftAt: SENT_AT + 60,
  expiresAt: 120_800,
  isForgotten: false,
};

export const POST: Post = {
  number: 1,
  at: SENT_AT + 20,
  instance: 'A',
  apiKey: KEY,
  nonce: 5,
  asked: { kind: 'deposit', productId: 'OPENUSDT0001', amount: amountOf('50.01') },
};

export const EFFECT: LedgerEffect = {
  apiKey: KEY,
  n: 1,
  at: SENT_AT,
  realAt: SENT_AT,
  by: 'request',
  nonce: 5,
  kind: 'deposit',
  productId: 'OPENUSDT0001',
  orderId: ORDER,
  currency: 'USDT',
  amount: amountOf('50.01'),
  number: null,
  days: 1,
  autoRenew: false,
};

export function interest(number: number, amount: string, orderId = ORDER): LedgerEffect {
  const at = SENT_AT + 10_000 * number;
  const ofExchange = { by: 'exchange', nonce: null, realAt: null, days: null, autoRenew: null } as const;
  return {
    ...EFFECT,
    ...ofExchange,
    kind: 'interest',
    n: 10 + number,
    at,
    number,
    orderId,
    amount: amountOf(amount),
  };
}

export const payout = (number: number, amount: string, orderId = ORDER) => ({
  accountId: 'account-1',
  orderId,
  number,
  periods: 1,
  currency: 'USDT',
  amount: amountOf(amount),
});

/** @param day of the payout, and the place of its push among the others */
export const push = (amount: string, total: string, day = 1): Push => ({
  chatId: PERSON,
  at: day,
  text: [
    `+${amount} USDT interest · Flexible USDT · DEMO`,
    `Since connecting: ${total} USDT`,
    `Paid ${day} Nov 2026, 14:00 UTC`,
  ].join('\n'),
});

export const FACTS: Facts = {
  accounts: [{ id: 'account-1', userId: PERSON, apiKey: KEY, linkedAt: 0 }],
  operations: [OPERATION],
  payouts: [payout(1, '0.006'), payout(2, '0.007')],
  dropped: [],
  effects: [EFFECT, interest(1, '0.006'), interest(2, '0.007')],
  posts: [POST],
  cards: [{ userId: PERSON, kind: 'deposit', amount: amountOf('50.01'), currency: 'USDT' }],
  pushes: [push('0.006', '0.006'), push('0.007', '0.013', 2)],
  told: [{ userId: PERSON, told: 'done', kind: 'deposit', amount: amountOf('50.01'), currency: 'USDT' }],
  absences: new Map(),
  // Somebody else, of whom nothing is left.
  forgotten: new Set([PERSON + 1]),
  signedAfterForget: [],
  leftOfForgotten: [],
  signed: { requests: 7, repeated: [] },
  updates: { made: 4, lost: [], unhandled: 0, waitingAtTelegram: 0 },
  noticesWaiting: 0,
  answers: [4_200],
  takeovers: [4_600],
  ownEnds: [],
  secrets: [],
  searched: 10,
  crashes: 1,
  interruptions: 5,
  givenUp: 1,
  interruptedNotices: 8,
  broken: [],
  unclearAnswers: 0,
  faults: { planned: 10, played: 8, withoutRoom: 1 },
};
