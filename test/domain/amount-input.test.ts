import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type AmountContext, parseAmountInput, resolveShare } from '../../src/domain/amount-input.ts';
import { readingsOf } from '../../src/domain/amount-readings.ts';
import { compare, isOnStep } from '../../src/domain/money.ts';
import { a, amounts, product, RUNS } from './samples.ts';

const POINT: AmountContext = { currency: 'USDT', decimalSeparator: '.' };
const COMMA: AmountContext = { currency: 'USDT', decimalSeparator: ',' };

function read(text: string, context: AmountContext = POINT): unknown {
  const input = parseAmountInput(text, context);
  switch (input.kind) {
    case 'amount':
      return input.amount;
    case 'share':
      return `${input.percent}%`;
    case 'max':
      return 'max';
    case 'ambiguous':
      return input.readings;
    case 'invalid':
      return `? ${input.why}`;
  }
}

describe('an amount as typed', () => {
  it.each([
    ['1500', '1500'],
    [' 1500 ', '1500'],
    ['+1500', '1500'],
    ['1 500,25', '1500.25'],
    ['1,500.25', '1500.25'],
    ['1.500,25', '1500.25'],
    ["1'500.25", '1500.25'],
    ['1’500,25', '1500.25'],
    ['1\u00a0500', '1500'],
    ['1\u2009500\u202f000', '1500000'],
    ['1,500,000', '1500000'],
    ['1.500.000', '1500000'],
    ['1,00,000', '100000'],
    ['100,0000,0000', '10000000000'],
    ['1500,5', '1500.5'],
    ['1500.000', '1500'],
    ['0.500', '0.5'],
    ['0,500', '0.5'],
    ['.5', '0.5'],
    [',5', '0.5'],
    ['5.', '5'],
    ['1,500.', '1500'],
    ['007', '7'],
    ['0', '0'],
    ['500。', '500'],
    ['１，５００．２５', '1500.25'],
    ['１５００', '1500'],
    ['0.123456789012345678901234', '0.123456789012345678901234'],
  ])('%s is %s', (text, amount) => {
    expect(read(text)).toBe(amount);
    expect(read(text, COMMA)).toBe(amount);
  });

  it.each([
    ['1.5k', '1500'],
    ['1.5K', '1500'],
    ['2 k', '2000'],
    ['1万', '10000'],
    ['2萬', '20000'],
    ['1.5w', '15000'],
    ['3千', '3000'],
    ['2百万', '2000000'],
    ['1m', '1000000'],
    ['1亿', '100000000'],
    ['500u', '500'],
    ['500U', '500'],
    ['500 USDT', '500'],
    ['500usdt', '500'],
    ['USDT 500', '500'],
    ['usdt500', '500'],
    ['$500', '500'],
    ['500 US$', '500'],
    ['1.5k usdt', '1500'],
    ['1万u', '10000'],
  ])('%s is %s', (text, amount) => {
    expect(read(text)).toBe(amount);
  });

  it.each([
    ['25%', '25%'],
    ['25 ％', '25%'],
    ['12.5%', '12.5%'],
    ['12,5%', '12.5%'],
    ['1,500%', '1.5%'],
    ['0%', '0%'],
    ['150%', '150%'],
    ['half', '50%'],
    ['一半', '50%'],
    ['max', 'max'],
    ['MAX', 'max'],
    ['max usdt', 'max'],
    ['all', 'max'],
    ['全部', 'max'],
    ['最大', 'max'],
  ])('%s is %s', (text, meaning) => {
    expect(read(text)).toBe(meaning);
  });

  it.each([
    ['', '? empty'],
    [' \u3000 ', '? empty'],
    ['hello', '? not_a_number'],
    ['USDT', '? not_a_number'],
    ['five hundred', '? not_a_number'],
    ['5 or 6', '? not_a_number'],
    ['5 6', '? not_a_number'],
    ['1e3', '? not_a_number'],
    ['0x10', '? not_a_number'],
    ['1.2.3', '? not_a_number'],
    ['1,50,00', '? not_a_number'],
    ['1.', '1'],
    ['.', '? not_a_number'],
    [',', '? not_a_number'],
    ['1..5', '? not_a_number'],
    ["1 500'000", '? not_a_number'],
    ['x%', '? not_a_number'],
    ['1.2.3%', '? not_a_number'],
    ['-5', '? negative'],
    ['−5', '? negative'],
    ['-5%', '? negative'],
    ['1'.repeat(25), '? too_long'],
    [`0.${'1'.repeat(25)}`, '? too_long'],
    ['9'.repeat(81), '? too_long'],
    [`${'9'.repeat(24)}k`, '? too_long'],
    ['500 BTC', '? other_currency'],
    ['5k btc', '? other_currency'],
    ['500 USDC', '? other_currency'],
    ['BTC 5', '? other_currency'],
    ['€5', '? other_currency'],
    ['500元', '? other_currency'],
    ['xusdt 5', '? other_currency'],
    ['5 xusdt', '? other_currency'],
  ])('%s is %s', (text, why) => {
    expect(read(text)).toBe(why);
  });

  it('is never taken for dollars where the coin is none', () => {
    const bitcoin: AmountContext = { ...POINT, currency: 'BTC' };
    expect(read('500u', bitcoin)).toBe('? not_a_number');
    expect(read('$500', bitcoin)).toBe('? other_currency');
    expect(read('500$', bitcoin)).toBe('? other_currency');
    expect(read('0.5 btc', bitcoin)).toBe('0.5');
  });

  it('may carry a coin whose name has digits or is empty', () => {
    expect(read('500 1INCH', { ...POINT, currency: '1INCH' })).toBe('500');
    expect(read('500', { ...POINT, currency: '' })).toBe('500');
  });
});

