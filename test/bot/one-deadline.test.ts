// A turn of a dialog may read several things one after another: all of them share one deadline.
import { describe, expect, it } from 'vitest';
import type { App } from '../../src/app/app.ts';
import { amountOf } from '../../src/domain/money.ts';
import { createChat } from './chat.ts';
import { accountOf, FLEX, orderOf, storedOf } from './facts.ts';

const TIMEOUT = {
  kind: 'read',
  problem: {
    kind: 'exchange',
    failure: { kind: 'timeout', status: undefined, code: undefined, retryAfterMs: undefined },
  },
} as const;

function watched() {
  const deadlines: [string, number | undefined][] = [];
  let asked = 0;
  const app: Partial<App> = {
    readDeadline: () => {
      asked += 1;
      return asked * 1_000;
    },
    products: async (_environment, _user, deadlineAt) => {
      deadlines.push(['products', deadlineAt]);
      return { ok: true, value: { products: [FLEX], readAt: 0 } };
    },
    freeBalance: async (_user, _currency, deadlineAt) => {
      deadlines.push(['freeBalance', deadlineAt]);
      return amountOf('2000');
    },
    orders: async (_user, deadlineAt) => {
      deadlines.push(['orders', deadlineAt]);
      return {
        ok: true,
        value: { account: accountOf(), orders: storedOf([orderOf()]), asOf: 0, problem: undefined },
      };
    },
    prepareDeposit: async ({ deadlineAt }) => {
      deadlines.push(['prepareDeposit', deadlineAt]);
      return TIMEOUT;
    },
    prepareRedeem: async ({ deadlineAt }) => {
      deadlines.push(['prepareRedeem', deadlineAt]);
      return TIMEOUT;
    },
  };
  return { deadlines, chat: createChat({ app, world: { accounts: [accountOf()] } }) };
}

describe('one deadline', () => {
  it('holds for product and free balance when a deposit begins, and for reading anew and preparing', async () => {
    const { chat, deadlines } = watched();
    await chat.send('/deposit');
    deadlines.length = 0;
    await chat.tap(/Flexible USDT/);
    expect(deadlines).toEqual([
      ['products', 1_000],
      ['freeBalance', 1_000],
    ]);
    deadlines.length = 0;
    chat.world.now += 61_000;
    await chat.send('500');
    expect(deadlines).toEqual([
      ['products', 2_000],
      ['freeBalance', 2_000],
      ['prepareDeposit', 2_000],
    ]);
  });

  it('holds for the order read anew and the redemption prepared', async () => {
    const { chat, deadlines } = watched();
    await chat.send('/redeem');
    await chat.tap(/Flexible USDT/);
    deadlines.length = 0;
    chat.world.now += 61_000;
    await chat.tap(/^50%$/);
    expect(deadlines).toEqual([
      ['orders', 1_000],
      ['prepareRedeem', 1_000],
    ]);
  });
});
