import { describe, expect, it } from 'vitest';
import type { User } from '../../src/app/store.ts';
import { amountOf } from '../../src/domain/money.ts';
import { referenceOf } from '../../src/domain/reference.ts';
import { FLEX } from './fake-earn.ts';
import { connect, createHouse, dataOf, type House, type Instance, KEY, meet, SECRET } from './harness.ts';
import { createScene, draftDeposit, holdOrder, tap } from './moves.ts';

const OTHER_KEY = 'otherkey00112233445566778899aabbccdd';

async function typed(
  { a, user }: { readonly a: Instance; readonly user: User },
  key = KEY,
  replaces: string | undefined = undefined,
): Promise<string> {
  await a.app.startCapture(user, user.chatId, 'live', replaces);
  await a.app.capture(user, user.chatId, 601, key);
  const step = await a.app.capture(user, user.chatId, 602, SECRET);
  if (step.kind !== 'stored' || step.outcome.kind !== 'testing') throw new Error(JSON.stringify(step));
  await a.deleteDue();
  return step.outcome.account.id;
}

async function start(): Promise<{ readonly house: House; readonly a: Instance; readonly user: User }> {
  const house = createHouse();
  const a = house.instance('a');
  return { house, a, user: await meet(house, a) };
}

describe('the test of a new key', () => {
  it('links what it holds and says so, balance included', async () => {
    const { house, a, user } = await start();
    house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, false);
    const account = await connect(house, a, user);
    expect(account).toMatchObject({ status: 'active', linked: true, lastSyncAt: house.clock.now });
    expect(house.notices('connected')).toMatchObject([
      {
        userId: 7,
        data: { orders: 1, canReadBalance: true, account: { label: 'Main' } },
      },
    ]);
    expect(house.state.tables.orders.get(account.id)?.orders).toHaveLength(1);
  });

  it('says when the balance cannot be read', async () => {
    const { house, a, user } = await start();
    house.earn.live.failReads('balances', 'forbidden');
    await typed({ a, user });
    await a.syncDue();
    expect(dataOf(house.notices('connected')[0], 'connected')).toMatchObject({ canReadBalance: false });
  });

  it.each(['unauthorized', 'forbidden', 'banned'] as const)(
    'wipes a key that is refused (%s), with one notice',
    async (kind) => {
      const { house, a, user } = await start();
      house.earn.live.failReads('orders', kind);
      const id = await typed({ a, user });
      await a.syncDue();
      expect(house.notices('connect_failed').map(({ data }) => data)).toEqual([
        { kind: 'connect_failed', environment: 'live', reason: 'refused', code: referenceOf(id) },
      ]);
      const failed = house.logged.filter(({ event }) => event === 'account.test_failed');
      expect(failed).toMatchObject([{ fields: { code: referenceOf(id), failure: kind } }]);
      expect(await a.app.accounts(user)).toEqual([]);
      // Nothing was kept, as the notice says: there is no ledger that a trace of the key would lead back to.
      expect(house.state.tables.accounts.get(id)).toBeUndefined();
      const left = JSON.stringify(Object.values(house.state.tables).map((table) => table.rows()));
      expect(left).not.toContain(a.deps.vault.fingerprint(KEY));
      expect(house.state.tables.users.get(7)?.activeAccountId).toBeUndefined();
    },
  );

  it.each([401, 403, 451] as const)(
    'keeps a key while a page that is not the exchange’s answers with %d, and tries again',
    async (status) => {
      const { house, a, user } = await start();
      house.earn.live.blockReads('orders', status, 2);
      const id = await typed({ a, user });
      await a.syncDue();
      expect(house.notices('connect_failed').map(({ data }) => data)).toEqual([
        { kind: 'connect_failed', environment: 'live', reason: 'unavailable', code: referenceOf(id) },
      ]);
      const failed = house.logged.filter(({ event }) => event === 'account.test_failed');
      expect(failed).toMatchObject([{ fields: { code: referenceOf(id), status } }]);
      expect(house.account(id)).toMatchObject({ status: 'testing', keySealed: expect.stringMatching(/^7/) });
      for (let round = 0; round < 2; round += 1) {
        house.clock.now = house.dueAt(id) ?? 0;
        await a.syncDue();
      }
      expect(house.account(id).status).toBe('active');
      expect(house.notices('connect_failed')).toHaveLength(1);
      expect(house.notices('connected')).toHaveLength(1);
    },
  );

  it('blames the clock, not the key, while the clock is wrong', async () => {
    const { house, a, user } = await start();
    await meet(house, a, 1);
    house.earn.live.clockOffsetMs = 6_000;
    house.earn.live.failReads('orders', 'unauthorized');
    const id = await typed({ a, user });
    await a.syncDue();
    expect(house.account(id).status).toBe('testing');
    expect(house.notices('operator_alert')).toMatchObject([{ data: { about: 'clock:live' } }]);
    expect(house.notices('connect_failed')).toMatchObject([{ data: { reason: 'unavailable' } }]);
    house.earn.live.clockOffsetMs = 0;
    house.clock.now = house.dueAt(id) ?? 0;
    await a.syncDue();
    expect(house.account(id).status).toBe('active');
  });

  it('goes on testing with back-off while the exchange is away, and says so once', async () => {
    const { house, a, user } = await start();
    house.earn.live.failReads('orders', 'unavailable', 3);
    const id = await typed({ a, user });
    for (let round = 0; round < 4; round += 1) {
      house.clock.now = Math.max(house.clock.now, house.dueAt(id) ?? 0);
      await a.syncDue();
    }
    expect(house.notices('connect_failed')).toMatchObject([{ data: { reason: 'unavailable' } }]);
    expect(house.notices('connected')).toHaveLength(1);
    expect(house.account(id)).toMatchObject({ status: 'active', failedLooks: 0 });
  });

  it('says once that the exchange is away, though the bot died right after it was said', async () => {
    const { house, a, user } = await start();
    house.earn.live.failReads('orders', 'unavailable', 2);
    const id = await typed({ a, user });
    const b = house.instance('b');
    const dying = house.instance('c', {
      after: (call) => {
        if (call === 'commit') house.state.engine.kill('c');
      },
    });
    void dying.syncDue();
    await expect.poll(() => house.notices('connect_failed').length).toBe(1);
    await b.syncDue();
    expect(house.account(id)).toMatchObject({ status: 'testing', failedLooks: 2 });
    expect(house.notices('connect_failed')).toHaveLength(1);
  });

  it('is said to be refused anew for every key that is, also for the same account', async () => {
    const { house, a, user } = await start();
    const account = await connect(house, a, user);
    for (const key of [OTHER_KEY, `${OTHER_KEY}b`]) {
      house.earn.live.failReads('orders', 'unauthorized');
      await typed({ a, user }, key, account.id);
      await a.syncDue();
    }
    expect(house.notices('connect_failed')).toHaveLength(2);
  });

  it('changes nothing when the person forgot everything meanwhile', async () => {
    const { house, a, user } = await start();
    await typed({ a, user });
    house.earn.live.onCall = async (call) => {
      if (call === 'orders') await a.app.forget(user);
    };
    await a.syncDue();
    expect(house.notices()).toEqual([]);
    expect(house.state.tables.accounts.rows()).toEqual([]);
  });
});

