import { describe, expect, it } from 'vitest';
import type { DepositRequest } from '../../src/app/app.ts';
import { amountOf } from '../../src/domain/money.ts';
import { FLEX } from './fake-earn.ts';
import { connect, meet } from './harness.ts';
import {
  createScene,
  draftDeposit,
  draftOf,
  draftRedeem,
  draftRenew,
  holdOrder,
  type Scene,
  tap,
} from './moves.ts';

const request = ({ user, account }: Scene, patch: Partial<DepositRequest> = {}): DepositRequest => ({
  user,
  chatId: user.chatId,
  accountId: account.id,
  productId: FLEX.id,
  days: 7,
  amount: amountOf('500'),
  renew: true,
  draftKey: 'update-1',
  ...patch,
});

describe('preparing a deposit', () => {
  it('reads fresh facts, checks them, and stores a draft that lives for two minutes', async () => {
    const scene = await createScene();
    const { house, a, account } = scene;
    const outcome = await a.app.prepareDeposit(request(scene));
    expect(outcome).toMatchObject({
      kind: 'draft',
      account: { id: account.id },
      warnings: [],
      needsThirdStep: false,
      product: FLEX,
    });
    const { now } = house.clock;
    expect(draftOf(outcome)).toMatchObject({
      state: 'draft',
      userId: 7,
      chatId: 7,
      move: {
        kind: 'deposit',
        product: { id: FLEX.id, name: FLEX.name },
        amount: '500',
        days: 7,
        renew: true,
      },
      terms: {
        rate: '10',
        days: 7,
        minSize: '10',
        incrementalSize: '0.01',
        dailyLimit: '0',
        available: '10000',
      },
      shownAt: now,
      expiresAt: now + 120_000,
    });
    expect(house.earn.live.reads).toEqual(['products', 'balances']);
    expect(house.earn.live.posts).toEqual([]);
    expect(house.state.tables.products.get('live')).toMatchObject({ readAt: now });
  });

  it('finds its draft again when the same update is handled again', async () => {
    const scene = await createScene();
    const first = draftOf(await scene.a.app.prepareDeposit(request(scene)));
    const again = draftOf(await scene.a.app.prepareDeposit(request(scene)));
    expect(again.id).toBe(first.id);
    expect(scene.house.state.tables.operations.rows()).toHaveLength(1);
  });

  it.each([
    ['off_step', { amount: amountOf('500.001') }],
    ['below_minimum', { amount: amountOf('9') }],
    ['above_balance', { amount: amountOf('10000.01') }],
    ['term_gone', { days: 8 }],
    ['product_gone', { productId: 'NONE' }],
  ] as const)('says %s and stores nothing', async (kind, patch) => {
    const scene = await createScene();
    expect(await scene.a.app.prepareDeposit(request(scene, patch))).toMatchObject({
      kind: 'deposit_problem',
      problem: { kind },
    });
    expect(scene.house.state.tables.operations.rows()).toEqual([]);
  });

  it('does without a balance the exchange does not tell, and not without one it could not read', async () => {
    const scene = await createScene();
    scene.house.earn.live.failReads('balances', 'forbidden');
    expect(await scene.a.app.prepareDeposit(request(scene))).toMatchObject({
      kind: 'draft',
      operation: { terms: { available: undefined } },
    });
    scene.house.earn.live.failReads('balances', 'timeout');
    expect(await scene.a.app.prepareDeposit(request(scene, { draftKey: 'update-2' }))).toMatchObject({
      kind: 'read',
      problem: { kind: 'exchange', failure: { kind: 'timeout' } },
    });
  });

  it('takes a coin that is not listed as none of it', async () => {
    const scene = await createScene();
    scene.house.earn.live.balances = [];
    expect(await scene.a.app.prepareDeposit(request(scene))).toMatchObject({
      problem: { kind: 'above_balance', available: '0' },
    });
  });

  it('asks for renewal only where the product supports it', async () => {
    const scene = await createScene();
    scene.house.earn.live.products = [{ ...FLEX, autoRenewSupported: false }];
    expect(draftOf(await scene.a.app.prepareDeposit(request(scene))).move).toMatchObject({ renew: false });
  });

  it('wants a third step for the first move of a key, but not on practice', async () => {
    const scene = await createScene({ moved: false });
    expect(await scene.a.app.prepareDeposit(request(scene))).toMatchObject({ needsThirdStep: true });
    const practice = await connect(scene.house, scene.a, scene.user, {
      environment: 'practice',
      key: 'practice00112233445566778899aabbcc',
      moved: false,
    });
    expect(
      await scene.a.app.prepareDeposit(request(scene, { accountId: practice.id, draftKey: 'update-2' })),
    ).toMatchObject({ needsThirdStep: false });
  });

  it('is for the owner of the account only', async () => {
    const scene = await createScene();
    const stranger = await meet(scene.house, scene.a, 8);
    expect(await scene.a.app.prepareDeposit(request(scene, { user: stranger }))).toEqual({
      kind: 'read',
      problem: { kind: 'no_account' },
    });
    expect(scene.house.earn.live.reads).toEqual([]);
  });

  it.each(['view', 'rejected'] as const)('is not offered with a key that is %s', async (status) => {
    const scene = await createScene();
    await scene.a.store.accounts.update(scene.account.id, { status });
    expect(await scene.a.app.prepareDeposit(request(scene))).toEqual({ kind: 'view_only' });
  });

  it('says which move is under way, and that the exchange or the account is busy', async () => {
    const scene = await createScene();
    const { id } = await draftDeposit(scene);
    await tap(scene, scene.house.operation(id));
    expect(await scene.a.app.prepareDeposit(request(scene))).toMatchObject({
      kind: 'lane_busy',
      operation: { id },
    });
    await scene.a.submitDue();
    scene.house.earn.live.failReads('products', 'unavailable');
    expect(await scene.a.app.prepareDeposit(request(scene))).toMatchObject({
      kind: 'read',
      problem: { kind: 'exchange' },
    });
    await scene.house.instance('b').store.accounts.claim(scene.account.id);
    expect(await scene.a.app.prepareDeposit(request(scene))).toEqual({
      kind: 'read',
      problem: { kind: 'busy' },
    });
  });
});

