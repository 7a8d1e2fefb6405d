import { describe, expect, it } from 'vitest';
import { createScene, draftDeposit, holdOrder, tap } from './moves.ts';

describe('a change of the environment’s clock', () => {
  it('does not put off the look that follows a move, and later looks follow the clock again', async () => {
    const scene = await createScene();
    const { house, a, account } = scene;
    await holdOrder(scene);
    await a.syncDue();
    const { id } = await draftDeposit(scene);
    await tap(scene, house.operation(id));
    await a.submitDue();
    const soon = house.dueAt(account.id);
    expect(soon).toBe(house.clock.now + 3_000);

    house.clock.environment.live.speed = 7_200;
    await a.app.redue('live');
    expect(house.dueAt(account.id)).toBe(soon);

    house.advance(3_000);
    expect(await a.syncDue()).toBe(1);
    const planned = house.dueAt(account.id);
    house.clock.environment.live.speed = 1;
    await a.app.redue('live');
    expect(house.dueAt(account.id)).not.toBe(planned);
  });

  it('cuts no back-off short after a look that failed', async () => {
    const scene = await createScene();
    const { house, a, account } = scene;
    house.clock.now = house.dueAt(account.id) ?? 0;
    house.earn.live.failReads('orders', 'unavailable');
    await a.syncDue();
    const putOff = house.dueAt(account.id);
    expect(putOff).toBe(house.clock.now + 30_000);
    house.clock.environment.live.offsetMs = 3_600_000;
    await a.app.redue('live');
    expect(house.dueAt(account.id)).toBe(putOff);
  });
});
