import { describe, expect, it } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import type { MoveScript } from './fake-earn.ts';
import { dataOf } from './harness.ts';
import { createScene, draftRedeem, draftRenew, holdOrder, type Scene, tap } from './moves.ts';

const unclear = (executes: boolean): MoveScript => ({
  executes,
  answer: { kind: 'unclear', cause: 'timeout', status: undefined },
});
const refused = (executes: boolean): MoveScript => ({
  executes,
  answer: { kind: 'refused', reason: 'said_no', code: undefined },
});

async function redeeming(amount = '200', script: readonly MoveScript[] = []) {
  const scene = await createScene();
  const order = await holdOrder(scene);
  scene.house.earn.live.script.push(...script);
  const { id } = await draftRedeem(scene, order, amount);
  await tap(scene, scene.house.operation(id));
  return { ...scene, order, id };
}

async function renewing(autoRenew: boolean, script: readonly MoveScript[] = []) {
  const scene = await createScene();
  const order = await holdOrder(scene);
  scene.house.earn.live.script.push(...script);
  const { id } = await draftRenew(scene, order, autoRenew);
  await tap(scene, scene.house.operation(id));
  return { ...scene, order, id };
}

const posts = ({ house }: Scene) => house.earn.live.posts;

describe('a confirmed redemption', () => {
  it('is sent once with the amount of the row', async () => {
    const scene = await redeeming();
    await scene.a.submitDue();
    expect(posts(scene)).toMatchObject([
      { call: 'redeem', body: { orderId: scene.order.id, amount: '200' } },
    ]);
    expect(scene.house.operation(scene.id)).toMatchObject({ state: 'done', owesRow: true });
  });

  it.each<[string, (scene: Awaited<ReturnType<typeof redeeming>>) => void]>([
    ['gone', ({ house }) => (house.earn.live.orders = [])],
    ['order', ({ house, order }) => house.earn.live.executeRedeem(order.id, amountOf('1'))],
    ['order', ({ house, order }) => (house.earn.live.orders = [{ ...order, redemptionProcessing: true }])],
    ['rate', ({ house, order }) => (house.earn.live.orders = [{ ...order, rate: amountOf('1') }])],
  ])('sends nothing when the order moved: %s', async (change, moveOrder) => {
    const scene = await redeeming();
    moveOrder(scene);
    await scene.a.submitDue();
    expect(posts(scene)).toEqual([]);
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'expired',
      result: { kind: 'moved', changed: [change] },
    });
  });

  it('is rejected after a refusal that left no trace, and unknown after one that did', async () => {
    const clean = await redeeming('200', [refused(false)]);
    await clean.a.submitDue();
    expect(clean.house.operation(clean.id).state).toBe('rejected');

    const traced = await redeeming('200', [refused(true)]);
    await traced.a.submitDue();
    expect(traced.house.operation(traced.id).state).toBe('unknown');
    expect([posts(clean).length, posts(traced).length]).toEqual([1, 1]);
  });

  it('is unknown after a refusal when the order changed in another way', async () => {
    const scene = await redeeming('200', [refused(false)]);
    scene.house.earn.live.onAnswer = () => {
      scene.house.earn.live.executeRedeem(scene.order.id, amountOf('7'));
    };
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id).state).toBe('unknown');
  });

  it('is unknown without a clear answer', async () => {
    const scene = await redeeming('500', [unclear(true)]);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({ state: 'unknown', move: { whole: true } });
    expect(posts(scene)).toHaveLength(1);
  });
});

