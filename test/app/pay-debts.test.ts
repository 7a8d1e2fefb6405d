// Which rows of history are still asked for by themselves on behalf of moves that owe one.
import { describe, expect, it } from 'vitest';
import { youngDebts } from '../../src/app/pay-debts.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { Debt } from '../../src/domain/row-matching.ts';

const NOW = Date.UTC(2026, 0, 16);
const DAY_MS = 24 * 3_600_000;

const debt = (since: number): Debt => ({
  operationId: `op-${since}`,
  move: {
    kind: 'redeem',
    product: { name: 'F', currency: 'USDT', type: 'Flex' },
    orderId: 1,
    amount: amountOf('1'),
    whole: false,
  },
  since,
});

describe('a row of history that a move owes', () => {
  it('is asked for during a day, to the millisecond, and then only met by chance', () => {
    const debts = [debt(NOW), debt(NOW - DAY_MS), debt(NOW - DAY_MS - 1)];
    expect(youngDebts(debts, NOW)).toEqual(debts.slice(0, 2));
  });
});
