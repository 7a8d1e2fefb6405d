import { describe, expect, it } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import { FLEX, type MoveScript } from './fake-earn.ts';
import { dataOf } from './harness.ts';
import { createScene, draftDeposit, holdOrder, type Scene, tap } from './moves.ts';

const UNCLEAR: MoveScript = {
  executes: false,
  answer: { kind: 'unclear', cause: 'timeout', status: undefined },
};
const REFUSED: MoveScript = {
  executes: false,
  answer: { kind: 'refused', reason: 'insufficient_balance', code: 51523 },
};

async function confirmed(script: readonly MoveScript[] = []): Promise<Scene & { readonly id: string }> {
  const scene = await createScene();
  scene.house.earn.live.script.push(...script);
  const { id } = await draftDeposit(scene);
  expect((await tap(scene, scene.house.operation(id))).kind).toBe('confirmed');
  return { ...scene, id };
}

const receipts = ({ house }: Scene) => house.notices('receipt').map((notice) => dataOf(notice, 'receipt'));

describe('a confirmed deposit is taken to the exchange once', () => {
  it('is done when the exchange says so: one request, the amount as shown, one receipt editing the card', async () => {
    const scene = await confirmed();
    const { house, a, id, account } = scene;
    expect(await a.submitDue()).toBe(1);

    expect(house.earn.live.posts).toMatchObject([
      { call: 'deposit', body: { productId: FLEX.id, amount: '500', day: 7, renew: true } },
    ]);
    expect(house.operation(id)).toMatchObject({
      state: 'done',
      result: { kind: 'answered' },
      owesRow: true,
      answeredAt: house.envNow('live'),
      endedAt: house.clock.now,
    });
    expect(house.operation(id).evidence).toMatchObject({ orders: [], history: { rows: [], totalRows: 0 } });
    expect(house.notices('receipt')).toMatchObject([
      { editMessageId: 900, replyTo: undefined, data: { state: 'done', operationId: id } },
    ]);
    expect(house.account(account.id).moved).toBe(true);
    expect(house.dueAt(account.id)).toBe(house.clock.now + 3_000);
    expect(await a.submitDue()).toBe(0);
    expect(house.earn.live.posts).toHaveLength(1);
  });

  it('reads everything before it sends, and stores `sending` with its evidence first', async () => {
    const { house, a, id } = await confirmed();
    const { live } = house.earn;
    live.reads.length = 0;
    live.onCall = (call) => {
      if (call !== 'deposit') return;
      expect(house.operation(id)).toMatchObject({ state: 'sending', sentAt: house.clock.now });
      expect(house.operation(id).evidence).toBeDefined();
    };
    await a.submitDue();
    expect(live.reads).toEqual(['orders', 'history', 'balances', 'products']);
    expect.assertions(4);
  });

  it('tells a receipt more than a minute after the tap as a reply', async () => {
    const scene = await confirmed();
    scene.house.earn.live.script.push(UNCLEAR);
    await scene.a.submitDue();
    scene.house.advance(61_000);
    await scene.a.settleDue();
    scene.house.advance(700_000);
    await scene.a.settleDue();
    const last = scene.house.notices('receipt').at(-1);
    expect(last).toMatchObject({ editMessageId: undefined, replyTo: 900, data: { state: 'not_found' } });
  });
});

