import { describe, expect, it } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import type { Order } from '../../src/domain/order.ts';
import { FLEX } from './fake-earn.ts';
import { dataOf, meet, START } from './harness.ts';
import { createScene, draftDeposit, draftRedeem, holdOrder, type Scene, tap } from './moves.ts';

const DAY_MS = 86_400_000;
/** 500 USDT at 10 % for a day. */
const DAILY = amountOf('0.13698630');

/** The exchange pays interest on every order: a running total, and the next payout time a day on. */
function payInterest({ house }: Scene, amount = DAILY): void {
  const { live } = house.earn;
  live.orders = live.orders.map((order) => ({
    ...order,
    interestEarned: amountOf((Number(order.interestEarned) + Number(amount)).toFixed(8)),
    nextInterestPayoutTime: order.nextInterestPayoutTime + DAY_MS,
  }));
}

/** To a minute and a bit after the next midnight. */
function toPayout({ house }: Scene): void {
  const { now } = house.clock;
  house.clock.now = (Math.floor(now / DAY_MS) + 1) * DAY_MS + 60_000;
}

const payouts = ({ house }: Scene) => house.notices('payout').map((one) => dataOf(one, 'payout'));
const stored = ({ house, account }: Scene) => house.state.tables.orders.get(account.id);

async function holding(): Promise<Scene & { readonly order: Order }> {
  const scene = await createScene();
  return { ...scene, order: await holdOrder(scene) };
}

