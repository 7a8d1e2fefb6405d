import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExact } from '../../src/exchange/json.ts';
import { readMoveAnswer } from '../../src/exchange/move-answer.ts';

const read = (status: number, body: string) => readMoveAnswer(status, parseExact(body));
const OK = '{"success":true}';
const LISTED = '{"status":400,"errorCode":51523,"message":"Insufficient wallet balance"}';
const AUTH_B = '{"status":400,"errorCode":-7,"message":"Authenticate failed","extraData":null}';
const AUTH_A = '{"code":10002,"msg":null,"success":false}';

describe('the answer to a deposit or redemption', () => {
  it.each([
    [200, OK],
    [201, OK],
    [200, '{"success":"true"}'],
    [200, '{"code":1,"msg":"Success","success":true}'],
  ])('is accepted: %d %s', (status, body) => {
    expect(read(status, body)).toEqual({ kind: 'accepted' });
  });

  it.each([
    [200, '{"success":false}', 'said_no', undefined],
    [200, '{"success":false,"code":77}', 'said_no', 77],
    [200, '{"success":false,"code":51523}', 'insufficient_balance', 51523],
    [200, '{"errorCode":4003,"message":"limit"}', 'above_limit', 4003],
    [400, LISTED, 'insufficient_balance', 51523],
    [400, '{"code":"-2"}', 'bad_parameter', -2],
    [400, '{"code":-2,"success":false}', 'bad_parameter', -2],
    [400, '{"errorCode":4003}', 'above_limit', 4003],
    [400, '{"errorCode":4051}', 'above_limit', 4051],
    [400, '{"errorCode":4051,"code":4003}', 'above_limit', 4051],
  ])('is refused: %d %s', (status, body, reason, code) => {
    expect(read(status, body)).toEqual({ kind: 'refused', reason, code });
  });

  it.each([
    [200, '', 'unreadable'],
    [204, '', 'unreadable'],
    [200, '{}', 'unreadable'],
    [200, '[]', 'unreadable'],
    [200, '{"success":', 'unreadable'],
    [200, '<html>ok</html>', 'unreadable'],
    [200, '{"success":null}', 'unreadable'],
    [200, '{"success":true,"code":51523}', 'unreadable'],
    [200, '{"success":false,"code":-1}', 'timeout'],
    [200, AUTH_A, 'permission'],
    [200, '{"success":true,"code":10002}', 'permission'],
    [400, AUTH_B, 'permission'],
    [500, AUTH_B, 'permission'],
    [401, '', 'permission'],
    [401, LISTED, 'permission'],
    [403, '<html></html>', 'permission'],
    [400, '', 'unlisted_refusal'],
    [400, '{"status":400,"code":301}', 'unlisted_refusal'],
    [400, '{"success":false}', 'unlisted_refusal'],
    [400, '{"success":true,"code":51523}', 'unlisted_refusal'],
    [400, '{"errorCode":51523,"code":301}', 'unlisted_refusal'],
    [400, '{"code":-1}', 'timeout'],
    [404, LISTED, 'unlisted_refusal'],
    [405, '', 'unlisted_refusal'],
    [408, LISTED, 'timeout'],
    [421, OK, 'unlisted_refusal'],
    [301, OK, 'unlisted_refusal'],
    [307, '', 'unlisted_refusal'],
    [429, LISTED, 'rate_limited'],
    [451, LISTED, 'unlisted_refusal'],
    [500, LISTED, 'server_error'],
    [500, OK, 'server_error'],
    [502, '<html></html>', 'server_error'],
    [504, '', 'server_error'],
  ])('is unclear: %d %s', (status, body, cause) => {
    expect(read(status, body)).toEqual({ kind: 'unclear', cause, status });
  });

  it('is done or refused only under 2xx or 400, whatever the body says', () => {
    const body = fc.oneof(fc.json(), fc.constantFrom(OK, LISTED, '{"success":false}', ''));
    const status = fc.integer({ min: 300, max: 599 }).filter((code) => code !== 400);
    fc.assert(
      fc.property(status, body, (code, text) => {
        expect(read(code, text).kind).toBe('unclear');
      }),
      { numRuns: 1_000 },
    );
  });

  it('is never accepted without a success that says true', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(read(200, text).kind).not.toBe('accepted');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the answer to a renewal', () => {
  const renew = (status: number, body: string, autoRenew = true) =>
    readMoveAnswer(status, parseExact(body), { orderId: 7, autoRenew });

  it.each([
    [true, '{"orderId":7,"autoRenew":true}'],
    [false, '{"orderId":"7","autoRenew":"false"}'],
  ])('is accepted when it echoes the asked state %s', (autoRenew, body) => {
    expect(renew(200, body, autoRenew)).toEqual({ kind: 'accepted' });
  });

  it('is refused when it echoes the other state', () => {
    expect(renew(200, '{"orderId":7,"autoRenew":false}')).toEqual({
      kind: 'refused',
      reason: 'said_no',
      code: undefined,
    });
  });

  it.each(['{"success":false}', '{"code":-2}'])('is refused by %s', (body) => {
    expect(renew(200, body).kind).toBe('refused');
  });

  it.each([
    '{"orderId":8,"autoRenew":true}',
    '{"success":true}',
    '{"autoRenew":true}',
    '',
    '{"success":false,"orderId":7,"autoRenew":true}',
  ])('is unclear: %s', (body) => {
    expect(renew(200, body)).toEqual({ kind: 'unclear', cause: 'unreadable', status: 200 });
  });
});
