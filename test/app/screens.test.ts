import { describe, expect, it } from 'vitest';
import { dayStart } from '../../src/app/day-start.ts';
import { amountOf } from '../../src/domain/money.ts';
import { FLEX } from './fake-earn.ts';
import { connect, createHouse, meet, START } from './harness.ts';
import { createScene, draftDeposit, holdOrder, tap } from './moves.ts';

const DAY_MS = 86_400_000;

describe('products', () => {
  it('are read unsigned, before connecting too, and kept for a minute', async () => {
    const house = createHouse();
    const a = house.instance('a');
    const first = await a.app.products('live', undefined);
    expect(first).toEqual({ ok: true, value: { products: [FLEX], readAt: START } });
    house.advance(60_000);
    expect(await a.app.products('live', undefined)).toEqual(first);
    expect(house.earn.live.reads).toEqual(['products']);
    house.advance(1);
    await a.app.products('live', undefined);
    expect(house.earn.live.reads).toHaveLength(2);
    expect(house.earn.live.nonces).toEqual([]);
  });

  it('are read anew when the list was written by a clock that ran ahead', async () => {
    const house = createHouse();
    const a = house.instance('a');
    await a.store.products.put('live', [], START + 5_000);
    expect(await a.app.products('live', undefined)).toMatchObject({ value: { products: [FLEX] } });
  });

  it('are asked for with the person’s own key where the exchange wants one', async () => {
    const scene = await createScene();
    const nonces = scene.house.earn.live.nonces.length;
    scene.house.earn.live.failReads('products', 'unauthorized');
    expect(await scene.a.app.products('live', scene.user)).toMatchObject({ ok: true });
    expect(scene.house.earn.live.nonces.length - nonces).toBe(1);
    expect(scene.house.state.tables.accounts.get(scene.account.id)?.claim).toBeUndefined();
  });

  it('say what is wrong: no account there, or the exchange is away', async () => {
    const scene = await createScene();
    scene.house.earn.testnet.failReads('products', 'forbidden');
    expect(await scene.a.app.products('testnet', scene.user)).toMatchObject({
      reason: { kind: 'exchange', failure: { kind: 'forbidden' } },
    });
    scene.house.earn.live.failReads('products', 'unauthorized');
    expect(await scene.a.app.products('live', undefined)).toMatchObject({ reason: { kind: 'exchange' } });
    scene.house.earn.live.failReads('products', 'unavailable');
    expect(await scene.a.app.products('live', scene.user)).toMatchObject({
      reason: { kind: 'exchange', failure: { kind: 'unavailable' } },
    });
    expect(scene.house.state.tables.products.get('live')).toBeUndefined();
  });

  it('of practice keep its clock running', async () => {
    const house = createHouse();
    await house.instance('a').app.products('practice', undefined);
    expect(house.logged).toMatchObject([{ event: 'touch' }]);
  });
});

describe('orders on the screen', () => {
  it('are read and stored; without an answer the last ones with their age', async () => {
    const scene = await createScene();
    const order = await holdOrder(scene);
    scene.house.advance(5_000);
    const fresh = await scene.a.app.orders(scene.user);
    expect(fresh).toMatchObject({
      ok: true,
      value: { asOf: START + 5_000, problem: undefined, orders: [{ order: { id: order.id } }] },
    });
    scene.house.advance(5_000);
    scene.house.earn.live.failReads('orders', 'timeout');
    expect(await scene.a.app.orders(scene.user)).toMatchObject({
      ok: true,
      value: { asOf: START + 5_000, problem: { kind: 'exchange', failure: { kind: 'timeout' } } },
    });
  });

  it('say that the account is busy, with what is stored', async () => {
    const scene = await createScene();
    await scene.house.instance('b').store.accounts.claim(scene.account.id);
    expect(await scene.a.app.orders(scene.user)).toMatchObject({
      ok: true,
      value: { problem: { kind: 'busy' } },
    });
    expect(scene.house.clock.now - START).toBeLessThan(4_000);
  });

  it('say the problem where nothing was ever read, and that there is no account', async () => {
    const house = createHouse();
    const a = house.instance('a');
    const user = await meet(house, a);
    expect(await a.app.orders(user)).toEqual({ ok: false, reason: { kind: 'no_account' } });
    house.earn.live.failReads('orders', 'unavailable', 2);
    await connect(house, a, user);
    expect(await a.app.orders(user)).toMatchObject({ ok: false, reason: { kind: 'exchange' } });
  });

  it('of a key not tested yet are shown and not stored', async () => {
    const house = createHouse();
    const a = house.instance('a');
    const user = await meet(house, a);
    const order = house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, false);
    house.earn.live.failReads('orders', 'unavailable');
    const account = await connect(house, a, user);
    expect(await a.app.orders(user)).toMatchObject({
      ok: true,
      value: { orders: [{ order: { id: order.id } }] },
    });
    expect(house.state.tables.orders.get(account.id)).toBeUndefined();
  });

  it('do not outlive their account', async () => {
    const scene = await createScene();
    const racing = scene.house.instance('race', {
      before(call) {
        if (call === 'accounts.claim') scene.house.state.tables.accounts.delete(scene.account.id);
      },
    });
    const gone = { ok: false, reason: { kind: 'no_account' } };
    expect(await racing.app.orders(scene.user)).toEqual(gone);
    expect(await (await createScene()).a.app.home({ ...scene.user, id: 99 }, true)).toEqual(gone);
  });
});