describe('a payout', () => {
  it('is stored and told in one transaction, silently, with its running total', async () => {
    const scene = await holding();
    toPayout(scene);
    payInterest(scene);
    await scene.a.syncDue();
    expect(scene.house.state.tables.payouts.rows()).toMatchObject([
      { orderId: scene.order.id, number: 1, periods: 1, amount: '0.1369863', currency: 'USDT' },
    ]);
    expect(payouts(scene)).toMatchObject([
      {
        at: Date.UTC(2026, 0, 16),
        lines: [{ orderId: scene.order.id, number: 1, amount: '0.1369863' }],
        totals: [{ currency: 'USDT', amount: '0.1369863' }],
      },
    ]);
    expect(scene.house.notices('payout')[0]?.silent).toBe(true);
    expect(stored(scene)?.version).toBeGreaterThan(1);
  });

  it('is told of an order that was opened elsewhere while the account held nothing', async () => {
    const scene = await createScene();
    await scene.a.syncDue();
    expect(stored(scene)?.orders).toEqual([]);
    const { live } = scene.house.earn;
    // An open-ended order tells no start: only the last look tells since when it can be there.
    live.orders = [{ ...live.executeDeposit(FLEX, amountOf('500'), 7, false), startTime: 0 }];
    toPayout(scene);
    payInterest(scene);
    await scene.a.syncDue();
    expect(payouts(scene)).toMatchObject([{ lines: [{ number: 1, amount: '0.1369863' }] }]);
  });

  it('is told once, however often the orders are read', async () => {
    const scene = await holding();
    toPayout(scene);
    payInterest(scene);
    await scene.a.syncDue();
    await scene.a.app.orders(scene.user);
    await scene.a.app.home(scene.user, true);
    scene.house.advance(3_600_000);
    await scene.a.syncDue();
    expect(payouts(scene)).toHaveLength(1);
  });

  it('is stored and told by a screen that reads it first', async () => {
    const scene = await holding();
    toPayout(scene);
    payInterest(scene);
    const read = await scene.a.app.orders(scene.user);
    expect(read).toMatchObject({ ok: true, value: { problem: undefined } });
    expect(payouts(scene)).toHaveLength(1);
    await scene.a.syncDue();
    expect(payouts(scene)).toHaveLength(1);
  });

  it('comes as one message for all orders of one payout time, and two equal ones are two', async () => {
    const scene = await createScene();
    scene.house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, false);
    await holdOrder(scene);
    toPayout(scene);
    payInterest(scene);
    await scene.a.syncDue();
    expect(payouts(scene)).toHaveLength(1);
    expect(payouts(scene)[0]?.lines).toHaveLength(2);
    expect(payouts(scene)[0]?.totals).toEqual([{ currency: 'USDT', amount: '0.2739726' }]);
  });

  it('that is in the ledger already is not told again, beside one that is new', async () => {
    const scene = await createScene();
    const first = scene.house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, false);
    const second = await holdOrder(scene);
    const { a, account } = scene;
    const known = {
      accountId: account.id,
      userId: 7,
      orderId: first.id,
      number: 1,
      periods: 1,
      at: Date.UTC(2026, 0, 16),
      currency: 'USDT',
      amount: DAILY,
      product: FLEX,
      recordedAt: 0,
    };
    await a.store.payouts.add([known]);
    toPayout(scene);
    payInterest(scene);
    await a.syncDue();
    expect(payouts(scene).map(({ lines }) => lines.map(({ orderId }) => orderId))).toEqual([[second.id]]);

    await a.store.payouts.add([
      { ...known, number: 2, at: Date.UTC(2026, 0, 17) },
      { ...known, orderId: second.id, number: 2, at: Date.UTC(2026, 0, 17) },
    ]);
    toPayout(scene);
    payInterest(scene);
    await a.syncDue();
    expect(payouts(scene)).toHaveLength(1);
  });

  it('of every day of an outage is caught up whole, in the order of time', async () => {
    const scene = await holding();
    toPayout(scene);
    payInterest(scene);
    payInterest(scene);
    payInterest(scene);
    scene.house.advance(2 * DAY_MS);
    await scene.a.syncDue();
    const ledger = scene.house.state.tables.payouts.rows();
    expect(ledger.reduce((sum, { periods }) => sum + periods, 0)).toBe(3);
    const total = ledger.reduce((sum, { amount }) => sum + Number(amount), 0);
    expect(total).toBeCloseTo(3 * Number(DAILY), 8);
    expect(scene.house.earn.live.reads).toContain('history');
  });

  it('splits over payout times told by history, each with the total so far', async () => {
    const scene = await holding();
    const { live } = scene.house.earn;
    for (let day = 16; day <= 17; day += 1) {
      live.history.push(live.row(scene.order, 'INTEREST', DAILY, Date.UTC(2026, 0, day) + 1_000));
    }
    toPayout(scene);
    payInterest(scene);
    payInterest(scene);
    scene.house.advance(DAY_MS);
    await scene.a.syncDue();
    expect(payouts(scene).map(({ at, totals }) => [at, totals[0]?.amount])).toEqual([
      [Date.UTC(2026, 0, 16), '0.1369863'],
      [Date.UTC(2026, 0, 17), '0.2739726'],
    ]);
  });

  it('of an order opened during an outage is caught up from when nothing was held', async () => {
    const scene = await createScene();
    const { house, a } = scene;
    const { live } = house.earn;
    const order = live.executeDeposit(FLEX, amountOf('500'), 7, false);
    for (let day = 16; day <= 17; day += 1) {
      live.history.push(live.row(order, 'INTEREST', DAILY, Date.UTC(2026, 0, day) + 1_000));
    }
    // Sixty rows of other things came since: the interest stands on the second page.
    for (let index = 0; index < 60; index += 1) {
      const other = { ...order, currency: 'BTC' };
      live.history.push(live.row(other, 'OTHER', DAILY, Date.UTC(2026, 0, 17, 1) + index));
    }
    payInterest(scene);
    payInterest(scene);
    house.clock.now = Date.UTC(2026, 0, 17, 2);
    await a.syncDue();
    expect(payouts(scene).map(({ at, lines }) => [at, lines[0]?.amount])).toEqual([
      [Date.UTC(2026, 0, 16), '0.1369863'],
      [Date.UTC(2026, 0, 17), '0.1369863'],
    ]);
  });

  it('does not tell anything of before connecting (P6)', async () => {
    const scene = await createScene();
    const { live } = scene.house.earn;
    const order = live.executeDeposit(FLEX, amountOf('500'), 7, false);
    live.orders = [{ ...order, interestEarned: amountOf('3.5') }];
    await scene.a.store.accounts.update(scene.account.id, { status: 'testing', linked: false });
    await scene.a.store.accounts.setDue(scene.account.id, scene.house.clock.now);
    await scene.a.syncDue();
    scene.house.advance(3_600_000);
    await scene.a.syncDue();
    expect(payouts(scene)).toEqual([]);
    expect(scene.house.state.tables.payouts.rows()).toEqual([]);
  });

  it('alerts the owners once an hour when the exchange does not state an amount', async () => {
    const scene = await holding();
    await meet(scene.house, scene.a, 1);
    toPayout(scene);
    const { live } = scene.house.earn;
    live.orders = live.orders.map((order) => ({
      ...order,
      interestEarned: amountOf('7'),
      nextInterestPayoutTime: order.nextInterestPayoutTime + DAY_MS * 2,
    }));
    scene.house.advance(DAY_MS);
    await scene.a.syncDue();
    expect(scene.house.state.tables.payouts.rows()).toMatchObject([{ amount: undefined, periods: 2 }]);
    expect(payouts(scene)[0]).toMatchObject({
      lines: [{ amount: undefined }],
      totals: [{ currency: 'USDT', amount: '0' }],
    });
    expect(scene.house.notices('operator_alert')).toMatchObject([
      { userId: 1, data: { about: 'amount_not_stated:live' } },
    ]);
  });

  it('waits for a history that cannot be read just now, since it may tell more', async () => {
    const scene = await holding();
    toPayout(scene);
    payInterest(scene);
    payInterest(scene);
    scene.house.advance(DAY_MS);
    scene.house.earn.live.failReads('history', 'timeout');
    await scene.a.syncDue();
    expect(scene.house.state.tables.payouts.rows()).toEqual([]);
    expect(scene.house.account(scene.account.id)).toMatchObject({ failedLooks: 1, lateLooks: 0 });
    scene.house.advance(30_000);
    await scene.a.syncDue();
    expect(scene.house.state.tables.payouts.rows().length).toBeGreaterThan(0);
  });

  it('does without a history that the exchange refuses', async () => {
    const scene = await holding();
    toPayout(scene);
    payInterest(scene);
    payInterest(scene);
    scene.house.advance(DAY_MS);
    scene.house.earn.live.failReads('history', 'forbidden');
    await scene.a.syncDue();
    expect(scene.house.state.tables.payouts.rows()).toMatchObject([{ periods: 2 }]);
  });
});

