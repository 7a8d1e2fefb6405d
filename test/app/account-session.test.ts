import { describe, expect, it } from 'vitest';
import { createSessions } from '../../src/app/account-session.ts';
import { createReleases } from '../../src/app/release-claims.ts';
import { createScene, type Scene } from './moves.ts';

function sessionsOf({ a }: Scene) {
  return createSessions(a.deps, createReleases(a.deps));
}

describe('one call in flight per key', () => {
  it('holds the account while it works and gives it back afterwards, also after a throw', async () => {
    const scene = await createScene();
    const { house, account } = scene;
    const sessions = sessionsOf(scene);
    const options = { priority: 'interactive', waitMs: 1_000 } as const;
    const claim = () => house.state.tables.accounts.get(account.id)?.claim;
    await sessions.within(account.id, options, async (session) => {
      expect(claim()).toEqual(session.claim);
      expect(session.account.id).toBe(account.id);
    });
    expect(claim()).toBeUndefined();
    const broken = sessions.within(account.id, options, () => Promise.reject(new Error('x')));
    await expect(broken).rejects.toThrow('x');
    expect(claim()).toBeUndefined();
  });

  it('waits for another holder with short pauses, and no longer than it may', async () => {
    const scene = await createScene();
    const { house, account } = scene;
    const held = await house.instance('b').store.accounts.claim(account.id);
    expect(held).toBeDefined();
    const before = house.clock.now;
    const options = { priority: 'interactive', waitMs: 2_000 } as const;
    const work = async () => 'done';
    expect(await sessionsOf(scene).within(account.id, options, work)).toEqual({ ok: false, reason: 'busy' });
    expect(house.clock.now - before).toBeGreaterThanOrEqual(2_000);
    expect(house.clock.now - before).toBeLessThan(2_500);
    expect(await sessionsOf(scene).within('none', options, work)).toEqual({ ok: false, reason: 'gone' });
  });

  it('keeps a claim that the database would not take back, and gives it back later', async () => {
    const scene = await createScene();
    const { house, account } = scene;
    let isDown = false;
    const flaky = house.instance('flaky', {
      before(call) {
        if (isDown && call === 'accounts.release') throw new Error('down');
      },
    });
    isDown = true;
    await flaky.app.orders(scene.user);
    const claim = () => house.state.tables.accounts.get(account.id)?.claim;
    expect(claim()?.owner).toBe('flaky');
    await flaky.app.recoverSending();
    expect(claim()?.owner).toBe('flaky');
    isDown = false;
    await flaky.app.recoverSending();
    expect(claim()).toBeUndefined();
  });

  it('does not take back what another holds by now', async () => {
    const scene = await createScene();
    const { house, account } = scene;
    let isDown = true;
    const flaky = house.instance('flaky', {
      before(call) {
        if (isDown && call === 'accounts.release') throw new Error('down');
      },
    });
    await flaky.app.orders(scene.user);
    house.state.engine.expire('flaky');
    const taken = await scene.a.store.accounts.claim(account.id);
    isDown = false;
    await flaky.app.recoverSending();
    expect(house.state.tables.accounts.get(account.id)?.claim).toEqual(taken?.claim);
  });
});

describe('nonces of a key', () => {
  it('are bought, and moments taken, only after the clock of the exchange was looked after', async () => {
    const scene = await createScene();
    scene.house.measured.length = 0;
    await scene.a.app.home(scene.user, true);
    expect(scene.house.measured).toEqual(['live', 'live', 'live']);
  });

  it('are not bought while nobody knows the exchange’s time: nothing is asked, and the key stays usable', async () => {
    const scene = await createScene();
    scene.house.clockIsKnown = false;
    const nonces = scene.house.earn.live.nonces.length;
    const home = await scene.a.app.home(scene.user, true);
    expect(home.ok && home.value.problem).toMatchObject({
      kind: 'exchange',
      failure: { kind: 'unavailable' },
    });
    expect(scene.house.earn.live.nonces.length).toBe(nonces);
  });

  const buy = (scene: Scene, times = 1) =>
    sessionsOf(scene).within(
      scene.account.id,
      { priority: 'interactive', waitMs: 1_000 },
      async ({ caller }) => {
        const nonces: number[] = [];
        for (let index = 0; index < times; index += 1) nonces.push(await caller.nextNonce());
        return nonces;
      },
    );

  it('are the exchange’s milliseconds, and rise within one', async () => {
    const scene = await createScene();
    scene.house.clock.environment.live.offsetMs = 700;
    const now = scene.house.envNow('live');
    expect(await buy(scene, 3)).toEqual({ ok: true, value: [now, now + 1, now + 2] });
  });

  it('rise across instances and over a whole day of calls', async () => {
    const scene = await createScene();
    const b = scene.house.instance('b');
    for (let round = 0; round < 5; round += 1) {
      await scene.a.app.orders(scene.user);
      await b.app.orders(scene.user);
      scene.house.advance(round * 7);
    }
    const { nonces } = scene.house.earn.live;
    expect(nonces).toEqual(nonces.toSorted((x, y) => x - y));
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  it('wait until they run at most two seconds ahead of a clock that was set back', async () => {
    const scene = await createScene();
    await buy(scene);
    scene.house.clock.environment.live.offsetMs -= 5_000;
    const before = scene.house.clock.now;
    const bought = await buy(scene);
    if (!bought.ok) throw new Error('busy');
    expect(scene.house.clock.now).toBeGreaterThan(before);
    expect((bought.value[0] ?? 0) - scene.house.envNow('live')).toBeLessThanOrEqual(2_000);
  });

  it('are not sold when that would take too long, or the clock does not come that far', async () => {
    const scene = await createScene();
    await buy(scene);
    scene.house.clock.environment.live.offsetMs -= 600_000;
    await expect(buy(scene)).rejects.toThrow('too far ahead');

    const still = await createScene();
    await buy(still);
    still.house.clock.environment.live.offsetMs -= 5_000;
    still.house.onSleep = () => {
      still.house.clock.environment.live.offsetMs -= 3_000;
    };
    await expect(buy(still)).rejects.toThrow('did not reach');

    const standing = await createScene();
    await buy(standing);
    standing.house.clock.environment.live.offsetMs -= 5_000;
    standing.house.clock.environment.live.speed = 0;
    await expect(buy(standing)).rejects.toThrow('too far ahead');
  });

  it('are not sold to an instance that lost the account', async () => {
    const scene = await createScene();
    const sessions = sessionsOf(scene);
    const options = { priority: 'interactive', waitMs: 1_000 } as const;
    await sessions.within(scene.account.id, options, async ({ caller }) => {
      scene.house.state.engine.expire('a');
      await scene.house.instance('b').store.accounts.claim(scene.account.id);
      await expect(caller.nextNonce()).rejects.toMatchObject({ name: 'ClaimLost' });
    });
  });
});
