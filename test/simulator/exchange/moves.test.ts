import { describe, expect, test } from 'vitest';
import { amountOf } from '../../../src/domain/money.ts';
import type { SimAccount } from '../../../src/simulator/exchange/account.ts';
import { withSettings } from '../../../src/simulator/exchange/account-changes.ts';
import { accrue } from '../../../src/simulator/exchange/accrue.ts';
import { type DepositRequest, deposit } from '../../../src/simulator/exchange/deposit.ts';
import { DEFAULT_MARKET, type Market } from '../../../src/simulator/exchange/market.ts';
import { closeOrder, redeem } from '../../../src/simulator/exchange/redeem.ts';
import { renew } from '../../../src/simulator/exchange/renew.ts';
import { actOnSite } from '../../../src/simulator/exchange/site.ts';
import { BY_REQUEST, DAY, depositOf, FIRST_PAYOUT, HOUR, START, testAccount } from './harness.ts';

function invested(account: SimAccount, ...deposits: readonly DepositRequest[]): SimAccount {
  return deposits.reduce((before, request) => {
    const moved = deposit(before, request, BY_REQUEST, DEFAULT_MARKET);
    if (!moved.ok) throw new Error(moved.reason.message);
    return moved.value;
  }, account);
}

function redeemed(account: SimAccount, orderId: number, amount: string): SimAccount {
  const moved = redeem(account, { orderId, amount: amountOf(amount) }, BY_REQUEST, DEFAULT_MARKET);
  if (!moved.ok) throw new Error(moved.reason.message);
  return moved.value;
}

const until = (account: SimAccount, at: number) => accrue(account, at, DEFAULT_MARKET);
const interestOf = (account: SimAccount) => account.effects.filter(({ kind }) => kind === 'interest');
const outcome = (moved: ReturnType<typeof deposit>) =>
  moved.ok ? 'accepted' : `${moved.reason.code} ${moved.reason.message}`;

describe('what a deposit is checked for', () => {
  test.each([
    { why: 'just below the minimum', request: depositOf('OPENUSDT0001', '0.99'), is: /^-2 .*minimum of 1$/ },
    { why: 'at the minimum', request: depositOf('OPENUSDT0001', '1'), is: /^accepted$/ },
    { why: 'just above the minimum', request: depositOf('OPENUSDT0001', '1.01'), is: /^accepted$/ },
    { why: 'off the step', request: depositOf('OPENUSDT0001', '1.005'), is: /^-2 .*multiple of 0.01$/ },
    { why: 'zero', request: depositOf('OPENUSDT0001', '0'), is: /^-2 Invalid amount$/ },
    { why: 'negative', request: depositOf('OPENUSDT0001', '-5'), is: /^-2 Invalid amount$/ },
    {
      why: 'too many decimals',
      request: depositOf('LENDWGBP000001', '10.000000001'),
      is: /^-2 Invalid amount$/,
    },
    {
      why: 'eight decimals without a stated step',
      request: depositOf('LENDWGBP000001', '10.00000001'),
      is: /^accepted$/,
    },
    { why: 'the whole balance', request: depositOf('OPENUSDT0001', '10000'), is: /^accepted$/ },
    { why: 'a step above the balance', request: depositOf('OPENUSDT0001', '10000.01'), is: /^51523 / },
    { why: 'above the limit', request: depositOf('OPENETH00001', '11'), is: /^4003 .*limit of 10$/ },
    { why: 'at the limit without the balance', request: depositOf('OPENETH00001', '10'), is: /^51523 / },
    { why: 'huge', request: depositOf('LENDWGBP000001', '999999999999999999999999'), is: /^51523 / },
    { why: 'an unknown product', request: depositOf('NOSUCH', '1'), is: /^-2 Product/ },
    {
      why: 'a term the product has not',
      request: depositOf('FIXEDUSDT001', '100', 8),
      is: /^-2 Invalid day$/,
    },
    {
      why: 'renewal that is not supported',
      request: depositOf('OPENUSDT0001', '5', 1, true),
      is: /^-2 Auto renew/,
    },
    {
      why: 'renewal that is supported',
      request: depositOf('FIXEDUSDT001', '100', 7, true),
      is: /^accepted$/,
    },
  ])('$why', ({ request, is }) => {
    expect(outcome(deposit(testAccount(), request, BY_REQUEST, DEFAULT_MARKET))).toMatch(is);
  });

  test('a coin the wallet has never held is a missing balance', () => {
    const moved = deposit(
      { ...testAccount(), balances: {} },
      depositOf('OPENUSDT0001', '1'),
      BY_REQUEST,
      DEFAULT_MARKET,
    );
    expect(outcome(moved)).toMatch(/^51523 /);
  });

  test('a product that has not started is not available', () => {
    const products = DEFAULT_MARKET.products.map((product) => ({ ...product, startDate: START + 1 }));
    const market: Market = { ...DEFAULT_MARKET, products };
    expect(outcome(deposit(testAccount(), depositOf('OPENUSDT0001', '1'), BY_REQUEST, market))).toMatch(
      /^-2 Product/,
    );
  });

  test('the daily limit adds up over the UTC day and is free again after midnight', () => {
    const rich = { ...testAccount(), balances: { ETH: amountOf('100') } };
    const full = invested(rich, depositOf('OPENETH00001', '7'), depositOf('OPENETH00001', '3'));
    const more = depositOf('OPENETH00001', '1');
    expect(outcome(deposit(full, more, BY_REQUEST, DEFAULT_MARKET))).toMatch(/^4051 /);
    const beforeMidnight = until(full, START + 14 * HOUR - 1);
    expect(outcome(deposit(beforeMidnight, more, BY_REQUEST, DEFAULT_MARKET))).toMatch(/^4051 /);
    expect(outcome(deposit(until(full, START + 14 * HOUR), more, BY_REQUEST, DEFAULT_MARKET))).toBe(
      'accepted',
    );
  });
});