describe('a payout that does not come', () => {
  it('is looked for with back-off, and told as late once', async () => {
    const scene = await holding();
    toPayout(scene);
    const late = () => scene.house.notices('payout_late');
    for (let round = 0; round < 40; round += 1) {
      await scene.a.syncDue();
      scene.house.clock.now = scene.house.dueAt(scene.account.id) ?? 0;
    }
    expect(late()).toHaveLength(1);
    expect(dataOf(late()[0], 'payout_late')).toMatchObject({ expectedAt: Date.UTC(2026, 0, 16) });
    expect(scene.house.account(scene.account.id).lateToldAt).toBe(Date.UTC(2026, 0, 16));

    payInterest(scene);
    await scene.a.syncDue();
    expect(payouts(scene)).toHaveLength(1);
    expect(scene.house.account(scene.account.id)).toMatchObject({ lateToldAt: undefined, lateLooks: 0 });
  });

  it('is not told after looks that failed, until it was looked for in vain three times', async () => {
    const scene = await holding();
    toPayout(scene);
    scene.house.earn.live.failReads('orders', 'unavailable', 2);
    const look = async () => {
      await scene.a.syncDue();
      scene.house.clock.now = scene.house.dueAt(scene.account.id) ?? 0;
    };
    await look();
    await look();
    scene.house.advance(20 * 60_000);
    await look();
    expect(scene.house.notices('payout_late')).toEqual([]);
    expect(scene.house.account(scene.account.id)).toMatchObject({ failedLooks: 0, lateLooks: 1 });
    await look();
    await look();
    expect(scene.house.notices('payout_late')).toHaveLength(1);
  });

  it('is not told because a person looked at their orders again and again', async () => {
    const scene = await holding();
    toPayout(scene);
    scene.house.advance(20 * 60_000);
    for (let tap = 0; tap < 5; tap += 1) await scene.a.app.orders(scene.user);
    expect(scene.house.notices('payout_late')).toEqual([]);
    expect(scene.house.account(scene.account.id).lateLooks).toBe(0);
  });

  it('is not told within a quarter of an hour', async () => {
    const scene = await holding();
    toPayout(scene);
    const until = scene.house.clock.now + 10 * 60_000;
    while (scene.house.clock.now < until) {
      await scene.a.syncDue();
      scene.house.clock.now = scene.house.dueAt(scene.account.id) ?? 0;
    }
    expect(scene.house.account(scene.account.id).lateLooks).toBeGreaterThan(2);
    expect(scene.house.notices('payout_late')).toEqual([]);
  });
});

