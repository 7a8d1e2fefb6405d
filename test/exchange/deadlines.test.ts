import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import { MONEY_TOTAL_MS } from '../../src/exchange/earn-api.ts';
import type { ExchangeFetch } from '../../src/exchange/http.ts';
import { READ_TOTAL_MS } from '../../src/exchange/reads.ts';
import { always, createCaller, createTestApi } from './fakes.ts';
import { ORDERS, SUCCESS } from './specification.ts';

// Time is simulated, so that 35 seconds pass at once; the network is a fetch that hangs.
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const BASE_URL = 'http://practice.invalid/spot';
const MOVE = { orderId: 1, amount: amountOf('1') };

/** A fetch that never answers, and what it was given. */
function createHanging() {
  const requests: Request[] = [];
  const fetch: ExchangeFetch = (request) => {
    requests.push(request);
    return new Promise(() => undefined);
  };
  return { fetch, requests };
}

/** Whether a promise has settled by now. */
async function settledWithin<Value>(promise: Promise<Value>, ms: number): Promise<Value | 'pending'> {
  const waiting = Promise.race([
    promise,
    new Promise<'pending'>((resolve) => setTimeout(() => resolve('pending'), ms)),
  ]);
  await vi.advanceTimersByTimeAsync(ms);
  return waiting;
}

const timeout = {
  ok: false,
  reason: { kind: 'timeout', status: undefined, code: undefined, retryAfterMs: undefined },
};

describe('a read', () => {
  it('ends after eight seconds in all, and its connection is given up', async () => {
    const { fetch, requests } = createHanging();
    const reading = createTestApi(BASE_URL, { fetch }).api.orders(createCaller());
    expect(await settledWithin(reading, READ_TOTAL_MS - 1)).toBe('pending');
    expect(requests[0]?.signal.aborted).toBe(false);
    expect(await settledWithin(reading, 2)).toEqual(timeout);
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true]);
  });

  it('ends when the head came but the body never ends', async () => {
    const fetch: ExchangeFetch = async () => new Response(new ReadableStream());
    const reading = createTestApi(BASE_URL, { fetch }).api.orders(createCaller());
    expect(await settledWithin(reading, READ_TOTAL_MS + 1)).toEqual({
      ...timeout,
      reason: { ...timeout.reason, status: 200 },
    });
  });

  it('has less time when it waited for its slot', async () => {
    const { fetch, requests } = createHanging();
    const test = createTestApi(BASE_URL, { fetch });
    const take = async () => {
      test.clock.advance(5_000);
      return true;
    };
    const waiting = createTestApi(BASE_URL, { fetch, clock: test.clock, budget: { ...test.budget, take } });
    const reading = waiting.api.orders(createCaller());
    expect(await settledWithin(reading, 3_001)).toEqual(timeout);
    expect(requests).toHaveLength(1);
  });

  it('that waited too long for its slot is not sent at all', async () => {
    const { fetch, requests } = createHanging();
    const test = createTestApi(BASE_URL, { fetch });
    const take = async () => {
      test.clock.advance(READ_TOTAL_MS);
      return true;
    };
    const waiting = createTestApi(BASE_URL, { fetch, clock: test.clock, budget: { ...test.budget, take } });
    expect(await waiting.api.orders(createCaller())).toMatchObject({ reason: { kind: 'rate_limited' } });
    expect(requests).toEqual([]);
  });

  it('has only the time that is left for its second signature', async () => {
    const test = createTestApi(BASE_URL);
    const fetch: ExchangeFetch = async (request) => {
      test.clock.advance(READ_TOTAL_MS);
      return request.headers.has('request-sign') ? new Response('', { status: 401 }) : new Response(ORDERS);
    };
    let requests = 0;
    const counting: ExchangeFetch = (request) => {
      requests += 1;
      return fetch(request);
    };
    const slow = createTestApi(BASE_URL, { fetch: counting, clock: test.clock });
    expect(await slow.api.orders(createCaller())).toMatchObject({
      reason: { kind: 'unauthorized', status: 401 },
    });
    expect(requests).toBe(1);
  });
});