describe('what a deposit does', () => {
  test('moves the coins, writes one row and one line of the ledger', () => {
    const account = invested(testAccount(), depositOf('FIXEDUSDT001', '500', 7, true));
    expect(account.balances.USDT).toBe('9500');
    expect(account.history).toMatchObject([
      {
        txnType: 'INVEST_SERVICE_TYPE_DEPOSIT',
        amount: '500',
        totalAmount: '500',
        duration: 7 * DAY,
        txnTime: START,
      },
    ]);
    expect(account.effects).toMatchObject([
      {
        n: 1,
        kind: 'deposit',
        by: 'request',
        nonce: 1,
        amount: '500',
        days: 7,
        autoRenew: true,
        productId: 'FIXEDUSDT001',
      },
    ]);
  });

  test('a second one grows the open-ended order, or makes another where merging is off', () => {
    const twice = [depositOf('OPENUSDT0001', '10'), depositOf('OPENUSDT0001', '5')] as const;
    const merged = invested(testAccount(), ...twice);
    expect(merged.orders.map(({ principal }) => principal)).toEqual(['15']);
    expect(merged.history.at(-1)).toMatchObject({ amount: '5', totalAmount: '15' });
    const apart = invested(testAccount({ mergeFlex: false }), ...twice);
    expect(apart.orders.map(({ principal }) => principal)).toEqual(['10', '5']);
  });

  test('fixed terms never merge, nor does an order that is being redeemed', () => {
    const fixed = depositOf('FIXEDUSDT001', '100', 7);
    expect(invested(testAccount(), fixed, fixed).orders).toHaveLength(2);
    const slow = invested(testAccount({ redemptionDelayMs: HOUR }), depositOf('OPENUSDT0001', '10'));
    expect(invested(redeemed(slow, 1, '10'), depositOf('OPENUSDT0001', '5')).orders).toHaveLength(2);
  });
});

