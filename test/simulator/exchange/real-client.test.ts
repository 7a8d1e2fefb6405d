// The bot's own client against the simulated exchange: both read the same pages, so they must understand each other.
import { afterEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../../src/app/ports.ts';
import { amountOf } from '../../../src/domain/money.ts';
import { createEarnApi } from '../../../src/exchange/earn-api.ts';
import { createHttpFetch } from '../../../src/exchange/http.ts';
import { serveExchange } from '../../../src/simulator/exchange/serve.ts';
import { DAY, FIRST_PAYOUT, HOUR, openExchange, START } from './harness.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const maySend = () => true;

async function connected(where: 'in process' | 'over HTTP', settings = {}) {
  const exchange = await openExchange({ settings });
  const server = await serveExchange(exchange.simulator);
  const http = createHttpFetch();
  closing.push(server.close, http.close);
  const api = createEarnApi({
    environment: 'practice',
    baseUrl: `${server.url}/spot`,
    version: 'v3.2',
    fetch: where === 'in process' ? (request) => exchange.simulator.fetch(request) : http,
    budget: { take: () => Promise.resolve(true), block: () => Promise.resolve() },
    clock: { now: () => Date.now() },
    exchangeClock: exchange.clock,
  });
  let nonce = START;
  const caller: Caller = {
    ...exchange.person,
    nextNonce: () => {
      nonce = Math.max(nonce + 1, exchange.clock.now());
      return Promise.resolve(nonce);
    },
    priority: 'interactive',
  };
  return { ...exchange, api, caller };
}

const DEPOSIT = { productId: 'OPENUSDT0001', amount: amountOf('100.99'), renew: false, day: 1 };

describe.each(['in process', 'over HTTP'] as const)('the client %s', (where) => {
  test.each([false, true])(
    'reads everything the exchange shows, numbers as text: %s',
    async (numbersAsText) => {
      const { api, caller, clock } = await connected(where, { numbersAsText });
      expect(await api.time()).toEqual({ ok: true, value: START });
      expect(await api.products(undefined)).toMatchObject({ ok: true, value: { length: 8 } });
      expect(await api.deposit(caller, DEPOSIT, maySend)).toEqual({ kind: 'accepted' });
      clock.jump(4 * HOUR);
      expect(await api.orders(caller)).toMatchObject({
        ok: true,
        value: [
          {
            id: 1,
            investAmt: '100.99',
            interestEarned: '0.01245082',
            nextInterestPayoutTime: FIRST_PAYOUT + DAY,
          },
        ],
      });
      expect(await api.history(caller, { pageNumber: 1, pageSize: 50 })).toMatchObject({
        ok: true,
        value: { totalRows: 2, rows: [{ interestEarned: '0.01245082' }, { amount: '100.99' }] },
      });
      const balances = await api.balances(caller);
      expect(balances.ok && balances.value).toContainEqual({
        currency: 'USDT',
        total: '9899.02245082',
        available: '9899.02245082',
      });
      expect(await api.dollarPrice('BTC')).toEqual({ ok: true, value: '64250.5' });
    },
  );

  test('moves money and hears refusals with their reasons', async () => {
    const { api, caller, effects } = await connected(where);
    expect(await api.deposit(caller, { ...DEPOSIT, amount: amountOf('10000.01') }, maySend)).toEqual({
      kind: 'refused',
      reason: 'insufficient_balance',
      code: 51523,
    });
    expect(
      await api.deposit(
        caller,
        { ...DEPOSIT, productId: 'FIXEDUSDT001', amount: amountOf('100'), day: 7 },
        maySend,
      ),
    ).toEqual({ kind: 'accepted' });
    expect(await api.renew(caller, { orderId: 1, autoRenew: true }, maySend)).toEqual({ kind: 'accepted' });
    expect(await api.redeem(caller, { orderId: 1, amount: amountOf('40') }, maySend)).toEqual({
      kind: 'accepted',
    });
    expect(await effects('redeem')).toMatchObject([{ amount: '40' }]);
  });

  test('never takes a lost answer for a refusal', async () => {
    const { api, caller, control, effects } = await connected(where);
    for (const kind of ['reset_after', 'half_body', 'html200', 'empty200'] as const) {
      control.addFault({ kind, executed: true, match: { money: true } });
      expect(await api.deposit(caller, DEPOSIT, maySend)).toMatchObject({ kind: 'unclear' });
    }
    expect(await effects('deposit')).toHaveLength(4);
  });
});