describe('home', () => {
  it('sums up what is held, earned, free and under way', async () => {
    const scene = await createScene();
    const order = await holdOrder(scene);
    const { house, a, user, account } = scene;
    house.clock.now = Date.UTC(2026, 0, 16) + 60_000;
    house.earn.live.orders = [
      {
        ...order,
        interestEarned: amountOf('0.1369863'),
        nextInterestPayoutTime: Date.UTC(2026, 0, 17),
      },
    ];
    const operation = await draftDeposit(scene);
    await tap(scene, operation);
    const home = await a.app.home(user, true);
    const earned = [{ currency: 'USDT', amount: '0.1369863' }];
    expect(home).toMatchObject({
      ok: true,
      value: {
        account: { id: account.id },
        asOf: house.clock.now,
        problem: undefined,
        totals: [{ currency: 'USDT', amount: '500' }],
        dollars: '500',
        earnedToday: earned,
        earned30Days: earned,
        earnedSince: earned,
        blendedApr: '10',
        lastPayout: { at: Date.UTC(2026, 0, 16), lines: earned },
        nextPayoutAt: Date.UTC(2026, 0, 17),
        free: [{ currency: 'USDT', available: '9500' }],
        unsettled: [{ id: operation.id }],
      },
    });
  });

  it('counts today by the person’s zone', async () => {
    const scene = await createScene();
    const { house, a, user, account } = scene;
    const pay = (number: number, at: number) => ({
      accountId: account.id,
      userId: 7,
      orderId: 1,
      number,
      periods: 1,
      at,
      currency: 'USDT',
      amount: amountOf('1'),
      product: FLEX,
      recordedAt: 0,
    });
    // 10:00 UTC is 18:00 in Taipei: its day began at 16:00 UTC of the day before.
    await a.store.payouts.add([pay(1, Date.UTC(2026, 0, 14, 15)), pay(2, Date.UTC(2026, 0, 14, 17))]);
    const today = async (timeZone: string | undefined) => {
      const home = await a.app.home({ ...user, timeZone }, false);
      return home.ok ? home.value.earnedToday : undefined;
    };
    expect(house.clock.now).toBe(START);
    expect(await today('Asia/Taipei')).toEqual([{ currency: 'USDT', amount: '1' }]);
    expect(await today(undefined)).toEqual([]);
    expect(await today('No/Where')).toEqual([]);
  });

  it('is the last snapshot when it need not be fresh, and with its problem when the exchange is away', async () => {
    const scene = await createScene();
    await holdOrder(scene);
    scene.house.earn.live.reads.length = 0;
    expect(await scene.a.app.home(scene.user, false)).toMatchObject({
      ok: true,
      value: { asOf: START, problem: undefined, free: undefined, dollars: undefined },
    });
    expect(scene.house.earn.live.reads).toEqual([]);
    scene.house.earn.live.failReads('orders', 'unavailable');
    expect(await scene.a.app.home(scene.user, true)).toMatchObject({
      ok: true,
      value: { asOf: START, problem: { kind: 'exchange' }, totals: [{ amount: '500' }] },
    });
  });

  it('leaves out what the exchange does not tell: prices, the balance, and a balance it has no time for', async () => {
    const scene = await createScene();
    await holdOrder(scene);
    scene.house.earn.live.price = undefined;
    scene.house.earn.live.failReads('balances', 'forbidden');
    expect(await scene.a.app.home(scene.user, true)).toMatchObject({
      ok: true,
      value: { dollars: undefined, free: undefined, totals: [{ amount: '500' }] },
    });
    scene.house.earn.live.reads.length = 0;
    scene.house.earn.live.onCall = () => scene.house.advance(2_000);
    await scene.a.app.home(scene.user, true);
    expect(scene.house.earn.live.reads).toEqual(['orders']);
  });

  it('is for those with an account', async () => {
    const house = createHouse();
    const a = house.instance('a');
    expect(await a.app.home(await meet(house, a), true)).toEqual({
      ok: false,
      reason: { kind: 'no_account' },
    });
  });
});