describe('an order that ends', () => {
  it('is told as closed when it matured', async () => {
    const scene = await createScene();
    const { live } = scene.house.earn;
    const order = live.executeDeposit({ ...FLEX, name: 'Fixed 7', type: 'Fixed' }, amountOf('500'), 7, false);
    const endTime = START + 7 * DAY_MS;
    live.orders = [{ ...order, endTime, nextInterestPayoutTime: endTime }];
    await scene.a.store.accounts.update(scene.account.id, { status: 'testing', linked: false });
    await scene.a.store.accounts.setDue(scene.account.id, scene.house.clock.now);
    await scene.a.syncDue();
    const soon = () => scene.house.notices('maturity_soon').map((one) => dataOf(one, 'maturity_soon').days);
    for (let hours = 0; hours < 7 * 24 - 1; hours += 1) {
      scene.house.advance(3_600_000);
      await scene.a.syncDue();
    }
    expect(soon()).toEqual([3, 1]);
    scene.house.clock.now = endTime + 60_000;
    live.orders = [];
    await scene.a.syncDue();
    expect(scene.house.notices('order_closed').map((one) => dataOf(one, 'order_closed'))).toMatchObject([
      { orderId: order.id, why: 'matured', amount: '500' },
    ]);
    expect(scene.house.notices('foreign_change')).toEqual([]);
  });

  it('is told as closed after a redemption of the bot, without an alarm', async () => {
    const scene = await holding();
    const { id } = await draftRedeem(scene, scene.order, '500');
    await tap(scene, scene.house.operation(id));
    await scene.a.submitDue();
    scene.house.advance(3_000);
    await scene.a.syncDue();
    expect(scene.house.notices('order_closed')).toHaveLength(1);
    expect(scene.house.notices('foreign_change')).toEqual([]);
    expect(scene.house.operation(id).explained).toBe(true);
  });

  it('is told as done elsewhere, once, when nobody asked the bot', async () => {
    const scene = await holding();
    scene.house.earn.live.orders = [];
    scene.house.advance(3_600_000);
    await scene.a.syncDue();
    expect(scene.house.notices('foreign_change').map((one) => dataOf(one, 'foreign_change'))).toMatchObject([
      { change: 'closed', orderId: scene.order.id },
    ]);
    expect(scene.house.notices('order_closed')).toEqual([]);
  });
});

describe('a change made elsewhere', () => {
  it('is asked about with sound', async () => {
    const scene = await holding();
    const opened = scene.house.earn.live.executeDeposit(FLEX, amountOf('77'), 7, false);
    scene.house.advance(3_600_000);
    await scene.a.syncDue();
    expect(scene.house.notices('foreign_change')).toMatchObject([
      { silent: false, data: { change: 'opened', orderId: opened.id, amount: '77' } },
    ]);
  });

  it('is not raised for what the bot did, and each move explains one change', async () => {
    const scene = await createScene();
    const { id } = await draftDeposit(scene);
    await tap(scene, scene.house.operation(id));
    await scene.a.submitDue();
    scene.house.advance(3_000);
    await scene.a.syncDue();
    expect(scene.house.notices('foreign_change')).toEqual([]);
    expect(scene.house.operation(id)).toMatchObject({ explained: true, owesRow: false });

    scene.house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, false);
    scene.house.advance(3_600_000);
    await scene.a.syncDue();
    expect(scene.house.notices('foreign_change')).toHaveLength(1);
  });

  it('is not raised while a move of the product is not settled', async () => {
    const scene = await createScene();
    scene.house.earn.live.script.push({
      executes: true,
      answer: { kind: 'unclear', cause: 'timeout', status: undefined },
    });
    const { id } = await draftDeposit(scene);
    await tap(scene, scene.house.operation(id));
    await scene.a.submitDue();
    await scene.a.app.orders(scene.user);
    expect(scene.house.notices('foreign_change')).toEqual([]);
    // An unsettled move also brings the next look nearer.
    expect((scene.house.dueAt(scene.account.id) ?? 0) - scene.house.clock.now).toBeLessThan(3_600_000);
  });
});

