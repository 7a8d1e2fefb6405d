import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { InboxUpdate } from '../../src/app/store.ts';
import { chatIdOf, createIntake, inboxContext } from '../../src/jobs/intake.ts';
import { createVault } from '../../src/vault.ts';
import { createLogBook } from './log-book.ts';

const vault = createVault({ keys: [{ id: 'k1', key: randomBytes(32) }], fingerprintKey: randomBytes(32) });

const harness = () => {
  const stored: InboxUpdate[] = [];
  const book = createLogBook();
  let wakes = 0;
  const accept = createIntake({
    chats: {
      accept: async (updates) => {
        stored.push(...updates);
        return updates.length;
      },
    },
    vault,
    botId: 99,
    clock: { now: () => 1_000 },
    log: book.log,
    wake: () => {
      wakes += 1;
    },
  });
  return { accept, stored, book, wakes: () => wakes };
};

const message = (updateId: number, chatId: number, text: string) => ({
  update_id: updateId,
  message: { message_id: 1, chat: { id: chatId, type: 'private' }, text },
});

describe('the intake', () => {
  it('seals every payload, since it may hold a secret', async () => {
    const { accept, stored, wakes } = harness();
    const update = message(5, 7, 'planted-secret');
    expect(await accept([update])).toBe(1);
    expect(stored).toMatchObject([{ botId: 99, updateId: 5, chatId: 7 }]);
    expect(JSON.stringify(stored)).not.toContain('planted');
    expect(JSON.parse(vault.open(stored[0]?.sealed ?? '', inboxContext(5)))).toEqual(update);
    expect(wakes()).toBe(1);
  });

  it('stores a batch in one call and in its order', async () => {
    const { accept, stored } = harness();
    await accept([message(7, 1, 'a'), message(8, 2, 'b'), message(9, 1, 'c')]);
    expect(stored.map(({ updateId }) => updateId)).toEqual([7, 8, 9]);
  });

  it('skips what has no id or no chat and keeps the rest', async () => {
    const { accept, stored, book } = harness();
    await accept([
      null,
      'x',
      {},
      { update_id: 1 },
      { update_id: 2, poll: { id: 'p' } },
      message(3, 4, 'fine'),
    ]);
    expect(stored.map(({ updateId }) => updateId)).toEqual([3]);
    expect(book.events()).toHaveLength(5);
  });

  it('stores nothing and wakes nobody for an empty batch', async () => {
    const { accept, stored, wakes } = harness();
    expect(await accept([])).toBe(0);
    expect(stored).toEqual([]);
    expect(wakes()).toBe(0);
  });

  it('rejects when the batch is not committed', async () => {
    const book = createLogBook();
    const accept = createIntake({
      chats: { accept: () => Promise.reject(new Error('database away')) },
      vault,
      botId: 99,
      clock: { now: () => 0 },
      log: book.log,
      wake: () => expect.unreachable(),
    });
    await expect(accept([message(1, 1, 'x')])).rejects.toThrow();
  });
});

describe('the chat of an update', () => {
  it.each([
    ['a message', message(1, 11, 'x'), 11],
    ['an edited message', { update_id: 1, edited_message: { chat: { id: 12 } } }, 12],
    ['a tap', { update_id: 1, callback_query: { from: { id: 5 }, message: { chat: { id: 13 } } } }, 13],
    [
      'a tap in a group',
      { update_id: 1, callback_query: { from: { id: 5 }, message: { chat: { id: -100 } } } },
      -100,
    ],
    ['a tap on an inline message', { update_id: 1, callback_query: { from: { id: 5 } } }, 5],
    ['a change of membership', { update_id: 1, my_chat_member: { chat: { id: 14 } } }, 14],
    ['something else', { update_id: 1, inline_query: { from: { id: 5 } } }, undefined],
  ])('is found for %s', (_what, update, chatId) => {
    expect(chatIdOf(update)).toBe(chatId);
  });
});