describe('redeeming', () => {
  const held = (settings: Partial<SimAccount['settings']> = {}) =>
    invested(testAccount(settings), depositOf('OPENUSDT0001', '100'));

  test.each([
    { why: 'an order that is not there', orderId: 9, amount: '1', is: /^-2 Order not found$/ },
    { why: 'zero', orderId: 1, amount: '0', is: /^-2 Invalid amount$/ },
    { why: 'more than is in it', orderId: 1, amount: '100.00000001', is: /^-2 .*above/ },
    { why: 'nine decimals', orderId: 1, amount: '0.123456789', is: /^-2 Invalid amount$/ },
    { why: 'the smallest part', orderId: 1, amount: '0.00000001', is: /^accepted$/ },
    { why: 'all of it', orderId: 1, amount: '100', is: /^accepted$/ },
  ])('$why', ({ orderId, amount, is }) => {
    const moved = redeem(held(), { orderId, amount: amountOf(amount) }, BY_REQUEST, DEFAULT_MARKET);
    expect(outcome(moved)).toMatch(is);
  });

  test('a part of an open-ended order is back at once and the rest earns on', () => {
    const account = redeemed(held(), 1, '40');
    expect(account.balances.USDT).toBe('9940');
    expect(account.orders).toMatchObject([{ principal: '60', redemption: null }]);
    expect(account.effects.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
      'deposit 100',
      'redeem 40',
      'redeemed 40',
    ]);
    expect(interestOf(until(account, FIRST_PAYOUT))).toMatchObject([{ amount: '0.00739726' }]);
  });

  test('everything closes the order', () => {
    const account = redeemed(held(), 1, '100');
    expect(account.orders).toEqual([]);
    expect(account.balances.USDT).toBe('10000');
    expect(account.history.at(-1)).toMatchObject({
      txnType: 'INVEST_SERVICE_TYPE_REDEEM',
      amount: '100',
      totalAmount: '0',
    });
  });

  test('takes its time where the exchange takes its time: the coins come at the very moment', () => {
    const asked = redeemed(held({ redemptionDelayMs: 2 * HOUR }), 1, '100');
    expect(asked.orders).toMatchObject([
      { principal: '100', redemption: { amount: '100', readyAt: START + 2 * HOUR } },
    ]);
    expect(asked.history).toHaveLength(1);
    expect(until(asked, START + 2 * HOUR - 1).balances.USDT).toBe('9900');
    const back = until(asked, START + 2 * HOUR);
    expect(back.balances.USDT).toBe('10000');
    expect(back.orders).toEqual([]);
    expect(back.history.at(-1)).toMatchObject({ txnTime: START + 2 * HOUR });
  });

  test('what is being redeemed earns nothing, and a second redemption must wait', () => {
    const asked = redeemed(held({ redemptionDelayMs: DAY }), 1, '40');
    expect(outcome(redeem(asked, { orderId: 1, amount: amountOf('1') }, BY_REQUEST, DEFAULT_MARKET))).toMatch(
      /in process/,
    );
    expect(interestOf(until(asked, FIRST_PAYOUT))).toMatchObject([{ amount: '0.00739726' }]);
  });

  test('can be stuck, for ever if need be, and goes on when the trouble is over', () => {
    const asked = redeemed(held({ redemptionStuck: true }), 1, '100');
    const later = until(asked, START + 100 * DAY);
    expect(later.orders).toMatchObject([{ redemption: { readyAt: null } }]);
    const freed = withSettings(later, { redemptionStuck: false }, DEFAULT_MARKET);
    expect(until(freed, START + 100 * DAY + 1).balances.USDT).toBe('10000');
  });

  test('a running one stops when the exchange gets stuck', () => {
    const asked = redeemed(held({ redemptionDelayMs: HOUR }), 1, '100');
    const stuck = withSettings(asked, { redemptionStuck: true }, DEFAULT_MARKET);
    expect(until(stuck, START + DAY).orders).toHaveLength(1);
    const other = withSettings(asked, { historyShape: 'bare' }, DEFAULT_MARKET);
    expect(until(other, START + DAY).orders).toHaveLength(0);
  });

  test('a fixed term early gives the principal and no interest', () => {
    const account = invested(testAccount(), depositOf('FIXEDUSDT001', '1000', 7));
    const early = redeemed(until(account, START + 6 * DAY), 1, '1000');
    expect(early.balances.USDT).toBe('10000');
    expect(interestOf(until(early, START + 30 * DAY))).toEqual([]);
  });

  test('a part of a fixed term early loses the interest on that part alone', () => {
    const early = redeemed(invested(testAccount(), depositOf('FIXEDUSDT001', '1000', 7)), 1, '500');
    expect(until(early, START + 7 * DAY).balances.USDT).toBe('10000.49863014');
  });

  test('Staking locks the coins for 24 hours', () => {
    const asked = redeemed(invested(testAccount(), depositOf('STAKEAXS00001', '10')), 1, '10');
    expect(until(asked, START + DAY - 1).balances.AXS).toBe('390');
    expect(until(asked, START + DAY).balances.AXS).toBe('400');
  });

  test("Lending loses the day's interest of the whole order", () => {
    const asked = redeemed(invested(testAccount(), depositOf('LENDWGBP000001', '1000')), 1, '1');
    expect(interestOf(until(asked, FIRST_PAYOUT))).toEqual([]);
    expect(interestOf(until(asked, FIRST_PAYOUT + DAY))).toMatchObject([
      { at: FIRST_PAYOUT + DAY, number: 1 },
    ]);
  });

  test('its row may come later than its credit', () => {
    const account = redeemed(held({ redemptionRowLateMs: 3 * HOUR, historyLateMs: HOUR }), 1, '1');
    expect(account.history.map(({ visibleAt }) => visibleAt - START)).toEqual([HOUR, 4 * HOUR]);
  });
});

