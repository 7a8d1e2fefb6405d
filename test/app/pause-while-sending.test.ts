import { describe, expect, it } from 'vitest';
import { createPauseFlag } from '../../src/app/pause-flag.ts';
import type { User } from '../../src/app/store.ts';
import type { MoveScript } from './fake-earn.ts';
import { dataOf } from './harness.ts';
import { createScene, draftDeposit, draftRenew, holdOrder, type Scene, tap } from './moves.ts';

const PAUSED = { kind: 'refused', reason: 'paused' };
const ownerOf = (user: User): User => ({ ...user, id: 1 });

async function confirmedDeposit(): Promise<Scene & { readonly id: string }> {
  const scene = await createScene();
  const { id } = await draftDeposit(scene);
  await tap(scene, scene.house.operation(id));
  return { ...scene, id };
}

/** Runs once, while a request waits for its turn: `sending` is stored, and no byte of it is out. */
function whileItWaits({ house }: Scene, call: 'deposit' | 'renew', work: () => Promise<unknown>): void {
  house.earn.live.onCall = async (now) => {
    if (now !== call) return;
    house.earn.live.onCall = undefined;
    await work();
  };
}

describe('a move that waits for its turn at the exchange while the owner pauses', () => {
  it('is not sent, and says that moves are paused', async () => {
    const scene = await confirmedDeposit();
    const { house, a, user, id } = scene;
    whileItWaits(scene, 'deposit', async () => {
      expect(house.operation(id).state).toBe('sending');
      expect(await a.app.setPaused(ownerOf(user), true)).toBe(true);
    });
    await a.submitDue();
    expect(house.earn.live.posts).toEqual([]);
    expect(house.operation(id)).toMatchObject({ state: 'rejected', result: PAUSED });
    const told = house.notices('receipt').map((notice) => dataOf(notice, 'receipt'));
    expect(told).toMatchObject([{ state: 'rejected', result: PAUSED }]);
    expect(told[0]?.next).toBeUndefined();
  });

  it('is not sent either when the pause comes from another instance and this one looked', async () => {
    const scene = await confirmedDeposit();
    const { house, a, user, id } = scene;
    const b = house.instance('b');
    whileItWaits(scene, 'deposit', async () => {
      await b.app.setPaused(ownerOf(user), true);
      await a.app.lookWhetherPaused();
    });
    await a.submitDue();
    expect(house.earn.live.posts).toEqual([]);
    expect(house.operation(id)).toMatchObject({ state: 'rejected', result: PAUSED });
  });

  it('goes out when the owner paused and went on again in the meantime', async () => {
    const scene = await confirmedDeposit();
    const { house, a, user, id } = scene;
    whileItWaits(scene, 'deposit', async () => {
      await a.app.setPaused(ownerOf(user), true);
      await a.app.setPaused(ownerOf(user), false);
    });
    await a.submitDue();
    expect(house.operation(id).state).toBe('done');
  });

  it('is sent again by a new card once the owner goes on, also on an instance that was paused from elsewhere', async () => {
    const scene = await confirmedDeposit();
    const { house, a, user } = scene;
    const b = house.instance('b');
    whileItWaits(scene, 'deposit', async () => {
      await b.app.setPaused(ownerOf(user), true);
      await a.app.lookWhetherPaused();
    });
    await a.submitDue();
    await b.app.setPaused(ownerOf(user), false);
    const second = await draftDeposit(scene);
    await tap(scene, second);
    await a.submitDue();
    expect(house.operation(second.id).state).toBe('done');
    expect(house.earn.live.posts).toHaveLength(1);
  });

  it('is not sent by a look that began before the pause and ended after it', async () => {
    const scene = await confirmedDeposit();
    const { house, a, user } = scene;
    whileItWaits(scene, 'deposit', async () => {
      const look = a.app.lookWhetherPaused();
      const pause = a.app.setPaused(ownerOf(user), true);
      await Promise.all([look, pause]);
    });
    await a.submitDue();
    expect(house.earn.live.posts).toEqual([]);
  });

  it('stays paused here while the pause is still being stored', async () => {
    const scene = await createScene({});
    const { house, a, user } = scene;
    const { id } = await draftDeposit(scene);
    await tap(scene, house.operation(id));
    let pausing: Promise<boolean> | undefined;
    whileItWaits(scene, 'deposit', async () => {
      pausing = a.app.setPaused(ownerOf(user), true);
    });
    await a.submitDue();
    expect(await pausing).toBe(true);
    expect(house.earn.live.posts).toEqual([]);
  });
});

