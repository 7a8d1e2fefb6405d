import { afterEach, describe, expect, test } from 'vitest';
import { amountOf } from '../../../src/domain/money.ts';
import {
  createSimClock,
  type SimClockState,
  steadyClockState,
} from '../../../src/simulator/exchange/clock.ts';
import type { FaultInput } from '../../../src/simulator/exchange/fault.ts';
import { serveExchange } from '../../../src/simulator/exchange/serve.ts';
import type { SimulatorState } from '../../../src/simulator/exchange/simulator-state.ts';
import { createMemoryStore } from '../../../src/simulator/exchange/store.ts';
import { createExchangeSimulator } from '../../../src/simulator/exchange.ts';
import { DAY, FIRST_PAYOUT, HOUR, openExchange, START } from './harness.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function panel() {
  const exchange = await openExchange();
  const server = await serveExchange(exchange.simulator);
  closing.push(server.close);
  async function ask(method: string, path: string, body?: unknown, type = 'application/json') {
    const response = await fetch(server.url + path, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': type }, body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    return { status: response.status, answer };
  }
  return { ...exchange, server, ask };
}

describe('the clock over HTTP', () => {
  test('is served as its state and changed with one call', async () => {
    const { ask, clock, control, simulator } = await panel();
    expect((await ask('GET', '/sim/clock')).answer).toEqual(clock.state());
    const changed = await ask('POST', '/control/clock', {
      speed: 60,
      jumpMs: DAY,
      touchMs: 1_000,
      skewMs: 5_000,
    });
    expect(changed.answer).toEqual({ simAt: START + DAY, realAt: START, speed: 60, runUntilReal: null });
    expect(control.clock.now()).toBe(START + DAY);
    const time = await simulator.fetch('http://exchange.test/spot/api/v3.2/time');
    expect(await time.json()).toMatchObject({ iso: new Date(START + DAY + 5_000).toISOString() });
  });

  test.each([
    { body: { speed: -1 }, why: 'The speed must be from 0 to 1,000,000.' },
    { body: { jumpMs: 1e15 }, why: 'A jump is at most ten years.' },
    { body: { warp: 9 }, why: 'Unrecognized key: "warp"' },
  ])('refuses $body', async ({ body, why }) => {
    const { ask, clock } = await panel();
    const before = clock.state();
    const refused = await ask('POST', '/control/clock', body);
    expect(refused).toMatchObject({ status: 400, answer: { problem: expect.stringContaining(why) } });
    expect(clock.state()).toEqual(before);
  });

  test('a body that is not JSON, or could come from a foreign page, is refused', async () => {
    const { ask, server } = await panel();
    expect(await ask('POST', '/control/clock', { speed: 2 }, 'text/plain')).toMatchObject({ status: 400 });
    const broken = await fetch(`${server.url}/control/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(await broken.json()).toEqual({ problem: 'The body is not JSON.' });
  });
});

describe('accounts over HTTP', () => {
  test('a practice account is free and holds play money', async () => {
    const { ask, get } = await panel();
    const { answer } = await ask('POST', '/practice/accounts');
    expect(answer).toEqual({
      apiKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      secret: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const wallet = await get('/user/wallet', answer as { apiKey: string; secret: string });
    expect(wallet.json()).toContainEqual({ currency: 'USDT', total: 10_000, available: 10_000 });
  });

  test('an account is made to measure, listed with its totals and without its secret', async () => {
    const { ask, control } = await panel();
    const made = await ask('POST', '/control/accounts', {
      balances: { USDT: '250.5' },
      permissions: { read: true, wallet: false, trading: false },
      settings: { interestEarned: 'last' },
      firstOrderId: 900,
    });
    const { apiKey, secret } = made.answer as { apiKey: string; secret: string };
    await control.site(apiKey, { kind: 'deposit', productId: 'OPENUSDT0001', amount: amountOf('50.5') });
    const listed = JSON.stringify((await ask('GET', '/control/accounts')).answer);
    expect(listed).not.toContain(secret);
    expect(JSON.parse(listed)).toContainEqual(
      expect.objectContaining({
        apiKey,
        balances: { USDT: '200' },
        totals: { USDT: '250.5' },
        orders: [expect.objectContaining({ id: 900, principal: '50.5' })],
      }),
    );
  });

  test('balances, permissions and settings of one account change without touching another', async () => {
    const { ask, control, person } = await panel();
    const other = await control.createAccount();
    const path = `/control/accounts/${person.apiKey}`;
    await ask('POST', `${path}/balances`, { USDT: 7, ETH: '0.25' });
    await ask('POST', `${path}/permissions`, { read: true, wallet: false, trading: true });
    await ask('POST', `${path}/settings`, { mergeFlex: false });
    expect(await control.account(person.apiKey)).toMatchObject({
      balances: { USDT: '7', ETH: '0.25', BTC: '0.5' },
      permissions: { wallet: false },
      settings: { mergeFlex: false },
    });
    expect(await control.account(other.apiKey)).toMatchObject({
      balances: { USDT: '10000' },
      settings: { mergeFlex: true },
    });
  });

  test('the site deposits and redeems; what it cannot do is told', async () => {
    const { ask, person, effects } = await panel();
    const path = `/control/accounts/${person.apiKey}/site`;
    const done = await ask('POST', path, { kind: 'deposit', productId: 'OPENUSDT0001', amount: '10' });
    expect(done).toMatchObject({ status: 200, answer: { orders: [{ id: 1 }] } });
    expect(await ask('POST', path, { kind: 'redeem', orderId: 5 })).toEqual({
      status: 400,
      answer: { problem: 'Order not found' },
    });
    expect(
      await ask('POST', path, { kind: 'deposit', productId: 'OPENUSDT0001', amount: 'ten' }),
    ).toMatchObject({ status: 400 });
    expect(await effects('deposit')).toMatchObject([{ by: 'site', amount: '10', nonce: null }]);
  });

  test('an unknown key is told to be unknown', async () => {
    const { ask, control } = await panel();
    expect(await ask('POST', '/control/accounts/nobody/balances', { USDT: 1 })).toMatchObject({
      status: 400,
    });
    expect(await ask('POST', '/control/accounts/nobody/site', { kind: 'close', orderId: 1 })).toMatchObject({
      status: 400,
    });
    expect(await control.account('nobody')).toBeUndefined();
  });
});

describe('faults, switches and settings over HTTP', () => {
  test('faults are added, listed and cleared', async () => {
    const { ask, get } = await panel();
    const fault: FaultInput = {
      kind: 'status',
      status: 502,
      shape: 'html',
      match: { path: '/invest/orders' },
      times: null,
    };
    const { answer } = await ask('POST', '/control/faults', fault);
    await ask('POST', '/control/faults', { kind: 'hang', match: { method: 'POST' } });
    expect(await get('/invest/orders')).toMatchObject({ status: 502 });
    expect((await ask('GET', '/control/faults')).answer).toMatchObject([
      { play: { kind: 'status' }, met: 1 },
      { play: { kind: 'hang' } },
    ]);
    const { id } = answer as { id: number };
    expect((await ask('DELETE', `/control/faults/${id}`)).answer).toHaveLength(1);
    expect((await ask('DELETE', '/control/faults')).answer).toEqual([]);
    expect(await get('/invest/orders')).toMatchObject({ status: 200 });
    expect(await ask('POST', '/control/faults', { kind: 'unheard-of' })).toMatchObject({ status: 400 });
  });

  test('a switch is on or off with one call and can be read', async () => {
    const { ask, get } = await panel();
    const on = await ask('POST', '/control/switches', { keyRevoked: true });
    expect(on.answer).toEqual({
      down: false,
      slow: false,
      executedButAnswerLost: false,
      rateLimited: false,
      keyRevoked: true,
    });
    expect(await get('/invest/orders')).toMatchObject({ status: 401 });
    await ask('POST', '/control/switches', { keyRevoked: false });
    expect((await ask('GET', '/control/switches')).answer).toMatchObject({ keyRevoked: false });
    expect(await get('/invest/orders')).toMatchObject({ status: 200 });
    expect(await ask('POST', '/control/switches', { gravity: false })).toMatchObject({ status: 400 });
  });

  test('the panel answers while the exchange is down', async () => {
    const { ask } = await panel();
    await ask('POST', '/control/switches', { down: true });
    await expect(ask('GET', '/spot/api/v3.2/invest/products')).rejects.toThrow('fetch failed');
    expect((await ask('POST', '/control/switches', { down: false })).status).toBe(200);
    expect((await ask('GET', '/spot/api/v3.2/invest/products')).status).toBe(200);
  });

  test('settings reach the accounts there are and those to come', async () => {
    const { ask, control, person } = await panel();
    const { answer } = await ask('POST', '/control/settings', { historyShape: 'bare', nonceWindowMs: 5 });
    expect(answer).toMatchObject({ historyShape: 'bare', nonceWindowMs: 5 });
    expect((await ask('GET', '/control/settings')).answer).toEqual(answer);
    const later = await control.createAccount();
    for (const { apiKey } of [person, later]) {
      expect((await control.account(apiKey))?.settings.historyShape).toBe('bare');
    }
  });

  test('a rate changes with one call', async () => {
    const { ask, control } = await panel();
    expect(
      await ask('POST', '/control/rates', { productId: 'OPENUSDT0001', days: 1, rate: '9.9' }),
    ).toMatchObject({ status: 200 });
    expect(control.market().rateChanges).toEqual([
      { productId: 'OPENUSDT0001', days: 1, rate: '9.9', at: START },
    ]);
    expect(await ask('POST', '/control/rates', { productId: 'NOSUCH', days: 1, rate: '9.9' })).toMatchObject({
      status: 400,
    });
  });
});

describe('the ledger', () => {
  test('tells every effect and request, and who caused it', async () => {
    const { ask, deposit, control, person, clock } = await panel();
    await deposit('OPENUSDT0001', 1000);
    await control.site(person.apiKey, { kind: 'deposit', productId: 'OPENUSDT0001', amount: amountOf('1') });
    clock.jump(4 * HOUR);
    const ledger = (await ask('GET', '/control/ledger')).answer;
    expect(ledger).toMatchObject({
      effects: [
        { n: 1, kind: 'deposit', by: 'request', amount: '1000', at: START, realAt: START },
        { n: 2, kind: 'deposit', by: 'site', amount: '1' },
        { n: 3, kind: 'interest', by: 'exchange', amount: '0.12341096', at: FIRST_PAYOUT, realAt: null },
      ],
      requests: [{ n: 1, path: '/api/v3.2/invest/deposit', keyTail: person.apiKey.slice(-8), status: 200 }],
      counts: { requests: 1, effects: { deposit: 2, interest: 1 } },
    });
    expect((await ask('GET', '/control/interest')).answer).toEqual([
      {
        at: FIRST_PAYOUT,
        apiKey: person.apiKey,
        orderId: 1,
        currency: 'USDT',
        amount: '0.12341096',
        number: 1,
      },
    ]);
  });

  test('is in the order of the simulated time over all accounts', async () => {
    const { control, person, clock } = await openExchange();
    const other = await control.createAccount();
    for (const { apiKey } of [other, person, other]) {
      await control.site(apiKey, { kind: 'deposit', productId: 'OPENUSDT0001', amount: amountOf('100') });
      clock.jump(1_000);
    }
    clock.jump(2 * DAY);
    const { effects } = await control.ledger();
    expect(effects.map(({ at }) => at)).toEqual(effects.map(({ at }) => at).sort((a, b) => a - b));
    expect(effects.filter(({ kind }) => kind === 'interest')).toHaveLength(4);
  });
});

describe('accounts of one exchange', () => {
  test('share no order ids unless asked to', async () => {
    const { simulator, control } = await openExchange();
    const ids = [];
    for (let n = 0; n < 20; n += 1) {
      const { apiKey } = await simulator.openPracticeAccount();
      const moved = await control.site(apiKey, {
        kind: 'deposit',
        productId: 'OPENUSDT0001',
        amount: amountOf('1'),
      });
      if (moved.ok) ids.push(moved.value.orders[0]?.id);
    }
    expect(new Set(ids).size).toBe(20);
    expect(ids.every((id) => Number.isSafeInteger(id))).toBe(true);
  });

  test('have each their own key', async () => {
    const store = createMemoryStore();
    const { control } = await openExchange({ store, ids: { id: () => 'same' } });
    expect(await control.count()).toBe(1);
    await expect(control.createAccount()).rejects.toThrow('exists already');
  });
});

test('a new run goes on with settings, skew, switches and rates of the run before', async () => {
  const states: SimulatorState[] = [];
  const clocks: SimClockState[] = [];
  const first = await openExchange({ onState: (state) => states.push(state) });
  await first.control.setSettings({ refusalShape: 'C', numbersAsText: true });
  first.control.setSkew(1_234);
  first.control.setSwitch('slow', true);
  first.control.setRate('OPENUSDT0001', 1, amountOf('3'));
  const state: SimulatorState = JSON.parse(JSON.stringify(states.at(-1)));
  const clock = createSimClock({
    real: () => START,
    state: steadyClockState(START),
    onChange: (next) => clocks.push(next),
  });
  const { control } = createExchangeSimulator({
    clock,
    real: () => START,
    store: createMemoryStore(),
    ids: { id: () => 'id' },
    state,
  });
  expect(control.settings()).toEqual(first.control.settings());
  expect(control.switches()).toEqual(first.control.switches());
  expect(control.market()).toEqual(first.control.market());
  clock.setSpeed(2);
  expect(clocks).toHaveLength(1);
});
