import { describe, expect, it } from 'vitest';
import { referenceOf } from '../../src/domain/reference.ts';
import { connect, createHouse, type House, type Instance, meet } from './harness.ts';
import { createScene, type Scene } from './moves.ts';

const TEN_MINUTES_MS = 600_000;

/** Lets so many syncs of every account be refused, each when it is due. */
async function refuse(
  { house, a }: { readonly house: House; readonly a: Instance },
  accountIds: readonly string[],
  rounds: number,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    house.earn.live.failReads('orders', 'unauthorized', accountIds.length * 2);
    const due = accountIds.map((id) => house.dueAt(id) ?? 0);
    house.clock.now = Math.max(house.clock.now, ...due);
    await a.syncDue();
  }
  house.earn.live.failReads('orders', 'unauthorized', 0);
}

const status = ({ house, account }: Scene) => house.account(account.id).status;

describe('a refused key', () => {
  it('is rejected after two refusals ten minutes apart, once, and not asked again', async () => {
    const scene = await createScene();
    const { house, account } = scene;
    await refuse(scene, [account.id], 1);
    expect(status(scene)).toBe('active');
    expect(house.account(account.id).refusedSince).toBe(house.clock.now);
    expect(house.dueAt(account.id)).toBe(house.clock.now + TEN_MINUTES_MS);
    expect(house.notices('key_rejected')).toEqual([]);

    await refuse(scene, [account.id], 1);
    expect(status(scene)).toBe('rejected');
    expect(house.notices('key_rejected')).toMatchObject([{ silent: false, accountId: account.id }]);
    const rejected = house.logged.filter(({ event }) => event === 'account.rejected');
    expect(rejected).toMatchObject([{ fields: { code: referenceOf(account.id), accountId: account.id } }]);
    expect(house.dueAt(account.id)).toBeNull();
    house.advance(24 * 3_600_000);
    expect(await scene.a.syncDue()).toBe(0);
  });

  it.each([401, 403, 451] as const)(
    'is none where a page that is not the exchange’s answers with %d, however often',
    async (status) => {
      const scene = await createScene();
      const { house, a, account } = scene;
      for (let round = 0; round < 3; round += 1) {
        house.earn.live.blockReads('orders', status);
        house.clock.now = Math.max(house.clock.now + TEN_MINUTES_MS, house.dueAt(account.id) ?? 0);
        await a.syncDue();
      }
      expect(house.account(account.id)).toMatchObject({ status: 'active', refusedSince: undefined });
      expect(house.notices('key_rejected')).toEqual([]);
      expect(house.account(account.id).failedLooks).toBe(3);
    },
  );

  it('is not rejected by a second refusal too soon', async () => {
    const scene = await createScene();
    await refuse(scene, [scene.account.id], 1);
    await scene.a.store.accounts.setDue(scene.account.id, scene.house.clock.now + TEN_MINUTES_MS - 1);
    await refuse(scene, [scene.account.id], 1);
    expect(status(scene)).toBe('active');
  });

  it('is forgiven by one sync that goes through', async () => {
    const scene = await createScene();
    await refuse(scene, [scene.account.id], 1);
    scene.house.advance(TEN_MINUTES_MS);
    await scene.a.syncDue();
    expect(scene.house.account(scene.account.id).refusedSince).toBeUndefined();
    await refuse(scene, [scene.account.id], 1);
    expect(status(scene)).toBe('active');
  });

  it.each([
    ['is wrong', (scene: Scene) => (scene.house.earn.live.clockOffsetMs = -5_001)],
    ['cannot be checked', (scene: Scene) => scene.house.earn.live.failReads('time', 'timeout')],
  ])('is not rejected while the clock %s: the owners hear of it', async (_, spoil) => {
    const scene = await createScene();
    await meet(scene.house, scene.a, 1);
    await refuse(scene, [scene.account.id], 1);
    spoil(scene);
    await refuse(scene, [scene.account.id], 1);
    expect(status(scene)).toBe('active');
    expect(scene.house.notices('key_rejected')).toEqual([]);
    expect(scene.house.notices('operator_alert')).toMatchObject([
      { userId: 1, data: { about: 'clock:live' } },
    ]);
    expect(scene.house.dueAt(scene.account.id)).toBe(scene.house.clock.now + TEN_MINUTES_MS);
  });

  it('works again for a screen, and is no longer rejected then', async () => {
    const scene = await createScene();
    await refuse(scene, [scene.account.id], 2);
    expect(status(scene)).toBe('rejected');
    expect(await scene.a.app.orders(scene.user)).toMatchObject({ ok: true, value: { problem: undefined } });
    expect(status(scene)).toBe('active');
    expect(scene.house.dueAt(scene.account.id)).toBeGreaterThan(scene.house.clock.now);
  });
});

describe('many refused keys at once', () => {
  async function crowd(count: number, refused: number) {
    const house = createHouse();
    const a = house.instance('a');
    await meet(house, a, 1);
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const user = await meet(house, a, 100 + index);
      const key = `crowdkey0011223344556677889900aabb${index}`;
      ids.push((await connect(house, a, user, { key })).id);
    }
    for (const id of ids) await a.store.accounts.setDue(id, house.clock.now);
    for (const id of ids.slice(refused)) await a.store.accounts.setDue(id, house.clock.now + 10 ** 9);
    return { house, a, ids: ids.slice(0, refused) };
  }

  it('from five on and half of all: the operator hears, people do not', async () => {
    const { house, a, ids } = await crowd(6, 5);
    await refuse({ house, a }, ids, 3);
    expect(house.notices('key_rejected')).toEqual([]);
    expect(ids.map((id) => house.account(id).status)).toEqual(ids.map(() => 'active'));
    expect(house.notices('operator_alert').map(({ data }) => data)).toContainEqual({
      kind: 'operator_alert',
      about: 'many_refused:live',
    });
    // Within one hour the same alarm is one message.
    expect(house.notices('operator_alert')).toHaveLength(1);
  });

  it('below five, or below half, each is its own', async () => {
    const few = await crowd(5, 4);
    await refuse(few, few.ids, 2);
    expect(few.house.notices('key_rejected')).toHaveLength(4);

    const part = await crowd(12, 5);
    await refuse(part, part.ids, 2);
    expect(part.house.notices('key_rejected')).toHaveLength(5);
  });
});
