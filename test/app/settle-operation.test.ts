import { describe, expect, it } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import type { HistoryRow } from '../../src/domain/order.ts';
import { FLEX, type MoveScript } from './fake-earn.ts';
import { dataOf } from './harness.ts';
import { createScene, draftDeposit, draftRedeem, holdOrder, type Scene, tap } from './moves.ts';

const unclear = (executes: boolean, cause: 'timeout' | 'permission' = 'timeout'): MoveScript => ({
  executes,
  answer: { kind: 'unclear', cause, status: undefined },
});

interface Unknown extends Scene {
  readonly id: string;
}

async function unknownDeposit(script: MoveScript): Promise<Unknown> {
  const scene = await createScene();
  scene.house.earn.live.script.push(script);
  const { id } = await draftDeposit(scene);
  await tap(scene, scene.house.operation(id));
  await scene.a.submitDue();
  expect(scene.house.operation(id).state).toBe('unknown');
  return { ...scene, id };
}

/** Lets the clock run to the next look, up to so many looks. */
async function look(scene: Unknown, times = 1): Promise<void> {
  for (let round = 0; round < times; round += 1) {
    const { dueAt } = scene.house.state.tables.operations.get(scene.id) ?? {};
    if (dueAt === null || dueAt === undefined) return;
    scene.house.clock.now = Math.max(scene.house.clock.now, dueAt);
    await scene.a.settleDue();
  }
}

const states = ({ house }: Scene) => house.notices('receipt').map((one) => dataOf(one, 'receipt').state);

