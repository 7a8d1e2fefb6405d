// One deadline a screen: waiting for the account and all calls to the exchange together take at most the eight seconds
// of the setting, however slowly the exchange answers.
import { describe, expect, it } from 'vitest';
import type { Caller, EarnApi } from '../../src/app/ports.ts';
import { amountOf } from '../../src/domain/money.ts';
import { fail } from '../../src/domain/result.ts';
import { FLEX } from './fake-earn.ts';
import type { House } from './harness.ts';
import { createScene, holdOrder, type Scene } from './moves.ts';

const LIMIT_MS = 8_000;
const TIMEOUT = fail({
  kind: 'timeout',
  status: undefined,
  code: undefined,
  retryAfterMs: undefined,
} as const);

/** Every read takes `ms`, or gives up at its deadline as the client does; without a deadline, after eight seconds. */
function answerSlowly(house: House, ms: number): { readonly calls: string[] } {
  const { api } = house.earn.live;
  const calls: string[] = [];
  const slow =
    <Args extends readonly unknown[], Value>(
      name: string,
      call: (...args: Args) => Promise<Value>,
      deadlineOf: (...args: Args) => number | undefined,
    ) =>
    async (...args: Args): Promise<Value | typeof TIMEOUT> => {
      const leftMs = (deadlineOf(...args) ?? house.clock.now + LIMIT_MS) - house.clock.now;
      if (leftMs <= 0) return TIMEOUT;
      calls.push(name);
      house.advance(Math.min(ms, leftMs));
      return ms > leftMs ? TIMEOUT : call(...args);
    };
  const ofCaller = (caller: Caller | undefined) => caller?.deadlineAt;
  const slowed: Partial<EarnApi> = {
    products: slow('products', api.products, (caller, deadlineAt) => deadlineAt ?? caller?.deadlineAt),
    orders: slow('orders', api.orders, ofCaller),
    balances: slow('balances', api.balances, ofCaller),
    history: slow('history', api.history, ofCaller),
    dollarPrice: slow('price', api.dollarPrice, (_currency, deadlineAt) => deadlineAt),
  };
  Object.assign(api, slowed);
  return { calls };
}

/** Another instance holds the account for this long. */
async function holdFor({ house, account }: Scene, ms: number): Promise<void> {
  const other = house.instance('other').store.accounts;
  const claimed = await other.claim(account.id);
  const until = house.clock.now + ms;
  house.onSleep = async () => {
    if (claimed !== undefined && house.clock.now >= until) await other.release(account.id, claimed.claim);
  };
}

async function sceneOf(): Promise<Scene & { readonly orderId: number }> {
  const scene = await createScene({ settings: { readTimeoutMs: LIMIT_MS } });
  const { id } = await holdOrder(scene);
  return { ...scene, orderId: id };
}

const requestOf = ({ user, account }: Scene) => ({
  user,
  chatId: user.chatId,
  accountId: account.id,
  draftKey: 'draft',
});

const SCREENS: readonly [string, (scene: Scene & { readonly orderId: number }) => Promise<unknown>][] = [
  ['Home', ({ a, user }) => a.app.home(user, true)],
  ['orders', ({ a, user }) => a.app.orders(user)],
  ['history', ({ a, user }) => a.app.history(user, 1, 8)],
  [
    'a filtered history',
    ({ a, user }) => a.app.historyMatching(user, { coin: 'X', txnType: undefined }, undefined, 8),
  ],
  ['the choices of a filter', ({ a, user }) => a.app.historyChoices(user)],
  ['the free balance', ({ a, user }) => a.app.freeBalance(user, 'USDT')],
  [
    'a deposit being prepared',
    (scene) =>
      scene.a.app.prepareDeposit({
        ...requestOf(scene),
        productId: FLEX.id,
        days: 7,
        amount: amountOf('500'),
        renew: false,
      }),
  ],
  [
    'a redemption being prepared',
    (scene) =>
      scene.a.app.prepareRedeem({ ...requestOf(scene), orderId: scene.orderId, amount: amountOf('1') }),
  ],
  [
    'a renewal being prepared',
    (scene) => scene.a.app.prepareRenew({ ...requestOf(scene), orderId: scene.orderId, autoRenew: true }),
  ],
];

describe('a screen', () => {
  describe.each(SCREENS)('with %s', (_name, read) => {
    it.each([
      [0, 3_000],
      [5_000, 2_000],
      [5_000, 30_000],
      [7_900, 500],
      [60_000, 500],
    ])('takes at most eight seconds: account held for %i ms, answers in %i ms', async (heldMs, slowMs) => {
      const scene = await sceneOf();
      answerSlowly(scene.house, slowMs);
      if (heldMs > 0) await holdFor(scene, heldMs);
      const before = scene.house.clock.now;
      await read(scene);
      expect(scene.house.clock.now - before).toBeLessThanOrEqual(LIMIT_MS);
    });
  });

  it('of products that want a key takes no longer with the second try', async () => {
    const scene = await sceneOf();
    const { house } = scene;
    house.earn.live.failReads('products', 'unauthorized');
    answerSlowly(house, 3_000);
    await holdFor(scene, 6_000);
    const before = house.clock.now;
    expect(await scene.a.app.products('live', scene.user)).toMatchObject({
      reason: { failure: { kind: 'timeout' } },
    });
    expect(house.clock.now - before).toBe(LIMIT_MS);
  });

  it('of Home shows coins alone where the time for prices is over, and asks for no further price', async () => {
    const scene = await sceneOf();
    const { calls } = answerSlowly(scene.house, 3_500);
    expect(await scene.a.app.home(scene.user, true)).toMatchObject({
      ok: true,
      value: { problem: undefined, totals: [{ amount: '500' }], dollars: undefined },
    });
    expect(calls).toEqual(['orders', 'balances', 'price']);
  });

  it('of several reads gives each what is left of one deadline', async () => {
    const scene = await sceneOf();
    const { a, house, user } = scene;
    answerSlowly(house, 3_000);
    const before = house.clock.now;
    const deadlineAt = a.app.readDeadline();
    expect(deadlineAt - before).toBe(LIMIT_MS);
    await a.app.products('live', user, deadlineAt);
    await a.app.freeBalance(user, 'USDT', deadlineAt);
    await a.app.orders(user, deadlineAt);
    await a.app.prepareDeposit({
      ...requestOf(scene),
      productId: FLEX.id,
      days: 7,
      amount: amountOf('500'),
      renew: false,
      deadlineAt,
    });
    expect(house.clock.now - before).toBe(LIMIT_MS);
  });
});

describe('the background', () => {
  it('has no such deadline: its calls are bounded one by one', async () => {
    const { house, a, account } = await sceneOf();
    const deadlines: (number | undefined)[] = [];
    const { orders } = house.earn.live.api;
    Object.assign(house.earn.live.api, {
      orders: (caller: Caller) => {
        deadlines.push(caller.deadlineAt);
        return orders(caller);
      },
    });
    await a.store.accounts.setDue(account.id, house.clock.now);
    await a.syncDue();
    expect(deadlines).toEqual([undefined]);
  });
});
