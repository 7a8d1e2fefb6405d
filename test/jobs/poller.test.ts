import { afterEach, describe, expect, it } from 'vitest';
import { createPoller, type PollAnswer, type Poller } from '../../src/jobs/poller.ts';
import { createMemoryState, createMemoryStore, type MemoryState } from '../app/memory-store.ts';
import { createLogBook } from './log-book.ts';

const pollers: Poller[] = [];
afterEach(async () => {
  await Promise.all(pollers.splice(0).map((poller) => poller.stop()));
});

const update = (id: number) => ({ update_id: id, message: { chat: { id: 1 } } });
const batch = (...ids: number[]): PollAnswer => ({ kind: 'ok', result: ids.map(update) });

/** A poller whose polls are answered from a list; after the list a poll stays open until it is aborted. */
const harness = (
  answers: PollAnswer[],
  options: {
    state?: MemoryState;
    instanceId?: string;
    accept?: (updates: readonly unknown[]) => Promise<number>;
    mayClaim?: () => boolean;
  } = {},
) => {
  const { state = createMemoryState(), instanceId = 'one' } = options;
  const asked: Readonly<Record<string, unknown>>[] = [];
  const accepted: unknown[] = [];
  const slept: number[] = [];
  const book = createLogBook();
  const store = createMemoryStore({ instanceId, state });
  const poller = createPoller({
    seats: store.seats,
    getUpdates: (payload, { signal }) => {
      asked.push(payload);
      const answer = answers.shift();
      if (answer !== undefined) return Promise.resolve(answer);
      return new Promise((resolve) => {
        const end = () => resolve({ kind: 'failed', code: 'ABORTED' });
        if (signal.aborted) end();
        else signal.addEventListener('abort', end);
      });
    },
    accept:
      options.accept ??
      (async (updates) => {
        accepted.push(...updates);
        return updates.length;
      }),
    mayClaim: options.mayClaim ?? (() => true),
    sleep: async (ms) => {
      slept.push(ms);
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
    log: book.log,
  });
  pollers.push(poller);
  const offsets = () => asked.map(({ offset }) => offset);
  return { poller, asked, accepted, slept, book, offsets, state };
};

describe('the poller', () => {
  it('asks for long polls of at most 100 of the kinds the bot knows', async () => {
    const { poller, asked } = harness([]);
    poller.start();
    await expect.poll(() => asked).toHaveLength(1);
    expect(asked[0]).toEqual({
      limit: 100,
      timeout: 25,
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
    });
  });

  it('moves the offset only after the batch is stored', async () => {
    const gate = Promise.withResolvers<void>();
    const { poller, offsets } = harness([batch(5, 6)], { accept: () => gate.promise.then(() => 2) });
    poller.start();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(offsets()).toEqual([undefined]);
    gate.resolve();
    await expect.poll(offsets).toEqual([undefined, 7]);
  });

  it('asks for the same batch again when it was not stored', async () => {
    let tries = 0;
    const { poller, offsets, book } = harness([batch(5), batch(5), batch()], {
      accept: async () => {
        tries += 1;
        if (tries === 1) throw new Error('database away');
        return 1;
      },
    });
    poller.start();
    await expect.poll(offsets).toEqual([undefined, undefined, 6, undefined]);
    expect(book.events()).toEqual(['poller.not_stored']);
  });

  it('asks without an offset after an empty answer, since ids may jump down after an idle week', async () => {
    const { poller, offsets, accepted } = harness([batch(900), batch(), batch(3)]);
    poller.start();
    await expect.poll(offsets).toEqual([undefined, 901, undefined, 4]);
    expect(accepted).toEqual([update(900), update(3)]);
  });

  it('waits while another instance holds the seat, and begins without an offset when it gets it', async () => {
    const first = harness([batch(5)]);
    first.poller.start();
    await expect.poll(first.offsets).toEqual([undefined, 6]);
    const second = harness([], { state: first.state, instanceId: 'two' });
    second.poller.start();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(second.asked).toEqual([]);
    await first.poller.stop();
    await expect.poll(second.offsets).toEqual([undefined]);
  });

  it('backs off longer with each 409 in a row and recovers', async () => {
    const conflict: PollAnswer = { kind: 'refused', status: 409, retryAfterMs: undefined };
    const { poller, asked, slept, book } = harness([conflict, conflict, conflict, batch(1)]);
    poller.start();
    await expect.poll(() => asked).toHaveLength(5);
    expect(slept).toEqual([500, 1_000, 2_000]);
    expect(book.events()).toEqual(['poller.other_poller', 'poller.other_poller']);
    expect(poller.state().failures).toBe(0);
  });

  it('obeys a 429 to the second', async () => {
    const { poller, asked, slept } = harness([{ kind: 'refused', status: 429, retryAfterMs: 17_000 }]);
    poller.start();
    await expect.poll(() => asked).toHaveLength(2);
    expect(slept).toEqual([17_000]);
  });

  it.each([
    ['no answer', { kind: 'failed', code: 'ECONNRESET' }],
    ['a server error', { kind: 'refused', status: 502, retryAfterMs: undefined }],
    ['an unreadable result', { kind: 'ok', result: { no: 'list' } }],
  ] as const)('backs off after %s and keeps its offset', async (_what, answer) => {
    const { poller, offsets, slept } = harness([batch(5), answer]);
    poller.start();
    await expect.poll(offsets).toEqual([undefined, 6, 6]);
    expect(slept).toEqual([500]);
  });

  it('asks rarely while its token is refused', async () => {
    const { poller, asked, slept } = harness([{ kind: 'refused', status: 401, retryAfterMs: undefined }]);
    poller.start();
    await expect.poll(() => asked).toHaveLength(2);
    expect(slept).toEqual([60_000]);
  });

  it('does not poll while the instance may not claim', async () => {
    let alive = false;
    const { poller, asked } = harness([], { mayClaim: () => alive });
    poller.start();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toEqual([]);
    alive = true;
    await expect.poll(() => asked).toHaveLength(1);
  });

  it('ends its long poll at once when it is stopped', async () => {
    const { poller, asked } = harness([]);
    poller.start();
    await expect.poll(() => asked).toHaveLength(1);
    await poller.stop();
    expect(asked).toHaveLength(1);
  });
});
