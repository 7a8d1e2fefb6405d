import { describe, expect, it } from 'vitest';
import { sign, signedPath } from '../../src/exchange/signature.ts';
import {
  DEPOSIT_BODY,
  INVEST_NONCE,
  INVEST_VECTORS,
  PUBLISHED_VECTORS,
  REDEEM_BODY,
  RENEW_BODY,
  VECTOR_SECRET,
} from './specification.ts';

const secret = VECTOR_SECRET;
const nonce = INVEST_NONCE;

describe('the signature', () => {
  it.each(PUBLISHED_VECTORS)('matches the published vector of %s at %d', (path, at, body, expected) => {
    expect(sign({ secret, path, nonce: at, body })).toBe(expected);
  });

  it.each([
    ['products', '/api/v3.2/invest/products', ''],
    ['history', '/api/v3.2/invest/history', ''],
    ['deposit', '/api/v3.2/invest/deposit', DEPOSIT_BODY],
    ['renew', '/api/v3.2/invest/renew', RENEW_BODY],
    ['redeem', '/api/v3.2/invest/redeem', REDEEM_BODY],
  ] as const)('matches our computed vector of %s', (name, path, body) => {
    expect(sign({ secret, path, nonce, body })).toBe(INVEST_VECTORS[name]);
  });

  it('is lower-case hex of 384 bits', () => {
    expect(sign({ secret, path: '/api/v3.2/time', nonce, body: '' })).toMatch(/^[0-9a-f]{96}$/);
  });

  it('would be another one if the query or /spot were signed', () => {
    expect(
      sign({ secret, path: '/api/v3.2/invest/history?pageNumber=1&pageSize=50', nonce, body: '' }),
    ).not.toBe(INVEST_VECTORS.history);
    expect(sign({ secret, path: '/spot/api/v3.2/invest/history', nonce, body: '' })).toMatch(/^d2ada2a0/);
  });
});

describe('the signed path', () => {
  it.each([
    [
      'https://api.btse.com/spot/api/v3.2/invest/history?pageNumber=2&pageSize=50',
      'https://api.btse.com/spot',
    ],
    ['https://api.btse.com/spot/api/v3.2/invest/history', 'https://api.btse.com/spot/'],
    ['http://127.0.0.1:8080/api/v3.2/invest/history?pageNumber=1', 'http://127.0.0.1:8080'],
    ['https://proxy.example/api/btse/spot/api/v3.2/invest/history', 'https://proxy.example/api/btse/spot'],
  ])('of %s begins at /api and has no query', (url, baseUrl) => {
    expect(signedPath(url, baseUrl)).toBe('/api/v3.2/invest/history');
  });
});
