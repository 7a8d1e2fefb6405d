import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountOf, sum } from '../../../src/domain/money.ts';
import type { SimAccount } from '../../../src/simulator/exchange/account.ts';
import { totals } from '../../../src/simulator/exchange/account-changes.ts';
import { accrue } from '../../../src/simulator/exchange/accrue.ts';
import { deposit } from '../../../src/simulator/exchange/deposit.ts';
import { interestFor, nextPayoutAfter } from '../../../src/simulator/exchange/interest.ts';
import { DEFAULT_MARKET } from '../../../src/simulator/exchange/market.ts';
import { redeem } from '../../../src/simulator/exchange/redeem.ts';
import { BY_REQUEST, DAY, depositOf, FIRST_PAYOUT, HOUR, START, testAccount } from './harness.ts';

function invested(
  account: SimAccount,
  productId: string,
  amount: string,
  days = 1,
  renew = false,
): SimAccount {
  const moved = deposit(account, depositOf(productId, amount, days, renew), BY_REQUEST, DEFAULT_MARKET);
  if (!moved.ok) throw new Error(moved.reason.message);
  return moved.value;
}

const until = (account: SimAccount, at: number) => accrue(account, at, DEFAULT_MARKET);
const only = (account: SimAccount) => account.orders[0] ?? expect.fail('no order is left');
const interestOf = (account: SimAccount) => account.effects.filter(({ kind }) => kind === 'interest');

describe('interest', () => {
  test("a day of the specification's example is the specification's amount", () => {
    expect(interestFor(amountOf('10'), amountOf('1.15'), 1)).toBe('0.00031507');
  });

  test.each([
    { principal: '36500', rate: '1', days: 1, interest: '1' },
    { principal: '1000', rate: '6.8', days: 30, interest: '5.5890411' },
    { principal: '0.001', rate: '1.2', days: 1, interest: '0.00000003' },
    { principal: '0.0001', rate: '1', days: 1, interest: '0' },
    { principal: '0', rate: '99', days: 365, interest: '0' },
    { principal: '123456789012.12345678', rate: '4.5', days: 1, interest: '15220700.0151933' },
  ])('$principal at $rate % for $days days is $interest', ({ principal, rate, days, interest }) => {
    expect(interestFor(amountOf(principal), amountOf(rate), days)).toBe(interest);
  });

  test.each([
    { at: FIRST_PAYOUT - 1, next: FIRST_PAYOUT },
    { at: FIRST_PAYOUT, next: FIRST_PAYOUT + DAY },
    { at: FIRST_PAYOUT + 1, next: FIRST_PAYOUT + DAY },
    { at: FIRST_PAYOUT - DAY, next: FIRST_PAYOUT },
  ])('after $at the next 14:00 UTC is $next', ({ at, next }) => {
    expect(nextPayoutAfter(at)).toBe(next);
  });
});

