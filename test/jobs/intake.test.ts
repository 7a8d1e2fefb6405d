import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { UNREAD_MAX } from '../../src/app/accept-some.ts';
import type { IncomingUpdate } from '../../src/app/app.ts';
import type { InboxUpdate } from '../../src/app/store.ts';
import { chatIdOf, createIntake, inboxContext } from '../../src/jobs/intake.ts';
import { createVault } from '../../src/vault.ts';
import { createLogBook } from './log-book.ts';

const vault = createVault({ keys: [{ id: 'k1', key: randomBytes(32) }], fingerprintKey: randomBytes(32) });

/** `unread`: what the store says lies unread in the fullest chat. */
const harness = (options: { readonly unread?: number } = {}) => {
  let { unread = 0 } = options;
  let tries = 0;
  const stored: InboxUpdate[] = [];
  const tooMany: IncomingUpdate[] = [];
  const book = createLogBook();
  let wakes = 0;
  const accept = createIntake({
    chats: {
      accept: async (updates, _now, unreadMax) => {
        tries += 1;
        if (unread + updates.length > unreadMax) return undefined;
        stored.push(...updates);
        return updates.length;
      },
    },
    acceptSome: async (updates) => {
      tooMany.push(...updates);
      return { added: updates.length, refused: Math.max(0, unread + updates.length - UNREAD_MAX) };
    },
    vault,
    botId: 99,
    clock: { now: () => 1_000 },
    log: book.log,
    wake: () => {
      wakes += 1;
    },
  });
  const calmDown = () => {
    unread = 0;
  };
  return { accept, stored, tooMany, book, calmDown, tries: () => tries, wakes: () => wakes };
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

  it('stores what just fits a chat in one go', async () => {
    const { accept, stored, tooMany } = harness({ unread: UNREAD_MAX - 2 });
    expect(await accept([message(1, 7, 'a'), message(2, 7, 'b')])).toBe(2);
    expect([stored.length, tooMany.length]).toEqual([2, 0]);
  });

  it('hands on a batch that is too much for a chat, sealed, with what was written in it', async () => {
    const { accept, stored, tooMany, wakes } = harness({ unread: UNREAD_MAX });
    const photo = { message_id: 4, chat: { id: 7 }, caption: 'a picture' };
    const batch = [
      message(1, 7, 'a'),
      { update_id: 2, edited_message: { message_id: 3, chat: { id: 7 }, text: 'b' } },
      { update_id: 3, message: photo },
      { update_id: 4, callback_query: { from: { id: 7 }, data: 'x' } },
      { update_id: 5, message: { message_id: 5, chat: { id: 7 }, sticker: {} } },
    ];
    expect(await accept(batch)).toBe(5);
    expect(stored).toEqual([]);
    expect(tooMany.map(({ message: written }) => written)).toEqual([
      { messageId: 1, text: 'a' },
      { messageId: 3, text: 'b' },
      { messageId: 4, text: 'a picture' },
      undefined,
      undefined,
    ]);
    expect(JSON.parse(vault.open(tooMany[0]?.seal() ?? '', inboxContext(1)))).toEqual(batch[0]);
    expect(wakes()).toBe(1);
  });

  it('takes the batches of a flood in one transaction each, and is itself again when it is over', async () => {
    const { accept, stored, tooMany, calmDown, tries } = harness({ unread: UNREAD_MAX });
    for (let id = 1; id <= 5; id += 1) await accept([message(id, 7, 'a')]);
    expect([tries(), tooMany.length]).toEqual([1, 5]);
    calmDown();
    await accept([message(6, 7, 'a')]);
    expect([tries(), tooMany.length]).toEqual([1, 6]);
    await accept([message(7, 7, 'a')]);
    expect([tries(), tooMany.length, stored.length]).toEqual([2, 6, 1]);
  });

  it('rejects when the batch is not committed', async () => {
    const book = createLogBook();
    const accept = createIntake({
      chats: { accept: () => Promise.reject(new Error('database away')) },
      acceptSome: () => expect.unreachable(),
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