describe('orders that another account of the person shows as well', () => {
  it('are noted, so that a replacement can be offered', async () => {
    const { house, a, user } = await start();
    house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, false);
    const first = await connect(house, a, user);
    await connect(house, a, user, { key: OTHER_KEY });
    const told = house.notices('connected').map((one) => dataOf(one, 'connected'));
    expect(told.map(({ overlaps, mayReplaceKey }) => [overlaps?.accountId, mayReplaceKey])).toEqual([
      [undefined, undefined],
      [first.id, true],
    ]);
  });

  it('are noted where the older account was not looked at since they began', async () => {
    const { house, a, user } = await start();
    const first = await connect(house, a, user);
    house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, false);
    await connect(house, a, user, { key: OTHER_KEY });
    const told = house.notices('connected').map((one) => dataOf(one, 'connected'));
    expect(told.map(({ overlaps }) => overlaps?.accountId)).toEqual([undefined, first.id]);
  });

  it('are compared with what is known where the older account is in use, and nothing waits for long', async () => {
    const { house, a, user } = await start();
    house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, false);
    const first = await connect(house, a, user);
    const held = await a.store.accounts.claim(first.id);
    expect(held).toBeDefined();
    const from = house.clock.now;
    await connect(house, a, user, { key: OTHER_KEY });
    expect(house.clock.now - from).toBeLessThan(10_000);
    expect(dataOf(house.notices('connected').at(-1), 'connected')).toMatchObject({
      overlaps: { accountId: first.id },
    });
  });

  it('are noted without an offer where the newer one has a ledger of its own', async () => {
    const { house, a, user } = await start();
    house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, false);
    const first = await connect(house, a, user);
    await a.app.disconnect(user, first.id);
    const second = await connect(house, a, user, { key: OTHER_KEY });
    expect((await connect(house, a, user)).id).toBe(first.id);
    const told = dataOf(house.notices('connected').at(-1), 'connected');
    expect(told).toMatchObject({ overlaps: { accountId: second.id }, mayReplaceKey: false });
  });

  it('are not noted on another environment or another person', async () => {
    const { house, a, user } = await start();
    const order = house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, false);
    await connect(house, a, user);
    house.earn.testnet.orders = [order];
    await connect(house, a, user, { environment: 'testnet', key: OTHER_KEY });
    const stranger = await meet(house, a, 8);
    await connect(house, a, stranger, { key: `${OTHER_KEY}8` });
    const told = house.notices('connected').map((one) => dataOf(one, 'connected'));
    expect(told.map(({ overlaps }) => overlaps)).toEqual([undefined, undefined, undefined]);
  });
});

