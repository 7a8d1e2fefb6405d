import { beforeEach, describe, expect, it } from 'vitest';
import type { Messenger, SendOutcome } from '../../src/app/ports.ts';
import type { NewNotice, Notice, Store, User } from '../../src/app/store.ts';
import { createNoticeClaim, createNoticeRunner, leaveSenderSeat } from '../../src/jobs/deliver.ts';
import { createPacer } from '../../src/jobs/pacer.ts';
import { createMemoryState, createMemoryStore, type MemoryState } from '../app/memory-store.ts';
import { createLogBook } from './log-book.ts';

interface Told {
  readonly how: 'send' | 'edit';
  readonly chatId: number;
  readonly text: string;
  readonly messageId?: number;
  readonly replyTo?: number | undefined;
  readonly silent?: boolean;
}

let state: MemoryState;
let store: Store;
let now: number;
let told: Told[];
let shown: { readonly state: unknown; readonly messageId: number; readonly since: number }[];
let outcomes: SendOutcome[];
let onTell: () => Promise<void>;
let book: ReturnType<typeof createLogBook>;
let stopping: AbortController;
const clock = { now: () => now };
const sleep = async (ms: number) => {
  now += ms;
};

beforeEach(async () => {
  state = createMemoryState();
  store = createMemoryStore({ instanceId: 'one', state });
  now = 1_000_000;
  told = [];
  shown = [];
  outcomes = [];
  onTell = async () => undefined;
  book = createLogBook();
  stopping = new AbortController();
  await store.users.ensure(person(1));
  await store.users.ensure(person(2));
});

const person = (id: number): User => ({
  id,
  chatId: id,
  firstName: `P${id}`,
  language: 'en',
  languageChosen: true,
  timeZone: undefined,
  hiddenAmounts: false,
  role: 'viewer',
  access: 'approved',
  pushOff: false,
  activeAccountId: undefined,
  lastSeenAt: 0,
  createdAt: 0,
});

const notice = (userId: number, about: string, more: Partial<NewNotice> = {}): NewNotice => ({
  userId,
  chatId: userId,
  accountId: undefined,
  kind: 'operator_alert',
  data: { kind: 'operator_alert', about },
  editMessageId: undefined,
  replyTo: undefined,
  silent: false,
  dueAt: now,
  createdAt: now,
  dedupeKey: undefined,
  ...more,
});

const messenger: Messenger = {
  send: async (chatId, view, { silent, replyTo }) => {
    told.push({ how: 'send', chatId, text: view.text, silent, replyTo });
    await onTell();
    return outcomes.shift() ?? { kind: 'sent', messageId: 100 + told.length };
  },
  edit: async (chatId, messageId, view) => {
    told.push({ how: 'edit', chatId, text: view.text, messageId });
    await onTell();
    return outcomes.shift() ?? { kind: 'sent', messageId };
  },
  delete: () => expect.unreachable(),
};

const render = async ({ data, repeat }: Notice) => {
  if (data.kind !== 'operator_alert' || data.about === 'nothing') return undefined;
  return { text: repeat ? `${data.about} (repeat)` : data.about, keyboard: [] };
};

const sender = (from: Store = store) => {
  const pacer = createPacer({ clock, sleep });
  const claim = createNoticeClaim({ store: from, pacer, clock });
  const run = createNoticeRunner({
    store: from,
    messenger,
    render,
    onShown: async ({ id }, messageId, since) => {
      shown.push({ state: rows().find(({ row }) => row.id === id)?.state, messageId, since });
    },
    mayUse: (user) => user.access === 'approved',
    pacer,
    clock,
    sleep,
    stopping: stopping.signal,
    log: book.log,
  });
  const round = async (): Promise<number> => {
    const claimed = await claim(100);
    for (const one of claimed) await run(one);
    return claimed.length;
  };
  return { claim, run, round, pacer };
};

const rows = () => state.tables.notices.rows();
const texts = () => told.map(({ text }) => text);