describe('an amount with two meanings', () => {
  it('is asked about, with the meaning of the language first', () => {
    expect(read('1,500')).toEqual(['1500', '1.5']);
    expect(read('1.500')).toEqual(['1.5', '1500']);
    expect(read('1,500', COMMA)).toEqual(['1.5', '1500']);
    expect(read('1.500', COMMA)).toEqual(['1500', '1.5']);
    expect(read('1.500k')).toEqual(['1500', '1500000']);
    expect(read('1,5000')).toEqual(['15000', '1.5']);
  });

  it('is asked about when a unit is also the name of the coin', () => {
    expect(read('5w', { ...POINT, currency: 'W' })).toEqual(['5', '50000']);
  });

  it('is plain when the other meaning cannot be done', () => {
    expect(read('1,500', { ...POINT, product: product({ dailyLimit: a('0') }) })).toBe('1500');
    expect(read('1.500', { ...POINT, available: a('20') })).toBe('1.5');
    const limited = product({ minSize: a('1') });
    expect(read('1.500', { ...POINT, product: limited })).toBe('1.5');
    expect(read('1,250', { ...POINT, product: product({ minSize: a('1'), dailyLimit: a('0') }) })).toBe(
      '1250',
    );
  });

  it('is asked about when only the unusual meaning can be done: it may be a slip', () => {
    expect(read('1,500', { ...POINT, available: a('20') })).toEqual(['1500', '1.5']);
    expect(read('1,500', { ...POINT, available: a('9000') })).toEqual(['1500', '1.5']);
  });
});

describe('a share', () => {
  it('is rounded down to the step', () => {
    expect(resolveShare(a('25'), a('101.3'), a('0.5'))).toBe('25');
    expect(resolveShare(a('33.3'), a('0.00000010'))).toBe('0.00000003');
    expect(resolveShare(a('100'), a('1.000000000000000001'))).toBe('1.000000000000000001');
    expect(resolveShare(a('0'), a('5'))).toBe('0');
  });
});

/** The three shapes that languages write: 1,234.5 · 1.234,5 · 1 234,5. */
const SHAPES = [
  { group: ',', decimal: '.' },
  { group: '.', decimal: ',' },
  { group: '\u202f', decimal: ',' },
  { group: '’', decimal: '.' },
] as const;

test('property: an amount as a language writes it is read back, or asked about with it among the meanings', () => {
  fc.assert(
    fc.property(amounts(8, 0n, 10n ** 22n), fc.constantFrom(...SHAPES), fc.nat(3), (amount, shape, zeros) => {
      const [integer = '', fraction = ''] = amount.split('.');
      const grouped = integer.replace(/\B(?=(?:\d{3})+$)/g, shape.group);
      const decimals = fraction === '' ? '' : shape.decimal + fraction + '0'.repeat(zeros);
      const input = parseAmountInput(`${grouped}${decimals} USDT`, {
        currency: 'USDT',
        decimalSeparator: shape.decimal,
      });
      const meanings =
        input.kind === 'amount' ? [input.amount] : input.kind === 'ambiguous' ? input.readings : [];
      expect(meanings).toContain(amount);
      if (input.kind === 'ambiguous') expect(input.readings[0]).toBe(amount);
    }),
    RUNS,
  );
});

test('property: any text gives a value and never a negative amount', () => {
  const typed = fc.string({
    unit: fc.constantFrom(..."0123456789., '-+kmw%万uUSDT１２．，e$"),
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.oneof(typed, fc.string({ unit: 'binary', maxLength: 90 })), (text) => {
      const input = parseAmountInput(text, POINT);
      const found =
        input.kind === 'amount' ? [input.amount] : input.kind === 'ambiguous' ? input.readings : [];
      for (const amount of found) expect(compare(amount, a('0'))).not.toBe(-1);
      if (input.kind === 'ambiguous') expect(compare(...input.readings)).not.toBe(0);
    }),
    RUNS,
  );
});

test('property: full-width digits read as plain ones', () => {
  fc.assert(
    fc.property(amounts(4, 0n, 10n ** 12n), (amount) => {
      const wide = amount.replace(/[\d.]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
      expect(parseAmountInput(wide, POINT)).toEqual(parseAmountInput(amount, POINT));
    }),
    RUNS,
  );
});

test('property: a run of marks and digits has at most two meanings', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789., '), maxLength: 14 }), (text) => {
      expect(readingsOf(text, '.').length).toBeLessThanOrEqual(2);
      expect(readingsOf(text, ',').toSorted()).toEqual(readingsOf(text, '.').toSorted());
    }),
    RUNS,
  );
});

test('property: a share is never more than its part and stands on the step', () => {
  fc.assert(
    fc.property(
      amounts(0, 0n, 100n),
      amounts(8, 0n, 10n ** 15n),
      amounts(4, 0n, 10n ** 6n),
      (percent, whole, step) => {
        const share = resolveShare(percent, whole, step);
        expect(compare(share, whole)).not.toBe(1);
        expect(isOnStep(share, step)).toBe(true);
      },
    ),
    RUNS,
  );
});
