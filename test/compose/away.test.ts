import { describe, expect, it } from 'vitest';
import type { Account, Payout, User } from '../../src/app/store.ts';
import { createPaidSince } from '../../src/compose/away.ts';
import { amountOf } from '../../src/domain/money.ts';

const user = { id: 1 } as User;
const payout = (recordedAt: number, currency: string, amount: string | undefined, periods = 1) =>
  ({ recordedAt, currency, periods, amount: amount === undefined ? undefined : amountOf(amount) }) as Payout;

const paidSince = (payouts: readonly Payout[], account: Account | undefined = { id: 'a' } as Account) =>
  createPaidSince({
    app: { activeAccount: async () => account },
    store: {
      payouts: {
        add: () => expect.unreachable(),
        totals: () => expect.unreachable(),
        ofAccount: async () => payouts,
      },
    },
  });

describe('what was paid while a person was away', () => {
  it('is summed by coin, exactly, from the moment they were last here', async () => {
    const told = await paidSince([
      payout(900, 'USDT', '0.1'),
      payout(1_000, 'USDT', '0.1'),
      payout(1_100, 'USDT', '0.2'),
      payout(1_200, 'BTC', '0.00000001', 3),
    ])(user, 1_000);
    expect(told).toEqual({
      gains: [
        { currency: 'USDT', amount: '0.3' },
        { currency: 'BTC', amount: '0.00000001' },
      ],
      payouts: 5,
    });
  });

  it('counts a payout whose amount is not stated without adding it', async () => {
    expect(await paidSince([payout(5, 'USDT', undefined)])(user, 0)).toEqual({ gains: [], payouts: 1 });
  });

  it('is nothing without payouts or without an account', async () => {
    expect(await paidSince([payout(5, 'USDT', '1')])(user, 6)).toBeUndefined();
    const without = createPaidSince({
      app: { activeAccount: async () => undefined },
      store: {
        payouts: {
          add: () => expect.unreachable(),
          totals: () => expect.unreachable(),
          ofAccount: () => expect.unreachable(),
        },
      },
    });
    expect(await without(user, 0)).toBeUndefined();
  });
});