describe('an unknown deposit is settled by reading', () => {
  it('is done when its row and its order are there, and names both', async () => {
    const scene = await unknownDeposit(unclear(true));
    await look(scene);
    const { house, id, account } = scene;
    expect(house.operation(id)).toMatchObject({
      state: 'done',
      result: { kind: 'seen', orderId: house.earn.live.orders[0]?.id, row: { amount: '500' } },
      owesRow: false,
    });
    expect(states(scene)).toEqual(['unknown', 'done']);
    expect(house.account(account.id).moved).toBe(true);
    expect(house.earn.live.posts).toHaveLength(1);
    expect(scene.a.wakes).toContain('sync');
  });

  it('is not found only after the waiting time, on more than one read', async () => {
    const scene = await unknownDeposit(unclear(false));
    const since = scene.house.clock.now;
    await look(scene);
    expect(scene.house.operation(scene.id)).toMatchObject({
      state: 'unknown',
      settling: { looks: 1, absentSince: since + 2_000 },
    });
    await look(scene, 40);
    const { house, id } = scene;
    expect(house.operation(id)).toMatchObject({ state: 'not_found', result: { kind: 'absent' } });
    expect(house.clock.now - since).toBeGreaterThanOrEqual(600_000);
    expect(house.operation(id).settling?.looks).toBeGreaterThan(1);
    expect(house.operation(id).endedAt).toBe(house.clock.now);
    expect(house.notices('receipt').at(-1)).toMatchObject({ replyTo: 900, editMessageId: undefined });
    expect(house.earn.live.posts).toHaveLength(1);
  });

  it('goes to the person when two rows could be it', async () => {
    const scene = await unknownDeposit(unclear(true));
    const { live } = scene.house.earn;
    live.executeDeposit(FLEX, amountOf('500'), 7, false);
    await look(scene);
    expect(scene.house.operation(scene.id)).toMatchObject({ state: 'needs_review' });
    expect(scene.house.operation(scene.id).result).toMatchObject({ kind: 'several' });
    expect(scene.house.operation(scene.id).endedAt).toBeUndefined();
    expect(states(scene)).toEqual(['unknown', 'needs_review']);
  });

  it('leaves a row to the older move that owes it', async () => {
    const scene = await createScene();
    const { house, a } = scene;
    const first = await draftDeposit(scene);
    await tap(scene, first);
    await a.submitDue();
    // Its row comes late: the exchange's history shows nothing yet when the second move is sent.
    const late = house.earn.live.history;
    house.earn.live.history = [];
    house.earn.live.script.push(unclear(false));
    const second = await draftDeposit(scene);
    await tap(scene, second);
    await a.submitDue();
    house.earn.live.history = late;
    await look({ ...scene, id: second.id });
    expect(house.operation(first.id)).toMatchObject({ owesRow: false, result: { kind: 'seen' } });
    expect(house.operation(second.id).state).toBe('unknown');
    await look({ ...scene, id: second.id }, 40);
    expect(house.operation(second.id).state).toBe('not_found');
    expect(house.earn.live.posts).toHaveLength(2);
  });

  it('leaves its own row to an older move, though it is older than the snapshot', async () => {
    const scene = await createScene();
    const { house, a } = scene;
    const { live } = house.earn;
    const first = await draftDeposit(scene);
    await tap(scene, first);
    await a.submitDue();
    const [rowOfFirst] = live.history;
    live.history = [];
    house.advance(60_000);
    live.script.push(unclear(true));
    const second = await draftDeposit(scene);
    await tap(scene, second);
    await a.submitDue();
    const [rowOfSecond] = live.history;
    // Both come late, and more rows than a page: whoever reads back to the snapshot only does not see the first.
    const other = { ...rowOfSecond, currency: 'BTC' } as HistoryRow;
    live.history = [rowOfFirst, rowOfSecond].flatMap((row) => row ?? []);
    live.history.push(...Array.from({ length: 60 }, () => ({ ...other, txnTime: house.clock.now - 30_000 })));
    await look({ ...scene, id: second.id });
    expect(house.operation(second.id)).toMatchObject({ state: 'done', result: { row: rowOfSecond } });
    expect(house.operation(first.id)).toMatchObject({ owesRow: false, result: { row: rowOfFirst } });
  });

  it('is not seen on an order that another redemption, not found so far, may be taking away', async () => {
    const scene = await createScene();
    const { house, a } = scene;
    const { live } = house.earn;
    const order = await holdOrder(scene);
    live.script.push(unclear(false), unclear(false));
    const whole = await draftRedeem(scene, order, '500');
    await tap(scene, whole);
    await a.submitDue();
    await look({ ...scene, id: whole.id }, 40);
    expect(house.operation(whole.id).state).toBe('not_found');
    const part = await draftRedeem(scene, order, '200');
    await tap(scene, part);
    await a.submitDue();
    // The first one is executed now, late.
    live.orders = live.orders.map((held) => ({ ...held, redemptionProcessing: true }));
    await look({ ...scene, id: part.id }, 3);
    expect(house.operation(part.id).state).toBe('unknown');
    await look({ ...scene, id: part.id }, 60);
    expect(house.operation(part.id).state).toBe('needs_review');
  });

  it('reads history back to five seconds before the snapshot, since rows may carry an earlier time', async () => {
    const scene = await unknownDeposit(unclear(true));
    const { house, id } = scene;
    const { live } = house.earn;
    const takenAt = house.operation(id).evidence?.takenAt ?? 0;
    const [row] = live.history;
    if (row === undefined) throw new Error('no row');
    const other = { ...row, currency: 'BTC' };
    live.history = [
      { ...row, txnTime: takenAt - 4_000 },
      { ...other, txnTime: takenAt },
      ...Array.from({ length: 49 }, (_, index) => ({ ...other, txnTime: takenAt + 1 + index })),
    ];
    await look(scene);
    expect(house.operation(id).state).toBe('done');
  });

  it('is handed to the person after 15 minutes where history is refused', async () => {
    const scene = await unknownDeposit(unclear(true));
    scene.house.earn.live.failReads('history', 'forbidden', 1_000);
    const since = scene.house.clock.now;
    await look(scene, 60);
    expect(scene.house.operation(scene.id).state).toBe('needs_review');
    expect(scene.house.clock.now - since).toBeLessThanOrEqual(15 * 60_000);
  });

  it('does not count the time in which the exchange is away', async () => {
    const scene = await unknownDeposit(unclear(true));
    scene.house.earn.live.failReads('orders', 'unavailable', 1_000);
    await look(scene, 40);
    const { settling, state } = scene.house.operation(scene.id);
    expect(state).toBe('unknown');
    expect(settling).toMatchObject({ looks: 0, reachableMs: 0 });
    scene.house.earn.live.failReads('orders', 'unavailable', 0);
    await look(scene);
    expect(scene.house.operation(scene.id).state).toBe('done');
  });

  it('counts the time in which it answers and does not let the key in', async () => {
    const scene = await unknownDeposit(unclear(true));
    scene.house.earn.live.failReads('orders', 'unauthorized', 1_000);
    await look(scene, 60);
    expect(scene.house.operation(scene.id).state).toBe('needs_review');
  });

  it('counts a look whose history broke off as no look', async () => {
    const scene = await unknownDeposit(unclear(false));
    scene.house.earn.live.failReads('history', 'timeout');
    await look(scene);
    expect(scene.house.operation(scene.id).settling).toMatchObject({ looks: 0, absentSince: undefined });
    scene.house.earn.live.failReads('history', 'unreadable');
    await look(scene);
    expect(scene.house.operation(scene.id).settling).toMatchObject({ looks: 0 });
    expect(scene.house.operation(scene.id).settling?.reachableMs).toBeGreaterThan(0);
  });

  it('turns the account to reading only when the key lacked a permission and nothing came of it', async () => {
    const scene = await unknownDeposit(unclear(false, 'permission'));
    await look(scene, 40);
    expect(scene.house.operation(scene.id).state).toBe('not_found');
    expect(scene.house.account(scene.account.id).status).toBe('view');
    const outcome = await scene.a.app.prepareDeposit({
      user: scene.user,
      chatId: 7,
      accountId: scene.account.id,
      productId: FLEX.id,
      days: 7,
      amount: amountOf('500'),
      renew: false,
      draftKey: 'after',
    });
    expect(outcome.kind).toBe('view_only');
  });
});

