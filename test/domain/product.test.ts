import { describe, expect, it } from 'vitest';
import { isOpenEnded, productKind, sameProduct, termOf } from '../../src/domain/product.ts';
import { assertNever, fail, ok } from '../../src/domain/result.ts';
import { a, FLEX, product } from './samples.ts';

describe('kinds of products', () => {
  it.each([
    ['Flex', 'flex'],
    ['Flexible', 'flex'],
    ['FLEX', 'flex'],
    [' flex savings', 'flex'],
    ['Fixed', 'fixed'],
    ['Staking', 'staking'],
    ['STAKE', 'staking'],
    ['lending', 'lending'],
    ['Dual', 'other'],
    ['', 'other'],
  ])('%s is %s', (type, kind) => {
    expect(productKind(type)).toBe(kind);
  });
});

describe('a product', () => {
  it('is named by name, coin and type together', () => {
    expect(sameProduct(FLEX, { ...FLEX })).toBe(true);
    expect(sameProduct(FLEX, { ...FLEX, name: 'x' })).toBe(false);
    expect(sameProduct(FLEX, { ...FLEX, currency: 'x' })).toBe(false);
    expect(sameProduct(FLEX, { ...FLEX, type: 'x' })).toBe(false);
  });

  it('shows the lower rate when a term is listed twice', () => {
    const rates = [
      { days: 7, rate: a('9') },
      { days: 7, rate: a('6') },
      { days: 7, rate: a('8') },
    ];
    expect(termOf(product({ rates }), 7)?.rate).toBe('6');
    expect(termOf(product({ rates }), 8)).toBeUndefined();
  });
});

describe('results', () => {
  it('are plain values', () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
    expect(fail('why')).toEqual({ ok: false, reason: 'why' });
  });

  it('stop a branch that cannot be', () => {
    expect(() => assertNever('x' as never)).toThrow('Unreachable');
  });
});

describe('an order runs until it is redeemed', () => {
  it.each([
    ['Flex', 1, true],
    ['Flex', 0, true],
    ['Staking', 1, true],
    ['Lending', 1, true],
    ['Fixed', 1, false],
    ['Fixed', 7, false],
    ['Flex', 7, false],
    ['Something new', 30, false],
  ])('%s for %i days: %s', (type, days, isOpen) => {
    expect(isOpenEnded(type, days)).toBe(isOpen);
  });
});
