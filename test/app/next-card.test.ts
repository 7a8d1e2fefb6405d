import { describe, expect, it } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import type { Operation } from '../../src/domain/operation.ts';
import { FLEX } from './fake-earn.ts';
import { dataOf } from './harness.ts';
import { createScene, draftDeposit, draftRedeem, draftRenew, holdOrder, type Scene, tap } from './moves.ts';

type Confirmed = Scene & { readonly id: string };

async function confirmed(options: Parameters<typeof createScene>[0] = {}): Promise<Confirmed> {
  const scene = await createScene(options);
  const { id } = await draftDeposit(scene);
  expect((await tap(scene, scene.house.operation(id))).kind).toBe('confirmed');
  return { ...scene, id };
}

const receiptOf = ({ house }: Scene) => dataOf(house.notices('receipt').at(-1), 'receipt');
const drafts = ({ house }: Scene): readonly Operation[] =>
  house.state.tables.operations
    .rows()
    .map(({ row }) => row)
    .filter(({ state }) => state === 'draft');

/** The new rate is on the exchange when the tap is handled. */
const NEW_RATE = [{ ...FLEX, rates: [{ days: 7, rate: amountOf('9.99') }] }];

describe('a move of which nothing was sent because its terms moved', () => {
  it('brings its new card at once: the same wish on the terms of now, in the notice that says so', async () => {
    const scene = await confirmed();
    const { house, a, id } = scene;
    house.earn.live.products = NEW_RATE;
    await a.submitDue();

    const [draft, ...more] = drafts(scene);
    if (draft === undefined) throw new Error('no draft');
    expect(more).toEqual([]);
    expect(draft.move).toEqual(house.operation(id).move);
    expect(draft.terms).toMatchObject({ rate: '9.99', days: 7 });
    expect(draft).toMatchObject({ userId: 7, chatId: 7, confirmedAt: undefined, cardMessageId: undefined });
    expect(receiptOf(scene)).toMatchObject({
      operationId: id,
      state: 'expired',
      result: { kind: 'moved', changed: ['rate'] },
      next: { operationId: draft.id, product: { id: FLEX.id }, order: undefined, warnings: [] },
    });
    expect(house.earn.live.posts).toEqual([]);
  });

  it('sends the new move, with what the new card said, only after a tap on that card', async () => {
    const scene = await confirmed();
    const { house, a } = scene;
    house.earn.live.products = NEW_RATE;
    await a.submitDue();
    house.advance(60_000);
    await a.submitDue();
    expect(house.earn.live.posts).toEqual([]);
    const [draft] = drafts(scene);
    if (draft === undefined) throw new Error('no draft');
    expect((await tap(scene, draft)).kind).toBe('confirmed');
    await a.submitDue();
    expect(house.earn.live.posts).toMatchObject([{ call: 'deposit', body: { amount: '500' } }]);
    expect(house.operation(draft.id).state).toBe('done');
  });

  it.each([
    ['a redemption', 'redeem'],
    ['a switch of renewal', 'renew'],
  ] as const)('does so for %s', async (_name, kind) => {
    const scene = await createScene();
    const order = await holdOrder(scene);
    const { id } =
      kind === 'redeem' ? await draftRedeem(scene, order, '200') : await draftRenew(scene, order, true);
    await tap(scene, scene.house.operation(id));
    const { live } = scene.house.earn;
    if (kind === 'redeem') live.orders = [{ ...order, rate: amountOf('1') }];
    else scene.house.advance(120_001);
    await scene.a.submitDue();
    const [draft] = drafts(scene);
    expect(draft?.move).toEqual(scene.house.operation(id).move);
    expect(receiptOf(scene).next).toMatchObject({
      operationId: draft?.id,
      order: { id: order.id },
      product: undefined,
    });
  });

  it('brings none where the same move does not fit any more', async () => {
    const scene = await confirmed();
    scene.house.earn.live.balances = [
      { currency: 'USDT', total: amountOf('500'), available: amountOf('499.99') },
    ];
    await scene.a.submitDue();
    expect(receiptOf(scene)).toMatchObject({ result: { changed: ['balance'] } });
    expect(receiptOf(scene).next).toBeUndefined();
    expect(drafts(scene)).toEqual([]);
  });

  it('brings none where the amount would have to be typed once more', async () => {
    const scene = await confirmed({ moved: false });
    scene.house.earn.live.products = NEW_RATE;
    await scene.a.submitDue();
    expect(receiptOf(scene)).toMatchObject({ result: { kind: 'moved' } });
    expect(receiptOf(scene).next).toBeUndefined();
    expect(drafts(scene)).toEqual([]);
  });

  it('brings none, and is told all the same, where the facts cannot be read once more', async () => {
    const scene = await confirmed();
    const { live } = scene.house.earn;
    live.products = NEW_RATE;
    let reads = 0;
    live.onCall = (call) => {
      if (call !== 'products') return;
      reads += 1;
      if (reads === 2) live.failReads('products', 'timeout');
    };
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id).state).toBe('expired');
    expect(receiptOf(scene)).toMatchObject({ state: 'expired', result: { kind: 'moved' } });
    expect(receiptOf(scene).next).toBeUndefined();
  });

  it('waits three seconds for the facts of its new card, no longer', async () => {
    const scene = await confirmed();
    const { house, a } = scene;
    const deadlines: (number | undefined)[] = [];
    const { products } = house.earn.live.api;
    house.earn.live.products = NEW_RATE;
    Object.assign(house.earn.live.api, {
      products: (caller: Parameters<typeof products>[0]) => {
        deadlines.push(caller?.deadlineAt);
        return products(caller);
      },
    });
    await a.submitDue();
    expect(deadlines).toEqual([undefined, house.clock.now + 3_000]);
  });

  it('is told all the same where the reading breaks', async () => {
    const scene = await confirmed();
    scene.house.earn.live.products = NEW_RATE;
    const { balances } = scene.house.earn.live.api;
    let reads = 0;
    Object.assign(scene.house.earn.live.api, {
      balances: (caller: Parameters<typeof balances>[0]) => {
        reads += 1;
        if (reads === 2) throw new Error('broken');
        return balances(caller);
      },
    });
    await scene.a.submitDue();
    expect(receiptOf(scene)).toMatchObject({ state: 'expired', result: { kind: 'moved' } });
    expect(scene.house.logged.map(({ event }) => event)).toContain('operation.no_next_card');
  });

  it('makes one draft however often the end is stored again', async () => {
    let fails = 1;
    const scene = await confirmed({
      hooks: {
        after: (call) => {
          if (call !== 'notices.add' || fails === 0) return;
          fails -= 1;
          throw new Error('the database went away');
        },
      },
    });
    fails = 1;
    scene.house.earn.live.products = NEW_RATE;
    await scene.a.submitDue();
    scene.house.advance(1_000);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id).state).toBe('expired');
    expect(drafts(scene)).toHaveLength(1);
    expect(scene.house.notices('receipt')).toHaveLength(1);
  });
});

