import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MoveAnswer } from '../../src/app/ports.ts';
import { amountOf } from '../../src/domain/money.ts';
import { sign } from '../../src/exchange/signature.ts';
import { decimalText } from './arbitraries.ts';
import { API_KEY, always, createCaller, createTestApi } from './fakes.ts';
import { answer, replying, type ScriptedServer, startScriptedServer } from './scripted-server.ts';
import {
  DEPOSIT_BODY,
  INVEST_NONCE,
  INVEST_VECTORS,
  REDEEM_BODY,
  RENEW_BODY,
  RENEW_ECHO,
  SUCCESS,
  VECTOR_SECRET,
} from './specification.ts';

let server: ScriptedServer;
let test: ReturnType<typeof createTestApi>;

beforeEach(async () => {
  server = await startScriptedServer();
  test = createTestApi(server.baseUrl);
});
afterEach(async () => {
  await test.close();
  await server.close();
});

const DEPOSIT = { productId: 'OPENUSDT0001', amount: amountOf('100.99'), renew: true, day: 7 };
const deposit = (mayStillSend = always, caller = createCaller()) =>
  test.api.deposit(caller, DEPOSIT, mayStillSend);
const unclear = (cause: string, status?: number) => ({ kind: 'unclear', cause, status });
const NOT_SENT: MoveAnswer = { kind: 'not_sent' };

describe('a money POST', () => {
  it.each([
    ['deposit', DEPOSIT_BODY, INVEST_VECTORS.deposit, SUCCESS, () => deposit()],
    [
      'redeem',
      REDEEM_BODY,
      INVEST_VECTORS.redeem,
      SUCCESS,
      () => test.api.redeem(createCaller(), { orderId: 1, amount: amountOf('12.34') }, always),
    ],
    [
      'renew',
      RENEW_BODY,
      INVEST_VECTORS.renew,
      RENEW_ECHO,
      () => test.api.renew(createCaller(), { orderId: 1, autoRenew: false }, always),
    ],
  ] as const)(
    '%s sends the body of the specification, signed as our vector says',
    async (call, body, signature, reply, send) => {
      server.on(replying(200, reply));
      expect(await send()).toEqual({ kind: 'accepted' });
      expect(server.arrived).toHaveLength(1);
      expect(server.arrived[0]).toMatchObject({
        method: 'POST',
        path: `/spot/api/v3.2/invest/${call}`,
        body,
        headers: {
          'content-type': 'application/json',
          'content-length': String(body.length),
          'request-api': API_KEY,
          'request-nonce': String(INVEST_NONCE),
          'request-sign': signature,
        },
      });
    },
  );

  it('carries every decimal exactly, and its signature is of the bytes that arrive', async () => {
    const fetched: { body: string; headers: Headers; path: string }[] = [];
    const inProcess = createTestApi('http://practice.invalid/spot', {
      fetch: async (request) => {
        const body = await request.text();
        fetched.push({ body, headers: request.headers, path: new URL(request.url).pathname });
        return new Response(SUCCESS);
      },
    });
    await fc.assert(
      fc.asyncProperty(decimalText, async (text) => {
        fetched.length = 0;
        const amount = amountOf(text);
        const sent = await inProcess.api.redeem(createCaller(), { orderId: 1, amount }, always);
        expect(sent).toEqual({ kind: 'accepted' });
        const [arrived] = fetched;
        expect(arrived?.body).toBe(`{"orderId":1,"amount":${amount}}`);
        const nonce = Number(arrived?.headers.get('request-nonce'));
        const path = '/api/v3.2/invest/redeem';
        expect(arrived?.headers.get('request-sign')).toBe(
          sign({ secret: VECTOR_SECRET, path, nonce, body: arrived?.body ?? '' }),
        );
      }),
      { numRuns: 1_000 },
    );
    await inProcess.close();
  });
});

