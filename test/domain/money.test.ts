import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  absolute,
  add,
  amountOf,
  ceilToStep,
  compare,
  decimalsOf,
  divide,
  floorToStep,
  isOnStep,
  isPositive,
  isZero,
  larger,
  multiply,
  parseAmount,
  type Rounding,
  round,
  smaller,
  subtract,
  sum,
  ZERO,
} from '../../src/domain/money.ts';
import { a, amountFromUnits, amounts, RUNS } from './samples.ts';

describe('reading number text', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.0', '0'],
    ['1.50', '1.5'],
    ['10.00', '10'],
    ['100', '100'],
    ['1e-7', '0.0000001'],
    ['1E+3', '1000'],
    ['-12.5e-1', '-1.25'],
    ['0.000000000000000000000001', '0.000000000000000000000001'],
    ['999999999999999999999999', '999999999999999999999999'],
  ])('reads %s as %s', (text, amount) => {
    expect(parseAmount(text)).toBe(amount);
  });

  it.each([
    ['nothing', ''],
    ['a word', 'NaN'],
    ['infinity', 'Infinity'],
    ['a plus sign', '+1'],
    ['a leading zero', '01'],
    ['a bare point', '1.'],
    ['a point first', '.5'],
    ['a space', '1 '],
    ['a comma', '1,5'],
    ['25 digits', '1000000000000000000000000'],
    ['25 decimals', '0.0000000000000000000000001'],
    ['an exponent that overflows', '1e25'],
    ['an exponent that underflows', '1e-25'],
    ['an exponent of four digits', '1e1000'],
    ['text of more than 64 characters', `0.${'0'.repeat(63)}`],
  ])('refuses %s', (_what, text) => {
    expect(parseAmount(text)).toBeUndefined();
  });

  it('throws on a literal that is no amount, without repeating it', () => {
    expect(() => amountOf('secret')).toThrow(/^amountOf: not a decimal amount$/);
  });
});

describe('arithmetic', () => {
  it('is exact where floats are not', () => {
    expect(add(a('0.1'), a('0.2'))).toBe('0.3');
    expect(subtract(a('0.3'), a('0.1'))).toBe('0.2');
    expect(multiply(a('1.1'), a('1.1'))).toBe('1.21');
    expect(sum([])).toBe('0');
    expect(sum([a('0.1'), a('0.7'), a('-0.8')])).toBe('0');
  });

  it.each<[string, string, number, Rounding, string]>([
    ['1', '3', 2, 'down', '0.33'],
    ['2', '3', 2, 'half-up', '0.67'],
    ['1', '8', 2, 'half-up', '0.13'],
    ['1', '8', 2, 'half-even', '0.12'],
    ['1', '3', 2, 'up', '0.34'],
    ['-1', '3', 0, 'down', '0'],
    // The remainder stands beyond 40 digits: cutting there first would round these wrongly.
    ['0.000000000000000000000001', '100000000000000000000000', 8, 'up', '0.00000001'],
    ['500000000000000000000001', '100000000000000000000000', 0, 'half-even', '5'],
  ])('%s / %s at %i decimals %s is %s', (x, y, decimals, rounding, expected) => {
    expect(divide(a(x), a(y), decimals, rounding)).toBe(expected);
  });

  it('throws when it divides by zero, which is a bug of the caller', () => {
    expect(() => divide(a('1'), ZERO, 2, 'down')).toThrow();
  });

  it.each<[string, Rounding, string]>([
    ['1.005', 'down', '1'],
    ['1.005', 'half-up', '1.01'],
    ['1.005', 'half-even', '1'],
    ['1.001', 'up', '1.01'],
    ['-0.001', 'down', '0'],
  ])('%s rounded %s to cents is %s', (amount, rounding, expected) => {
    expect(round(a(amount), 2, rounding)).toBe(expected);
  });

  it('compares by value', () => {
    expect(compare(a('2'), a('10'))).toBe(-1);
    expect(compare(a('1.0'), a('1'))).toBe(0);
    expect(compare(a('-1'), a('-2'))).toBe(1);
    expect([
      isZero(ZERO),
      isZero(a('0.1')),
      isPositive(a('0.1')),
      isPositive(ZERO),
      isPositive(a('-1')),
    ]).toEqual([true, false, true, false, false]);
    expect([smaller(a('2'), a('10')), smaller(a('10'), a('2'))]).toEqual(['2', '2']);
    expect([larger(a('2'), a('10')), larger(a('10'), a('2'))]).toEqual(['10', '10']);
    expect([absolute(a('-3')), absolute(a('3'))]).toEqual(['3', '3']);
    expect([decimalsOf(a('5')), decimalsOf(a('5.25'))]).toEqual([0, 2]);
  });
});

