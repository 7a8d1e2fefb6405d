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
