import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOf, parseAmount } from '../../src/domain/money.ts';
import {
  exactNumber,
  isExactNumber,
  type Json,
  MAX_JSON_LENGTH,
  parseExact,
  stringifyExact,
} from '../../src/exchange/json.ts';
import { readAmount } from '../../src/exchange/wire-fields.ts';
import { decimalText } from './arbitraries.ts';

const RUNS = { numRuns: 1_000 };

function member(json: Json | undefined, name: string): unknown {
  return (json as Record<string, unknown>)[name];
}

describe('reading JSON', () => {
  it.each(['1.50', '10.00000000', '0.1', '1e-7', '-0', '123456789012345678.123456789', '9007199254740993'])(
    'keeps the text of the number %s',
    (text) => {
      expect(member(parseExact(`{"n":${text}}`), 'n')).toEqual({ rawJSON: text });
    },
  );

  it('does not take an object that looks like a number for one', () => {
    expect(isExactNumber(member(parseExact('{"n":{"rawJSON":"1"}}'), 'n'))).toBe(false);
    expect(readAmount(member(parseExact('{"n":{"rawJSON":"1"}}'), 'n'))).toBeUndefined();
  });

  it.each(['', '<html></html>', '{"success":tr', 'NaN', '{"a":1}{"b":2}', '01', '[1,]'])(
    'refuses %j',
    (text) => {
      expect(parseExact(text)).toBeUndefined();
    },
  );

  it('refuses text that is too long or nested too deeply, without throwing', () => {
    expect(parseExact(`"${'x'.repeat(MAX_JSON_LENGTH)}"`)).toBeUndefined();
    expect(parseExact('['.repeat(1_000_000))).toBeUndefined();
    expect(parseExact('['.repeat(100_000) + ']'.repeat(100_000))).toBeUndefined();
  });

  it('cannot be used to change the prototype of anything', () => {
    parseExact('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('writing JSON', () => {
  it.each([
    ['0.0000001', '0.0000001'],
    ['1e-7', '0.0000001'],
    ['1e21', '1000000000000000000000'],
    ['-0.50', '-0.5'],
    ['100.99', '100.99'],
  ])('writes the decimal %s as %s', (text, expected) => {
    expect(stringifyExact({ amount: exactNumber(text) })).toBe(`{"amount":${expected}}`);
  });

  it.each([0.1, 1e-7, Number.NaN, 2 ** 53])('refuses the bare JavaScript number %d', (number) => {
    expect(() => stringifyExact({ amount: number })).toThrow(/exactNumber/);
  });

  it.each(['', 'abc', '1,5', '0x10', 'Infinity'])('refuses to call %j a number', (text) => {
    expect(() => exactNumber(text)).toThrow(/decimal/);
  });

  it('refuses to write nothing', () => {
    expect(() => stringifyExact(undefined)).toThrow(/nothing/);
  });

  it('carries every decimal exactly into a body and back', () => {
    fc.assert(
      fc.property(decimalText, (text) => {
        const amount = amountOf(text);
        const body = stringifyExact({ amount: exactNumber(amount) });
        expect(body).toBe(`{"amount":${amount}}`);
        expect(body).not.toMatch(/\d[eE]/);
        expect(readAmount(member(parseExact(body), 'amount'))).toBe(amount);
      }),
      RUNS,
    );
  });

  it('reads the same decimal from a number, from text and from exponent notation', () => {
    fc.assert(
      fc.property(decimalText, fc.integer({ min: 1, max: 5 }), (text, shift) => {
        const [integer = '0', fraction = ''] = text.split('.');
        const exponent = `${integer}${fraction}e-${fraction.length}`.replace(/^(-?)0+(?=\d)/, '$1');
        const forms = [text, `"${text}"`, exponent, `${integer}.${fraction}${'0'.repeat(shift)}`];
        const read = forms.map((form) => readAmount(member(parseExact(`{"n":${form}}`), 'n')));
        expect(new Set(read)).toEqual(new Set([parseAmount(text)]));
      }),
      RUNS,
    );
  });

  it('gives any JSON back as it was', () => {
    const text = fc.json({ noUnicodeString: false }).filter((json) => !/\d[eE]/.test(json));
    fc.assert(
      fc.property(text, (json) => {
        const parsed = parseExact(json);
        expect(parsed === undefined ? undefined : JSON.parse(stringifyExact(parsed))).toEqual(
          JSON.parse(json),
        );
      }),
      RUNS,
    );
  });
});
