import { describe, expect, it } from 'vitest';
import { type Hooks, MemoryStoreError } from './memory/engine.ts';
import { createScene, draftDeposit, type Scene, tap } from './moves.ts';

/** Counts the calls of an instance and breaks the n-th of them, before or after it took effect. */
function breaker() {
  let left = Number.POSITIVE_INFINITY;
  let side: 'before' | 'after' = 'before';
  let act: () => void = () => {};
  const calls: string[] = [];
  const struck: string[] = [];
  const strike = (here: 'before' | 'after') => (call: string) => {
    if (here === 'before') calls.push(call);
    if (here !== side || left === Number.POSITIVE_INFINITY) return;
    left -= 1;
    if (left === 0) {
      left = Number.POSITIVE_INFINITY;
      struck.push(call);
      act();
    }
  };
  const hooks: Hooks = { before: strike('before'), after: strike('after') };
  return {
    hooks,
    calls,
    struck,
    arm(n: number, where: 'before' | 'after', what: () => void) {
      left = n;
      side = where;
      act = what;
    },
  };
}

const fails = (): void => {
  throw new MemoryStoreError('the database went away');
};

interface Tried extends Scene {
  readonly id: string;
  readonly calls: readonly string[];
  /** The call that broke, if there were so many. */
  readonly broken: string;
}

/** One submit whose n-th store call breaks; `kill` ends the instance there instead of failing the call. */
async function trySubmit(
  n: number,
  side: 'before' | 'after',
  kill: boolean,
  executes: boolean,
): Promise<Tried> {
  const strike = breaker();
  const scene = await createScene({ hooks: strike.hooks });
  const { house, a } = scene;
  house.earn.live.script.push({ executes, answer: { kind: 'accepted' } });
  const { id } = await draftDeposit(scene);
  await tap(scene, house.operation(id));
  strike.calls.length = 0;
  strike.arm(n, side, kill ? () => house.state.engine.kill('a') : fails);
  const submitted = a.submitDue().catch(() => undefined);
  const settled = await Promise.race([submitted, killed(scene)]);
  strike.arm(Number.POSITIVE_INFINITY, side, fails);
  expect(settled === 'killed' ? kill : true).toBe(true);
  return { ...scene, id, calls: [...strike.calls], broken: strike.struck.join() };
}

/** Resolves some turns of the event loop later: a killed instance never answers. */
async function killed(_: Scene): Promise<'killed'> {
  for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return 'killed';
}

/** Another instance goes on until nothing moves any more. */
async function recover({ house, id, account }: Tried): Promise<void> {
  const b = house.instance('b');
  for (let round = 0; round < 60; round += 1) {
    await b.app.recoverSending();
    await b.submitDue();
    await b.settleDue();
    house.advance(30_000);
    const { state } = house.operation(id);
    if (['done', 'rejected', 'expired', 'cancelled', 'not_found', 'needs_review'].includes(state)) break;
  }
  expect(house.state.tables.accounts.get(account.id)?.claim?.owner).not.toBe('b');
}

const ENDS = ['done', 'rejected', 'expired', 'cancelled', 'not_found', 'needs_review'];

/** How many store calls one submit makes. */
async function countCalls(): Promise<number> {
  return (await trySubmit(Number.MAX_SAFE_INTEGER, 'before', false, true)).calls.length;
}

describe.each([
  ['a failing call', false],
  ['a killed instance', true],
])('submit with %s at every point', (_, kill) => {
  it.each([
    ['before', true],
    ['before', false],
    ['after', true],
    ['after', false],
  ] as const)(
    '%s it took effect (move executed: %s): one request at most, and an end that is true',
    async (side, executes) => {
      const calls = await countCalls();
      expect(calls).toBeGreaterThan(15);
      const ends = new Set<string>();
      for (let n = 1; n <= calls; n += 1) {
        const tried = await trySubmit(n, side, kill, executes);
        // A claim whose answer was lost on a living instance is the store's to give back: no use case knows of it.
        if (!kill && side === 'after' && /\.claim(Due)?$/.test(tried.broken)) continue;
        const at = `${side} call ${n} of ${calls}: ${tried.broken}`;
        expect(tried.house.earn.live.posts.length, at).toBeLessThanOrEqual(1);
        if (!kill) {
          // The living instance gives its claims back by itself, or with its next round.
          await tried.a.app.recoverSending();
        }
        await recover(tried);
        const { state } = tried.house.operation(tried.id);
        const effects = tried.house.earn.live.orders.length;
        expect(ENDS, at).toContain(state);
        expect(tried.house.earn.live.posts.length, at).toBeLessThanOrEqual(1);
        // An exchange that says yes and does nothing is the one liar nobody can catch.
        if (effects === 1) expect(state, at).toBe('done');
        else if (tried.house.earn.live.posts.length === 0) expect(state, at).not.toBe('done');
        const told = tried.house.notices('receipt').map((notice) => notice.dedupeKey);
        expect(new Set(told).size, at).toBe(told.length);
        expect(told.length, at).toBeGreaterThan(0);
        ends.add(state);
      }
      expect(ends.size).toBeGreaterThan(0);
    },
  );
});