describe('preparing a redemption', () => {
  const redeem = (scene: Scene, orderId: number, amount: string, draftKey = 'r1') =>
    scene.a.app.prepareRedeem({
      user: scene.user,
      chatId: 7,
      accountId: scene.account.id,
      orderId,
      amount: amountOf(amount),
      draftKey,
    });

  it('stores the order as it is shown with the draft', async () => {
    const scene = await createScene();
    const order = await holdOrder(scene);
    const outcome = await redeem(scene, order.id, '500');
    expect(outcome).toMatchObject({ kind: 'draft', order: { id: order.id }, needsThirdStep: false });
    expect(draftOf(outcome)).toMatchObject({
      move: { kind: 'redeem', orderId: order.id, amount: '500', whole: true },
      terms: { rate: '10', days: 7, available: '500', order: { id: order.id } },
    });
  });

  it('wants a third step for an early redemption, and for the first move of a key', async () => {
    const scene = await createScene();
    const order = await holdOrder(scene);
    scene.house.earn.live.orders = [
      { ...order, type: 'Fixed', endTime: scene.house.envNow('live') + 86_400_000 },
    ];
    expect(await redeem(scene, order.id, '500')).toMatchObject({
      needsThirdStep: true,
      warnings: expect.arrayContaining(['early', 'loses_interest']),
    });
    const first = await createScene({ moved: false });
    const held = await holdOrder(first);
    expect(await redeem(first, held.id, '500')).toMatchObject({ needsThirdStep: true, warnings: [] });
  });

  it('says why not', async () => {
    const scene = await createScene();
    const order = await holdOrder(scene);
    expect(await redeem(scene, 1, '5')).toEqual({
      kind: 'redeem_problem',
      problem: { kind: 'order_gone' },
    });
    expect(await redeem(scene, order.id, '500.01')).toMatchObject({
      problem: { kind: 'above_principal', principal: '500' },
    });
    scene.house.earn.live.failReads('orders', 'timeout');
    expect(await redeem(scene, order.id, '5')).toMatchObject({ kind: 'read' });
    await scene.a.store.accounts.update(scene.account.id, { status: 'view' });
    expect(await redeem(scene, order.id, '5')).toEqual({ kind: 'view_only' });
    expect(scene.house.state.tables.operations.rows()).toEqual([]);
  });
});