describe('a switch of renewal sets a state, so it may be sent again', () => {
  it('is done when the exchange says so, without a debt and without counting as a first move', async () => {
    const scene = await renewing(true);
    await scene.a.store.accounts.update(scene.account.id, { moved: false });
    await scene.a.submitDue();
    expect(posts(scene)).toHaveLength(1);
    expect(scene.house.operation(scene.id)).toMatchObject({ state: 'done', owesRow: false });
    expect(scene.house.account(scene.account.id).moved).toBe(false);
    expect(scene.house.earn.live.orders[0]?.autoRenew).toBe(true);
  });

  it('sends nothing when the order stands as asked already', async () => {
    const scene = await renewing(true);
    scene.house.earn.live.orders = [{ ...scene.order, autoRenew: true }];
    await scene.a.submitDue();
    expect(posts(scene)).toEqual([]);
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'done',
      result: { kind: 'seen', orderId: scene.order.id },
    });
  });

  it('sends nothing when the order is gone', async () => {
    const scene = await renewing(true);
    scene.house.earn.live.orders = [];
    await scene.a.submitDue();
    expect(posts(scene)).toEqual([]);
    expect(scene.house.operation(scene.id).result).toEqual({ kind: 'moved', changed: ['gone'] });
  });

  it('reads after an unclear answer, and is done when it took effect', async () => {
    const scene = await renewing(true, [unclear(true)]);
    await scene.a.submitDue();
    expect(posts(scene)).toHaveLength(1);
    expect(scene.house.operation(scene.id)).toMatchObject({ state: 'done', result: { kind: 'seen' } });
  });

  it('is sent again when it did not, up to three times', async () => {
    const scene = await renewing(true, [unclear(false), unclear(false)]);
    await scene.a.submitDue();
    expect(posts(scene)).toHaveLength(3);
    expect(scene.house.operation(scene.id).state).toBe('done');

    const never = await renewing(true, [unclear(false), unclear(false), unclear(false), unclear(false)]);
    await never.a.submitDue();
    expect(posts(never)).toHaveLength(3);
    expect(never.house.operation(never.id)).toMatchObject({ state: 'unknown', result: { cause: 'timeout' } });
  });

  it('is rejected by a refusal that is true, and done where the refusal is not', async () => {
    const scene = await renewing(true, [refused(false)]);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'rejected',
      result: { reason: 'said_no' },
    });
    const lied = await renewing(true, [refused(true)]);
    await lied.a.submitDue();
    expect(lied.house.operation(lied.id).state).toBe('done');
  });

  it('is not called rejected when an earlier try was unclear', async () => {
    const scene = await renewing(true, [unclear(false), refused(false), refused(false)]);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({ state: 'unknown', result: { cause: 'timeout' } });
  });

  it('is rejected as not sent when nothing went out, but unknown after an earlier unclear try', async () => {
    const notSent: MoveScript = { executes: false, answer: { kind: 'not_sent' } };
    const scene = await renewing(true, [notSent]);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'rejected',
      result: { reason: 'not_sent' },
    });
    const second = await renewing(true, [unclear(false), notSent]);
    await second.a.submitDue();
    expect(second.house.operation(second.id).state).toBe('unknown');
  });

  it('does not go on when the order cannot be read, or the client breaks and the confirm ran out', async () => {
    const scene = await renewing(true, [refused(false)]);
    scene.house.earn.live.onCall = (call) => {
      if (call === 'renew') scene.house.earn.live.failReads('orders', 'timeout');
    };
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'unknown',
      result: { cause: 'doubted_refusal' },
    });

    const late = await renewing(true, [{ executes: false, answer: 'throws' }]);
    late.house.earn.live.onCall = (call) => {
      if (call === 'orders' && late.house.earn.live.posts.length > 0) late.house.clock.now += 120_001;
    };
    await late.a.submitDue();
    expect(late.house.operation(late.id)).toMatchObject({
      state: 'unknown',
      result: { cause: 'interrupted' },
    });
    expect(posts(late)).toHaveLength(1);
  });

  it('is left to settling when the order vanished after the request', async () => {
    const scene = await renewing(true, [unclear(false)]);
    scene.house.earn.live.onCall = (call) => {
      if (call === 'renew') scene.house.earn.live.orders = [];
    };
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id).state).toBe('unknown');
    expect(posts(scene)).toHaveLength(1);
  });

  it('is settled by reading: done when the order stands as asked', async () => {
    const scene = await renewing(true, [unclear(false), unclear(false), unclear(false)]);
    await scene.a.submitDue();
    scene.house.earn.live.orders = [{ ...scene.order, autoRenew: true }];
    scene.house.advance(2_000);
    await scene.a.settleDue();
    expect(scene.house.operation(scene.id)).toMatchObject({ state: 'done', owesRow: false });
    const states = scene.house.notices('receipt').map((notice) => dataOf(notice, 'receipt').state);
    expect(states).toEqual(['unknown', 'done']);
  });
});
