import { Agent, request } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import type { FaultInput } from '../../../src/simulator/exchange/fault.ts';
import { serveExchange } from '../../../src/simulator/exchange/serve.ts';
import { REAL_TIMERS } from '../../../src/simulator/exchange/timers.ts';
import { HOUR, openExchange, type Signed, START, type TestExchange } from './harness.ts';

const DEPOSIT = '{"productId":"OPENUSDT0001","amount":5,"renew":false,"day":1}';
const MONEY = { match: { money: true } } as const;
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** The exchange behind a real server, and a client that shows what happened on the wire. */
async function overHttp() {
  const exchange = await openExchange({ timers: REAL_TIMERS });
  const server = await serveExchange(exchange.simulator);
  const agent = new Agent({ connections: 4 });
  closing.push(server.close, () => agent.destroy());
  async function call(signed: Signed, timeoutMs = 5_000) {
    try {
      const answer = await request(`${server.url}/spot${signed.path}`, {
        method: signed.method,
        headers: signed.headers,
        body: signed.body ?? null,
        dispatcher: agent,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
    } catch (error) {
      return { lost: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' };
    }
  }
  return {
    ...exchange,
    server,
    call,
    deposit: () => call(exchange.signed('/api/v3.2/invest/deposit', DEPOSIT)),
  };
}

async function executedOf({ control }: Pick<TestExchange, 'control'>): Promise<number> {
  const { effects, requests } = await control.ledger();
  const deposits = effects.filter(({ kind, by }) => kind === 'deposit' && by === 'request').length;
  expect(requests.filter(({ executed }) => executed)).toHaveLength(deposits);
  return deposits;
}

const LOST = { lost: expect.stringMatching(/^(?:UND_ERR_SOCKET|ECONNRESET|EPIPE)$/) };

describe('over real HTTP a deposit', () => {
  const statuses = [400, 401, 403, 408, 429, 451, 500, 502, 503, 504];
  const both = [true, false];
  test.each(statuses.flatMap((status) => both.map((executed) => ({ status, executed }))))(
    'is answered $status and executed: $executed',
    async ({ status, executed }) => {
      const exchange = await overHttp();
      exchange.control.addFault({ kind: 'status', status, executed, ...MONEY });
      expect(await exchange.deposit()).toMatchObject({ status });
      expect(await executedOf(exchange)).toBe(executed ? 1 : 0);
    },
  );

  const faults: { why: string; fault: FaultInput; sees: object; executed: number }[] = both.flatMap(
    (executed) => [
      {
        why: 'success: false',
        fault: { kind: 'success_false', executed },
        sees: { status: 200, text: '{"success":false}' },
        executed: Number(executed),
      },
      {
        why: 'a page instead of JSON',
        fault: { kind: 'html200', executed },
        sees: { status: 200, text: expect.stringContaining('<html>') },
        executed: Number(executed),
      },
      {
        why: 'an empty answer',
        fault: { kind: 'empty200', executed },
        sees: { status: 200, text: '' },
        executed: Number(executed),
      },
      {
        why: 'half an answer',
        fault: { kind: 'half_body', executed },
        sees: LOST,
        executed: Number(executed),
      },
      {
        why: 'a reset after the request',
        fault: { kind: 'reset_after', executed },
        sees: LOST,
        executed: Number(executed),
      },
      {
        why: 'silence',
        fault: { kind: 'hang', executed },
        sees: { lost: 'UND_ERR_HEADERS_TIMEOUT' },
        executed: Number(executed),
      },
      {
        why: 'a misdirected request',
        fault: { kind: 'resend', status: 421, executed },
        sees: { status: 421, text: '' },
        executed: Number(executed),
      },
      {
        why: 'a redirect',
        fault: { kind: 'resend', status: 307, executed },
        sees: { status: 307, headers: { location: '/spot/api/v3.2/invest/deposit' } },
        executed: Number(executed),
      },
    ],
  );
  test.each([
    ...faults,
    { why: 'a reset before the body', fault: { kind: 'reset_before_body' }, sees: LOST, executed: 0 },
    {
      why: 'a slow answer',
      fault: { kind: 'slow', delayMs: 50 },
      sees: { status: 200, text: '{"success":true}' },
      executed: 1,
    },
    { why: 'a revoked key, 401', fault: { kind: 'key_revoked' }, sees: { status: 401 }, executed: 0 },
    {
      why: 'a revoked key, 403',
      fault: { kind: 'key_revoked', status: 403 },
      sees: { status: 403 },
      executed: 0,
    },
    {
      why: 'a banned account',
      fault: { kind: 'key_revoked', status: 451 },
      sees: { status: 451 },
      executed: 0,
    },
    {
      why: 'a proxy that sends twice and shows the first answer',
      fault: { kind: 'duplicated', answer: 'first' },
      sees: { status: 200 },
      executed: 1,
    },
    {
      why: 'a proxy that sends twice and shows the second answer',
      fault: { kind: 'duplicated' },
      sees: { status: 401 },
      executed: 1,
    },
    {
      why: 'a breach of the limits',
      fault: { kind: 'limit_ladder' },
      sees: { status: 429, headers: { 'retry-after': '1' } },
      executed: 0,
    },
  ] as { why: string; fault: FaultInput; sees: object; executed: number }[])(
    'meets $why, executed $executed times',
    async ({ fault, sees, executed }) => {
      const exchange = await overHttp();
      exchange.control.addFault({ ...fault, ...MONEY });
      const request = exchange.signed('/api/v3.2/invest/deposit', DEPOSIT);
      expect(await exchange.call(request, fault.kind === 'hang' ? 1_000 : 5_000)).toMatchObject(sees);
      expect(await executedOf(exchange)).toBe(executed);
      expect((await exchange.control.ledger()).requests[0]).toMatchObject({
        fault: fault.kind,
        executed: executed > 0,
      });
      // The fault is used up: the next request is served.
      if (fault.kind !== 'limit_ladder') expect(await exchange.deposit()).toMatchObject({ status: 200 });
    },
  );

  test.each([
    {
      shape: 'A',
      text: '{"code":-1,"msg":"Please try again later","time":1709287200000,"data":null,"success":false}',
    },
    { shape: 'B', text: '{"status":502,"errorCode":-1,"message":"Please try again later","extraData":null}' },
    { shape: 'C', text: '{"status":502,"error":"Error","code":-1,"message":"Please try again later"}' },
    { shape: 'html', text: expect.stringContaining('<!DOCTYPE html>') },
    { shape: 'empty', text: '' },
  ] as const)('can be refused in shape $shape', async ({ shape, text }) => {
    const exchange = await overHttp();
    exchange.control.addFault({ kind: 'status', status: 502, shape });
    expect(await exchange.deposit()).toMatchObject({ status: 502, text });
  });

  test.each([
    { retryAfter: 'none', header: undefined },
    { retryAfter: 'seconds', header: '90' },
    { retryAfter: 'unix-seconds', header: String(START / 1000 + 90) },
    { retryAfter: 'unix-ms', header: String(START + 90_000) },
    { retryAfter: 'http-date', header: 'Fri, 01 Mar 2024 10:01:30 GMT' },
  ] as const)('can be told to wait as $retryAfter', async ({ retryAfter, header }) => {
    const exchange = await overHttp();
    exchange.control.addFault({ kind: 'status', status: 429, retryAfter, waitMs: 90_000 });
    const answer = await exchange.deposit();
    expect(answer).toMatchObject({ status: 429, headers: { date: 'Fri, 01 Mar 2024 10:00:00 GMT' } });
    expect(answer.headers?.['retry-after']).toBe(header);
  });

  test('is executed late although the answer was lost', async () => {
    const exchange = await overHttp();
    exchange.control.addFault({ kind: 'late', delayMs: 100, answer: 'lost' });
    expect(await exchange.deposit()).toMatchObject(LOST);
    expect(await executedOf(exchange)).toBe(0);
    await expect.poll(() => executedOf(exchange), { interval: 20, timeout: 5_000 }).toBe(1);
  });

  test('cannot connect while the server refuses, and can again afterwards', async () => {
    const exchange = await overHttp();
    expect(await exchange.deposit()).toMatchObject({ status: 200 });
    await exchange.server.refuse();
    expect(await exchange.deposit()).toMatchObject({ lost: 'ECONNREFUSED' });
    await exchange.server.listenAgain();
    await exchange.server.listenAgain();
    expect(await exchange.deposit()).toMatchObject({ status: 200 });
    expect(await executedOf(exchange)).toBe(2);
  });
});

describe('served in process', () => {
  test('a lost connection is the error of a lost connection, not an answer', async () => {
    const { control, deposit, effects } = await openExchange();
    control.addFault({ kind: 'reset_after', executed: true });
    await expect(deposit('OPENUSDT0001', 5)).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { code: 'ECONNRESET' },
    });
    expect(await effects('deposit')).toHaveLength(1);
  });

  test('half a body breaks while it is read', async () => {
    const { control, simulator } = await openExchange();
    control.addFault({ kind: 'half_body' });
    const response = await simulator.fetch('http://exchange.test/spot/api/v3.2/invest/products');
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('fetch failed');
  });

  test('silence lasts until the caller gives up', async () => {
    const { control, simulator } = await openExchange();
    control.addFault({ kind: 'hang', times: null });
    const url = 'http://exchange.test/spot/api/v3.2/invest/products';
    const caller = new AbortController();
    const waiting = simulator.fetch(url, { signal: caller.signal });
    caller.abort(new Error('gave up'));
    await expect(waiting).rejects.toThrow('gave up');
    await expect(simulator.fetch(url, { signal: caller.signal })).rejects.toThrow('gave up');
  });
});

describe('late execution', () => {
  test.each([1, 8, 29, 31, 120, 599])('happens %s s after the answer and not before', async (seconds) => {
    const exchange = await openExchange();
    exchange.control.addFault({ kind: 'late', delayMs: seconds * 1_000 });
    expect(await exchange.deposit('OPENUSDT0001', 5)).toMatchObject({ status: 503 });
    await exchange.time.advance(seconds * 1_000 - 1);
    expect(await executedOf(exchange)).toBe(0);
    await exchange.time.advance(1);
    expect(await executedOf(exchange)).toBe(1);
    expect(await exchange.effects('deposit')).toMatchObject([{ at: START + seconds * 1_000 }]);
  });

  test('can wait for the simulated clock, also through a standstill', async () => {
    const exchange = await openExchange();
    exchange.clock.setSpeed(0);
    exchange.control.addFault({ kind: 'late', delayMs: HOUR, clock: 'sim', answer: 504 });
    expect(await exchange.deposit('OPENUSDT0001', 5)).toMatchObject({ status: 504 });
    await exchange.time.advance(5_000);
    expect(await executedOf(exchange)).toBe(0);
    exchange.clock.setSpeed(3_600);
    await exchange.time.advance(2_100);
    expect(await executedOf(exchange)).toBe(1);
  });

  test('is none for a request that would have been refused', async () => {
    const exchange = await openExchange();
    exchange.control.addFault({ kind: 'late', delayMs: 1_000 });
    await exchange.post('/invest/deposit', JSON.parse(DEPOSIT), { ...exchange.person, secret: 'wrong' });
    await exchange.time.advance(2_000);
    expect(await executedOf(exchange)).toBe(0);
  });

  test('uses up the nonce at once', async () => {
    const exchange = await openExchange();
    exchange.control.addFault({ kind: 'late', delayMs: 1_000 });
    const signed = exchange.signed('/api/v3.2/invest/deposit', DEPOSIT);
    await exchange.send(signed);
    expect(await exchange.send(signed)).toMatchObject({ status: 401 });
  });
});

describe('which request meets a fault', () => {
  test('the first that matches, as often as asked, after as many as asked', async () => {
    const { control, get, deposit, simulator, person } = await openExchange();
    control.addFault({ kind: 'status', status: 500, skip: 1, times: 2, match: { path: '/invest/orders' } });
    control.addFault({ kind: 'status', status: 403, match: { method: 'POST', apiKey: person.apiKey } });
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await get('/invest/orders')).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
    expect((await simulator.fetch('http://exchange.test/spot/api/v3.2/invest/products')).status).toBe(200);
    expect(await deposit('OPENUSDT0001', 5)).toMatchObject({ status: 403 });
    expect(control.faults()).toEqual([]);
  });

  test('only deposits and redemptions are money', async () => {
    const { control, get, post, deposit } = await openExchange();
    control.addFault({ kind: 'status', status: 500, match: { money: true } });
    expect(await get('/invest/orders')).toMatchObject({ status: 200 });
    expect(await post('/invest/renew', { orderId: 1, autoRenew: true })).toMatchObject({ status: 400 });
    expect(await deposit('OPENUSDT0001', 5)).toMatchObject({ status: 500 });
  });

  test('one without an end plays until it is cleared', async () => {
    const { control, get } = await openExchange();
    const id = control.addFault({ kind: 'key_revoked', times: null });
    const other = control.addFault({ kind: 'status', status: 500, match: { path: '/never' } });
    for (let n = 0; n < 3; n += 1) expect(await get('/invest/orders')).toMatchObject({ status: 401 });
    expect(control.faults()).toMatchObject([{ id, met: 3 }, { id: other }]);
    control.clearFaults(id);
    expect(await get('/invest/orders')).toMatchObject({ status: 200 });
  });

  test('a fault that is not well formed is refused, as are too many', async () => {
    const { control } = await openExchange();
    const broken = { kind: 'status', status: 200 } as const;
    expect(() => control.addFault(broken)).toThrow();
    expect(() => control.addFault({ kind: 'hang', match: { path: 7 } } as unknown as FaultInput)).toThrow();
    expect(() => control.addFault({ kind: 'nonsense' } as unknown as FaultInput)).toThrow();
    for (let n = 0; n < 1_000; n += 1) control.addFault({ kind: 'hang' });
    expect(() => control.addFault({ kind: 'hang' })).toThrow(RangeError);
  });
});