describe('an unknown redemption is settled by its order', () => {
  it('is done when the order is gone, and still owes its row', async () => {
    const scene = await createScene();
    const order = await holdOrder(scene);
    scene.house.earn.live.script.push({ ...unclear(false) });
    const { id } = await draftRedeem(scene, order);
    await tap(scene, scene.house.operation(id));
    await scene.a.submitDue();
    scene.house.earn.live.orders = [];
    await look({ ...scene, id });
    expect(scene.house.operation(id)).toMatchObject({
      state: 'done',
      result: { kind: 'seen', orderId: order.id, row: undefined },
      owesRow: true,
    });
    expect(scene.house.operation(id).answeredAt).toBe(scene.house.operation(id).evidence?.takenAt);
  });
});

describe('settling and the house', () => {
  it('waits for an account that another holds, and for a key that is just being tested', async () => {
    const scene = await unknownDeposit(unclear(true));
    const { house, a, id, account } = scene;
    const b = house.instance('b');
    const held = await b.store.accounts.claim(account.id);
    await look(scene);
    expect(house.operation(id).state).toBe('unknown');
    expect(house.state.tables.operations.get(id)?.dueAt).toBe(house.clock.now + 1_000);
    if (held !== undefined) await b.store.accounts.release(account.id, held.claim);
    await a.store.accounts.update(account.id, { status: 'testing' });
    await look(scene);
    expect(house.operation(id).state).toBe('unknown');
    await a.store.accounts.update(account.id, { status: 'active' });
    await look(scene);
    expect(house.operation(id).state).toBe('done');
  });

  it('does nothing with a move that is not unknown any more', async () => {
    const scene = await unknownDeposit(unclear(true));
    scene.house.advance(2_000);
    const [claimed] = await scene.a.store.operations.claimDue(['unknown'], scene.house.clock.now, 1);
    if (claimed === undefined) throw new Error('not claimed');
    const reads = scene.house.earn.live.reads.length;
    await scene.a.app.settle({ ...claimed, row: { ...claimed.row, state: 'done' } });
    expect(scene.house.earn.live.reads).toHaveLength(reads);
    expect(scene.house.state.tables.operations.get(scene.id)?.claim).toBeUndefined();
  });

  it('stores nothing when another instance took it over between two reads', async () => {
    const scene = await unknownDeposit(unclear(true));
    const { house, id } = scene;
    const b = house.instance('b');
    house.earn.live.onCall = async (call) => {
      if (call !== 'history') return;
      house.earn.live.onCall = undefined;
      house.state.engine.expire('a');
      await b.settleDue();
    };
    await look(scene);
    expect(house.operation(id).state).toBe('done');
    expect(states(scene)).toEqual(['unknown', 'done']);
    expect(house.logged.map(({ event }) => event)).toContain('settle.interrupted');
  });

  it('stores nothing when only the account was taken over', async () => {
    const scene = await unknownDeposit(unclear(true));
    const { house, id, account } = scene;
    house.earn.live.onCall = (call) => {
      const owned = house.state.tables.accounts.get(account.id);
      if (call !== 'history' || owned === undefined) return;
      const claim = { owner: 'thief', fence: house.state.engine.next() };
      house.state.tables.accounts.set(account.id, { ...owned, claim });
    };
    await look(scene);
    expect(house.operation(id)).toMatchObject({ state: 'unknown', settling: { looks: 0 } });
    expect(states(scene)).toEqual(['unknown']);
  });

  it('goes on without evidence until the person decides', async () => {
    const scene = await unknownDeposit(unclear(true));
    const owned = scene.house.state.tables.operations.get(scene.id);
    if (owned === undefined) throw new Error('gone');
    scene.house.state.tables.operations.set(scene.id, {
      ...owned,
      row: { ...owned.row, evidence: undefined, settling: undefined },
    });
    await look(scene, 80);
    expect(scene.house.operation(scene.id).state).toBe('needs_review');
  });
});