describe('another key for a known account', () => {
  it('keeps the account and its ledger where the orders are the same', async () => {
    const scene = await createScene();
    await holdOrder(scene);
    const before = scene.house.state.tables.orders.get(scene.account.id);
    const id = await typed(scene, OTHER_KEY, scene.account.id);
    expect(id).toBe(scene.account.id);
    expect(scene.house.account(id)).toMatchObject({ status: 'testing', moved: false });
    await scene.a.syncDue();
    expect(scene.house.account(id)).toMatchObject({ status: 'active', keyTail: OTHER_KEY.slice(-4) });
    expect(scene.house.state.tables.orders.get(id)?.orders).toEqual(before?.orders);
    expect(scene.house.dueAt(id)).toBe(scene.house.clock.now);
    await scene.a.syncDue();
    expect(scene.house.notices('foreign_change')).toEqual([]);
  });

  it('begins anew where it is another account of the exchange, and hands over an unsettled move', async () => {
    const scene = await createScene();
    await holdOrder(scene);
    scene.house.earn.live.script.push({
      executes: false,
      answer: { kind: 'unclear', cause: 'timeout', status: undefined },
    });
    const { id: move } = await draftDeposit(scene);
    await tap(scene, scene.house.operation(move));
    await scene.a.submitDue();
    const other = scene.house.earn.live.executeDeposit(FLEX, amountOf('9999'), 7, false);
    scene.house.earn.live.orders = [other];
    await typed(scene, OTHER_KEY, scene.account.id);
    await scene.a.syncDue();
    expect(scene.house.operation(move)).toMatchObject({
      state: 'needs_review',
      result: { kind: 'several', candidates: [] },
    });
    expect(scene.house.notices('receipt').at(-1)).toMatchObject({ data: { state: 'needs_review' } });
    expect(
      scene.house.state.tables.orders.get(scene.account.id)?.orders.map(({ order }) => order.id),
    ).toEqual([other.id]);
    expect(scene.house.notices('foreign_change')).toEqual([]);
  });

  it('keeps the account as rejected when it is refused', async () => {
    const scene = await createScene();
    await holdOrder(scene);
    await typed(scene, OTHER_KEY, scene.account.id);
    scene.house.earn.live.failReads('orders', 'unauthorized');
    await scene.a.syncDue();
    expect(scene.house.account(scene.account.id).status).toBe('rejected');
    expect(scene.house.dueAt(scene.account.id)).toBeNull();
    expect(scene.house.notices('connect_failed')).toHaveLength(1);
  });

  it('counts payouts on where they were after the same key was disconnected and connected again', async () => {
    const scene = await createScene();
    const order = await holdOrder(scene);
    const { house, a, user, account } = scene;
    const pay = async (day: number) => {
      house.clock.now = Date.UTC(2026, 0, day) + 60_000;
      house.earn.live.orders = house.earn.live.orders.map((one) => ({
        ...one,
        interestEarned: amountOf((Number(one.interestEarned) + 0.1369863).toFixed(8)),
        nextInterestPayoutTime: Date.UTC(2026, 0, day + 1),
      }));
      await a.syncDue();
    };
    await pay(16);
    expect(await a.app.disconnect(user, account.id)).toEqual({ kind: 'done' });
    await pay(17);
    const again = await connect(house, a, user);
    expect(again.id).toBe(account.id);
    await pay(18);
    expect(house.state.tables.payouts.rows().map(({ orderId, number }) => [orderId, number])).toEqual([
      [order.id, 1],
      [order.id, 2],
    ]);
    expect(house.notices('payout')).toHaveLength(2);
  });
});
