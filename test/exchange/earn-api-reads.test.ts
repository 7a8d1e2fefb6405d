import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sign } from '../../src/exchange/signature.ts';
import { API_KEY, createCaller, createTestApi } from './fakes.ts';
import { answer, replying, type ScriptedServer, startScriptedServer } from './scripted-server.ts';
import { HISTORY, INVEST_NONCE, INVEST_VECTORS, ORDERS, PRODUCTS, VECTOR_SECRET } from './specification.ts';

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

const failed = (kind: string, status?: number, code?: number) => ({
  ok: false,
  reason: { kind, status, code, retryAfterMs: undefined },
});

describe('a read', () => {
  it('asks the right path below /spot and signs the path without /spot and query', async () => {
    server.on(replying(200, HISTORY));
    const page = await test.api.history(createCaller(), { pageNumber: 2, pageSize: 50 });
    expect(page).toMatchObject({ ok: true, value: { totalRows: 1, rows: [{ amount: '100' }] } });
    expect(server.arrived).toHaveLength(1);
    expect(server.arrived[0]).toMatchObject({
      method: 'GET',
      path: '/spot/api/v3.2/invest/history?pageNumber=2&pageSize=50',
      body: '',
      headers: {
        'request-api': API_KEY,
        'request-nonce': String(INVEST_NONCE),
        'request-sign': INVEST_VECTORS.history,
      },
    });
  });

  it('follows the version of the setting, also in the signature', async () => {
    const newer = createTestApi(server.baseUrl, { version: 'v3.3' });
    server.on(replying(200, ORDERS));
    expect(await newer.api.orders(createCaller())).toMatchObject({ ok: true, value: [{ id: 456 }] });
    const path = '/api/v3.3/invest/orders';
    expect(server.arrived[0]?.path).toBe(`/spot${path}`);
    expect(server.arrived[0]?.headers['request-sign']).toBe(
      sign({ secret: VECTOR_SECRET, path, nonce: INVEST_NONCE, body: '' }),
    );
    await newer.close();
  });

  it('reads balances, the time and a price', async () => {
    server.on((socket, { path }) => {
      const body = path.includes('/wallet/v1/')
        ? '{"success":true,"code":1,"msg":"Success","time":1,"data":{"rate":"19026.12"}}'
        : path.endsWith('/time')
          ? '{"iso":"2024-05-17T10:00:00.123Z","epoch":1715940000}'
          : '[{"currency":"USDT","total":2,"available":"1.5"}]';
      socket.write(answer(200, body));
    });
    expect(await test.api.balances(createCaller())).toEqual({
      ok: true,
      value: [{ currency: 'USDT', total: '2', available: '1.5' }],
    });
    expect(await test.api.time()).toEqual({ ok: true, value: 1_715_940_000_123 });
    expect(await test.api.dollarPrice('BTC')).toEqual({ ok: true, value: '19026.12' });
    expect(await test.api.dollarPrice('BTC')).toEqual({ ok: true, value: '19026.12' });
    expect(await test.api.dollarPrice('USD')).toEqual({ ok: true, value: '1' });
    expect(server.arrived.map(({ path, headers }) => [path, headers['request-api']])).toEqual([
      ['/spot/api/v3.2/user/wallet', API_KEY],
      ['/spot/api/v3.2/time', undefined],
      ['/public-api/wallet/v1/assets/exchangeRate?baseCurrency=BTC&amount=1&quoteCurrency=USD', undefined],
    ]);
  });

  it.each([
    [403, '', 'forbidden', undefined],
    [451, '', 'banned', undefined],
    [408, '', 'timeout', undefined],
    [500, '{"errorCode":-7}', 'unavailable', -7],
    [503, '<html></html>', 'unavailable', undefined],
    [400, '{"code":301}', 'refused', 301],
    [307, '', 'unreadable', undefined],
    [421, '', 'unreadable', undefined],
    [200, '', 'unreadable', undefined],
    [200, '<html></html>', 'unreadable', undefined],
    [200, '[{"id":1}]', 'unreadable', undefined],
  ])('with status %d and body %s is %s, after one try', async (status, body, kind, code) => {
    server.on(replying(status, body, { location: `${server.baseUrl}/elsewhere` }));
    expect(await test.api.orders(createCaller())).toEqual(failed(kind, status, code));
    expect(server.arrived).toHaveLength(1);
  });

  it('whose answer breaks off is unreadable', async () => {
    server.on((socket) => socket.end(answer(200, ORDERS).slice(0, -10)));
    expect(await test.api.orders(createCaller())).toEqual(failed('unreadable', 200));
  });

  it('whose connection is lost or refused is unavailable', async () => {
    server.on((socket) => socket.resetAndDestroy());
    expect(await test.api.orders(createCaller())).toEqual(failed('unavailable'));
    await server.close();
    expect(await test.api.orders(createCaller())).toEqual(failed('unavailable'));
  });
});

