import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type HomeInput, summarizeHome } from '../../src/domain/home.ts';
import { earnings, sumByCoin } from '../../src/domain/ledger-totals.ts';
import { type Amount, sum } from '../../src/domain/money.ts';
import type { Order } from '../../src/domain/order.ts';
import { linkOrders, type PayoutFact } from '../../src/domain/payout.ts';
import { a, amounts, DAY, FLEX, order, PAYOUT, RUNS } from './samples.ts';

function paid(at: number, currency: string, amount: Amount | undefined): PayoutFact {
  return { orderId: 7, number: 1, periods: 1, at, currency, amount, product: FLEX };
}

function home(orders: readonly Order[], change: Partial<HomeInput> = {}): ReturnType<typeof summarizeHome> {
  const nowEnvMs = PAYOUT - 1;
  return summarizeHome({
    orders: linkOrders(orders, nowEnvMs),
    payouts: [],
    prices: {},
    nowEnvMs,
    ...change,
  });
}

const bitcoin = order({ id: 8, currency: 'BTC', investAmt: a('0.5'), rate: a('1') });

describe('the summary of Home', () => {
  it('is empty for an empty account', () => {
    expect(home([])).toEqual({
      totals: [],
      dollars: undefined,
      blendedApr: undefined,
      lastPayout: undefined,
      nextPayoutAt: undefined,
      nextMaturity: undefined,
    });
  });

  it('adds up coins, and values them in dollars where every price is known', () => {
    const orders = [order(), order({ id: 9, investAmt: a('0.5') }), bitcoin];
    const prices = { USDT: a('1.0001'), BTC: a('60000') };
    expect(home(orders, { prices })).toMatchObject({
      totals: [
        { currency: 'BTC', amount: '0.5' },
        { currency: 'USDT', amount: '1000.5' },
      ],
      dollars: '31000.6',
    });
    expect(home(orders, { prices: { USDT: a('1') } }).dollars).toBeUndefined();
    expect(home([order({ currency: 'constructor' })]).dollars).toBeUndefined();
  });

  it('weighs one coin by itself and several by their value', () => {
    expect(home([order({ rate: a('2') }), order({ id: 9, rate: a('4') })]).blendedApr).toBe('3');
    expect(home([order(), bitcoin]).blendedApr).toBeUndefined();
    const prices = { USDT: a('1'), BTC: a('2000') };
    expect(home([order({ rate: a('3') }), bitcoin], { prices }).blendedApr).toBe('2');
  });

  it('names the next payout and the next end that are still to come', () => {
    const orders = [
      order({ nextInterestPayoutTime: PAYOUT - 5 }),
      order({ id: 8, nextInterestPayoutTime: PAYOUT + 5, type: 'Fixed', endTime: PAYOUT + 9 }),
      order({ id: 9, type: 'Fixed', endTime: PAYOUT + 7 }),
      order({ id: 10, type: 'Fixed', endTime: PAYOUT - 7 }),
    ];
    const summary = home(orders);
    expect(summary.nextPayoutAt).toBe(PAYOUT);
    expect(summary.nextMaturity).toMatchObject({ at: PAYOUT + 7, order: { order: { id: 9 } } });
  });

  it('shows the whole latest payout, also where an amount was not stated', () => {
    const payouts = [
      paid(PAYOUT, 'USDT', a('0.1')),
      paid(PAYOUT - DAY, 'USDT', a('9')),
      paid(PAYOUT, 'USDT', a('0.2')),
      paid(PAYOUT, 'USDT', undefined),
      paid(PAYOUT, 'BTC', undefined),
    ];
    expect(home([], { payouts }).lastPayout).toEqual({
      at: PAYOUT,
      lines: [
        { currency: 'USDT', amount: '0.3' },
        { currency: 'BTC', amount: undefined },
      ],
    });
  });
});

describe('earnings', () => {
  const spans = { todayFrom: PAYOUT, thirtyDaysFrom: PAYOUT - 30 * DAY };

  it('are summed by coin for today, thirty days and since connecting', () => {
    const payouts = [
      paid(PAYOUT, 'USDT', a('1')),
      paid(PAYOUT - 1, 'USDT', a('2')),
      paid(PAYOUT - 30 * DAY, 'USDT', a('4')),
      paid(PAYOUT - 30 * DAY - 1, 'USDT', a('8')),
      paid(PAYOUT, 'BTC', undefined),
    ];
    expect(earnings(payouts, spans)).toEqual([
      { currency: 'BTC', today: '0', thirtyDays: '0', sinceConnected: '0', unstated: 1 },
      { currency: 'USDT', today: '1', thirtyDays: '7', sinceConnected: '15', unstated: 0 },
    ]);
    expect(earnings([], spans)).toEqual([]);
  });
});

test('property: totals by coin add up to the same as all amounts, and each span holds the one before', () => {
  const payout = fc.tuple(fc.nat(60), fc.constantFrom('USDT', 'BTC', 'ETH'), amounts(8, 1n, 10n ** 12n));
  fc.assert(
    fc.property(fc.array(payout, { maxLength: 30 }), (list) => {
      const payouts = list.map(([days, currency, amount]) => paid(PAYOUT - days * DAY, currency, amount));
      const all = sum(list.map(([, , amount]) => amount));
      const coins = earnings(payouts, { todayFrom: PAYOUT, thirtyDaysFrom: PAYOUT - 30 * DAY });
      expect(sum(coins.map((coin) => coin.sinceConnected))).toBe(all);
      const grouped = sumByCoin(list.map(([, currency, amount]) => ({ currency, amount })));
      expect(grouped).toEqual(
        coins.map((coin) => ({ currency: coin.currency, amount: coin.sinceConnected })),
      );
    }),
    RUNS,
  );
});