describe('an open-ended order', () => {
  test('pays a whole day at the first 14:00 UTC, to the millisecond', () => {
    const held = invested(testAccount(), 'OPENUSDT0001', '1000');
    expect(only(held).nextPayoutAt).toBe(FIRST_PAYOUT);
    expect(interestOf(until(held, FIRST_PAYOUT - 1))).toEqual([]);
    const paid = until(held, FIRST_PAYOUT);
    expect(interestOf(paid)).toMatchObject([
      { at: FIRST_PAYOUT, amount: '0.12328767', number: 1, currency: 'USDT' },
    ]);
    expect(paid.balances.USDT).toBe('9000.12328767');
    expect(only(paid)).toMatchObject({ principal: '1000', nextPayoutAt: FIRST_PAYOUT + DAY, payouts: 1 });
  });

  test('catches up every day that was missed, each with its own row and number', () => {
    const paid = until(invested(testAccount(), 'OPENUSDT0001', '1000'), FIRST_PAYOUT + 9 * DAY);
    expect(interestOf(paid).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(only(paid)).toMatchObject({ totalInterest: '1.2328767', lastInterest: '0.12328767' });
    expect(paid.history.filter(({ txnType }) => txnType.endsWith('INTEREST'))).toHaveLength(10);
  });

  test('that compounds adds interest to its principal and earns on it', () => {
    const paid = until(invested(testAccount(), 'OPENETH00001', '5'), FIRST_PAYOUT + DAY);
    expect(interestOf(paid).map(({ amount }) => amount)).toEqual(['0.00015753', '0.00015754']);
    expect(only(paid).principal).toBe('5.00031507');
    expect(paid.balances.ETH).toBe('0');
  });

  test('pays nothing and tells nothing when the interest rounds to zero', () => {
    const dust = { ...testAccount(), balances: { BTC: amountOf('1') } };
    const market = {
      ...DEFAULT_MARKET,
      rateChanges: [{ productId: 'OPENBTC00001', at: 0, days: 1, rate: amountOf('0.0001') }],
    };
    const moved = deposit(dust, depositOf('OPENBTC00001', '0.001'), BY_REQUEST, market);
    if (!moved.ok) throw new Error('refused');
    const paid = accrue(moved.value, FIRST_PAYOUT, market);
    expect(interestOf(paid)).toEqual([]);
    expect(only(paid)).toMatchObject({ payouts: 0, nextPayoutAt: FIRST_PAYOUT + DAY });
  });

  test('earns each day at the rate of that day', () => {
    const rate = { productId: 'OPENUSDT0001', at: FIRST_PAYOUT + 1, days: 1, rate: amountOf('9') };
    const held = invested(testAccount(), 'OPENUSDT0001', '1000');
    const paid = accrue(held, FIRST_PAYOUT + DAY, { ...DEFAULT_MARKET, rateChanges: [rate] });
    expect(interestOf(paid).map(({ amount }) => amount)).toEqual(['0.12328767', '0.24657534']);
  });

  test('earns nothing before the product starts to pay interest', () => {
    const products = DEFAULT_MARKET.products.map((product) => ({
      ...product,
      interestStartDate: START + 3 * DAY,
    }));
    const moved = deposit(testAccount(), depositOf('OPENUSDT0001', '10'), BY_REQUEST, {
      ...DEFAULT_MARKET,
      products,
    });
    if (!moved.ok) throw new Error('refused');
    expect(only(moved.value).nextPayoutAt).toBe(FIRST_PAYOUT + 3 * DAY);
  });
});

describe('a fixed term', () => {
  test('pays once at its end and gives the principal back in the same moment', () => {
    const held = invested(testAccount(), 'FIXEDUSDT001', '1000', 30);
    const endsAt = START + 30 * DAY;
    expect(only(held)).toMatchObject({ endsAt, nextPayoutAt: endsAt, rate: '6.8' });
    expect(until(held, endsAt - 1).balances.USDT).toBe('9000');
    const ended = until(held, endsAt);
    expect(ended.orders).toEqual([]);
    expect(ended.balances.USDT).toBe('10005.5890411');
    expect(ended.history.at(-1)).toMatchObject({
      amount: '1000',
      interestEarned: '5.5890411',
      totalAmount: '0',
      txnTime: endsAt,
    });
    expect(ended.effects.map(({ kind }) => kind)).toEqual(['deposit', 'interest', 'maturity']);
  });

  test('that pays daily pays exactly as many days as it has', () => {
    const ended = until(invested(testAccount(), 'FIXEDUSDC001', '1000', 30), START + 40 * DAY);
    expect(interestOf(ended)).toHaveLength(30);
    expect(ended.orders).toEqual([]);
    expect(ended.balances.USDC).toBe(
      sum([amountOf('5000'), ...interestOf(ended).map(({ amount }) => amount)]),
    );
  });

  test('that pays daily and began at 14:00 sharp pays its last day before it ends', () => {
    const account = until(testAccount(), FIRST_PAYOUT);
    const ended = until(invested(account, 'FIXEDUSDC001', '1000', 30), FIRST_PAYOUT + 30 * DAY);
    expect(interestOf(ended)).toHaveLength(30);
    expect(ended.effects.at(-1)).toMatchObject({ kind: 'maturity', at: FIRST_PAYOUT + 30 * DAY });
  });

  test('renews itself under the same id with the rate of the new day', () => {
    const market = {
      ...DEFAULT_MARKET,
      rateChanges: [{ productId: 'FIXEDUSDT001', at: START + DAY, days: 7, rate: amountOf('4') }],
    };
    const held = invested(testAccount(), 'FIXEDUSDT001', '1000', 7, true);
    const renewed = accrue(held, START + 7 * DAY, market);
    expect(only(renewed)).toMatchObject({
      id: only(held).id,
      rate: '4',
      startedAt: START + 7 * DAY,
      endsAt: START + 14 * DAY,
      nextPayoutAt: START + 14 * DAY,
      totalInterest: '0.99726027',
    });
    expect(renewed.balances.USDT).toBe('9000.99726027');
    expect(renewed.history.at(-1)).toMatchObject({
      txnType: 'INVEST_SERVICE_TYPE_RENEW',
      interestEarned: '0.99726027',
    });
  });

  test('renews itself under a new id and starts counting anew where the exchange does that', () => {
    const held = invested(testAccount({ renewalKeepsId: false }), 'FIXEDUSDT001', '1000', 7, true);
    const renewed = until(held, START + 21 * DAY);
    expect(renewed.orders).toHaveLength(1);
    expect(only(renewed)).toMatchObject({ id: 4, totalInterest: '0', payouts: 0 });
    expect(interestOf(renewed)).toHaveLength(3);
  });

  test('ends with a redemption that is stuck: that part earns nothing and is never renewed', () => {
    const held = invested(testAccount({ redemptionStuck: true }), 'FIXEDUSDT001', '1000', 7, true);
    const asked = redeem(
      held,
      { orderId: only(held).id, amount: amountOf('400') },
      BY_REQUEST,
      DEFAULT_MARKET,
    );
    if (!asked.ok) throw new Error('refused');
    const renewed = until(asked.value, START + 7 * DAY);
    expect(only(renewed)).toMatchObject({ principal: '600', redemption: null });
    expect(interestOf(renewed).map(({ amount }) => amount)).toEqual(['0.59835616']);
    expect(renewed.balances.USDT).toBe('9400.59835616');
  });
});

describe('catching up', () => {
  test('a clock that stands still or steps back changes nothing', () => {
    const paid = until(invested(testAccount(), 'OPENUSDT0001', '1000'), FIRST_PAYOUT);
    expect(until(paid, FIRST_PAYOUT)).toBe(paid);
    expect(until(paid, START)).toBe(paid);
  });

  function busyAccount(): SimAccount {
    let account = testAccount({ redemptionDelayMs: 30 * HOUR, mergeFlex: false, renewalKeepsId: false });
    account = invested(account, 'OPENUSDT0001', '1234.56');
    account = invested(account, 'OPENETH00001', '3');
    account = invested(account, 'FIXEDUSDT001', '777', 7, true);
    account = invested(account, 'FIXEDUSDC001', '500', 30);
    account = invested(account, 'STAKEAXS00001', '12.3');
    account = invested(account, 'LENDWGBP000001', '99');
    const asked = redeem(account, { orderId: 1, amount: amountOf('234.56') }, BY_REQUEST, DEFAULT_MARKET);
    if (!asked.ok) throw new Error('refused');
    return asked.value;
  }

  test('in any split of the time gives the same account', () => {
    const account = busyAccount();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 * DAY }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
        (lasts, cuts) => {
          const whole = until(account, START + lasts);
          let pieces = account;
          for (const cut of [...cuts].sort()) pieces = until(pieces, START + Math.floor(cut * lasts));
          expect(until(pieces, START + lasts)).toEqual(whole);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('coins come only from interest: wallet and Earn together grow by exactly what was paid', () => {
    const account = busyAccount();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 * DAY }), (lasts) => {
        const later = until(account, START + lasts);
        for (const [currency, before] of Object.entries(totals(account, DEFAULT_MARKET))) {
          const paid = interestOf(later).filter((effect) => effect.currency === currency);
          const expected = sum([before, ...paid.map(({ amount }) => amount)]);
          expect(totals(later, DEFAULT_MARKET)[currency]).toBe(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('effects come in the order of time and are counted without a gap', () => {
    const { effects, effectCount } = until(busyAccount(), START + 60 * DAY);
    expect(effects.map(({ n }) => n)).toEqual(effects.map((_, index) => index + 1));
    expect(effectCount).toBe(effects.length);
    expect(effects.map(({ at }) => at)).toEqual(effects.map(({ at }) => at).sort((a, b) => a - b));
  });

  test('a year of three orders is some thousand steps, and the books stay bounded over many years', () => {
    let account = testAccount({ historyRowsMax: 100, effectsMax: 50 });
    for (const product of ['OPENUSDT0001', 'OPENETH00001', 'STAKEAXS00001'])
      account = invested(account, product, '2');
    expect(until(account, START + 365 * DAY).effectCount).toBe(3 + 3 * 365);
    const old = until(account, START + 1_000 * DAY);
    expect([old.history.length, old.effects.length, old.effectCount]).toEqual([100, 50, 3 + 3 * 1_000]);
    expect(old.effects.at(-1)?.n).toBe(old.effectCount);
    expect(until(until(account, START + 500 * DAY), START + 1_000 * DAY)).toEqual(old);
  });
});