describe('a row that a done move still owes', () => {
  it('is looked for while it is young, and left to later when history breaks off', async () => {
    const scene = await createScene();
    const { house, a } = scene;
    const { id } = await draftDeposit(scene);
    await tap(scene, house.operation(id));
    await a.submitDue();
    house.advance(3_000);
    house.earn.live.failReads('history', 'timeout');
    await a.syncDue();
    expect(house.operation(id).owesRow).toBe(true);
    house.advance(3_600_000);
    await a.syncDue();
    expect(house.operation(id)).toMatchObject({ owesRow: false, result: { kind: 'seen' } });
    const reads = house.earn.live.reads.filter((call) => call === 'history').length;
    house.advance(3_600_000);
    await a.syncDue();
    expect(house.earn.live.reads.filter((call) => call === 'history')).toHaveLength(reads);
  });

  it('is found also where the answer came long after the exchange had acted', async () => {
    const scene = await createScene();
    const { house, a } = scene;
    const { id } = await draftDeposit(scene);
    await tap(scene, house.operation(id));
    house.earn.live.onAnswer = () => house.advance(20_000);
    await a.submitDue();
    expect(house.operation(id).state).toBe('done');
    house.advance(3_000);
    await a.syncDue();
    expect(house.operation(id).owesRow).toBe(false);
  });

  it('is not taken for the row of another move of the same shape', async () => {
    const scene = await createScene();
    const { house, a } = scene;
    const first = await draftDeposit(scene);
    await tap(scene, first);
    await a.submitDue();
    house.advance(1_000);
    const second = await draftDeposit(scene);
    await tap(scene, second);
    await a.submitDue();
    // The second row comes late.
    const [row, late] = house.earn.live.history;
    if (row === undefined || late === undefined) throw new Error('no rows');
    house.earn.live.history = [row];
    house.advance(3_000);
    await a.syncDue();
    house.advance(3_600_000);
    await a.syncDue();
    expect([house.operation(first.id).owesRow, house.operation(second.id).owesRow]).toEqual([false, true]);
    house.earn.live.history = [row, late];
    house.advance(3_600_000);
    await a.syncDue();
    expect(house.operation(second.id)).toMatchObject({ owesRow: false, result: { row: late } });
  });

  it('is not asked for any more after a day', async () => {
    const scene = await createScene();
    const { house, a } = scene;
    const { id } = await draftDeposit(scene);
    await tap(scene, house.operation(id));
    await a.submitDue();
    house.earn.live.history = [];
    house.advance(24 * 3_600_000 + 1);
    house.earn.live.reads.length = 0;
    await a.syncDue();
    expect(house.operation(id).owesRow).toBe(true);
  });
});