describe('small reads', () => {
  it('give pages of the exchange’s own history within its bounds', async () => {
    const scene = await createScene();
    await holdOrder(scene);
    expect(await scene.a.app.history(scene.user, 0, 500)).toMatchObject({
      ok: true,
      value: { page: 1, pages: 1, rows: [{ amount: '500' }], account: { id: scene.account.id } },
    });
    scene.house.earn.live.failReads('history', 'timeout');
    expect(await scene.a.app.history(scene.user, 1, 10)).toMatchObject({ ok: false });
    const stranger = await meet(scene.house, scene.a, 8);
    expect(await scene.a.app.history(stranger, 1, 10)).toEqual({
      ok: false,
      reason: { kind: 'no_account' },
    });
  });

  it('give the free balance of a coin, none of an unlisted one, and nothing without an answer', async () => {
    const scene = await createScene();
    expect(await scene.a.app.freeBalance(scene.user, 'USDT')).toBe('10000');
    expect(await scene.a.app.freeBalance(scene.user, 'BTC')).toBe('0');
    scene.house.earn.live.failReads('balances', 'forbidden');
    expect(await scene.a.app.freeBalance(scene.user, 'USDT')).toBeUndefined();
    expect(await scene.a.app.freeBalance(await meet(scene.house, scene.a, 8), 'USDT')).toBeUndefined();
  });

  it('of a practice account keep its clock running', async () => {
    const scene = await createScene();
    await connect(scene.house, scene.a, scene.user, {
      environment: 'practice',
      key: 'practice00112233445566778899aabbcc',
    });
    scene.house.logged.length = 0;
    await scene.a.app.freeBalance(scene.user, 'USDT');
    expect(scene.house.logged).toMatchObject([{ event: 'touch' }]);
  });
});

describe('status', () => {
  it('tells exchanges, accounts and queues without amounts', async () => {
    const scene = await createScene();
    scene.house.earn.live.clockOffsetMs = 250;
    await scene.a.store.chats.accept([{ botId: 1, updateId: 1, chatId: 7, sealed: 'x' }], START, 10);
    expect(await scene.a.app.status(scene.user)).toEqual({
      environments: [{ environment: 'live', reachable: true, clockOffsetMs: 250 }],
      accounts: [{ label: 'Main', environment: 'live', status: 'active', lastSyncAt: START }],
      pendingNotices: 1,
      waitingChats: 1,
    });
    await connect(scene.house, scene.a, scene.user, {
      environment: 'testnet',
      key: 'testnet00112233445566778899aabbccd',
    });
    scene.house.earn.testnet.failReads('time', 'unavailable');
    const status = await scene.a.app.status(scene.user);
    expect(status.environments).toEqual([
      { environment: 'live', reachable: true, clockOffsetMs: 250 },
      { environment: 'testnet', reachable: false, clockOffsetMs: undefined },
    ]);
  });
});

describe('the beginning of a day', () => {
  it.each([
    ['UTC', Date.UTC(2026, 0, 15, 10), Date.UTC(2026, 0, 15)],
    ['UTC', Date.UTC(2026, 0, 15), Date.UTC(2026, 0, 15)],
    ['Asia/Taipei', Date.UTC(2026, 0, 15, 15, 59), Date.UTC(2026, 0, 14, 16)],
    ['Asia/Taipei', Date.UTC(2026, 0, 15, 16), Date.UTC(2026, 0, 15, 16)],
    ['Asia/Kathmandu', Date.UTC(2026, 0, 15, 0, 0, 1, 5), Date.UTC(2026, 0, 14, 18, 15)],
    ['America/New_York', Date.UTC(2026, 0, 15, 4), Date.UTC(2026, 0, 14, 5)],
    // The clock goes forward at 02:00 on 29 March and back at 03:00 on 25 October.
    ['Europe/Berlin', Date.UTC(2026, 2, 29, 12), Date.UTC(2026, 2, 28, 23)],
    ['Europe/Berlin', Date.UTC(2026, 9, 25, 12), Date.UTC(2026, 9, 24, 22)],
    ['No/Where', Date.UTC(2026, 0, 15, 10), Date.UTC(2026, 0, 15)],
    [undefined, Date.UTC(2026, 0, 15, 10), Date.UTC(2026, 0, 15)],
  ])('in %s is midnight there', (zone, at, midnight) => {
    expect(dayStart(at, zone)).toBe(midnight);
    expect(at - dayStart(at, zone)).toBeLessThan(DAY_MS + 3_600_000);
  });
});
