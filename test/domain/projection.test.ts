import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compare } from '../../src/domain/money.ts';
import {
  blendedApr,
  earnOn1000,
  interestOver,
  interestOverMs,
  interestPerDay,
  isEqualButForRounding,
  isNear,
} from '../../src/domain/projection.ts';
import { a, amounts, DAY, RUNS } from './samples.ts';

describe('interest', () => {
  it("is the specification's own example to the last digit", () => {
    expect(interestPerDay(a('10'), a('1.15'))).toBe('0.00031507');
  });

  it('is simple, on 365 days', () => {
    expect(interestOver(a('1000'), a('3.65'), 1)).toBe('0.1');
    expect(interestOver(a('1000'), a('3.65'), 365)).toBe('36.5');
    expect(interestOver(a('1000'), a('3.65'), 0)).toBe('0');
    expect(interestOver(a('1000'), a('3.65'), -1)).toBe('0');
    expect(interestOverMs(a('1000'), a('3.65'), DAY / 4)).toBe('0.025');
    expect(interestOverMs(a('1000'), a('3.65'), Number.NaN)).toBe('0');
  });

  it('is shown for a thousand over the term', () => {
    expect(earnOn1000({ days: 30, rate: a('3.65') })).toBe('3');
  });
});

describe('the blended rate', () => {
  it('weighs by what is held', () => {
    const holdings = [
      { weight: a('300'), rate: a('4') },
      { weight: a('100'), rate: a('8') },
    ];
    expect(blendedApr(holdings)).toBe('5');
  });

  it('is none where nothing is held', () => {
    expect(blendedApr([])).toBeUndefined();
    expect(blendedApr([{ weight: a('0'), rate: a('8') }])).toBeUndefined();
  });
});

describe('near expected', () => {
  it.each([
    ['98', '100', true],
    ['97.99999997', '100', false],
    ['102', '100', true],
    ['102.00000001', '100', false],
    ['0.00000002', '0', true],
    ['0.00000003', '0', false],
    ['0.00000003', '0.00000001', true],
  ])('%s of %s: %s', (value, expected, near) => {
    expect(isNear(a(value), a(expected))).toBe(near);
  });

  it('takes a range', () => {
    expect(isNear(a('150'), a('100'), a('200'))).toBe(true);
    expect(isNear(a('205'), a('100'), a('200'))).toBe(false);
  });

  it('calls two figures equal when only their last decimal differs by two', () => {
    expect(isEqualButForRounding(a('1'), a('1.00000002'))).toBe(true);
    expect(isEqualButForRounding(a('1.00000002'), a('1'))).toBe(true);
    expect(isEqualButForRounding(a('1.00000003'), a('1'))).toBe(false);
    expect(isEqualButForRounding(a('1'), a('1.00000003'))).toBe(false);
  });
});

test('property: interest never falls with principal, rate or time, and days add up but for rounding', () => {
  const principals = amounts(8, 0n, 10n ** 15n);
  const rates = amounts(2, 0n, 10_000n);
  fc.assert(
    fc.property(principals, rates, fc.integer({ min: 1, max: 400 }), (principal, rate, days) => {
      const interest = interestOver(principal, rate, days);
      expect(compare(interestOver(principal, rate, days + 1), interest)).not.toBe(-1);
      expect(compare(interestOver(principal, a('100'), days), interest)).not.toBe(-1);
      expect(compare(interestPerDay(principal, rate), interest)).not.toBe(1);
    }),
    RUNS,
  );
});

test('property: the blended rate lies between the lowest and the highest', () => {
  const holding = fc.record({ weight: amounts(4, 1n, 10n ** 9n), rate: amounts(2, 0n, 5_000n) });
  fc.assert(
    fc.property(fc.array(holding, { minLength: 1, maxLength: 8 }), (holdings) => {
      const rates = holdings.map(({ rate }) => rate).toSorted((x, y) => compare(x, y));
      const blended = blendedApr(holdings) ?? a('-1');
      expect(compare(blended, rates[0] ?? a('0'))).not.toBe(-1);
      expect(compare(blended, rates.at(-1) ?? a('0'))).not.toBe(1);
    }),
    RUNS,
  );
});
