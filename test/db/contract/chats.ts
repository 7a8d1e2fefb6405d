// What any Store must do with updates: none lost, none twice, in order within a chat.
import { beforeEach, describe, expect, it } from 'vitest';
import { ClaimLost, type InboxUpdate, type Store } from '../../../src/app/store.ts';
import { type OpenRig, only, type StoreRig } from './rig.ts';
import { NOW } from './samples.ts';

/** More than any chat here has unread. */
const UNREAD_MAX = 100;

const anUpdate = (updateId: number, chatId = 501): InboxUpdate => ({
  botId: 1,
  updateId,
  chatId,
  sealed: `sealed ${updateId}`,
});

export function chatsContract(open: OpenRig): void {
  describe('chats', () => {
    let rig: StoreRig;
    let store: Store;
    beforeEach(async () => {
      rig = await open();
      store = await rig.as('one');
    });

    const accept = (updates: readonly InboxUpdate[], now = NOW) =>
      store.chats.accept(updates, now, UNREAD_MAX);
    const ids = (updates: readonly { readonly updateId: number }[]) =>
      updates.map(({ updateId }) => updateId);
    const seqs = (updates: readonly { readonly seq: number }[]) => updates.map(({ seq }) => seq);

    it('accepts an update once, whatever it is repeated with', async () => {
      expect(await accept([anUpdate(1), anUpdate(1), anUpdate(2)])).toBe(2);
      expect(await accept([anUpdate(2), anUpdate(3)])).toBe(1);
      expect(await accept([{ ...anUpdate(3), botId: 2 }])).toBe(1);
      expect(await accept([])).toBe(0);
      const { row } = only(await store.chats.claimDue(NOW, 5));
      expect(ids(row.updates)).toEqual([1, 2, 3, 3]);
    });

    it('gives updates in the order of acceptance, though Telegram’s ids jump down', async () => {
      await accept([anUpdate(900), anUpdate(901)]);
      await accept([anUpdate(5)]);
      const { row } = only(await store.chats.claimDue(NOW, 5));
      expect(ids(row.updates)).toEqual([900, 901, 5]);
      expect(seqs(row.updates)).toEqual(seqs(row.updates).toSorted((a, b) => a - b));
      expect(row.dialogSealed).toBeUndefined();
    });

    it('gives a chat to one holder, with at most twenty updates, and the rest next time', async () => {
      await accept(Array.from({ length: 25 }, (_, index) => anUpdate(index + 1)));
      const first = only(await store.chats.claimDue(NOW, 5));
      expect(first.row.updates).toHaveLength(20);
      expect(await (await rig.as('two')).chats.claimDue(NOW, 5)).toEqual([]);
      await store.chats.finish(501, first.claim, seqs(first.row.updates), 'dialog', NOW);
      const second = only(await store.chats.claimDue(NOW, 5));
      expect(second.row.dialogSealed).toBe('dialog');
      expect(ids(second.row.updates)).toEqual([21, 22, 23, 24, 25]);
      await store.chats.finish(501, second.claim, seqs(second.row.updates), undefined, NOW);
      expect(await store.chats.claimDue(NOW * 2, 5)).toEqual([]);
      expect(await store.chats.countWaiting()).toBe(0);
    });

    it('takes several chats, each with its own updates', async () => {
      await accept([anUpdate(1, 30), anUpdate(2, 10), anUpdate(3, 30), anUpdate(4, 20)]);
      expect(await store.chats.countWaiting()).toBe(3);
      const taken = await store.chats.claimDue(NOW, 2);
      expect(taken).toHaveLength(2);
      const rest = await store.chats.claimDue(NOW, 2);
      const all = [...taken, ...rest].map(({ row }) => [row.chatId, ids(row.updates)]);
      expect(Object.fromEntries(all)).toEqual({ 10: [2], 20: [4], 30: [1, 3] });
    });

    it('does not count as waiting the chat that is being handled, until its holder is dead', async () => {
      await accept([anUpdate(1, 10), anUpdate(2, 20)]);
      await store.chats.claimDue(NOW, 1);
      expect(await store.chats.countWaiting()).toBe(1);
      const other = await rig.as('two');
      expect(await other.chats.countWaiting()).toBe(1);
      await rig.expire('one');
      expect(await other.chats.countWaiting()).toBe(2);
    });

    it('hears of an update that arrives while the chat is being handled', async () => {
      await accept([anUpdate(1)]);
      const first = only(await store.chats.claimDue(NOW, 5));
      await accept([anUpdate(2)], NOW + 1);
      await store.chats.finish(501, first.claim, seqs(first.row.updates), undefined, NOW + 2);
      const second = only(await store.chats.claimDue(NOW + 2, 5));
      expect(ids(second.row.updates)).toEqual([2]);
    });

    it('comes back for what was not handled', async () => {
      await accept([anUpdate(1), anUpdate(2)]);
      const first = only(await store.chats.claimDue(NOW, 5));
      await store.chats.finish(501, first.claim, seqs(first.row.updates).slice(0, 1), undefined, NOW);
      const second = only(await store.chats.claimDue(NOW, 5));
      expect(ids(second.row.updates)).toEqual([2]);
      await store.chats.finish(501, second.claim, [], 'kept', NOW);
      expect(only(await store.chats.claimDue(NOW, 5)).row.dialogSealed).toBe('kept');
    });

    it('counts the deliveries of an update, and delivers again after a release', async () => {
      await accept([anUpdate(1)]);
      const first = only(await store.chats.claimDue(NOW, 5));
      for (const seq of seqs(first.row.updates)) await store.chats.begin(seq);
      await store.chats.release(501, first.claim, NOW + 10);
      expect(await store.chats.claimDue(NOW + 9, 5)).toEqual([]);
      const second = only(await store.chats.claimDue(NOW + 10, 5));
      expect(second.row.updates[0]).toMatchObject({ updateId: 1, attempts: 1, sealed: 'sealed 1' });
    });

    it('changes nothing for a holder that lost its claim', async () => {
      const other = await rig.as('two');
      await accept([anUpdate(1)]);
      const old = only(await store.chats.claimDue(NOW, 5));
      await rig.expire('one');
      const taken = only(await other.chats.claimDue(NOW, 5));
      const late = store.chats.finish(501, old.claim, seqs(old.row.updates), 'late', NOW);
      await expect(late).rejects.toThrow(ClaimLost);
      await expect(store.chats.finish(501, old.claim, [], 'late', NOW)).rejects.toThrow(ClaimLost);
      await store.chats.release(501, old.claim, NOW);
      expect(await other.chats.claimDue(NOW, 5)).toEqual([]);
      await other.chats.finish(501, taken.claim, seqs(taken.row.updates), undefined, NOW);
      expect(await other.chats.countWaiting()).toBe(0);
    });

    it('knows a repeated update until its id is pruned, 48 h after it was handled', async () => {
      await accept([anUpdate(1), anUpdate(2)]);
      const first = only(await store.chats.claimDue(NOW, 5));
      await store.chats.finish(501, first.claim, seqs(first.row.updates).slice(0, 1), undefined, NOW);
      expect(await accept([anUpdate(1)])).toBe(0);
      expect(await store.chats.prune(NOW)).toBe(0);
      expect(await store.chats.prune(NOW + 1)).toBe(1);
      expect(await accept([anUpdate(1)])).toBe(1);
      expect(await accept([anUpdate(2)])).toBe(0);
    });
  });
}