describe('faults of what is shown', () => {
  test('a row comes in between two pages: one row is seen twice', async () => {
    const { control, deposit, get } = await openExchange({ settings: { mergeFlex: false } });
    for (let n = 0; n < 12; n += 1) await deposit('OPENUSDT0001', 5);
    control.addFault({ kind: 'row_while_paging', skip: 1, match: { path: '/invest/history' } });
    const first = (await get('/invest/history')).json() as { data: unknown[]; totalRows: number };
    const second = (await get('/invest/history?pageNumber=2')).json() as typeof first;
    expect([first.totalRows, second.totalRows]).toEqual([12, 13]);
    expect(second.data).toHaveLength(3);
    expect(second.data[0]).toEqual(first.data[9]);
  });

  test('the site makes an equal deposit in the very same millisecond', async () => {
    const { control, deposit, get, time } = await openExchange();
    control.addFault({ kind: 'equal_rows' });
    await time.advance(10);
    await deposit('OPENUSDT0001', 5);
    const { data } = (await get('/invest/history')).json() as { data: { totalAmount: number }[] };
    expect(data.map((row) => ({ ...row, totalAmount: 0 }))).toEqual(
      [data[0], data[0]].map((row) => ({ ...row, totalAmount: 0 })),
    );
    const { effects } = await control.ledger();
    expect(effects.map(({ by, at, amount }) => ({ by, at, amount }))).toEqual([
      { by: 'request', at: START + 10, amount: '5' },
      { by: 'site', at: START + 10, amount: '5' },
    ]);
  });

  test('no equal deposit follows one that was refused', async () => {
    const { control, deposit } = await openExchange();
    await deposit('OPENUSDT0001', 5);
    control.addFault({ kind: 'equal_rows' });
    await deposit('OPENUSDT0001', 0.5);
    expect((await control.ledger()).effects).toHaveLength(1);
  });

  test('an order is gone just before it is redeemed, also when a second key asks', async () => {
    const { control, deposit, post, person } = await openExchange();
    await deposit('OPENUSDT0001', 5);
    const second = await control.createAccount({ keyOf: person.apiKey });
    control.addFault({ kind: 'order_gone', match: { path: '/invest/redeem' } });
    expect(await post('/invest/redeem', { orderId: 1, amount: 5 }, second)).toMatchObject({ status: 400 });
    expect((await control.ledger()).effects).toMatchObject([
      { kind: 'deposit' },
      { kind: 'closed', by: 'site' },
    ]);
  });

  test('one request can see the history late and bare, the next sees it whole', async () => {
    const { control, deposit, get } = await openExchange();
    await deposit('OPENUSDT0001', 5);
    control.addFault({ kind: 'presented', settings: { historyShape: 'bare', numbersAsText: true } });
    expect((await get('/invest/history')).json()).toMatchObject([{ amount: '5' }]);
    expect((await get('/invest/history')).json()).toMatchObject({ data: [{ amount: 5 }] });
  });
});