describe('a move told as not found', () => {
  async function notFound(): Promise<Scene & { readonly id: string; readonly before: number }> {
    const scene = await createScene();
    scene.house.earn.live.script.push({
      executes: false,
      answer: { kind: 'unclear', cause: 'timeout', status: undefined },
    });
    const { id } = await draftDeposit(scene);
    await tap(scene, scene.house.operation(id));
    await scene.a.submitDue();
    for (let round = 0; round < 40; round += 1) {
      scene.house.advance(30_000);
      await scene.a.settleDue();
    }
    expect(scene.house.operation(id).state).toBe('not_found');
    return { ...scene, id, before: scene.house.notices().length };
  }

  it('re-opens as done when it turns up within 24 hours, with a receipt and no alarm', async () => {
    const scene = await notFound();
    scene.house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, true);
    scene.house.advance(3_600_000);
    await scene.a.syncDue();
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'done',
      result: { kind: 'seen', row: { amount: '500' } },
      owesRow: false,
    });
    expect(scene.house.notices().slice(scene.before)).toMatchObject([
      { kind: 'receipt', replyTo: 900, data: { state: 'done' } },
    ]);
  });

  it('goes to the person when two rows could be it', async () => {
    const scene = await notFound();
    scene.house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, true);
    scene.house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, true);
    scene.house.advance(3_600_000);
    await scene.a.syncDue();
    expect(scene.house.operation(scene.id).state).toBe('needs_review');
  });

  it('stays as it is while nothing turns up, and after 24 hours for good', async () => {
    const scene = await notFound();
    scene.house.advance(3_600_000);
    await scene.a.syncDue();
    expect(scene.house.operation(scene.id).state).toBe('not_found');
    scene.house.advance(24 * 3_600_000);
    await scene.a.syncDue();
    scene.house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, true);
    scene.house.advance(3_600_000);
    await scene.a.syncDue();
    expect(scene.house.operation(scene.id).state).toBe('not_found');
    expect(scene.house.notices('foreign_change')).toHaveLength(1);
  });

  it('re-opens after an outage of days, without an alarm for what it did meanwhile', async () => {
    const scene = await notFound();
    scene.house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, true);
    scene.house.advance(50 * 3_600_000);
    await scene.a.syncDue();
    expect(scene.house.operation(scene.id).state).toBe('done');
    expect(scene.house.notices('foreign_change')).toEqual([]);
  });

  it('is looked at at once when a screen shows what it did', async () => {
    const scene = await notFound();
    const { house, a, account, user } = scene;
    house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, true);
    house.advance(60_000);
    await a.app.orders(user);
    expect(house.dueAt(account.id)).toBe(house.clock.now);
    expect(a.wakes.at(-1)).toBe('sync');
    await a.syncDue();
    expect(house.operation(scene.id).state).toBe('done');
  });

  it('stays as the person said while nothing is proven, and is done when it is', async () => {
    const scene = await notFound();
    const { house, a, user, id } = scene;
    const { live } = house.earn;
    live.executeDeposit(FLEX, amountOf('500'), 7, true);
    live.executeDeposit(FLEX, amountOf('500'), 7, true);
    house.advance(3_600_000);
    await a.syncDue();
    expect(await a.app.decide(user, id, { happened: false })).toBe('decided');
    house.advance(3_600_000);
    await a.syncDue();
    expect(house.operation(id)).toMatchObject({ state: 'not_found', result: { kind: 'person' } });
    // One of the two turns out to be somebody else's and is taken back: what is left is proof.
    live.orders = live.orders.slice(0, 1);
    live.history = live.history.slice(0, 1);
    house.advance(3_600_000);
    await a.syncDue();
    expect(house.operation(id).state).toBe('done');
  });

  it('is not taken for done because of another redemption of the same order', async () => {
    const scene = await createScene();
    const order = await holdOrder(scene);
    const { house, a } = scene;
    house.earn.live.script.push({
      executes: false,
      answer: { kind: 'unclear', cause: 'timeout', status: undefined },
    });
    const first = await draftRedeem(scene, order, '200');
    await tap(scene, first);
    await a.submitDue();
    for (let round = 0; round < 40; round += 1) {
      house.advance(30_000);
      await a.settleDue();
    }
    expect(house.operation(first.id).state).toBe('not_found');
    const second = await draftRedeem(scene, order, '200');
    await tap(scene, second);
    await a.submitDue();
    for (let round = 0; round < 3; round += 1) {
      house.advance(3_600_000);
      await a.syncDue();
    }
    expect(house.operation(second.id)).toMatchObject({ state: 'done', owesRow: false });
    expect(house.operation(first.id).state).toBe('not_found');
    expect(house.earn.live.posts).toHaveLength(2);
  });

  it('goes to the person when the order was redeemed by another move, and a row of its amount is another order’s', async () => {
    const scene = await createScene();
    const order = await holdOrder(scene);
    const { house, a } = scene;
    const { live } = house.earn;
    const other = live.executeDeposit(FLEX, amountOf('200'), 7, false);
    live.script.push({ executes: false, answer: { kind: 'unclear', cause: 'timeout', status: undefined } });
    const first = await draftRedeem(scene, order, '200');
    await tap(scene, first);
    await a.submitDue();
    for (let round = 0; round < 40; round += 1) {
      house.advance(30_000);
      await a.settleDue();
    }
    expect(house.operation(first.id).state).toBe('not_found');
    const second = await draftRedeem(scene, order, '50');
    await tap(scene, second);
    await a.submitDue();
    live.orders = live.orders.map((one) =>
      one.id === order.id ? { ...one, redemptionProcessing: true } : one,
    );
    live.executeRedeem(other.id, amountOf('200'));
    house.advance(3_600_000);
    await a.syncDue();
    expect(house.operation(first.id)).toMatchObject({
      state: 'needs_review',
      result: { kind: 'several', candidates: [{ amount: '200' }] },
    });
  });

  it('lets a later move of the product settle first', async () => {
    const scene = await notFound();
    const { house, a } = scene;
    house.earn.live.script.push({
      executes: true,
      answer: { kind: 'unclear', cause: 'timeout', status: undefined },
    });
    const { id: second } = await draftDeposit(scene);
    await tap(scene, house.operation(second));
    await a.submitDue();
    house.clock.now = Math.max(house.clock.now, house.dueAt(scene.account.id) ?? 0);
    await a.syncDue();
    expect(house.operation(scene.id).state).toBe('not_found');
    await a.settleDue();
    expect(house.operation(second).state).toBe('done');
    house.advance(3_600_000);
    await a.syncDue();
    expect(house.operation(scene.id).state).toBe('not_found');
  });

  it('is left to the next sync when its look breaks off', async () => {
    const scene = await notFound();
    scene.house.earn.live.executeDeposit(FLEX, amountOf('500'), 7, true);
    scene.house.earn.live.failReads('history', 'timeout');
    scene.house.advance(3_600_000);
    await scene.a.syncDue();
    expect(scene.house.operation(scene.id).state).toBe('not_found');
    scene.house.advance(3_600_000);
    await scene.a.syncDue();
    expect(scene.house.operation(scene.id).state).toBe('done');
  });
});