describe('an instance that was stopped and comes back', () => {
  it('changes nothing after another took its move over, and sends nothing late', async () => {
    const scene = await createScene();
    const { house, a } = scene;
    const { id } = await draftDeposit(scene);
    await tap(scene, house.operation(id));
    const b = house.instance('b');
    house.earn.live.onCall = async (call) => {
      if (call !== 'deposit') return;
      house.earn.live.onCall = undefined;
      // Stopped for a minute just before the first byte; meanwhile the other recovers the row.
      house.state.engine.expire('a');
      house.advance(60_000);
      expect(await b.app.recoverSending()).toBe(1);
    };
    await a.submitDue();
    expect(house.earn.live.posts).toEqual([]);
    expect(house.operation(id)).toMatchObject({ state: 'unknown', result: { cause: 'interrupted' } });
    expect(house.logged.map(({ event }) => event)).toContain('submit.interrupted');
  });

  it('cannot store its answer over the one that the other settled', async () => {
    const scene = await createScene();
    const { house, a } = scene;
    const { id } = await draftDeposit(scene);
    await tap(scene, house.operation(id));
    house.earn.live.script.push({
      executes: true,
      answer: { kind: 'refused', reason: 'said_no', code: undefined },
    });
    const b = house.instance('b');
    house.earn.live.onCall = async (call) => {
      if (call !== 'orders' || house.earn.live.posts.length === 0) return;
      house.earn.live.onCall = undefined;
      house.state.engine.expire('a');
      house.advance(5_000);
      await b.app.recoverSending();
      house.advance(2_000);
      await b.settleDue();
    };
    await a.submitDue();
    expect(house.operation(id).state).toBe('done');
    expect(house.earn.live.posts).toHaveLength(1);
  });
});

describe('recovering moves left in `sending`', () => {
  it('takes none of a living instance', async () => {
    const scene = await createScene();
    const { house, a } = scene;
    const { id } = await draftDeposit(scene);
    await tap(scene, house.operation(id));
    const b = house.instance('b');
    house.earn.live.onCall = async (call) => {
      if (call === 'deposit') expect(await b.app.recoverSending()).toBe(0);
    };
    await a.submitDue();
    expect(house.operation(id).state).toBe('done');
    expect.assertions(2);
  });

  it('changes nothing of a row that was taken over since it was claimed', async () => {
    const scene = await createScene();
    const { house, a } = scene;
    const { id } = await draftDeposit(scene);
    await tap(scene, house.operation(id));
    house.earn.live.onCall = (call) => {
      if (call === 'deposit') house.state.engine.kill('a');
    };
    await Promise.race([a.submitDue(), killed(scene)]);
    const b = house.instance('b', {
      before(call) {
        const owned = house.state.tables.operations.get(id);
        if (call !== 'begin' || owned === undefined) return;
        const claim = { owner: 'thief', fence: house.state.engine.next() };
        house.state.tables.operations.set(id, { ...owned, claim });
      },
    });
    expect(await b.app.recoverSending()).toBe(0);
    expect(house.operation(id).state).toBe('sending');
    expect(house.notices('receipt')).toEqual([]);
  });

  it('goes on with the others when one cannot be stored', async () => {
    const strike = breaker();
    const scene = await createScene();
    const { house, a } = scene;
    const { id } = await draftDeposit(scene);
    await tap(scene, house.operation(id));
    house.earn.live.onCall = (call) => {
      if (call === 'deposit') house.state.engine.kill('a');
    };
    await Promise.race([a.submitDue(), killed(scene)]);
    const b = house.instance('b', strike.hooks);
    strike.arm(3, 'before', fails);
    expect(await b.app.recoverSending()).toBe(0);
    expect(house.operation(id).state).toBe('sending');
    expect(await b.app.recoverSending()).toBe(1);
    expect(house.operation(id).state).toBe('unknown');
    expect(b.wakes).toEqual(['deliver', 'settle']);
  });
});