describe('a read of a screen that has a deadline', () => {
  it('ends when the time of the screen is up, however much of its own eight seconds is left', async () => {
    const { fetch, requests } = createHanging();
    const { api, clock } = createTestApi(BASE_URL, { fetch });
    const reading = api.orders(createCaller({ deadlineAt: clock.now() + 1_500 }));
    expect(await settledWithin(reading, 1_499)).toBe('pending');
    expect(await settledWithin(reading, 2)).toEqual(timeout);
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true]);
  });

  it('has no more than its own eight seconds', async () => {
    const { api, clock } = createTestApi(BASE_URL, { fetch: createHanging().fetch });
    const reading = api.orders(createCaller({ deadlineAt: clock.now() + 60_000 }));
    expect(await settledWithin(reading, READ_TOTAL_MS + 1)).toEqual(timeout);
  });

  it('is not sent at all when the time is up, and waits for no slot', async () => {
    const { fetch, requests } = createHanging();
    const { api, clock, taken } = createTestApi(BASE_URL, { fetch });
    expect(await api.balances(createCaller({ deadlineAt: clock.now() }))).toEqual(timeout);
    expect([requests, taken]).toEqual([[], []]);
  });

  it('waits for its slot no longer than that', async () => {
    const { api, clock, taken } = createTestApi(BASE_URL, { fetch: createHanging().fetch });
    void api.orders(createCaller({ deadlineAt: clock.now() + 700 }));
    await vi.advanceTimersByTimeAsync(1);
    expect(taken).toMatchObject([{ withinMs: 700 }]);
  });

  it('shares the time between products unsigned and signed', async () => {
    const { fetch, requests } = createHanging();
    const test = createTestApi(BASE_URL);
    const refusing: ExchangeFetch = async (request, sending) => {
      if (request.headers.has('request-sign')) return fetch(request, sending);
      test.clock.advance(2_000);
      return new Response('', { status: 403 });
    };
    const { api } = createTestApi(BASE_URL, { fetch: refusing, clock: test.clock });
    const reading = api.products(createCaller({ deadlineAt: test.clock.now() + 3_000 }));
    expect(await settledWithin(reading, 1_001)).toEqual(timeout);
    expect(requests).toHaveLength(1);
  });

  it('may be of nobody: products and prices take a deadline of their own', async () => {
    const { api, clock } = createTestApi(BASE_URL, { fetch: createHanging().fetch });
    const products = api.products(undefined, clock.now() + 300);
    expect(await settledWithin(products, 301)).toEqual(timeout);
    const price = api.dollarPrice('BTC', clock.now() + 300);
    expect(await settledWithin(price, 301)).toEqual(timeout);
  });

  it('gives up a price that others go on waiting for', async () => {
    const answer = Promise.withResolvers<Response>();
    const { api, clock } = createTestApi(BASE_URL, { fetch: () => answer.promise });
    const patient = api.dollarPrice('BTC');
    const hurried = api.dollarPrice('BTC', clock.now() + 300);
    expect(await settledWithin(hurried, 301)).toEqual(timeout);
    answer.resolve(new Response('{"success":true,"code":1,"msg":"","time":1,"data":{"rate":"19026.12"}}'));
    expect(await settledWithin(patient, 10)).toEqual({ ok: true, value: '19026.12' });
    expect(await api.dollarPrice('BTC', clock.now())).toEqual({ ok: true, value: '19026.12' });
  });
});

describe('a money POST', () => {
  it('knows no deadline of a screen', async () => {
    const { fetch, requests } = createHanging();
    const { api, clock } = createTestApi(BASE_URL, { fetch });
    const moving = api.redeem(createCaller({ deadlineAt: clock.now() - 1 }), MOVE, always);
    expect(await settledWithin(moving, READ_TOTAL_MS)).toBe('pending');
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([false]);
  });

  it('is unclear after 35 seconds of silence, and was sent once', async () => {
    const { fetch, requests } = createHanging();
    const moving = createTestApi(BASE_URL, { fetch }).api.redeem(createCaller(), MOVE, always);
    expect(await settledWithin(moving, MONEY_TOTAL_MS - 1)).toBe('pending');
    expect(await settledWithin(moving, 2)).toEqual({ kind: 'unclear', cause: 'timeout', status: undefined });
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true]);
  });

  it('is unclear when its body never ends', async () => {
    const fetch: ExchangeFetch = async () => new Response(new ReadableStream());
    const moving = createTestApi(BASE_URL, { fetch }).api.redeem(createCaller(), MOVE, always);
    expect(await settledWithin(moving, MONEY_TOTAL_MS + 1)).toMatchObject({
      kind: 'unclear',
      cause: 'timeout',
    });
  });

  it('is certainly not sent when its nonce never comes, even if it comes later', async () => {
    const sent: Request[] = [];
    const fetch: ExchangeFetch = async (request) => {
      sent.push(request);
      return new Response(SUCCESS);
    };
    const nonce = Promise.withResolvers<number>();
    const caller = createCaller({ nextNonce: () => nonce.promise });
    const moving = createTestApi(BASE_URL, { fetch }).api.redeem(caller, MOVE, always);
    expect(await settledWithin(moving, MONEY_TOTAL_MS + 1)).toEqual({ kind: 'not_sent' });
    nonce.resolve(1);
    await vi.advanceTimersByTimeAsync(MONEY_TOTAL_MS);
    expect(sent).toEqual([]);
  });
});
