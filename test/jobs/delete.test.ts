import { beforeEach, describe, expect, it } from 'vitest';
import type { SendOutcome } from '../../src/app/ports.ts';
import type { Store } from '../../src/app/store.ts';
import { createDeletionRunner } from '../../src/jobs/delete.ts';
import { createMemoryState, createMemoryStore, type MemoryState } from '../app/memory-store.ts';
import { aUser } from '../db/contract/samples.ts';
import { createLogBook } from './log-book.ts';

let state: MemoryState;
let store: Store;
let now: number;
let outcome: SendOutcome;
let calls: number[];
/** Who was told that a try is over, and how many of theirs were not tried then. */
let tried: [number, number][];

beforeEach(async () => {
  state = createMemoryState();
  store = createMemoryStore({ instanceId: 'one', state });
  now = 1_000;
  calls = [];
  tried = [];
  await store.users.ensure(aUser({ id: 7, chatId: 7 }));
  outcome = { kind: 'sent', messageId: 5 };
  await store.deletions.add([{ chatId: 7, messageId: 5, userId: 7, attempts: 0 }], now);
});

const round = async (): Promise<number> => {
  const run = createDeletionRunner({
    store,
    messenger: {
      delete: async (_chatId, messageId) => {
        calls.push(messageId);
        return outcome;
      },
    },
    clock: { now: () => now },
    log: createLogBook().log,
    wakeDeliver: () => undefined,
    tried: async (userId) => void tried.push([userId, await store.deletions.untriedOf(userId)]),
  });
  const due = await store.deletions.claimDue(now, 10);
  for (const one of due) await run(one);
  return due.length;
};

const notices = () => state.tables.notices.rows().map(({ row }) => row.kind);

describe('the deletion of a secret', () => {
  it('is over when Telegram deleted the message', async () => {
    await round();
    expect(await store.deletions.countOf(7)).toBe(0);
    expect(notices()).toEqual([]);
  });

  it('is over when the message is already gone', async () => {
    outcome = { kind: 'refused', gone: true, description: 'message to delete not found' };
    await round();
    expect(await store.deletions.countOf(7)).toBe(0);
    expect(notices()).toEqual([]);
  });

  it.each([
    ['nothing was sent', { kind: 'not_sent' }],
    ['the answer was lost', { kind: 'unclear' }],
    ['the bot is blocked', { kind: 'blocked' }],
    ['Telegram is busy', { kind: 'retry_after', waitMs: 1_000 }],
  ] as const)('is repeated until Telegram says so when %s', async (_what, trouble) => {
    outcome = trouble;
    for (let i = 0; i < 5; i += 1) {
      expect(await round()).toBe(1);
      expect(await round()).toBe(0);
      now += 60_000;
    }
    outcome = { kind: 'sent', messageId: 5 };
    await round();
    expect(calls).toHaveLength(6);
    expect(await store.deletions.countOf(7)).toBe(0);
  });

  it('obeys the wait of a 429', async () => {
    outcome = { kind: 'retry_after', waitMs: 20_000 };
    await round();
    now += 19_999;
    expect(await round()).toBe(0);
    now += 1;
    expect(await round()).toBe(1);
  });

  it.each([
    ['it is gone', { kind: 'sent', messageId: 5 }],
    ['the answer was lost', { kind: 'unclear' }],
    ['Telegram refuses', { kind: 'refused', gone: false, description: "message can't be deleted" }],
  ] as const)('lets those who wait for its first try know when %s, once it is stored', async (_what, how) => {
    outcome = how;
    await round();
    expect(tried).toEqual([[7, 0]]);
  });

  it('is nobody’s after /forget: it goes on, and there is nobody to tell', async () => {
    await store.users.forget(7);
    outcome = { kind: 'unclear' };
    await round();
    now += 60_000;
    outcome = { kind: 'refused', gone: false, description: "message can't be deleted" };
    await round();
    expect(calls).toHaveLength(2);
    expect(state.tables.deletions.rows()).toEqual([]);
    expect([notices(), tried]).toEqual([[], []]);
  });

  it('that Telegram refuses for good is told to the person, once', async () => {
    outcome = { kind: 'refused', gone: false, description: "message can't be deleted" };
    await round();
    expect(await store.deletions.countOf(7)).toBe(0);
    expect(notices()).toEqual(['secret_not_deleted']);
  });

  it('is given up after about 48 hours, and the person told', async () => {
    outcome = { kind: 'unclear' };
    const begun = now;
    while ((await store.deletions.countOf(7)) > 0) {
      now += 600_000;
      await round();
      expect(calls.length).toBeLessThan(1_000);
    }
    expect(now - begun).toBeGreaterThan(47 * 3_600_000);
    expect(now - begun).toBeLessThan(52 * 3_600_000);
    expect(notices()).toEqual(['secret_not_deleted']);
  });
});