describe('the rate limit', () => {
  test('a breach blocks for 1 s, then 5 min, then 15 min, and is forgotten after an hour', async () => {
    const { get, time } = await openExchange({ settings: { requestsPerSecondMax: 3 } });
    async function breach() {
      let answer = await get('/invest/orders');
      for (let n = 0; n < 3; n += 1) answer = await get('/invest/orders');
      return { status: answer.status, wait: answer.headers.get('retry-after') };
    }
    expect(await breach()).toEqual({ status: 429, wait: '1' });
    await time.advance(999);
    expect(await get('/invest/orders')).toMatchObject({ status: 429 });
    await time.advance(1_001);
    expect(await breach()).toEqual({ status: 429, wait: '300' });
    await time.advance(301_000);
    expect(await breach()).toEqual({ status: 429, wait: '900' });
    await time.advance(901_000);
    expect(await breach()).toEqual({ status: 429, wait: '900' });
    await time.advance(HOUR + 1_000);
    expect(await breach()).toEqual({ status: 429, wait: '1' });
  });

  test('counts each key by itself and leaves slow callers alone', async () => {
    const { get, control, time } = await openExchange({ settings: { requestsPerSecondMax: 2 } });
    const other = await control.createAccount();
    for (let n = 0; n < 2; n += 1) {
      expect(await get('/invest/orders')).toMatchObject({ status: 200 });
      expect(await get('/invest/orders', other)).toMatchObject({ status: 200 });
    }
    await time.advance(1_000);
    expect(await get('/invest/orders')).toMatchObject({ status: 200 });
    control.addFault({ kind: 'limit_ladder' });
    expect(await get('/invest/orders')).toMatchObject({ status: 429 });
    control.clearFaults();
    await time.advance(1_000);
    expect(await get('/invest/orders')).toMatchObject({ status: 200 });
  });
});

