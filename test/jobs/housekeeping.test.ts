import { describe, expect, it } from 'vitest';
import { createHousekeeping } from '../../src/jobs/housekeeping.ts';
import { createMemoryState, createMemoryStore } from '../app/memory-store.ts';
import { createLogBook } from './log-book.ts';

describe('housekeeping', () => {
  it('recovers moves of the dead in every round and goes on when a step fails', async () => {
    const store = createMemoryStore({ instanceId: 'one', state: createMemoryState() });
    const book = createLogBook();
    let rounds = 0;
    const house = createHousekeeping({
      app: {
        recoverSending: async () => {
          rounds += 1;
          if (rounds === 1) throw new Error('database away');
          return rounds === 2 ? 1 : 0;
        },
      },
      store,
      pruneNotices: async () => 0,
      mayClaim: () => true,
      clock: { now: () => 1 },
      sleep: () => new Promise((resolve) => setTimeout(resolve, 1)),
      log: book.log,
    });
    house.start();
    await expect.poll(() => rounds).toBeGreaterThan(3);
    await house.stop();
    expect(book.events()).toEqual(['housekeeping.moves_recovered_failed', 'housekeeping.moves_recovered']);
  });

  it('wipes the key of a person who never sent the passphrase', async () => {
    const store = createMemoryStore({ instanceId: 'one', state: createMemoryState() });
    const capture = { userId: 7, chatId: 7, environment: 'live', awaiting: 'passphrase' } as const;
    await store.captures.put({ ...capture, keySealed: 'sealed', expiresAt: 10, replaces: undefined });
    let now = 10;
    let rounds = 0;
    const house = createHousekeeping({
      app: { recoverSending: async () => 0 },
      store,
      pruneNotices: async () => 0,
      mayClaim: () => true,
      clock: { now: () => now },
      sleep: async () => {
        rounds += 1;
        await new Promise((resolve) => setTimeout(resolve, 1));
      },
      log: createLogBook().log,
    });
    house.start();
    await expect.poll(() => rounds).toBeGreaterThan(2);
    expect((await store.captures.get(7))?.keySealed).toBe('sealed');
    now = 11;
    await expect.poll(async () => (await store.captures.get(7))?.keySealed).toBeUndefined();
    await house.stop();
  });

  it('does nothing while the instance may not claim', async () => {
    const store = createMemoryStore({ instanceId: 'one', state: createMemoryState() });
    let sleeps = 0;
    const house = createHousekeeping({
      app: { recoverSending: () => expect.unreachable() },
      store,
      pruneNotices: async () => 0,
      mayClaim: () => false,
      clock: { now: () => 1 },
      sleep: async () => {
        sleeps += 1;
        await new Promise((resolve) => setTimeout(resolve, 1));
      },
      log: createLogBook().log,
    });
    house.start();
    await expect.poll(() => sleeps).toBeGreaterThan(2);
    await house.stop();
  });
});