describe('a read that is refused with 401', () => {
  it('is signed anew once, with a new nonce', async () => {
    server.on((socket) => {
      socket.write(server.arrived.length === 1 ? answer(401, '') : answer(200, ORDERS));
    });
    expect(await test.api.orders(createCaller())).toMatchObject({ ok: true });
    expect(server.arrived.map(({ headers }) => headers['request-nonce'])).toEqual([
      String(INVEST_NONCE),
      String(INVEST_NONCE + 1),
    ]);
    expect(test.taken).toHaveLength(2);
  });

  it('is not sent a third time', async () => {
    server.on(replying(401, '{"code":10002,"msg":null,"success":false}'));
    expect(await test.api.orders(createCaller())).toEqual(failed('unauthorized', 401, 10002));
    expect(server.arrived).toHaveLength(2);
  });
});

describe('products', () => {
  it('are read unsigned where they are public', async () => {
    server.on(replying(200, PRODUCTS));
    expect(await test.api.products(createCaller())).toMatchObject({
      ok: true,
      value: [{ id: 'OPENETH00001' }],
    });
    expect(await test.api.products(undefined)).toMatchObject({ ok: true });
    expect(server.arrived.map(({ headers }) => headers['request-api'])).toEqual([undefined, undefined]);
  });

  it.each([401, 403])('are signed after a %d, and from then on at once', async (status) => {
    server.on((socket, { headers }) => {
      socket.write(headers['request-sign'] === undefined ? answer(status, '') : answer(200, PRODUCTS));
    });
    const caller = createCaller();
    expect(await test.api.products(caller)).toMatchObject({ ok: true });
    expect(await test.api.products(caller)).toMatchObject({ ok: true });
    expect(server.arrived.map(({ headers }) => headers['request-api'])).toEqual([
      undefined,
      API_KEY,
      API_KEY,
    ]);
    expect(server.arrived[1]?.headers['request-sign']).toBe(INVEST_VECTORS.products);
  });

  it('are refused where nobody can sign', async () => {
    server.on(replying(403, ''));
    expect(await test.api.products(undefined)).toEqual(failed('forbidden', 403));
    expect(server.arrived).toHaveLength(1);
  });
});

