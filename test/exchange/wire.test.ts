import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactNumber, type Json, parseExact, stringifyExact } from '../../src/exchange/json.ts';
import {
  parseBalances,
  parseHistory,
  parseOrders,
  parseProducts,
  parseRate,
  parseRenewEcho,
  parseTime,
} from '../../src/exchange/wire.ts';
import { decimalText } from './arbitraries.ts';
import { HISTORY, ORDERS, PRODUCTS, RENEW_ECHO } from './specification.ts';

function json(text: string): Json {
  const parsed = parseExact(text);
  if (parsed === undefined) throw new Error('a fixture is not JSON');
  return parsed;
}

/** The specification's example with one field replaced by JSON text, or left out. */
function withField(example: string, field: string, value: string | undefined): Json {
  const pattern = new RegExp(`,?\\s*"${field}":\\s*(?:"[^"]*"|[^,\\s}\\]]+)`);
  const replaced = example.replace(pattern, (match) =>
    value === undefined ? '' : `${match.startsWith(',') ? ',' : ''}"${field}":${value}`,
  );
  if (replaced === example) throw new Error(`no field ${field}`);
  return json(replaced.replace(/\{\s*,/, '{'));
}

/** Every number and boolean of JSON text put in quotes. */
function quoted(text: string): string {
  return text.replace(/: (-?\d[\d.]*|true|false)/g, ': "$1"');
}

const PRODUCT = {
  id: 'OPENETH00001',
  name: 'ETH Flex Savings',
  currency: 'ETH',
  type: 'Flex',
  startDate: 1610685918000,
  interestStartDate: 1610719200000,
  rates: [{ days: 1, rate: '1.15' }],
  compounding: true,
  autoRenewSupported: false,
  dailyLimit: '10',
  minSize: '1',
  incrementalSize: '1',
};
const ORDER = {
  id: 456,
  name: 'ETH Flex Savings',
  currency: 'ETH',
  type: 'Flex',
  rate: '1.15',
  investAmt: '10',
  interestEarned: '0.00031507',
  nextInterestPayoutTime: 1610632800000,
  startTime: 0,
  endTime: 0,
  durationMs: 86400000,
  payoutLockTimeMs: 300000,
  autoRenew: false,
  compounding: true,
  autoRenewSupported: false,
  redemptionProcessing: false,
};
const ROW = {
  txnTime: 1598918400000,
  name: 'USDT Flex Savings',
  currency: 'USDT',
  type: 'Flex',
  txnType: 'INVEST_SERVICE_TYPE_DEPOSIT',
  rate: '0.5',
  amount: '100',
  totalAmount: '2000',
  interestEarned: '1.22',
  duration: 0,
};
const ASKED = { pageNumber: 3, pageSize: 50 };

describe('the example answers of the specification', () => {
  it('are read as they stand', () => {
    expect(parseProducts(json(PRODUCTS))).toEqual([PRODUCT]);
    expect(parseOrders(json(ORDERS))).toEqual([ORDER]);
    expect(parseHistory(json(HISTORY), ASKED)).toEqual({
      rows: [ROW],
      pageNumber: 1,
      pageSize: 10,
      totalRows: 1,
    });
    expect(parseRenewEcho(json(RENEW_ECHO))).toEqual({ orderId: 1, autoRenew: false });
  });

  it('mean the same with every number and flag as text', () => {
    expect(parseProducts(json(quoted(PRODUCTS)))).toEqual([PRODUCT]);
    expect(parseOrders(json(quoted(ORDERS)))).toEqual([ORDER]);
    expect(parseHistory(json(quoted(HISTORY)), ASKED)?.rows).toEqual([ROW]);
    expect(parseRenewEcho(json(quoted(RENEW_ECHO)))).toEqual({ orderId: 1, autoRenew: false });
  });

  it('may stand in the envelope that other calls of the exchange use', () => {
    expect(parseProducts(json(`{"code":1,"success":true,"data":${PRODUCTS}}`))).toEqual([PRODUCT]);
    expect(parseOrders(json(`{"code":1,"success":true,"data":${ORDERS}}`))).toEqual([ORDER]);
  });

  it('may carry fields that are not known', () => {
    expect(parseOrders(json(ORDERS.replace('{', '{"future":{"deep":[1]},')))).toEqual([ORDER]);
  });
});

describe('history', () => {
  it('may be the bare array of older versions, without a total', () => {
    const rows = stringifyExact((json(HISTORY) as { data: Json }).data);
    expect(parseHistory(json(rows), ASKED)).toEqual({
      rows: [ROW],
      pageNumber: 3,
      pageSize: 50,
      totalRows: undefined,
    });
  });

  it.each([undefined, 'null'])('may lack the interest of a row (%s)', (value) => {
    const page = parseHistory(withField(HISTORY, 'interestEarned', value), ASKED);
    expect(page?.rows).toEqual([{ ...ROW, interestEarned: undefined }]);
  });

  it('keeps a kind of transaction that nobody published', () => {
    const page = parseHistory(withField(HISTORY, 'txnType', '"INVEST_SERVICE_TYPE_MOON"'), ASKED);
    expect(page?.rows[0]?.txnType).toBe('INVEST_SERVICE_TYPE_MOON');
  });

  it('may be empty', () => {
    expect(parseHistory(json('{"totalRows":0,"pageNumber":1,"pageSize":10,"data":[]}'), ASKED)?.rows).toEqual(
      [],
    );
    expect(parseHistory(json('[]'), ASKED)?.rows).toEqual([]);
  });
});

describe('fields', () => {
  it.each([
    ['true', true],
    ['"true"', true],
    ['"TRUE"', true],
    ['1', true],
    ['"1"', true],
    ['false', false],
    ['"False"', false],
    ['0', false],
    ['"0"', false],
  ])('reads the flag %s', (text, expected) => {
    expect(parseOrders(withField(ORDERS, 'redemptionProcessing', text))?.[0]?.redemptionProcessing).toBe(
      expected,
    );
  });

  it.each(['0', '1', '9007199254740991', '"9007199254740991"', '456.0'])(
    'takes %s for an order id',
    (text) => {
      const id = parseOrders(withField(ORDERS, 'id', text))?.[0]?.id;
      expect(id).toBe(Number(text.replaceAll('"', '')));
    },
  );

  it.each(['nextInterestPayoutTime', 'startTime', 'endTime'])('reads null as none for %s', (field) => {
    expect(parseOrders(withField(ORDERS, field, 'null'))?.[0]).toMatchObject({ [field]: 0 });
  });

  it('does not need the daily limit of an order, which only the example has', () => {
    expect(parseOrders(withField(ORDERS, 'dailyLimit', undefined))).toEqual([ORDER]);
  });

  it('takes a limit below zero as not stated', () => {
    expect(parseProducts(withField(PRODUCTS, 'dailyLimit', '-1'))?.[0]?.dailyLimit).toBe('0');
  });

  it('keeps every decimal exactly', () => {
    fc.assert(
      fc.property(decimalText, fc.boolean(), (text, asText) => {
        const value = asText ? `"${text}"` : text;
        const order = parseOrders(withField(ORDERS, 'interestEarned', value))?.[0];
        expect(order?.interestEarned).toBe(exactNumber(text).rawJSON);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a row that cannot be read', () => {
  it.each([
    ['id', '9007199254740992'],
    ['id', '-1'],
    ['id', '1.5'],
    ['id', 'null'],
    ['id', undefined],
    ['currency', '""'],
    ['currency', '7'],
    ['name', `"${'x'.repeat(201)}"`],
    ['rate', '"1,15"'],
    ['rate', 'true'],
    ['investAmt', '-0.01'],
    ['investAmt', '"NaN"'],
    ['interestEarned', 'null'],
    ['interestEarned', '0.0000000000000000000000001'],
    ['nextInterestPayoutTime', undefined],
    ['nextInterestPayoutTime', '-1'],
    ['autoRenew', '"yes"'],
    ['autoRenew', '2'],
    ['redemptionProcessing', undefined],
  ])('makes the whole answer unreadable: order %s %s', (field, value) => {
    expect(parseOrders(withField(ORDERS, field, value))).toBeUndefined();
    const good = ORDERS.trim().slice(1, -1);
    const bad = stringifyExact(withField(ORDERS, field, value)).slice(1, -1);
    expect(parseOrders(json(`[${good},${bad}]`))).toBeUndefined();
  });

  it.each([
    ['txnTime', '"yesterday"'],
    ['amount', undefined],
    ['txnType', 'null'],
    ['totalAmount', '{}'],
    ['totalRows', '-1'],
  ])('makes the whole answer unreadable: history %s %s', (field, value) => {
    expect(parseHistory(withField(HISTORY, field, value), ASKED)).toBeUndefined();
  });

  it.each(['{}', 'null', '"[]"', '1', '{"data":null}', '{"data":{}}', '[null]', '[[]]'])(
    'is not found in %s',
    (text) => {
      expect(parseProducts(json(text))).toBeUndefined();
      expect(parseOrders(json(text))).toBeUndefined();
      expect(parseHistory(json(text), ASKED)).toBeUndefined();
      expect(parseBalances(json(text))).toBeUndefined();
    },
  );

  it('never makes a parser throw', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value = json(text);
        for (const parse of [
          parseProducts,
          parseOrders,
          parseBalances,
          parseTime,
          parseRate,
          parseRenewEcho,
        ]) {
          expect(() => parse(value)).not.toThrow();
        }
        expect(() => parseHistory(value, ASKED)).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the calls beside the specification', () => {
  it('gives the free balance of each coin', () => {
    const wallet = '[{"currency":"USDT","total":"1500.50","available":1000.123456789012345678}]';
    expect(parseBalances(json(wallet))).toEqual([
      { currency: 'USDT', total: '1500.5', available: '1000.123456789012345678' },
    ]);
  });

  it.each([
    ['2024-05-17T10:00:00.123Z', 1_715_940_000_123],
    ['2024-05-17T10:00:00Z', 1_715_940_000_000],
    ['2024-05-17T12:00:00.123+02:00', 1_715_940_000_123],
    ['2024-05-17T10:00:00.123', 1_715_940_000_123],
    ['2024-05-17 10:00:00.123', 1_715_940_000_123],
  ])('takes the time from iso %s and not from the coarse epoch', (iso, expected) => {
    expect(parseTime(json(`{"iso":"${iso}","epoch":1}`))).toBe(expected);
  });

  it.each([
    '{"epoch":1715940000}',
    '{"iso":"now"}',
    '{"iso":"2024-13-40T10:00:00Z"}',
    '{"iso":1715940000}',
    '[]',
  ])('finds no time in %s', (text) => {
    expect(parseTime(json(text))).toBeUndefined();
  });

  it.each(['{"rate":"19026.12"}', '{"rate":19026.12}'])('reads a price from %s', (data) => {
    expect(parseRate(json(`{"success":true,"code":1,"msg":"Success","time":1,"data":${data}}`))).toBe(
      '19026.12',
    );
  });

  it.each([
    '{"success":false,"code":1,"data":{"rate":"1"}}',
    '{"success":true,"code":2,"data":{"rate":"1"}}',
    '{"success":true,"code":1,"data":{"rate":"0"}}',
    '{"success":true,"code":1,"data":{"rate":"-1"}}',
    '{"success":true,"code":1,"data":null}',
    '{"code":1,"data":{"rate":"1"}}',
  ])('does not take %s for a price', (text) => {
    expect(parseRate(json(text))).toBeUndefined();
  });
});
