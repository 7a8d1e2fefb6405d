// One person sends far too much: what is answered, what is told, and that a key never stays in the chat.
import { beforeEach, describe, expect, it } from 'vitest';
import { createAcceptSome, TOLD_AGAIN_MS, UNREAD_MAX } from '../../src/app/accept-some.ts';
import type { App, IncomingUpdate, Queue } from '../../src/app/app.ts';
import type { Store } from '../../src/app/store.ts';
import { aUser, NOW } from '../db/contract/samples.ts';
import { createLogBook } from '../jobs/log-book.ts';
import { createMemoryState, createMemoryStore, type MemoryState } from './memory-store.ts';

const PERSON = 501;
const GROUP = -77;
const KEY = 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8';

let state: MemoryState;
let store: Store;
let now: number;
let book: ReturnType<typeof createLogBook>;
let woken: Queue[];
let acceptSome: App['acceptSome'];

beforeEach(async () => {
  state = createMemoryState();
  store = createMemoryStore({ instanceId: 'one', state });
  now = NOW;
  book = createLogBook();
  woken = [];
  const wake = (queue: Queue) => void woken.push(queue);
  acceptSome = createAcceptSome({ store, clock: { now: () => now }, log: book.log, wake });
  await store.users.ensure(aUser({ id: PERSON, chatId: PERSON, language: 'zh-hans' }));
});

function wrote(from: number, texts: readonly string[], chatId = PERSON): readonly IncomingUpdate[] {
  return texts.map((text, index) => ({
    botId: 1,
    updateId: from + index,
    chatId,
    seal: () => `sealed ${from + index}`,
    message: { messageId: from + index, text },
  }));
}

const chatter = (length: number) => Array.from({ length }, (_, index) => `hello ${index}`);
const fill = (chatId = PERSON) => acceptSome(wrote(1, chatter(UNREAD_MAX), chatId));
const told = () => state.tables.notices.rows().map(({ row }) => [row.userId, row.kind]);
const deleted = () => state.tables.deletions.rows().map(({ row }) => [row.chatId, row.messageId]);

describe('a batch that fits after all', () => {
  it('is stored, and nothing is said', async () => {
    expect(await fill()).toEqual({ added: UNREAD_MAX, refused: 0 });
    expect(told()).toEqual([]);
    expect(woken).toEqual([]);
    expect(book.events()).toEqual([]);
  });
});

describe('a person who sends too much', () => {
  it('is told once, however much more comes', async () => {
    await fill();
    expect(await acceptSome(wrote(1_001, chatter(50)))).toEqual({ added: 50, refused: 50 });
    expect(told()).toEqual([[PERSON, 'slow_down']]);
    expect(woken).toEqual(['delete', 'deliver']);
    for (let batch = 2; batch < 20; batch += 1) await acceptSome(wrote(batch * 1_000 + 1, chatter(50)));
    expect(told()).toEqual([[PERSON, 'slow_down']]);
    expect(book.events()).toContain('intake.refused');
  });

  it('is told again when it goes on an hour later', async () => {
    await fill();
    await acceptSome(wrote(1_001, chatter(5)));
    now += TOLD_AGAIN_MS;
    await acceptSome(wrote(2_001, chatter(5)));
    expect(told()).toHaveLength(2);
  });

  it('is told for taps as for messages', async () => {
    await fill();
    const taps = wrote(1_001, chatter(5)).map((update) => ({ ...update, message: undefined }));
    await acceptSome(taps);
    expect(told()).toEqual([[PERSON, 'slow_down']]);
    expect(deleted()).toEqual([]);
  });

  it('is not told before the bot has met them', async () => {
    const stranger = 909;
    await fill(stranger);
    await acceptSome(wrote(1_001, chatter(5), stranger));
    expect(told()).toEqual([]);
    await store.users.ensure(aUser({ id: stranger, chatId: stranger }));
    await acceptSome(wrote(2_001, chatter(5), stranger));
    expect(told()).toEqual([[stranger, 'slow_down']]);
  });

  it('leaves nothing readable of what was refused', async () => {
    await fill();
    await acceptSome(wrote(1_001, ['planted words']));
    expect(JSON.stringify(state.tables.inbox.rows())).not.toContain('planted');
    expect(state.tables.inbox.get('1:1001')).toMatchObject({ sealed: '', handledAt: now });
  });
});

describe('a key in a message that is not read', () => {
  it('is deleted, and nothing else is', async () => {
    await fill();
    await acceptSome(wrote(1_001, ['hello', `my key: ${KEY}`, `key ${KEY} secret abcdefgh12`, 'bye']));
    expect(deleted()).toEqual([
      [PERSON, 1_002],
      [PERSON, 1_003],
    ]);
  });

  it('is deleted whatever it looks like, where a key is awaited', async () => {
    const awaited = { awaiting: 'key', keySealed: undefined, replaces: undefined } as const;
    await store.captures.put({
      ...awaited,
      userId: PERSON,
      chatId: PERSON,
      environment: 'live',
      expiresAt: now + 1,
    });
    await fill();
    await acceptSome(wrote(1_001, ['short-one', 'another']));
    expect(deleted()).toEqual([
      [PERSON, 1_001],
      [PERSON, 1_002],
    ]);
  });

  it('of a message that is to be read is left to its handler', async () => {
    await acceptSome(wrote(1, [KEY, ...chatter(UNREAD_MAX)]));
    expect(told()).toHaveLength(1);
    expect(deleted()).toEqual([]);
  });
});

describe('a group', () => {
  it('gets no word and loses no message', async () => {
    await fill(GROUP);
    await acceptSome(wrote(1_001, ['hello', KEY], GROUP));
    expect(told()).toEqual([]);
    expect(deleted()).toEqual([]);
  });
});