describe('nothing is sent', () => {
  it.each([
    ['rate', { rates: [{ days: 7, rate: amountOf('9.99') }] }],
    ['term', { rates: [{ days: 30, rate: amountOf('10') }] }],
    ['minimum', { minSize: amountOf('20') }],
    ['step', { incrementalSize: amountOf('1') }],
    ['limit', { dailyLimit: amountOf('100000') }],
  ])('when the %s moved since the card was shown', async (change, patch) => {
    const scene = await confirmed();
    scene.house.earn.live.products = [{ ...FLEX, ...patch }];
    await scene.a.submitDue();
    expect(scene.house.earn.live.posts).toHaveLength(0);
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'expired',
      result: { kind: 'moved', changed: [change] },
      evidence: undefined,
    });
    expect(receipts(scene)).toMatchObject([{ state: 'expired', result: { kind: 'moved' } }]);
  });

  it('when the product is gone, or the balance no longer suffices', async () => {
    const gone = await confirmed();
    gone.house.earn.live.products = [];
    await gone.a.submitDue();
    expect(gone.house.operation(gone.id).result).toEqual({ kind: 'moved', changed: ['gone'] });

    const poor = await confirmed();
    poor.house.earn.live.balances = [
      { currency: 'USDT', total: amountOf('500'), available: amountOf('499.99') },
    ];
    await poor.a.submitDue();
    expect(poor.house.operation(poor.id).result).toEqual({ kind: 'moved', changed: ['balance'] });
    expect([...gone.house.earn.live.posts, ...poor.house.earn.live.posts]).toEqual([]);
  });

  it('when a rule forbids what no term shows: a product whose start was put off', async () => {
    const { house, a, id } = await confirmed();
    house.earn.live.products = [{ ...FLEX, startDate: house.envNow('live') + 1 }];
    await a.submitDue();
    expect(house.operation(id)).toMatchObject({ state: 'expired', result: { changed: ['gone'] } });
    expect(house.earn.live.posts).toEqual([]);
  });

  it.each(['orders', 'history', 'balances', 'products'] as const)(
    'when %s cannot be read: the person may try again',
    async (call) => {
      const scene = await confirmed();
      scene.house.earn.live.failReads(call, 'timeout');
      await scene.a.submitDue();
      expect(scene.house.operation(scene.id)).toMatchObject({
        state: 'expired',
        result: { kind: 'refused', reason: 'not_sent' },
      });
      expect(receipts(scene)).toMatchObject([{ state: 'expired' }]);
      expect(scene.house.earn.live.posts).toEqual([]);
    },
  );

  it.each([
    ['the key is refused', 'unauthorized', 'permission'],
    ['the account is blocked', 'banned', 'banned'],
    ['it asks to slow down', 'rate_limited', 'not_sent'],
    ['its answer cannot be read', 'unreadable', 'not_sent'],
  ] as const)('when %s while reading, and says so', async (_what, failure, reason) => {
    const { house, a, id } = await confirmed();
    house.earn.live.failReads('orders', failure);
    await a.submitDue();
    expect(house.operation(id)).toMatchObject({ state: 'expired', result: { reason } });
    expect(house.earn.live.posts).toEqual([]);
  });

  it('when money moves were paused after the tap', async () => {
    const scene = await confirmed();
    const owner = { ...scene.user, id: 1 };
    expect(await scene.a.app.setPaused(owner, true)).toBe(true);
    await scene.a.submitDue();
    const paused = { kind: 'refused', reason: 'paused' };
    expect(scene.house.operation(scene.id)).toMatchObject({ state: 'cancelled', result: paused });
    expect(receipts(scene)).toMatchObject([{ state: 'cancelled', result: paused }]);
    expect(scene.house.earn.live.reads).not.toContain('history');
    expect(scene.house.earn.live.posts).toEqual([]);
  });

  it('when they are paused while the facts are read', async () => {
    const scene = await confirmed();
    scene.house.earn.live.onCall = async (call) => {
      if (call === 'history') scene.house.state.tables.meta.set('money_paused', '1');
    };
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id).state).toBe('cancelled');
    expect(scene.house.earn.live.posts).toEqual([]);
  });

  it('when the confirm ran out before its turn came', async () => {
    const scene = await confirmed();
    scene.house.earn.live.reads.length = 0;
    scene.house.advance(120_001);
    await scene.a.submitDue();
    // No evidence is read for what is not sent: only what the new card shows.
    expect(scene.house.earn.live.reads).toEqual(['products', 'balances']);
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'expired',
      result: { reason: 'expired_before_sending' },
    });
    expect(scene.house.earn.live.posts).toEqual([]);
  });

  it('when the confirm runs out while the facts are read', async () => {
    const scene = await confirmed();
    scene.house.earn.live.onCall = (call) => {
      if (call === 'products') scene.house.clock.now += 120_001;
    };
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'expired',
      result: { reason: 'expired_before_sending' },
    });
    expect(scene.house.earn.live.posts).toEqual([]);
  });

  it('when more than ten seconds pass between `sending` and the first byte', async () => {
    const scene = await confirmed();
    scene.house.earn.live.onCall = (call) => {
      if (call === 'deposit') scene.house.clock.now += 10_001;
    };
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'rejected',
      result: { kind: 'refused', reason: 'expired_before_sending' },
    });
    expect(scene.house.earn.live.posts).toEqual([]);
  });

  it('is sent at exactly ten seconds, and not a moment after the confirm ran out', async () => {
    const scene = await confirmed();
    scene.house.earn.live.onCall = (call) => {
      if (call === 'deposit') scene.house.clock.now += 10_000;
    };
    await scene.a.submitDue();
    expect(scene.house.earn.live.posts).toHaveLength(1);

    const late = await confirmed();
    late.house.advance(119_000);
    late.house.earn.live.onCall = (call) => {
      if (call === 'deposit') late.house.clock.now += 1_001;
    };
    await late.a.submitDue();
    expect(late.house.operation(late.id).result).toMatchObject({ reason: 'expired_before_sending' });
    expect(late.house.earn.live.posts).toEqual([]);
  });

  it('when the connection proves that no byte went out', async () => {
    const scene = await confirmed([{ executes: false, answer: { kind: 'not_sent' } }]);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'rejected',
      result: { kind: 'refused', reason: 'not_sent' },
    });
  });

  it('when the account was forgotten meanwhile', async () => {
    const scene = await confirmed();
    await scene.a.app.forget(scene.user);
    expect(await scene.a.submitDue()).toBe(0);
    expect(scene.house.earn.live.posts).toEqual([]);
  });

  it('when the account is not there any more: cancelled, and nobody to tell', async () => {
    const scene = await confirmed();
    await scene.a.store.accounts.remove(scene.account.id);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id).state).toBe('cancelled');
    expect(receipts(scene)).toEqual([]);
  });

  it('when the person cancels while the facts are read', async () => {
    const scene = await confirmed();
    const { house, a, user, id } = scene;
    house.earn.live.onCall = async (call) => {
      if (call === 'products') expect(await a.app.cancel(user, id)).toBe('cancelled');
    };
    await a.submitDue();
    expect(house.operation(id)).toMatchObject({ state: 'cancelled', evidence: undefined });
    expect(house.earn.live.posts).toEqual([]);
    expect(receipts(scene)).toEqual([]);
  });

  it('when the person cancels and the terms have moved: the cancel stands', async () => {
    const scene = await confirmed();
    const { house, a, user, id } = scene;
    house.earn.live.onCall = async (call) => {
      if (call !== 'products') return;
      house.earn.live.products = [];
      await a.app.cancel(user, id);
    };
    await a.submitDue();
    expect(house.operation(id)).toMatchObject({ state: 'cancelled', result: undefined });
  });

  it('when the person forgets everything while the facts are read: not even a nonce is bought', async () => {
    const scene = await confirmed();
    const { house, a, user, id } = scene;
    house.earn.live.onCall = async (call) => {
      if (call !== 'balances') return;
      house.earn.live.onCall = undefined;
      await a.app.forget(user);
    };
    const before = house.earn.live.nonces.length;
    await a.submitDue();
    expect(house.earn.live.posts).toEqual([]);
    expect(house.earn.live.nonces.length - before).toBe(3);
    expect(house.state.tables.operations.get(id)).toBeUndefined();
  });
});

