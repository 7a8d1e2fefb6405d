// What any Store must do when one chat gets more updates than may lie unread: keep the first, know the rest again, and
// keep nobody else waiting.
import { beforeEach, describe, expect, it } from 'vitest';
import type { InboxUpdate, Store, UnsealedUpdate } from '../../../src/app/store.ts';
import { type OpenRig, only } from './rig.ts';
import { NOW } from './samples.ts';

const FLOODER = 501;
const OTHER = 502;

const updatesOf = (chatId: number, from: number, length: number): readonly InboxUpdate[] =>
  Array.from({ length }, (_, index) => {
    const updateId = from + index;
    return { botId: 1, updateId, chatId, sealed: `sealed ${updateId}` };
  });

/** To be sealed only where they are to be read. */
const unsealed = (updates: readonly InboxUpdate[]): readonly UnsealedUpdate[] =>
  updates.map(({ sealed, ...update }) => ({ ...update, seal: () => sealed }));

export function intakeContract(open: OpenRig): void {
  describe('a chat that gets too much', () => {
    let store: Store;
    beforeEach(async () => {
      store = await (await open()).as('one');
    });

    const ids = (updates: readonly { readonly updateId: number }[]) =>
      updates.map(({ updateId }) => updateId);
    const acceptSome = (updates: readonly InboxUpdate[], unreadMax: number) =>
      store.chats.acceptSome(unsealed(updates), NOW, unreadMax);
    /** Handles what is due, one turn each; the chats in the order they were served, and how many updates each. */
    const serve = async () => {
      const served: { chatId: number; updates: readonly number[] }[] = [];
      for (const { row, claim } of await store.chats.claimDue(NOW, 1_000)) {
        served.push({ chatId: row.chatId, updates: ids(row.updates) });
        const done = row.updates.map(({ seq }) => seq);
        await store.chats.finish(row.chatId, claim, done, undefined, NOW);
      }
      return served;
    };
    const serveAll = async () => {
      const all: number[] = [];
      for (;;) {
        const served = await serve();
        if (served.length === 0) return all;
        all.push(...served.flatMap(({ updates }) => updates));
      }
    };

    it('is taken whole up to the bound, and not at all where it might be more', async () => {
      expect(await store.chats.accept(updatesOf(FLOODER, 1, 3), NOW, 5)).toBe(3);
      expect(await store.chats.accept(updatesOf(FLOODER, 4, 3), NOW, 5)).toBeUndefined();
      expect(await store.chats.accept(updatesOf(FLOODER, 4, 2), NOW, 5)).toBe(2);
      expect(await serveAll()).toEqual([1, 2, 3, 4, 5]);
    });

    it('keeps what fits, in order; the rest is refused', async () => {
      await store.chats.accept(updatesOf(FLOODER, 1, 3), NOW, 5);
      const { added, refused } = await acceptSome(updatesOf(FLOODER, 4, 6), 5);
      expect(added).toBe(6);
      expect(ids(refused)).toEqual([6, 7, 8, 9]);
      expect(await serveAll()).toEqual([1, 2, 3, 4, 5]);
      expect(await store.chats.countWaiting()).toBe(0);
    });

    it('has nothing sealed that is not to be read', async () => {
      let sealed = 0;
      const updates = updatesOf(FLOODER, 1, 8).map(({ sealed: text, ...update }) => ({
        ...update,
        seal: () => {
          sealed += 1;
          return text;
        },
      }));
      await store.chats.acceptSome(updates, NOW, 5);
      expect(sealed).toBe(5);
      const { row } = only(await store.chats.claimDue(NOW, 1));
      expect(row.updates.map((update) => update.sealed)).toEqual(
        updatesOf(FLOODER, 1, 5).map((update) => update.sealed),
      );
    });

    it('knows again what was refused, until its id is pruned', async () => {
      await acceptSome(updatesOf(FLOODER, 1, 8), 5);
      await serveAll();
      expect(await store.chats.accept(updatesOf(FLOODER, 1, 5), NOW, 5)).toBe(0);
      expect(await acceptSome(updatesOf(FLOODER, 1, 8), 5)).toEqual({
        added: 0,
        refused: [],
      });
      expect(await serveAll()).toEqual([]);
      expect(await store.chats.prune(NOW + 1)).toBe(8);
    });

    it('counts an update once, however often it comes', async () => {
      await store.chats.accept(updatesOf(FLOODER, 1, 4), NOW, 5);
      const again = [...updatesOf(FLOODER, 1, 4), ...updatesOf(FLOODER, 5, 1), ...updatesOf(FLOODER, 5, 1)];
      expect(await store.chats.accept(again, NOW, 5)).toBeUndefined();
      expect(await acceptSome(again, 5)).toEqual({ added: 1, refused: [] });
      expect(await serveAll()).toEqual([1, 2, 3, 4, 5]);
    });

    it('takes new ones as soon as there is room again', async () => {
      await acceptSome(updatesOf(FLOODER, 1, 40), 30);
      expect(await serve()).toEqual([{ chatId: FLOODER, updates: ids(updatesOf(FLOODER, 1, 20)) }]);
      const { refused } = await acceptSome(updatesOf(FLOODER, 41, 25), 30);
      expect(ids(refused)).toEqual(ids(updatesOf(FLOODER, 61, 5)));
      expect(await serveAll()).toEqual([
        ...ids(updatesOf(FLOODER, 21, 10)),
        ...ids(updatesOf(FLOODER, 41, 20)),
      ]);
    });

    it('does not cost another chat of the same batch anything', async () => {
      const batch = [...updatesOf(FLOODER, 1, 4), ...updatesOf(OTHER, 101, 2), ...updatesOf(FLOODER, 5, 4)];
      const { added, refused } = await acceptSome(batch, 5);
      expect(added).toBe(10);
      expect(ids(refused)).toEqual([6, 7, 8]);
      const served = await serve();
      expect(served.find(({ chatId }) => chatId === OTHER)?.updates).toEqual([101, 102]);
    });

    it('is not woken by what is refused', async () => {
      await store.chats.accept(updatesOf(FLOODER, 1, 5), NOW, 5);
      const { claim } = only(await store.chats.claimDue(NOW, 1));
      await store.chats.release(FLOODER, claim, NOW + 1_000);
      await acceptSome(updatesOf(FLOODER, 6, 5), 5);
      expect(await store.chats.claimDue(NOW, 1)).toEqual([]);
    });

    it('with 10,000 is answered within bounds, and another person at the next turn', async () => {
      const BATCH = 100;
      const handled = new Map<number, number>();
      let turnOfOther: number | undefined;
      for (let batch = 0; batch < 100; batch += 1) {
        const flood = updatesOf(FLOODER, batch * BATCH, BATCH);
        // In the place of one of the flood, in the middle of it.
        const help = { botId: 1, updateId: 1_000_000, chatId: OTHER, sealed: '/help' };
        const updates = batch === 50 ? flood.with(50, help) : flood;
        await acceptSome(updates, BATCH);
        for (const { chatId, updates: done } of await serve()) {
          expect(done.length).toBeLessThanOrEqual(20);
          handled.set(chatId, (handled.get(chatId) ?? 0) + done.length);
          if (chatId === OTHER) turnOfOther = batch;
        }
      }
      expect(turnOfOther).toBe(50);
      expect(handled).toEqual(
        new Map([
          [FLOODER, 100 * 20],
          [OTHER, 1],
        ]),
      );
      // The last batch left the bound unread, of which one turn was served.
      expect(await serveAll()).toHaveLength(BATCH - 20);
    }, 120_000);
  });
}