describe('preparing a switch of renewal', () => {
  const renew = (scene: Scene, orderId: number, autoRenew: boolean) =>
    scene.a.app.prepareRenew({
      user: scene.user,
      chatId: 7,
      accountId: scene.account.id,
      orderId,
      autoRenew,
      draftKey: 'n1',
    });

  it('stores a draft without a third step, also for the first move', async () => {
    const scene = await createScene({ moved: false });
    const order = await holdOrder(scene);
    expect(await renew(scene, order.id, true)).toMatchObject({
      kind: 'draft',
      needsThirdStep: false,
      operation: { move: { kind: 'renew', orderId: order.id, autoRenew: true } },
    });
  });

  it('says why not', async () => {
    const scene = await createScene();
    const order = await holdOrder(scene);
    expect(await renew(scene, 1, true)).toEqual({ kind: 'renew_problem', problem: 'order_gone' });
    expect(await renew(scene, order.id, false)).toEqual({ kind: 'renew_problem', problem: 'already' });
    scene.house.earn.live.orders = [{ ...order, autoRenewSupported: false }];
    expect(await renew(scene, order.id, true)).toEqual({ kind: 'renew_problem', problem: 'not_supported' });
    scene.house.earn.live.failReads('orders', 'timeout');
    expect(await renew(scene, order.id, true)).toMatchObject({ kind: 'read' });
    expect(
      await scene.a.app.prepareRenew({ ...request(scene), accountId: 'x', orderId: 1, autoRenew: true }),
    ).toMatchObject({ kind: 'read', problem: { kind: 'no_account' } });
  });
});