describe('an answer that is not clear', () => {
  it('is unknown: told at once, looked at in two seconds, never sent again', async () => {
    const scene = await confirmed([UNCLEAR]);
    const { house, a, id } = scene;
    await a.submitDue();
    expect(house.operation(id)).toMatchObject({
      state: 'unknown',
      result: { kind: 'unclear', cause: 'timeout' },
      settling: { since: house.clock.now, looks: 0 },
    });
    expect(receipts(scene)).toMatchObject([{ state: 'unknown' }]);
    expect(house.state.tables.operations.get(id)?.dueAt).toBe(house.clock.now + 2_000);
    // The account is looked at as well, with back-off from now on.
    expect(house.dueAt(scene.account.id)).toBe(house.clock.now + 3_000);
    await a.submitDue();
    await a.app.recoverSending();
    expect(house.earn.live.posts).toHaveLength(1);
  });

  it.each([401, 403])('is unknown with the permission as its cause after a %i', async (status) => {
    const scene = await confirmed([
      { executes: false, answer: { kind: 'unclear', cause: 'permission', status } },
    ]);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'unknown',
      result: { cause: 'permission', status },
    });
  });

  it('is unknown when the client itself breaks', async () => {
    const scene = await confirmed([{ executes: true, answer: 'throws' }]);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'unknown',
      result: { cause: 'interrupted' },
    });
    expect(scene.house.earn.live.posts).toHaveLength(1);
  });
});

describe('a refusal', () => {
  it('is believed when one read of the orders shows no trace', async () => {
    const scene = await confirmed([REFUSED]);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'rejected',
      result: { kind: 'refused', reason: 'insufficient_balance', code: 51523 },
      owesRow: false,
    });
    expect(scene.house.earn.live.reads.at(-1)).toBe('orders');
  });

  it('is not believed when the orders show a trace', async () => {
    const scene = await confirmed([{ ...REFUSED, executes: true }]);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'unknown',
      result: { kind: 'unclear', cause: 'doubted_refusal' },
    });
  });

  it('is not believed when the order grew by it and by another deposit of the same moment', async () => {
    const scene = await createScene();
    const { live } = scene.house.earn;
    const held = await holdOrder(scene);
    live.script.push(REFUSED);
    const { id } = await draftDeposit(scene);
    await tap(scene, scene.house.operation(id));
    live.onCall = (call) => {
      if (call === 'deposit') live.orders = [{ ...held, investAmt: amountOf('1010') }];
    };
    await scene.a.submitDue();
    expect(scene.house.operation(id).state).toBe('unknown');
  });

  it('is not believed when the orders cannot be read', async () => {
    const scene = await confirmed([REFUSED]);
    scene.house.earn.live.onCall = (call) => {
      if (call === 'deposit') scene.house.earn.live.failReads('orders', 'unavailable');
    };
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id).state).toBe('unknown');
    expect(scene.house.earn.live.posts).toHaveLength(1);
  });
});

