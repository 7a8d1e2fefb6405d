// How soon a message with a secret is deleted: the bot's own loop on a clock that the test moves.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SendOutcome } from '../../src/app/ports.ts';
import type { Store } from '../../src/app/store.ts';
import { createLoops, type LoopsDeps } from '../../src/compose/loops.ts';
import type { Loop } from '../../src/jobs/loop.ts';
import { createMemoryState, createMemoryStore, type MemoryState } from '../app/memory-store.ts';
import { createLogBook } from '../jobs/log-book.ts';

/** The bar of guarantees.md. */
const SOON_MS = 2_000;
const SECRET = { chatId: 7, messageId: 5, userId: 7, attempts: 0 };

let state: MemoryState;
let loop: Loop;
let tried: number[];
let answers: SendOutcome[];

const openStore = (instanceId: string): Store => createMemoryStore({ instanceId, state });

/** The loop of deletions as `npm start` runs it; nobody wakes it. */
function openLoop(store: Store): Loop {
  const messenger = {
    delete: async () => {
      tried.push(Date.now());
      return answers.shift() ?? { kind: 'sent', messageId: 0 };
    },
  };
  const loops = createLoops({
    app: { deletionTried: async () => undefined },
    store,
    messenger,
    render: async () => undefined,
    wake: () => undefined,
    mayClaim: () => true,
    stopping: new AbortController().signal,
    log: createLogBook().log,
    refreshClocks: async () => undefined,
  } as unknown as LoopsDeps);
  const found = loops.find(([queue]) => queue === 'delete');
  if (found === undefined) throw new Error('no loop of deletions');
  return found[1];
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 });
  state = createMemoryState();
  tried = [];
  answers = [];
});
afterEach(async () => {
  const stopped = loop.stop();
  await vi.runOnlyPendingTimersAsync();
  await stopped;
  vi.useRealTimers();
});

/** How long after now the first try comes, within the bar; undefined when none does. */
async function firstTryAfterMs(): Promise<number | undefined> {
  const from = Date.now();
  await vi.advanceTimersByTimeAsync(SOON_MS);
  return tried[0] === undefined ? undefined : tried[0] - from;
}

describe('a message with a secret', () => {
  it.each([0, 1, 499, 999])(
    'is tried within two seconds, though nobody wakes a loop that has slept for %d ms',
    async (sleptMs) => {
      const store = openStore('one');
      loop = openLoop(store);
      loop.start();
      await vi.advanceTimersByTimeAsync(10_000 + sleptMs);
      await store.deletions.add([SECRET], Date.now());
      expect(await firstTryAfterMs()).toBeLessThanOrEqual(SOON_MS);
      expect(state.tables.deletions.rows()).toEqual([]);
    },
  );

  it('is gone within two seconds of Telegram’s recovery from an error page', async () => {
    const store = openStore('one');
    answers = [{ kind: 'unclear' }];
    loop = openLoop(store);
    loop.start();
    await store.deletions.add([SECRET], Date.now());
    expect(await firstTryAfterMs()).toBeLessThanOrEqual(SOON_MS);
    await vi.advanceTimersByTimeAsync(SOON_MS);
    expect(tried).toHaveLength(2);
    expect(state.tables.deletions.rows()).toEqual([]);
  });

  it('is taken over within two seconds of the death of the instance that was deleting it', async () => {
    const dead = openStore('dead');
    loop = openLoop(openStore('one'));
    loop.start();
    await dead.deletions.add([SECRET], Date.now());
    expect(await dead.deletions.claimDue(Date.now(), 1)).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(tried).toEqual([]);
    state.engine.kill('dead');
    expect(await firstTryAfterMs()).toBeLessThanOrEqual(SOON_MS);
    expect(state.tables.deletions.rows()).toEqual([]);
  });
});
