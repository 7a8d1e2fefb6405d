import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { createAcceptSome } from '../../src/app/accept-some.ts';
import { ClaimLost, type Store } from '../../src/app/store.ts';
import { createChatRunner } from '../../src/jobs/chats.ts';
import { createIntake } from '../../src/jobs/intake.ts';
import { createVault } from '../../src/vault.ts';
import { createMemoryState, createMemoryStore, type MemoryState } from '../app/memory-store.ts';
import { createLogBook } from './log-book.ts';

const vault = createVault({ keys: [{ id: 'k1', key: randomBytes(32) }], fingerprintKey: randomBytes(32) });
class StorageError extends Error {}

let state: MemoryState;
let store: Store;
let now: number;
let book: ReturnType<typeof createLogBook>;
const clock = { now: () => now };

beforeEach(() => {
  state = createMemoryState();
  store = createMemoryStore({ instanceId: 'one', state });
  now = 1_000;
  book = createLogBook();
});

const receive = (...texts: string[]) => {
  const { log } = book;
  const wake = () => undefined;
  const acceptSome = createAcceptSome({ store, clock, log, wake });
  return createIntake({ chats: store.chats, acceptSome, vault, botId: 1, clock, log, wake })(
    texts.map((text) => ({ update_id: state.engine.next(), message: { chat: { id: 7 }, text } })),
  );
};

const textOf = (update: unknown): string =>
  (update as { readonly message: { readonly text: string } }).message.text;

const runnerWith = (handle: (text: string, dialog: string | undefined) => Promise<string | undefined>) =>
  createChatRunner({
    chats: store.chats,
    vault,
    handle: (update, dialog) => handle(textOf(update), dialog),
    isStorageError: (error) => error instanceof StorageError,
    clock,
    log: book.log,
  });

/** Claims what is due and runs it; the number of chats that were due. */
const runDue = async (run: ReturnType<typeof runnerWith>): Promise<number> => {
  const due = await store.chats.claimDue(now, 1_000);
  for (const claimed of due) await run(claimed);
  return due.length;
};