describe('the tap', () => {
  it('moves the draft to confirmed once, however often it comes', async () => {
    const scene = await createScene();
    const operation = await draftDeposit(scene);
    const outcomes = await Promise.all([tap(scene, operation), tap(scene, operation), tap(scene, operation)]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['already', 'already', 'confirmed']);
    expect(scene.house.operation(operation.id)).toMatchObject({
      state: 'confirmed',
      confirmedAt: scene.house.clock.now,
      cardMessageId: 900,
    });
    expect(scene.a.wakes.filter((queue) => queue === 'submit')).toHaveLength(1);
    await scene.a.submitDue();
    expect((await tap(scene, operation)).kind).toBe('already');
    expect(scene.house.earn.live.posts).toHaveLength(1);
  });

  it('comes too late after 120 seconds, judged when it is handled', async () => {
    const scene = await createScene();
    const operation = await draftDeposit(scene);
    scene.house.advance(120_001);
    expect(await tap(scene, operation)).toMatchObject({
      kind: 'late',
      operation: { state: 'expired', endedAt: scene.house.clock.now },
    });
    expect((await tap(scene, operation)).kind).toBe('late');

    const inTime = await createScene();
    const card = await draftDeposit(inTime);
    inTime.house.advance(120_000);
    expect((await tap(inTime, card)).kind).toBe('confirmed');
  });

  it('of another person, in another chat, or of nothing has no effect', async () => {
    const scene = await createScene();
    const { a, user } = scene;
    const operation = await draftDeposit(scene);
    const stranger = await meet(scene.house, a, 8);
    expect(await a.app.confirm(stranger, 7, operation.id)).toEqual({ kind: 'not_yours' });
    expect(await a.app.confirm(user, 8, operation.id)).toEqual({ kind: 'not_yours' });
    expect(await a.app.confirm(user, 7, 'forged')).toEqual({ kind: 'not_yours' });
    expect(scene.house.operation(operation.id).state).toBe('draft');
  });

  it('does nothing while money moves are paused', async () => {
    const scene = await createScene();
    const operation = await draftDeposit(scene);
    await scene.a.app.setPaused({ ...scene.user, id: 1 }, true);
    expect(await tap(scene, operation)).toEqual({ kind: 'paused' });
    expect(scene.house.operation(operation.id).state).toBe('draft');
  });

  it('finds the lane taken by another move of the account (M6)', async () => {
    const scene = await createScene();
    const first = await draftDeposit(scene, '500');
    const second = await draftDeposit(scene, '600');
    await tap(scene, first);
    expect(await tap(scene, second)).toMatchObject({ kind: 'lane_busy', operation: { id: first.id } });
    expect(scene.house.operation(second.id).state).toBe('draft');
  });

  it('loses the race against a cancel between its read and its write', async () => {
    const scene = await createScene();
    const operation = await draftDeposit(scene);
    const racing = scene.house.instance('race', {
      async before(call) {
        if (call === 'operations.transition:confirmed') await scene.a.app.cancel(scene.user, operation.id);
      },
    });
    expect(await racing.app.confirm(scene.user, 7, operation.id)).toMatchObject({
      kind: 'late',
      operation: { state: 'cancelled' },
    });
  });

  it('says late when the draft was wiped meanwhile', async () => {
    const scene = await createScene();
    const operation = await draftDeposit(scene);
    const racing = scene.house.instance('race', {
      before(call) {
        if (call === 'operations.transition:confirmed') {
          scene.house.state.tables.operations.delete(operation.id);
        }
      },
    });
    expect(await racing.app.confirm(scene.user, 7, operation.id)).toMatchObject({ kind: 'late' });
  });
});

describe('cancelling', () => {
  it('ends a draft or a confirmed move that was not sent, and is harmless twice', async () => {
    const scene = await createScene();
    const operation = await draftDeposit(scene);
    expect(await scene.a.app.cancel(scene.user, operation.id)).toBe('cancelled');
    expect(await scene.a.app.cancel(scene.user, operation.id)).toBe('cancelled');
    expect((await tap(scene, operation)).kind).toBe('late');

    const second = await draftDeposit(scene);
    await tap(scene, second);
    expect(await scene.a.app.cancel(scene.user, second.id)).toBe('cancelled');
    expect(await scene.a.submitDue()).toBe(0);
    expect(scene.house.earn.live.posts).toEqual([]);
  });

  it('comes too late for what was sent, and is for the owner only', async () => {
    const scene = await createScene();
    const operation = await draftDeposit(scene);
    expect(await scene.a.app.cancel({ ...scene.user, id: 8 }, operation.id)).toBe('not_yours');
    expect(await scene.a.app.cancel(scene.user, 'none')).toBe('not_yours');
    await tap(scene, operation);
    await scene.a.submitDue();
    expect(await scene.a.app.cancel(scene.user, operation.id)).toBe('too_late');
  });
});

describe('moves of every kind', () => {
  it('are shown as unsettled until they end, and only to their owner', async () => {
    const scene = await createScene();
    const { a, user } = scene;
    const order = await holdOrder(scene);
    const operation = await draftRedeem(scene, order, '100');
    expect(await a.app.unsettled(user)).toEqual([]);
    await tap(scene, operation);
    expect((await a.app.unsettled(user)).map(({ id }) => id)).toEqual([operation.id]);
    expect((await a.app.operation(user, operation.id))?.id).toBe(operation.id);
    expect(await a.app.operation({ ...user, id: 8 }, operation.id)).toBeUndefined();
    await a.submitDue();
    expect(await a.app.unsettled(user)).toEqual([]);
    const renewal = await draftRenew(scene, order, true);
    expect(renewal.state).toBe('draft');
  });
});