describe('what a sync does when something is wrong', () => {
  it('looks again with back-off, and later when the exchange says so', async () => {
    const scene = await holding();
    const waits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      scene.house.earn.live.failReads('orders', 'unavailable');
      scene.house.clock.now = Math.max(scene.house.clock.now, scene.house.dueAt(scene.account.id) ?? 0);
      await scene.a.syncDue();
      waits.push((scene.house.dueAt(scene.account.id) ?? 0) - scene.house.clock.now);
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 960, 1_800, 1_800].map((seconds) => seconds * 1_000));

    scene.house.earn.live.failReads('orders', 'rate_limited', 1, 2_000_000);
    scene.house.clock.now = scene.house.dueAt(scene.account.id) ?? 0;
    await scene.a.syncDue();
    expect((scene.house.dueAt(scene.account.id) ?? 0) - scene.house.clock.now).toBe(2_000_000);
  });

  it('stores no read that another came before, and reads again at once', async () => {
    const scene = await holding();
    const { house, account } = scene;
    const { orders } = house.state.tables;
    let isStale = false;
    const late = house.instance('late', {
      before(call) {
        const row = orders.get(account.id);
        if (call !== 'begin' || isStale || row === undefined) return;
        isStale = true;
        orders.set(account.id, { ...row, version: row.version + 1 });
      },
    });
    toPayout(scene);
    payInterest(scene);
    await late.syncDue();
    expect(isStale).toBe(true);
    expect(house.state.tables.payouts.rows()).toEqual([]);
    expect(house.dueAt(account.id)).toBe(house.clock.now + 1_000);
    house.advance(1_000);
    await late.syncDue();
    expect(payouts(scene)).toHaveLength(1);
  });

  it('gives the account back and tries again soon after an error of its own, then ever later', async () => {
    const scene = await holding();
    const { house, a, account } = scene;
    const { keySealed } = house.account(account.id);
    house.advance(3_600_000);
    const lookWaits = async (): Promise<number> => {
      house.clock.now = Math.max(house.clock.now, house.dueAt(account.id) ?? 0);
      await a.syncDue();
      return (house.dueAt(account.id) ?? 0) - house.clock.now;
    };
    await a.store.accounts.update(account.id, { keySealed: 'swapped' });
    const waits: number[] = [];
    for (let round = 0; round < 7; round += 1) waits.push(await lookWaits());
    expect(waits).toEqual([2, 4, 8, 16, 32, 60, 60].map((seconds) => seconds * 1_000));
    expect(house.state.tables.accounts.get(account.id)?.claim).toBeUndefined();
    expect(house.logged.at(-2)).toMatchObject({ event: 'sync.interrupted', fields: { isLost: false } });
    // Once it went well, the next error begins anew.
    await a.store.accounts.update(account.id, { keySealed });
    await lookWaits();
    await a.store.accounts.update(account.id, { keySealed: 'swapped' });
    expect(await lookWaits()).toBe(2_000);
  });

  it('changes nothing when it lost the account meanwhile', async () => {
    const scene = await holding();
    const { house, a, account } = scene;
    const before = stored(scene)?.version;
    toPayout(scene);
    payInterest(scene);
    const b = house.instance('b');
    house.earn.live.onCall = async (call) => {
      if (call !== 'orders') return;
      house.earn.live.onCall = undefined;
      house.state.engine.expire('a');
      await b.store.accounts.claim(account.id);
    };
    await a.syncDue();
    expect(stored(scene)?.version).toBe(before);
    expect(house.state.tables.payouts.rows()).toEqual([]);
    expect(payouts(scene)).toEqual([]);
    expect(house.state.tables.accounts.get(account.id)?.claim?.owner).toBe('b');
  });
});