describe('a move whose card ran out', () => {
  it.each([
    ['before its turn came', 120_001, undefined],
    ['while the facts were read', 0, 'products'],
    ['before the first byte', 0, 'deposit'],
  ] as const)('%s brings its new card', async (_when, lateMs, during) => {
    const scene = await confirmed();
    const { house, a, id } = scene;
    house.advance(lateMs);
    house.earn.live.onCall = (call) => {
      if (call !== during) return;
      house.earn.live.onCall = undefined;
      house.clock.now += 120_001;
    };
    await a.submitDue();
    expect(house.operation(id).result).toMatchObject({ reason: 'expired_before_sending' });
    expect(receiptOf(scene).next?.operationId).toBe(drafts(scene)[0]?.id);
    expect(house.earn.live.posts).toEqual([]);
  });

  it('brings none while its account stays busy', async () => {
    const scene = await confirmed();
    const b = scene.house.instance('b');
    await b.store.accounts.claim(scene.account.id);
    scene.house.advance(120_001);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'expired',
      result: { reason: 'expired_before_sending' },
    });
    expect(receiptOf(scene).next).toBeUndefined();
  });

  it('brings none where the reason is another: the exchange could not be read', async () => {
    const scene = await confirmed();
    scene.house.earn.live.failReads('orders', 'timeout');
    await scene.a.submitDue();
    expect(receiptOf(scene)).toMatchObject({ result: { reason: 'not_sent' } });
    expect(drafts(scene)).toEqual([]);
  });
});

describe('the life of a card that came with a receipt', () => {
  async function moved(): Promise<Confirmed & { readonly next: string }> {
    const scene = await confirmed();
    scene.house.earn.live.products = NEW_RATE;
    await scene.a.submitDue();
    const [draft] = drafts(scene);
    if (draft === undefined) throw new Error('no draft');
    return { ...scene, next: draft.id };
  }

  it('begins when it was shown, however late that was', async () => {
    const { house, a, user, next } = await moved();
    house.advance(50_000);
    const shownAt = house.clock.now;
    await a.app.nextCardShown(next, 901, shownAt);
    expect(house.operation(next)).toMatchObject({
      cardMessageId: 901,
      shownAt,
      expiresAt: shownAt + 120_000,
    });
    house.clock.now = shownAt + 120_000;
    expect((await a.app.confirm(user, user.chatId, next)).kind).toBe('confirmed');
  });

  it('ends 120 s after that', async () => {
    const { house, a, user, next } = await moved();
    await a.app.nextCardShown(next, 901, house.clock.now);
    house.advance(120_001);
    expect((await a.app.confirm(user, user.chatId, next)).kind).toBe('late');
  });

  it('is not made longer by an instance that woke late, nor after the tap', async () => {
    const { house, a, user, next } = await moved();
    const shownAt = house.clock.now + 10_000;
    await a.app.nextCardShown(next, 901, shownAt);
    await a.app.nextCardShown(next, 900, shownAt - 5_000);
    expect(house.operation(next)).toMatchObject({ cardMessageId: 901, shownAt });
    await a.app.confirm(user, user.chatId, next);
    await a.app.nextCardShown(next, 902, shownAt + 60_000);
    expect(house.operation(next)).toMatchObject({ state: 'confirmed', shownAt, cardMessageId: 901 });
  });

  it('begins as well where Telegram did not say under which id it went out', async () => {
    const { house, a, next } = await moved();
    house.advance(1_000);
    await a.app.nextCardShown(next, 0, house.clock.now);
    expect(house.operation(next)).toMatchObject({ cardMessageId: undefined, shownAt: house.clock.now });
  });
});
