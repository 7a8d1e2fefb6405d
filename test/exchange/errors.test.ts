import { describe, expect, it } from 'vitest';
import { provesNothingSent, refusalOf } from '../../src/exchange/errors.ts';
import { parseExact } from '../../src/exchange/json.ts';

const SHAPE_A =
  '{"code":10002,"msg":"UNAUTHORIZED: Authentication Failed","time":1,"data":null,"success":false}';
const SHAPE_A_NULL = '{"code":10002,"msg":null,"time":1,"data":null,"success":false}';
const SHAPE_B = '{"status":400,"errorCode":-7,"message":"Authenticate failed","extraData":null}';
const SHAPE_C = '{"status":400,"error":"Bad Request","code":301,"message":"no"}';
const SHAPE_D = '{"success":false}';
const HTML = '<html><body>502 Bad Gateway</body></html>';

describe('a refused read', () => {
  it.each([
    [401, '', 'unauthorized', undefined],
    [401, SHAPE_A, 'unauthorized', 10002],
    [401, SHAPE_A_NULL, 'unauthorized', 10002],
    [400, SHAPE_B, 'unauthorized', -7],
    [200, SHAPE_A, 'unauthorized', 10002],
    [403, HTML, 'forbidden', undefined],
    [451, '', 'banned', undefined],
    [429, '', 'rate_limited', undefined],
    [408, '', 'timeout', undefined],
    [400, '{"code":-1}', 'timeout', -1],
    [500, SHAPE_B, 'unavailable', -7],
    [502, HTML, 'unavailable', undefined],
    [504, '', 'unavailable', undefined],
    [400, SHAPE_C, 'refused', 301],
    [400, '{"errorCode":"51523"}', 'refused', 51523],
    [404, SHAPE_C, 'refused', 301],
    [200, SHAPE_D, 'refused', undefined],
    [200, '{"code":-2}', 'refused', -2],
    [404, HTML, 'unreadable', undefined],
    [307, '', 'unreadable', undefined],
    [421, '', 'unreadable', undefined],
  ])('with status %d and body %s is %s', (status, body, kind, code) => {
    expect(refusalOf(status, parseExact(body), undefined)).toEqual({
      kind,
      status,
      code,
      retryAfterMs: undefined,
    });
  });

  it.each(['[]', '{"data":[]}', '{"code":1,"success":true,"data":[]}', '{"iso":"x"}'])(
    'is not seen in the 2xx answer %s',
    (body) => {
      expect(refusalOf(200, parseExact(body), undefined)).toBeUndefined();
    },
  );

  it('carries on how long the exchange wants to be left alone', () => {
    expect(refusalOf(429, undefined, 5_000)?.retryAfterMs).toBe(5_000);
  });
});

describe('the proof that nothing was sent', () => {
  it.each([
    'ENOTFOUND',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'UND_ERR_CONNECT_TIMEOUT',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])('is %s, whoever reports it, unless a connection stood', (code) => {
    expect(provesNothingSent(code, undefined)).toBe(true);
    expect(provesNothingSent(code, false)).toBe(true);
    expect(provesNothingSent(code, true)).toBe(false);
  });

  it.each(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ECONNRESET', 'EPROTO'])(
    'is %s only when our adapter knows that no connection stood',
    (code) => {
      expect(provesNothingSent(code, false)).toBe(true);
      expect(provesNothingSent(code, undefined)).toBe(false);
      expect(provesNothingSent(code, true)).toBe(false);
    },
  );

  it.each([
    'UND_ERR_SOCKET',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'EPIPE',
    'ABORTED',
    'UNKNOWN',
    undefined,
  ])('is never %s', (code) => {
    expect(provesNothingSent(code, undefined)).toBe(false);
    expect(provesNothingSent(code, false)).toBe(false);
  });
});