describe('where the exchange does not serve a call', () => {
  it('sends without the balance and keeps evidence without it', async () => {
    const scene = await confirmed();
    scene.house.earn.live.failReads('balances', 'forbidden');
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id).state).toBe('done');
    expect(scene.house.operation(scene.id).evidence?.balances).toBeUndefined();
  });

  it('sends without history and keeps evidence without it', async () => {
    const scene = await confirmed();
    scene.house.earn.live.failReads('history', 'forbidden');
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id).state).toBe('done');
    expect(scene.house.operation(scene.id).evidence?.history).toBeUndefined();
  });
});

describe('the lane and the account', () => {
  it.each(['accounts', 'operations'] as const)(
    'sends nothing when its claim in %s was taken over while the facts were read',
    async (table) => {
      const { house, a, id, account } = await confirmed();
      const rows = house.state.tables;
      const thief = { owner: 'thief', fence: house.state.engine.next() };
      house.earn.live.onCall = (call) => {
        if (call !== 'products') return;
        const owned = rows.accounts.get(account.id);
        const move = rows.operations.get(id);
        if (table === 'accounts' && owned !== undefined) {
          rows.accounts.set(account.id, { ...owned, claim: thief });
        }
        if (table === 'operations' && move !== undefined) rows.operations.set(id, { ...move, claim: thief });
      };
      await a.submitDue();
      expect(house.operation(id)).toMatchObject({ state: 'confirmed', evidence: undefined });
      expect(house.earn.live.posts).toEqual([]);
    },
  );

  it('waits for an account that another holds, and tries again soon', async () => {
    const scene = await confirmed();
    const b = scene.house.instance('b');
    const held = await b.store.accounts.claim(scene.account.id);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id).state).toBe('confirmed');
    expect(scene.house.state.tables.operations.get(scene.id)).toMatchObject({
      claim: undefined,
      dueAt: scene.house.clock.now + 500,
    });
    if (held !== undefined) await b.store.accounts.release(scene.account.id, held.claim);
    scene.house.advance(500);
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id).state).toBe('done');
  });

  it('is taken when it comes free within the wait', async () => {
    const scene = await confirmed();
    const b = scene.house.instance('b');
    const held = await b.store.accounts.claim(scene.account.id);
    scene.house.onSleep = async () => {
      scene.house.onSleep = undefined;
      if (held !== undefined) await b.store.accounts.release(scene.account.id, held.claim);
    };
    await scene.a.submitDue();
    expect(scene.house.operation(scene.id).state).toBe('done');
  });

  it('gives both claims back whatever happens', async () => {
    const scene = await confirmed([UNCLEAR]);
    await scene.a.submitDue();
    expect(scene.house.state.tables.operations.get(scene.id)?.claim).toBeUndefined();
    expect(scene.house.state.tables.accounts.get(scene.account.id)?.claim).toBeUndefined();
  });

  it('leaves a move alone that is not confirmed any more', async () => {
    const scene = await confirmed();
    const [claimed] = await scene.a.store.operations.claimDue(['confirmed'], scene.house.clock.now, 1);
    if (claimed === undefined) throw new Error('not claimed');
    expect(await scene.a.app.cancel(scene.user, scene.id)).toBe('cancelled');
    await scene.a.app.submit(claimed);
    expect(scene.house.operation(scene.id).state).toBe('cancelled');
    expect(scene.house.earn.live.posts).toEqual([]);
    await scene.a.app.submit({ ...claimed, row: scene.house.operation(scene.id) });
    expect(scene.house.earn.live.posts).toEqual([]);
  });

  it('logs ids and kinds, never an amount or a secret', async () => {
    const scene = await confirmed();
    await scene.a.submitDue();
    const text = JSON.stringify(scene.house.logged);
    expect(text).toContain(scene.id);
    expect(text).not.toMatch(/s3cret|kkkk|500/);
  });

  it('pays an older debt of the same shape with the row the evidence shows', async () => {
    const scene = await confirmed();
    const { house, a } = scene;
    await a.submitDue();
    house.advance(1_000);
    const second = await draftDeposit(scene);
    await tap(scene, second);
    await a.submitDue();
    expect(house.operation(scene.id)).toMatchObject({
      owesRow: false,
      result: { kind: 'seen', row: { amount: '500' } },
    });
    expect(house.operation(second.id)).toMatchObject({ state: 'done', owesRow: true });
  });
});