describe('the budget', () => {
  it('is asked before each request, with the key and the priority of the caller', async () => {
    server.on(replying(200, ORDERS));
    await test.api.orders(createCaller({ priority: 'background' }));
    await test.api.time();
    expect(test.taken.map(({ key, priority }) => [key, priority])).toEqual([
      [API_KEY, 'background'],
      [undefined, 'interactive'],
    ]);
  });

  it('without a slot, or out of reach, lets nothing out', async () => {
    test.state.hasSlots = false;
    expect(await test.api.orders(createCaller())).toEqual(failed('rate_limited'));
    test.state.isBroken = true;
    expect(await test.api.orders(createCaller())).toEqual(failed('rate_limited'));
    expect(server.arrived).toEqual([]);
  });

  it('is blocked for everyone after a 429, as long as the exchange asks', async () => {
    server.on(replying(429, '', { 'retry-after': '7' }));
    const result = await test.api.orders(createCaller());
    expect(result).toEqual({
      ok: false,
      reason: { kind: 'rate_limited', status: 429, code: undefined, retryAfterMs: 7_000 },
    });
    expect(test.blocks).toEqual([7_000]);
    expect(server.arrived).toHaveLength(1);
  });

  it('is blocked by the published ladder where the exchange does not say', async () => {
    server.on(replying(429, ''));
    for (let breach = 0; breach < 3; breach += 1) {
      await test.api.orders(createCaller());
      test.clock.advance(test.blocks.at(-1) ?? 0);
    }
    expect(test.blocks).toEqual([1_000, 300_000, 900_000]);
  });

  it('reads an absolute Retry-After against the clock of the exchange', async () => {
    const ahead = { now: () => test.clock.now() + 600_000 };
    const skewed = createTestApi(server.baseUrl, { exchangeClock: ahead });
    server.on(replying(429, '', { 'retry-after': String(ahead.now() + 4_000) }));
    await skewed.api.orders(createCaller());
    expect(skewed.blocks).toEqual([4_000]);
    await skewed.close();
  });
});

describe('an exchange that does not answer', () => {
  it('is left alone for five seconds after five failures, then tried by one read', async () => {
    server.on(replying(503, ''));
    for (let read = 0; read < 5; read += 1) await test.api.orders(createCaller());
    expect(await test.api.orders(createCaller())).toEqual(failed('unavailable'));
    expect(server.arrived).toHaveLength(5);
    expect(test.taken).toHaveLength(5);

    test.clock.advance(5_000);
    server.on(replying(200, ORDERS));
    expect(await test.api.orders(createCaller())).toMatchObject({ ok: true });
    expect(await test.api.orders(createCaller())).toMatchObject({ ok: true });
    expect(server.arrived).toHaveLength(7);
  });

  it('is not given up because of refusals', async () => {
    server.on(replying(403, ''));
    for (let read = 0; read < 12; read += 1) await test.api.orders(createCaller());
    expect(server.arrived).toHaveLength(12);
  });

  it('for prices only does not stop Earn', async () => {
    server.on((socket, { path }) => {
      socket.write(path.startsWith('/public-api') ? answer(500, '') : answer(200, ORDERS));
    });
    for (const coin of ['A', 'B', 'C', 'D', 'E', 'F']) await test.api.dollarPrice(coin);
    expect(await test.api.orders(createCaller())).toMatchObject({ ok: true });
  });
});

describe('a signature that cannot be made', () => {
  it('is unavailable when the claim is lost, and nothing is sent', async () => {
    const nextNonce = () => Promise.reject(new Error('claim lost'));
    expect(await test.api.orders(createCaller({ nextNonce }))).toEqual(failed('unavailable'));
    expect(server.arrived).toEqual([]);
  });

  it('is unauthorized when the key could never be one, and nothing is sent', async () => {
    expect(await test.api.orders(createCaller({ apiKey: 'two\nlines' }))).toEqual(failed('unauthorized'));
    expect(server.arrived).toEqual([]);
  });
});

describe('a simulator in the same process', () => {
  it('can stand in for the network', async () => {
    const seen: string[] = [];
    const inProcess = createTestApi('http://practice.invalid/spot', {
      fetch: async (request) => {
        seen.push(`${request.method} ${new URL(request.url).pathname}`);
        return new Response(ORDERS);
      },
    });
    expect(await inProcess.api.orders(createCaller())).toMatchObject({ ok: true });
    expect(seen).toEqual(['GET /spot/api/v3.2/invest/orders']);
    await inProcess.close();
  });
});
