import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import { createHttpFetch } from '../../src/exchange/http.ts';
import { API_KEY, always, createCaller, createTestApi } from './fakes.ts';
import { answer, type Script, type ScriptedServer, startScriptedServer } from './scripted-server.ts';
import { VECTOR_SECRET } from './specification.ts';

let server: ScriptedServer;

beforeEach(async () => {
  server = await startScriptedServer();
});
afterEach(() => server.close());

/** Everything a person could print of a value. */
function allTextOf(value: unknown): string {
  return `${JSON.stringify(value)} ${inspect(value, { depth: 10, showHidden: true })}`;
}

/** Answers that repeat every header of the request, so that anything passed on would be seen. */
const echoing =
  (status: number): Script =>
  (socket, { headers }) => {
    const body = JSON.stringify({ status, errorCode: 4003, message: inspect(headers), ...headers });
    socket.write(answer(status, body, { 'x-echo': headers['request-sign'] ?? '' }));
  };

const SCRIPTS: readonly (readonly [string, Script])[] = [
  ...[200, 307, 400, 401, 403, 404, 408, 421, 429, 451, 500, 502].map(
    (status) => [`an echoing ${status}`, echoing(status)] as const,
  ),
  ['a reset', (socket) => socket.resetAndDestroy()],
  ['half an answer', (socket, request) => socket.end(answer(200, inspect(request)).slice(0, -9))],
  ['no HTTP', (socket, request) => socket.end(inspect(request.headers))],
];

describe('what leaves the exchange client', () => {
  it.each(SCRIPTS)('after %s holds neither key nor secret nor signature', async (_what, script) => {
    const { api, lines, close } = createTestApi(server.baseUrl);
    server.on(script);
    const caller = createCaller();
    const amount = amountOf('1');
    const out: unknown[] = [
      await api.orders(caller),
      await api.products(caller),
      await api.history(caller, { pageNumber: 1, pageSize: 50 }),
      await api.balances(caller),
      await api.deposit(caller, { productId: 'P', amount, renew: false, day: 1 }, always),
      await api.redeem(caller, { orderId: 1, amount }, always),
      await api.renew(caller, { orderId: 1, autoRenew: true }, always),
    ];
    const signatures = server.arrived
      .map(({ headers }) => headers['request-sign'])
      .filter((sign) => sign !== undefined);
    expect(signatures.length).toBeGreaterThan(0);
    const text = allTextOf([out, lines]);
    for (const secret of [API_KEY, VECTOR_SECRET, ...signatures]) expect(text).not.toContain(secret);
    await close();
  });

  it('after a fetch that throws the request itself holds nothing of it', async () => {
    const { api, lines, close } = createTestApi(server.baseUrl, {
      fetch: (request) =>
        Promise.reject(Object.assign(new Error(inspect(request.headers)), { request, cause: request })),
    });
    const out = [
      await api.orders(createCaller()),
      await api.redeem(createCaller(), { orderId: 1, amount: amountOf('1') }, always),
    ];
    const text = allTextOf([out, lines]);
    for (const secret of [API_KEY, VECTOR_SECRET, 'request-sign']) expect(text).not.toContain(secret);
    await close();
  });

  it('when the key cannot stand in a header does not quote it', async () => {
    const { api, lines, close } = createTestApi(server.baseUrl);
    const apiKey = `${API_KEY}\r\nx: y`;
    const out = await api.redeem(createCaller({ apiKey }), { orderId: 1, amount: amountOf('1') }, always);
    expect(out).toEqual({ kind: 'not_sent' });
    expect(allTextOf([out, lines])).not.toContain(API_KEY);
    await close();
  });

  it('as an error of the network adapter carries a code and no request', async () => {
    const fetch = createHttpFetch();
    server.on((socket) => socket.resetAndDestroy());
    const request = new Request(server.baseUrl, {
      method: 'POST',
      body: VECTOR_SECRET,
      headers: { 'request-api': API_KEY },
    });
    const error: unknown = await fetch(request).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toHaveProperty('cause');
    for (const secret of [API_KEY, VECTOR_SECRET]) expect(allTextOf(error)).not.toContain(secret);
    await fetch.close();
  });
});