describe('the next look', () => {
  it('is never put off by a screen, which does not look for what turns up late', async () => {
    const scene = await holding();
    scene.house.advance(1_800_000);
    await scene.a.app.orders(scene.user);
    expect(scene.house.dueAt(scene.account.id)).toBe(START + 3_600_000);
    scene.house.advance(1_800_000);
    await scene.a.syncDue();
    expect(scene.house.dueAt(scene.account.id)).toBe(START + 2 * 3_600_000);
  });

  it('is a minute after the payout time, and hourly for what is done elsewhere', async () => {
    const scene = await holding();
    expect(scene.house.dueAt(scene.account.id)).toBe(START + 3_600_000);
    scene.house.clock.now = Date.UTC(2026, 0, 15, 23, 30);
    await scene.a.syncDue();
    expect(scene.house.dueAt(scene.account.id)).toBe(Date.UTC(2026, 0, 16) + 60_000);
    expect(scene.house.account(scene.account.id).nextSyncEnvAt).toBe(Date.UTC(2026, 0, 16) + 60_000);
  });

  it('is stretched so that looks for what is done elsewhere use a fifth of the requests at most', async () => {
    // One account, one request in 2,000 s: a look in 10,000 s.
    const scene = await createScene({ settings: { maxRps: 1 / 2_000 } });
    await scene.a.syncDue();
    expect(scene.house.dueAt(scene.account.id)).toBe(START + 10_000_000);
  });

  it('is set anew when the clock of an environment changes its speed', async () => {
    const scene = await holding();
    scene.house.clock.environment.live.speed = 60;
    await scene.a.app.redue('live');
    expect(scene.house.dueAt(scene.account.id)).toBe(START + 60_000);
    scene.house.clock.environment.live.speed = 0;
    await scene.a.app.redue('live');
    expect(scene.house.dueAt(scene.account.id)).toBe(scene.house.clock.now + 3_600_000);
    expect(scene.a.wakes.at(-1)).toBe('sync');
  });

  it('comes in an hour where the clock of the environment stands still', async () => {
    const scene = await holding();
    scene.house.clock.environment.live.speed = 0;
    scene.house.clock.now = scene.house.dueAt(scene.account.id) ?? 0;
    await scene.a.syncDue();
    expect(scene.house.dueAt(scene.account.id)).toBe(scene.house.clock.now + 3_600_000);
  });

  it('follows the payouts of a fast clock, but looks for changes elsewhere in real time', async () => {
    const scene = await createScene();
    scene.house.clock.environment.live.speed = 1_440;
    await scene.a.app.redue('live');
    expect(scene.house.dueAt(scene.account.id)).toBe(START + 2_500);
    scene.house.advance(2_500);
    await scene.a.syncDue();
    expect((scene.house.dueAt(scene.account.id) ?? 0) - scene.house.clock.now).toBe(3_600_000);
  });
});