describe('the outcome of a deposit', () => {
  it.each<[number, string, unknown]>([
    [200, SUCCESS, { kind: 'accepted' }],
    [200, '{"success":false}', { kind: 'refused', reason: 'said_no', code: undefined }],
    [400, '{"errorCode":51523}', { kind: 'refused', reason: 'insufficient_balance', code: 51523 }],
    [400, '{"errorCode":-2}', { kind: 'refused', reason: 'bad_parameter', code: -2 }],
    [400, '{"errorCode":4051}', { kind: 'refused', reason: 'above_limit', code: 4051 }],
    [200, '', unclear('unreadable', 200)],
    [200, '<html></html>', unclear('unreadable', 200)],
    [200, '{"success":tr', unclear('unreadable', 200)],
    [200, '{"success":true,"errorCode":4003}', unclear('unreadable', 200)],
    [301, SUCCESS, unclear('unlisted_refusal', 301)],
    [307, SUCCESS, unclear('unlisted_refusal', 307)],
    [308, SUCCESS, unclear('unlisted_refusal', 308)],
    [400, '{"code":301}', unclear('unlisted_refusal', 400)],
    [400, '{"errorCode":-7}', unclear('permission', 400)],
    [401, '', unclear('permission', 401)],
    [403, '', unclear('permission', 403)],
    [404, '', unclear('unlisted_refusal', 404)],
    [405, '', unclear('unlisted_refusal', 405)],
    [408, '', unclear('timeout', 408)],
    [421, '', unclear('unlisted_refusal', 421)],
    [429, '', unclear('rate_limited', 429)],
    [451, '', unclear('unlisted_refusal', 451)],
    [500, '{"errorCode":51523}', unclear('server_error', 500)],
    [502, '<html></html>', unclear('server_error', 502)],
    [504, '', unclear('server_error', 504)],
  ])('after %d %s is clear only where it is clear, and it was sent once', async (status, body, expected) => {
    server.on(replying(status, body, { location: `${server.baseUrl}/api/v3.2/invest/deposit` }));
    expect(await deposit()).toEqual(expected);
    expect(server.posts()).toHaveLength(1);
  });

  it.each<[string, (server: ScriptedServer) => void, unknown]>([
    ['a reset after the body', (s) => s.on((socket) => socket.resetAndDestroy()), unclear('connection_lost')],
    [
      'a reset before the body was read',
      (s) => s.onHead((socket) => socket.resetAndDestroy() !== undefined),
      unclear('connection_lost'),
    ],
    ['a close without an answer', (s) => s.on((socket) => socket.end()), unclear('connection_lost')],
    ['half a head', (s) => s.on((socket) => socket.end('HTTP/1.1 200')), unclear('connection_lost')],
    [
      'half a body',
      (s) => s.on((socket) => socket.end(answer(200, SUCCESS).slice(0, -5))),
      unclear('unreadable', 200),
    ],
    [
      'half a 502',
      (s) => s.on((socket) => socket.end(answer(502, 'no gateway').slice(0, -5))),
      unclear('server_error', 502),
    ],
    [
      'a chunked answer that breaks off',
      (s) =>
        s.on((socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n10\r\n{"success"')),
      unclear('unreadable', 200),
    ],
    [
      'an answer of six megabytes',
      (s) => s.on(replying(200, `{"success":true,"pad":"${'x'.repeat(6 * 1024 * 1024)}"}`)),
      unclear('unreadable', 200),
    ],
  ])('after %s is unclear, and it was sent at most once', async (_what, script, expected) => {
    script(server);
    expect(await deposit()).toEqual(expected);
    expect(server.posts()).toHaveLength(1);
    expect(server.connections()).toBe(1);
  });

  it('is accepted when the good answer comes in chunks', async () => {
    server.on((socket) => {
      socket.write(
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{"succe\r\n9\r\nss":true}\r\n0\r\n\r\n',
      );
    });
    expect(await deposit()).toEqual({ kind: 'accepted' });
  });

  it('blocks the budget after a 429, but the POST is not repeated', async () => {
    server.on(replying(429, '', { 'retry-after': '2' }));
    await deposit();
    expect(test.blocks).toEqual([2_000]);
    expect(server.posts()).toHaveLength(1);
  });

  it('keeps its answer when the budget cannot be blocked', async () => {
    const { budget } = test;
    const broken = createTestApi(server.baseUrl, {
      budget: { take: budget.take, block: () => Promise.reject(new Error('database is away')) },
    });
    server.on(replying(429, ''));
    expect(await broken.api.deposit(createCaller(), DEPOSIT, always)).toEqual(unclear('rate_limited', 429));
    await broken.close();
  });
});

describe('a move that was certainly not sent', () => {
  it('is one whose connection is refused', async () => {
    await server.close();
    expect(await deposit()).toEqual(NOT_SENT);
    server = await startScriptedServer();
  });

  it('is one whose host has no address', async () => {
    const lost = createTestApi('http://no-such-host.invalid/spot');
    expect(await lost.api.deposit(createCaller(), DEPOSIT, always)).toEqual(NOT_SENT);
    await lost.close();
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED'])(
    'is one where a simulator plays %s',
    async (code) => {
      const playing = createTestApi('http://practice.invalid/spot', {
        fetch: () =>
          Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })),
      });
      expect(await playing.api.deposit(createCaller(), DEPOSIT, always)).toEqual(NOT_SENT);
      await playing.close();
    },
  );

  it.each(['ECONNRESET', 'EHOSTUNREACH', 'ETIMEDOUT', 'UND_ERR_SOCKET', undefined])(
    'is not one where a simulator plays %s, which proves nothing',
    async (code) => {
      const playing = createTestApi('http://practice.invalid/spot', {
        fetch: () => Promise.reject(Object.assign(new Error('gone'), code === undefined ? {} : { code })),
      });
      expect((await playing.api.deposit(createCaller(), DEPOSIT, always)).kind).toBe('unclear');
      await playing.close();
    },
  );

  it('is not one that is lost, and that one is tried once, also where the error invites a retry', async () => {
    let calls = 0;
    const inviting = createTestApi('http://practice.invalid/spot', {
      fetch: () => {
        calls += 1;
        return Promise.reject(new TypeError('fetch failed'));
      },
    });
    expect(await inviting.api.deposit(createCaller(), DEPOSIT, always)).toEqual(unclear('connection_lost'));
    expect(await inviting.api.orders(createCaller())).toMatchObject({ reason: { kind: 'unavailable' } });
    expect(calls).toBe(2);
    await inviting.close();
  });

  it('is one that may no longer be sent, asked after the budget and the nonce', async () => {
    const order: string[] = [];
    const caller = createCaller({
      nextNonce: async () => {
        order.push(`nonce after ${test.taken.length} slot`);
        return INVEST_NONCE;
      },
    });
    const mayStillSend = () => {
      order.push('asked');
      return false;
    };
    expect(await deposit(mayStillSend, caller)).toEqual(NOT_SENT);
    expect(order).toEqual(['nonce after 1 slot', 'asked']);
    expect(server.connections()).toBe(0);
  });

  it('is one that becomes too late while the connection is made', async () => {
    let asked = 0;
    const onceOnly = () => {
      asked += 1;
      return asked === 1;
    };
    expect(await deposit(onceOnly)).toEqual(NOT_SENT);
    expect(asked).toBe(2);
    expect(server.arrived).toEqual([]);
  });

  it('is one without a nonce', async () => {
    const nextNonce = () => Promise.reject(new Error('claim lost'));
    expect(await deposit(always, createCaller({ nextNonce }))).toEqual(NOT_SENT);
    expect(server.connections()).toBe(0);
  });

  it('is one without a slot of the budget', async () => {
    test.state.hasSlots = false;
    expect(await deposit()).toEqual(NOT_SENT);
    test.state.isBroken = true;
    expect(await deposit()).toEqual(NOT_SENT);
    expect(server.connections()).toBe(0);
  });

  it('is one that meets the open breaker', async () => {
    server.on(replying(503, ''));
    for (let read = 0; read < 5; read += 1) await test.api.orders(createCaller());
    server.on(replying(200, SUCCESS));
    expect(await deposit()).toEqual(NOT_SENT);
    expect(server.posts()).toEqual([]);
    test.clock.advance(5_000);
    expect(await deposit()).toEqual({ kind: 'accepted' });
  });
});

describe('a renewal', () => {
  it.each<[string, unknown]>([
    ['{"orderId":1,"autoRenew":false}', { kind: 'accepted' }],
    ['{"orderId":1,"autoRenew":true}', { kind: 'refused', reason: 'said_no', code: undefined }],
    ['{"orderId":2,"autoRenew":false}', unclear('unreadable', 200)],
    ['', unclear('unreadable', 200)],
  ])('that is answered with %s is judged by the state it echoes', async (body, expected) => {
    server.on(replying(200, body));
    expect(await test.api.renew(createCaller(), { orderId: 1, autoRenew: false }, always)).toEqual(expected);
    expect(server.posts()).toHaveLength(1);
  });
});