describe('renewal', () => {
  const held = invested(testAccount(), depositOf('FIXEDUSDT001', '100', 7), depositOf('OPENUSDT0001', '10'));

  test('is a state: setting it twice is the same', () => {
    const on = renew(held, { orderId: 1, autoRenew: true }, BY_REQUEST, DEFAULT_MARKET);
    if (!on.ok) throw new Error('refused');
    const again = renew(on.value, { orderId: 1, autoRenew: true }, BY_REQUEST, DEFAULT_MARKET);
    if (!again.ok) throw new Error('refused');
    expect(again.value.orders).toEqual(on.value.orders);
    expect(again.value.orders[0]?.autoRenew).toBe(true);
    expect(again.value.effects.at(-1)).toMatchObject({ kind: 'renew', autoRenew: true, orderId: 1 });
  });

  test.each([
    { orderId: 2, is: /Auto renew is not supported/ },
    { orderId: 3, is: /Order not found/ },
  ])('of order $orderId is refused', ({ orderId, is }) => {
    expect(outcome(renew(held, { orderId, autoRenew: true }, BY_REQUEST, DEFAULT_MARKET))).toMatch(is);
  });
});

describe("the exchange's site", () => {
  const held = invested(testAccount(), depositOf('OPENUSDT0001', '100'));
  const act = (action: Parameters<typeof actOnSite>[1], account = held) => {
    const moved = actOnSite(account, action, START, DEFAULT_MARKET);
    if (!moved.ok) throw new Error(moved.reason.message);
    return moved.value;
  };

  test('deposits at the first term of the product, marked as its own', () => {
    const account = act({ kind: 'deposit', productId: 'FIXEDUSDT001', amount: amountOf('200') });
    expect(account.orders.at(-1)).toMatchObject({ days: 7, principal: '200' });
    expect(account.effects.at(-1)).toMatchObject({ by: 'site', nonce: null, kind: 'deposit' });
  });

  test('redeems a part or everything', () => {
    expect(act({ kind: 'redeem', orderId: 1, amount: amountOf('10') }).orders[0]?.principal).toBe('90');
    expect(act({ kind: 'redeem', orderId: 1 }).orders).toEqual([]);
  });

  test('switches renewal and closes an order at once', () => {
    const fixed = invested(testAccount(), depositOf('FIXEDUSDT001', '100', 7));
    expect(act({ kind: 'renew', orderId: 1, autoRenew: true }, fixed).orders[0]?.autoRenew).toBe(true);
    const closed = act({ kind: 'close', orderId: 1 }, fixed);
    expect(closed).toMatchObject({ orders: [], balances: { USDT: '10000' } });
    expect(closed.effects.at(-1)).toMatchObject({ kind: 'closed', by: 'site', amount: '100' });
    expect(outcome(closeOrder(closed, 1, BY_REQUEST, DEFAULT_MARKET))).toMatch(/not found/);
  });

  test('cannot redeem what is not there', () => {
    expect(outcome(actOnSite(held, { kind: 'redeem', orderId: 7 }, START, DEFAULT_MARKET))).toMatch(
      /not found/,
    );
    const unknown = actOnSite(
      held,
      { kind: 'deposit', productId: 'NOSUCH', amount: amountOf('1') },
      START,
      DEFAULT_MARKET,
    );
    expect(outcome(unknown)).toMatch(/not available/);
  });
});
