import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { checkDeposit, depositShares, termsChanged, termsOf } from '../../src/domain/deposit-rules.ts';
import { compare, isOnStep, subtract } from '../../src/domain/money.ts';
import type { Terms } from '../../src/domain/operation.ts';
import type { Product } from '../../src/domain/product.ts';
import { a, amounts, product, RUNS } from './samples.ts';

const usual = product();

function check(amount: string, change: Partial<Parameters<typeof checkDeposit>[0]> = {}): unknown {
  const result = checkDeposit({
    product: usual,
    days: 1,
    amount: a(amount),
    available: a('500'),
    now: 1,
    ...change,
  });
  return result.ok ? result.value.freeAfter : result.reason;
}

describe('the amount of a deposit', () => {
  it.each([
    ['just below the minimum', '9.5', { kind: 'below_minimum', minimum: '10' }],
    ['at the minimum', '10', '490'],
    ['just above the minimum', '10.5', '489.5'],
    ['below the minimum and off step', '9.99', { kind: 'below_minimum', minimum: '10' }],
    ['off step', '10.25', { kind: 'off_step', step: '0.5', lower: '10', upper: '10.5' }],
    [
      'off step by the last decimal',
      '10.00000001',
      { kind: 'off_step', step: '0.5', lower: '10', upper: '10.5' },
    ],
    ['just below the balance', '499.5', '0.5'],
    ['at the balance', '500', '0'],
    ['just above the balance', '500.5', { kind: 'above_balance', available: '500' }],
    ['just above the limit', '1000.5', { kind: 'above_limit', limit: '1000', left: '1000' }],
    ['zero', '0', { kind: 'not_positive' }],
    ['negative', '-10', { kind: 'not_positive' }],
    ['huge', '999999999999999999999999', { kind: 'above_limit', limit: '1000', left: '1000' }],
  ])('%s: %s', (_what, amount, outcome) => {
    expect(check(amount)).toEqual(outcome);
  });

  it('is not held against a balance that the exchange does not tell', () => {
    expect(check('1000', { available: undefined })).toBeUndefined();
    expect(check('999.75', { available: undefined })).toMatchObject({ lower: '999.5', upper: '1000' });
  });

  it('is not held against a limit or step of zero, which mean "not stated"', () => {
    const open = product({ dailyLimit: a('0'), incrementalSize: a('0'), minSize: a('0') });
    expect(check('123.45678901', { product: open, available: a('200') })).toBe('76.54321099');
    expect(check('0', { product: open })).toEqual({ kind: 'not_positive' });
    expect(
      check('200.25', { product: product({ dailyLimit: a('0') }), available: a('200.25') }),
    ).toMatchObject({
      lower: '200',
      upper: '200',
    });
  });

  it('counts what went in today against the limit', () => {
    expect(check('100', { investedToday: a('900') })).toBe('400');
    expect(check('100.5', { investedToday: a('900') })).toEqual({
      kind: 'above_limit',
      limit: '1000',
      left: '100',
    });
    expect(check('10', { investedToday: a('1200') })).toEqual({
      kind: 'above_limit',
      limit: '1000',
      left: '0',
    });
  });

  it('offers only neighbours that may be deposited', () => {
    const coarse = product({ minSize: a('15'), incrementalSize: a('10') });
    expect(check('15', { product: coarse })).toEqual({
      kind: 'off_step',
      step: '10',
      lower: '20',
      upper: '20',
    });
    expect(check('499.75', { available: a('499.9') })).toMatchObject({ lower: '499.5', upper: '499.5' });
    const free = product({ minSize: a('0'), incrementalSize: a('5') });
    expect(check('3', { product: free })).toMatchObject({ lower: '5', upper: '5' });
  });
});

describe('the product of a deposit', () => {
  it('must still be offered, be open and have the term', () => {
    expect(check('10', { product: undefined })).toEqual({ kind: 'product_gone' });
    expect(check('10', { days: 2 })).toEqual({ kind: 'term_gone' });
    expect(check('10', { product: product({ startDate: 2 }) })).toEqual({
      kind: 'not_started',
      startDate: 2,
    });
    expect(check('10', { product: product({ startDate: 1 }) })).toBe('490');
  });

  it('gives the term that will be sent', () => {
    const result = checkDeposit({ product: usual, days: 30, amount: a('10'), available: undefined, now: 1 });
    expect(result.ok && result.value.term).toEqual({ days: 30, rate: '8' });
  });
});