describe('a notice', () => {
  it('is sent once and its message id recorded', async () => {
    const { round } = sender();
    await store.notices.add([notice(1, 'hello', { silent: true, replyTo: 5 })]);
    await round();
    await round();
    expect(told).toEqual([{ how: 'send', chatId: 1, text: 'hello', silent: true, replyTo: 5 }]);
    expect(rows()[0]).toMatchObject({ state: 'sent', messageId: 101 });
    expect(await store.notices.countPending()).toBe(0);
  });

  it('is said to be in the chat before that is recorded, and not there before it was sent', async () => {
    const { round } = sender();
    await store.notices.add([notice(1, 'hello'), notice(2, 'edited', { editMessageId: 9 })]);
    const before = now;
    onTell = async () => {
      now += 700;
    };
    await round();
    expect(shown).toEqual([
      { state: 'sending', messageId: 101, since: before },
      { state: 'sending', messageId: 9, since: before + 700 },
    ]);
  });

  it('is not said to be there when nobody knows whether it is', async () => {
    const { round } = sender();
    outcomes.push({ kind: 'unclear' });
    await store.notices.add([notice(1, 'hello')]);
    await round();
    expect(shown).toEqual([]);
  });

  it('is marked as being sent before the first byte', async () => {
    const { round } = sender();
    onTell = async () => expect(rows()[0]?.state).toBe('sending');
    await store.notices.add([notice(1, 'hello')]);
    await round();
    expect.assertions(1);
  });

  it('comes in order for a person, and one person does not hold up another', async () => {
    const { round } = sender();
    await store.notices.add([notice(1, 'a1'), notice(1, 'a2'), notice(2, 'b1'), notice(1, 'a3')]);
    while ((await round()) > 0);
    expect(texts().filter((text) => text.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(texts().indexOf('b1')).toBeLessThan(texts().indexOf('a2'));
  });

  it('edits its message, and becomes a reply when that is gone', async () => {
    const { round } = sender();
    await store.notices.add([notice(1, 'progress', { editMessageId: 9 })]);
    await round();
    outcomes = [{ kind: 'refused', gone: true, description: 'message to edit not found' }];
    await store.notices.add([notice(1, 'done', { editMessageId: 9 })]);
    await round();
    expect(told).toMatchObject([
      { how: 'edit', messageId: 9, text: 'progress' },
      { how: 'edit', messageId: 9, text: 'done' },
      { how: 'send', replyTo: 9, text: 'done' },
    ]);
    expect(await store.notices.countPending()).toBe(0);
  });

  it('waits for everyone as long as a 429 asks, and is then told', async () => {
    const { round } = sender();
    outcomes = [{ kind: 'retry_after', waitMs: 30_000 }];
    await store.notices.add([notice(1, 'a')]);
    await round();
    await store.notices.add([notice(2, 'b')]);
    now += 29_000;
    expect(await round()).toBe(0);
    now += 1_001;
    await round();
    expect(texts()).toEqual(['a', 'a', 'b']);
  });

  it('switches a person off who blocked the bot, and drops what else waits for them', async () => {
    const { round } = sender();
    outcomes = [{ kind: 'blocked' }];
    await store.notices.add([notice(1, 'a'), notice(1, 'b'), notice(2, 'c')]);
    while ((await round()) > 0);
    expect(texts()).toEqual(['a', 'c']);
    expect((await store.users.get(1))?.pushOff).toBe(true);
    expect((await store.users.get(2))?.pushOff).toBe(false);
  });

  it('is not told to one who may not use the bot any more, and says why in the log', async () => {
    const { round } = sender();
    await store.users.update(1, { access: 'refused' });
    await store.notices.add([notice(1, 'a'), notice(2, 'b')]);
    while ((await round()) > 0);
    expect(texts()).toEqual(['b']);
    const dropped = book.entries.filter(({ event }) => event === 'deliver.dropped');
    expect(dropped.map(({ fields }) => fields.why)).toEqual(['shut_out']);
    await store.users.update(1, { access: 'approved' });
    await store.notices.add([notice(1, 'c')]);
    await round();
    expect(texts()).toEqual(['b', 'c']);
  });

  it('is told to them all the same when it is the answer to their request, or the outcome of their move', async () => {
    const { round } = sender();
    await store.users.update(1, { access: 'refused' });
    await store.notices.add([
      notice(1, 'refused', { kind: 'access_answered' }),
      notice(1, 'deposited', { kind: 'receipt' }),
    ]);
    while ((await round()) > 0);
    expect(texts()).toEqual(['refused', 'deposited']);
  });

  it('is repeated once, marked, when the answer was lost, and never a third time', async () => {
    const { round } = sender();
    outcomes = [{ kind: 'unclear' }, { kind: 'unclear' }];
    await store.notices.add([notice(1, 'paid')]);
    for (let i = 0; i < 5; i += 1) {
      await round();
      now += 60_000;
    }
    expect(texts()).toEqual(['paid', 'paid (repeat)']);
    expect(book.events()).toContain('deliver.unclear_twice');
  });

  it('is repeated, marked, by the next instance when this one died while sending', async () => {
    const { claim, run } = sender();
    onTell = async () => {
      state.engine.kill('one');
      return new Promise(() => undefined);
    };
    await store.notices.add([notice(1, 'paid')]);
    const [claimed] = await claim(1);
    if (claimed === undefined) return expect.unreachable();
    void run(claimed);
    await expect.poll(texts).toEqual(['paid']);
    onTell = async () => undefined;
    const next = sender(createMemoryStore({ instanceId: 'two', state }));
    await next.round();
    expect(texts()).toEqual(['paid', 'paid (repeat)']);
  });

  it('is not marked as a repeat when nothing was sent', async () => {
    const { round } = sender();
    outcomes = [{ kind: 'not_sent' }];
    await store.notices.add([notice(1, 'a')]);
    await round();
    expect(await round()).toBe(0);
    now += 2_000;
    await round();
    expect(texts()).toEqual(['a', 'a']);
  });

  it('that edits is never called a repeat', async () => {
    const { round } = sender();
    outcomes = [{ kind: 'unclear' }];
    await store.notices.add([notice(1, 'done', { editMessageId: 9 })]);
    await round();
    now += 60_000;
    await round();
    expect(texts()).toEqual(['done', 'done']);
  });

  it.each([
    ['Telegram never takes it', 'long', [{ kind: 'refused', gone: false, description: 'too long' }], 1],
    ['there is nothing to say any more', 'nothing', [], 0],
  ] as const)('is dropped and logged when %s', async (_why, about, answers, calls) => {
    const { round } = sender();
    outcomes = [...answers];
    await store.notices.add([notice(1, about), notice(1, 'next')]);
    while ((await round()) > 0);
    expect(told).toHaveLength(calls + 1);
    expect(texts().at(-1)).toBe('next');
    expect(book.entries.length).toBeGreaterThan(0);
  });

  it('of a forgotten person is dropped', async () => {
    const { round } = sender();
    await store.notices.add([notice(3, 'ghost')]);
    await round();
    expect(told).toEqual([]);
    expect(await store.notices.countPending()).toBe(0);
  });

  it('that was sent is recorded although the database was away for a moment', async () => {
    let failures = 3;
    const flaky = createMemoryStore({
      instanceId: 'one',
      state,
      hooks: {
        before: (call) => {
          if (call === 'notices.sent' && failures > 0) {
            failures -= 1;
            throw new Error('database away');
          }
        },
      },
    });
    const { round } = sender(flaky);
    await store.notices.add([notice(1, 'a')]);
    await round();
    await round();
    expect(texts()).toEqual(['a']);
    expect(rows()[0]?.state).toBe('sent');
  });

  it('stays unsent when the instance is stopping', async () => {
    const { round } = sender();
    await store.notices.add([notice(1, 'a')]);
    stopping.abort();
    await round();
    expect(told).toEqual([]);
    expect(rows()[0]?.state).toBe('waiting');
  });
});

describe('the seat of the sender', () => {
  it('lets one instance send, and the next one after it left', async () => {
    const first = sender();
    const second = sender(createMemoryStore({ instanceId: 'two', state }));
    await first.round();
    await store.notices.add([notice(1, 'a')]);
    expect(await second.round()).toBe(0);
    await leaveSenderSeat(store.seats);
    expect(await second.round()).toBe(1);
    expect(texts()).toEqual(['a']);
  });
});

describe('the pace of pushes', () => {
  it('is at most 30 a second in all', async () => {
    const { pacer } = sender();
    const begun = now;
    for (let chat = 0; chat < 300; chat += 1) await pacer.slot(chat, stopping.signal);
    expect(now - begun).toBeGreaterThanOrEqual(299 * 33);
  });

  it('is at most one a second for a chat', async () => {
    const { pacer } = sender();
    const begun = now;
    for (let i = 0; i < 4; i += 1) await pacer.slot(7, stopping.signal);
    expect(now - begun).toBeGreaterThanOrEqual(3_000);
  });
});