describe('the updates of a chat', () => {
  it('are handled once, in order, each with the dialog the last one left', async () => {
    const seen: string[] = [];
    const run = runnerWith(async (text, dialog) => {
      seen.push(`${dialog ?? '-'}:${text}`);
      return `after ${text}`;
    });
    await receive('a', 'b');
    await receive('c');
    expect(await runDue(run)).toBe(1);
    expect(seen).toEqual(['-:a', 'after a:b', 'after b:c']);
    expect(await runDue(run)).toBe(0);
    await receive('d');
    await runDue(run);
    expect(seen.at(-1)).toBe('after c:d');
  });

  it('are taken twenty at a time, and the chat is due again for the rest', async () => {
    const seen: string[] = [];
    const run = runnerWith(async (text) => void seen.push(text));
    await receive(...Array.from({ length: 45 }, (_, index) => String(index)));
    expect(await runDue(run)).toBe(1);
    expect(seen).toHaveLength(20);
    await runDue(run);
    await runDue(run);
    expect(seen).toEqual(Array.from({ length: 45 }, (_, index) => String(index)));
    expect(await runDue(run)).toBe(0);
  });

  it('are stored as soon as they have taken half a second, so that a short life of the process gets on', async () => {
    const seen: string[] = [];
    const run = runnerWith(async (text) => {
      seen.push(text);
      now += 300;
      return undefined;
    });
    await receive('a', 'b', 'c', 'd', 'e');
    await runDue(run);
    expect(seen).toEqual(['a', 'b']);
    await runDue(run);
    await runDue(run);
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await runDue(run)).toBe(0);
  });

  it('are done when their handler fails, with the dialog of the update before', async () => {
    const seen: string[] = [];
    const run = runnerWith(async (text, dialog) => {
      seen.push(`${dialog ?? '-'}:${text}`);
      if (text === 'bad') throw new TypeError('a bug');
      return `after ${text}`;
    });
    await receive('a', 'bad', 'c');
    await runDue(run);
    expect(seen).toEqual(['-:a', 'after a:bad', 'after a:c']);
    expect(await runDue(run)).toBe(0);
    expect(book.events()).toEqual(['chats.handler_failed']);
  });

  it('come again after a database error, after a pause, and what was done before is not repeated', async () => {
    let broken = true;
    const seen: string[] = [];
    const run = runnerWith(async (text) => {
      seen.push(text);
      if (text === 'b' && broken) throw new StorageError();
      return undefined;
    });
    await receive('a', 'b', 'c');
    await runDue(run);
    await runDue(run);
    expect(seen).toEqual(['a', 'b', 'b']);
    expect(await runDue(run)).toBe(0);
    broken = false;
    now += 60_000;
    await runDue(run);
    expect(seen).toEqual(['a', 'b', 'b', 'b', 'c']);
  });

  it('are given up after five deliveries, so that one poisoned update does not hold up the chat', async () => {
    let deliveries = 0;
    const seen: string[] = [];
    const run = runnerWith(async (text) => {
      if (text === 'poison') {
        deliveries += 1;
        throw new StorageError();
      }
      seen.push(text);
      return undefined;
    });
    await receive('poison', 'fine');
    for (let round = 0; round < 10; round += 1) {
      now += 60_000;
      await runDue(run);
    }
    expect(deliveries).toBe(5);
    expect(seen).toEqual(['fine']);
    expect(book.events()).toContain('chats.given_up');
  });

  it('count a delivery before they are handled, so that a crash counts', async () => {
    const run = runnerWith(async () => {
      expect(state.tables.inbox.rows()[0]?.attempts).toBe(1);
      return undefined;
    });
    await receive('a');
    await runDue(run);
    expect.assertions(1);
  });

  it('are not marked done by an instance that lost the chat', async () => {
    const run = runnerWith(async () => {
      state.engine.expire('one');
      const other = createMemoryStore({ instanceId: 'two', state });
      expect(await other.chats.claimDue(now, 10)).toHaveLength(1);
      return 'stale dialog';
    });
    await receive('a');
    const [claimed] = await store.chats.claimDue(now, 10);
    if (claimed === undefined) return expect.unreachable();
    await expect(run(claimed)).rejects.toBeInstanceOf(ClaimLost);
    expect(state.tables.inbox.rows()[0]?.handledAt).toBeUndefined();
  });

  it('leave nothing readable behind: the payload is wiped and the dialog sealed', async () => {
    const run = runnerWith(async () => 'planted dialog');
    await receive('planted secret');
    await runDue(run);
    const rows = JSON.stringify([state.tables.inbox.rows(), state.tables.chats.rows()]);
    expect(rows).not.toContain('planted');
    expect(state.tables.inbox.rows()[0]?.sealed).toBe('');
  });

  it('begin anew when the stored dialog does not open', async () => {
    const dialogs: (string | undefined)[] = [];
    const run = runnerWith(async (_text, dialog) => {
      dialogs.push(dialog);
      return 'fine';
    });
    await receive('a');
    const [claimed] = await store.chats.claimDue(now, 10);
    if (claimed === undefined) return expect.unreachable();
    await run({ ...claimed, row: { ...claimed.row, dialogSealed: 'v1.k1.damaged' } });
    expect(dialogs).toEqual([undefined]);
    expect(book.events()).toEqual(['chats.dialog_unreadable']);
  });

  it('that were swapped in the inbox are not handled', async () => {
    const seen: string[] = [];
    const run = runnerWith(async (text) => void seen.push(text));
    await receive('a', 'b');
    const [claimed] = await store.chats.claimDue(now, 10);
    if (claimed === undefined) return expect.unreachable();
    const [a, b] = claimed.row.updates;
    if (a === undefined || b === undefined) return expect.unreachable();
    const swapped = [
      { ...a, sealed: b.sealed },
      { ...b, sealed: a.sealed },
    ];
    await run({ ...claimed, row: { ...claimed.row, updates: swapped } });
    expect(seen).toEqual([]);
  });
});