describe('steps', () => {
  it.each([
    ['99.99', '0.5', '99.5', '100', false],
    ['100', '0.5', '100', '100', true],
    ['100.01', '0.5', '100', '100.5', false],
    ['0.4', '0.5', '0', '0.5', false],
    ['0', '0.5', '0', '0', true],
    ['-0.7', '0.5', '-1', '-0.5', false],
    ['123.456', '0', '123.456', '123.456', true],
    [
      '999999999999999999999999',
      '0.000000000000000000000001',
      '999999999999999999999999',
      '999999999999999999999999',
      true,
    ],
  ])('%s on a step of %s: down %s, up %s, fits %s', (amount, step, floor, ceil, fits) => {
    expect(floorToStep(a(amount), a(step))).toBe(floor);
    expect(ceilToStep(a(amount), a(step))).toBe(ceil);
    expect(isOnStep(a(amount), a(step))).toBe(fits);
  });
});

const any = amounts(12, -(10n ** 24n), 10n ** 24n);

test('property: sums and differences equal those of whole numbers', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.bigInt(-(10n ** 30n), 10n ** 30n), (x, y) => {
      const [left, right] = [amountFromUnits(x, 12), amountFromUnits(y, 12)];
      expect(add(left, right)).toBe(amountFromUnits(x + y, 12));
      expect(subtract(left, right)).toBe(amountFromUnits(x - y, 12));
    }),
    RUNS,
  );
});

test('property: a product equals that of whole numbers', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 11n), 10n ** 11n), fc.bigInt(-(10n ** 11n), 10n ** 11n), (x, y) => {
      expect(multiply(amountFromUnits(x, 8), amountFromUnits(y, 8))).toBe(amountFromUnits(x * y, 16));
    }),
    RUNS,
  );
});

test('property: amounts are canonical, so that equal values are equal text', () => {
  fc.assert(
    fc.property(any, fc.nat(10), (amount, zeros) => {
      const padded = `${amount.includes('.') ? amount : `${amount}.0`}${'0'.repeat(zeros)}`;
      expect(parseAmount(padded)).toBe(amount);
      expect(amount).toMatch(/^(?:0|-?(?:[1-9]\d*|0\.\d*[1-9]|[1-9]\d*\.\d*[1-9]))$/);
    }),
    RUNS,
  );
});

test('property: a quotient rounded down times its divisor never exceeds the dividend, by less than one unit', () => {
  fc.assert(
    fc.property(amounts(8, 0n, 10n ** 20n), amounts(8, 1n, 10n ** 16n), fc.nat(12), (x, y, decimals) => {
      const product = multiply(divide(x, y, decimals, 'down'), y);
      const unit = amountFromUnits(1n, decimals);
      expect(compare(product, x)).not.toBe(1);
      expect(compare(subtract(x, product), multiply(unit, y))).toBe(-1);
    }),
    RUNS,
  );
});

test('property: the neighbours on the step enclose the amount and are one step apart at most', () => {
  fc.assert(
    fc.property(any, amounts(8, 1n, 10n ** 12n), (amount, step) => {
      const [floor, ceil] = [floorToStep(amount, step), ceilToStep(amount, step)];
      expect(compare(floor, amount)).not.toBe(1);
      expect(compare(ceil, amount)).not.toBe(-1);
      expect(subtract(ceil, floor)).toBe(isOnStep(amount, step) ? '0' : step);
      expect(isOnStep(floor, step) && isOnStep(ceil, step)).toBe(true);
    }),
    RUNS,
  );
});