describe('the amounts on the buttons', () => {
  it('are min, quarter, half and all of what is free, on the step', () => {
    expect(depositShares(a('101.3'), usual)).toEqual({ min: '10', quarter: '25', half: '50.5', max: '101' });
  });

  it('leave out what is below the minimum or above the balance', () => {
    expect(depositShares(a('25'), usual)).toEqual({ min: '10', quarter: undefined, half: '12.5', max: '25' });
    expect(depositShares(a('9.99'), usual)).toEqual({
      min: undefined,
      quarter: undefined,
      half: undefined,
      max: undefined,
    });
  });

  it('stay within the limit', () => {
    expect(depositShares(a('9000'), usual)).toEqual({
      min: '10',
      quarter: '1000',
      half: '1000',
      max: '1000',
    });
  });

  it('stay within what today’s deposits have left of the limit', () => {
    expect(depositShares(a('9000'), usual, a('900'))).toEqual({
      min: '10',
      quarter: '100',
      half: '100',
      max: '100',
    });
    expect(depositShares(a('9000'), usual, a('1000'))).toEqual({
      min: undefined,
      quarter: undefined,
      half: undefined,
      max: undefined,
    });
  });

  it('are only the minimum where the balance is not told', () => {
    expect(depositShares(undefined, usual)).toEqual({
      min: '10',
      quarter: undefined,
      half: undefined,
      max: undefined,
    });
    expect(depositShares(undefined, product({ dailyLimit: a('0') })).min).toBe('10');
    expect(depositShares(undefined, product({ dailyLimit: a('9') })).min).toBeUndefined();
  });

  it('begin at the first step where no minimum is stated, and have no minimum where neither is', () => {
    expect(depositShares(a('100'), product({ minSize: a('0') })).min).toBe('0.5');
    expect(depositShares(a('100'), product({ minSize: a('10.2') })).min).toBe('10.5');
    const open = product({ minSize: a('0'), incrementalSize: a('0') });
    expect(depositShares(a('0.00000003'), open)).toEqual({
      min: undefined,
      quarter: undefined,
      half: '0.00000001',
      max: '0.00000003',
    });
  });
});

describe('terms that moved', () => {
  const shown = termsOf(usual, 1, a('500')) as Terms;
  const moved = (now: Product | undefined, days = 1, available = '500'): readonly string[] =>
    termsChanged(shown, now, days, a(available), a('400'));

  it('are none while nothing differs, also when the balance changed but suffices', () => {
    expect(moved(usual)).toEqual([]);
    expect(moved(product({ incrementalSize: a('0.50') }), 1, '400')).toEqual([]);
    expect(termsChanged(shown, usual, 1, undefined, a('400'))).toEqual([]);
  });

  it.each<[string, Product | undefined, number, string, readonly string[]]>([
    ['a lower rate', product({ rates: [{ days: 1, rate: a('4') }] }), 1, '500', ['rate']],
    ['a better rate', product({ rates: [{ days: 1, rate: a('6') }] }), 1, '500', ['rate']],
    ['the minimum', product({ minSize: a('5') }), 1, '500', ['minimum']],
    ['the step', product({ incrementalSize: a('1') }), 1, '500', ['step']],
    ['the limit', product({ dailyLimit: a('0') }), 1, '500', ['limit']],
    ['the balance just short', usual, 1, '399.99999999', ['balance']],
    ['the term gone', product({ rates: [] }), 1, '500', ['term']],
    ['another term', usual, 30, '500', ['term']],
    ['the product gone', undefined, 1, '500', ['gone']],
    [
      'all together',
      product({
        rates: [{ days: 1, rate: a('1') }],
        minSize: a('1'),
        incrementalSize: a('1'),
        dailyLimit: a('1'),
      }),
      1,
      '1',
      ['rate', 'minimum', 'step', 'limit', 'balance'],
    ],
  ])('%s', (_what, now, days, available, changes) => {
    expect(moved(now, days, available)).toEqual(changes);
  });

  it('cannot be made for a term that is not offered', () => {
    expect(termsOf(usual, 99, undefined)).toBeUndefined();
  });
});

const products = fc.record({
  minSize: amounts(2, 0n, 10_000n),
  incrementalSize: amounts(3, 0n, 5_000n),
  dailyLimit: fc.oneof(fc.constant(a('0')), amounts(2, 1n, 1_000_000n)),
});

test('property: every amount on a button passes the rules', () => {
  fc.assert(
    fc.property(products, amounts(8, 0n, 10n ** 13n), (change, available) => {
      const offered = product(change);
      for (const amount of Object.values(depositShares(available, offered))) {
        if (amount === undefined) continue;
        const result = checkDeposit({ product: offered, days: 1, amount, available, now: 1 });
        expect(result).toMatchObject({ ok: true, value: { freeAfter: subtract(available, amount) } });
      }
    }),
    RUNS,
  );
});

test('property: what passes is positive, on the step, and within minimum, limit and balance', () => {
  fc.assert(
    fc.property(
      products,
      amounts(2, -100n, 2_000_000n),
      amounts(2, 0n, 2_000_000n),
      (change, amount, available) => {
        const offered = product(change);
        const result = checkDeposit({ product: offered, days: 1, amount, available, now: 1 });
        const fits =
          compare(amount, a('0')) === 1 &&
          compare(amount, offered.minSize) !== -1 &&
          compare(amount, available) !== 1 &&
          (offered.dailyLimit === '0' || compare(amount, offered.dailyLimit) !== 1) &&
          isOnStep(amount, offered.incrementalSize);
        expect(result.ok).toBe(fits);
      },
    ),
    RUNS,
  );
});