describe('looking whether moves are paused', () => {
  it('does not undo a pause that came while the answer of the store was on its way', async () => {
    let answer: (value: string | undefined) => void = () => undefined;
    const get = () => new Promise<string | undefined>((resolve) => (answer = resolve));
    const flag = createPauseFlag({ meta: { get } });
    await flag.whileSending(async () => {
      const look = flag.lookWhileSending();
      flag.set(true);
      answer('0');
      await look;
      expect(flag.isSet()).toBe(true);
      const next = flag.lookWhileSending();
      answer('0');
      await next;
      expect(flag.isSet()).toBe(false);
    });
  });

  it('asks the store only while a move is going out', async () => {
    const asked: string[] = [];
    const scene = await createScene({ hooks: { before: (call) => void asked.push(call) } });
    const looks = () => asked.filter((call) => call === 'meta.get').length;
    const { id } = await draftDeposit(scene);
    await tap(scene, scene.house.operation(id));
    const before = looks();
    await scene.a.app.lookWhetherPaused();
    expect(looks()).toBe(before);
    let during = 0;
    whileItWaits(scene, 'deposit', async () => {
      const then = looks();
      await scene.a.app.lookWhetherPaused();
      during = looks() - then;
    });
    await scene.a.submitDue();
    expect(during).toBe(1);
    const after = looks();
    await scene.a.app.lookWhetherPaused();
    expect(looks()).toBe(after);
  });
});

describe('a switch of renewal while the owner pauses', () => {
  const UNCLEAR: MoveScript = {
    executes: false,
    answer: { kind: 'unclear', cause: 'timeout', status: undefined },
  };

  async function renewing(script: readonly MoveScript[]): Promise<Scene & { readonly id: string }> {
    const scene = await createScene();
    const order = await holdOrder(scene);
    scene.house.earn.live.script.push(...script);
    const { id } = await draftRenew(scene, order, true);
    await tap(scene, scene.house.operation(id));
    return { ...scene, id };
  }

  it('is not sent when it still waits for its turn', async () => {
    const scene = await renewing([]);
    const { house, a, user, id } = scene;
    whileItWaits(scene, 'renew', () => a.app.setPaused(ownerOf(user), true));
    await a.submitDue();
    expect(house.earn.live.posts).toEqual([]);
    expect(house.operation(id)).toMatchObject({ state: 'rejected', result: PAUSED });
  });

  it.each(['here', 'on another instance'] as const)(
    'is not sent again after an unclear answer: what was sent is settled by reading (paused %s)',
    async (where) => {
      const scene = await renewing([UNCLEAR, UNCLEAR]);
      const { house, user, id } = scene;
      const pauser = where === 'here' ? scene.a : house.instance('b');
      house.earn.live.onCall = async (call) => {
        // The state is read between two requests.
        if (call !== 'orders' || house.earn.live.posts.length === 0) return;
        house.earn.live.onCall = undefined;
        await pauser.app.setPaused(ownerOf(user), true);
      };
      await scene.a.submitDue();
      expect(house.earn.live.posts).toHaveLength(1);
      expect(house.operation(id)).toMatchObject({ state: 'unknown', result: { cause: 'timeout' } });
    },
  );

  it('is not sent again either when the pause comes while the second request waits', async () => {
    const scene = await renewing([UNCLEAR, UNCLEAR]);
    const { house, a, user, id } = scene;
    house.earn.live.onCall = async (call) => {
      if (call !== 'renew' || house.earn.live.posts.length === 0) return;
      await a.app.setPaused(ownerOf(user), true);
    };
    await a.submitDue();
    expect(house.earn.live.posts).toHaveLength(1);
    expect(house.operation(id).state).toBe('unknown');
  });
});