describe('the switches of the demo panel', () => {
  test('down loses every request until it is up again', async () => {
    const exchange = await overHttp();
    exchange.control.setSwitch('down', true);
    expect(exchange.control.switches()).toMatchObject({ down: true, slow: false });
    expect(await exchange.deposit()).toMatchObject(LOST);
    exchange.control.setSwitch('down', false);
    expect(await exchange.deposit()).toMatchObject({ status: 200 });
    expect(await executedOf(exchange)).toBe(1);
  });

  test('executed but answer lost plays on the next money move alone, and goes off', async () => {
    const exchange = await overHttp();
    exchange.control.setSwitch('executedButAnswerLost', true);
    expect(await exchange.call(exchange.signed('/api/v3.2/invest/orders'))).toMatchObject({ status: 200 });
    expect(await exchange.deposit()).toMatchObject(LOST);
    expect(exchange.control.switches().executedButAnswerLost).toBe(false);
    expect(await executedOf(exchange)).toBe(1);
    expect(await exchange.deposit()).toMatchObject({ status: 200 });
  });

  test('rate limited and key revoked refuse, and money stays where it is', async () => {
    const exchange = await openExchange();
    exchange.control.setSwitch('rateLimited', true);
    expect(await exchange.deposit('OPENUSDT0001', 5)).toMatchObject({ status: 429 });
    exchange.control.setSwitch('rateLimited', false);
    exchange.control.setSwitch('keyRevoked', true);
    expect(await exchange.deposit('OPENUSDT0001', 5)).toMatchObject({ status: 401 });
    const products = await exchange.simulator.fetch('http://exchange.test/spot/api/v3.2/invest/products');
    expect(products.status).toBe(200);
    expect(await executedOf(exchange)).toBe(0);
  });

  test('slow executes at once and answers four seconds later', async () => {
    const exchange = await openExchange();
    exchange.control.setSwitch('slow', true);
    let answered = false;
    const waiting = exchange.deposit('OPENUSDT0001', 5).then((answer) => {
      answered = true;
      return answer;
    });
    await exchange.time.advance(3_999);
    await expect.poll(() => executedOf(exchange)).toBe(1);
    expect(answered).toBe(false);
    await exchange.time.advance(4_000);
    expect(await waiting).toMatchObject({ status: 200 });
  });
});
