// What any Store must do with notices: in order for a person, one in flight, counted repeats.
import { beforeEach, describe, expect, it } from 'vitest';
import { ClaimLost, type Store } from '../../../src/app/store.ts';
import { type OpenRig, only, type StoreRig } from './rig.ts';
import { aNotice, NOW } from './samples.ts';

export function noticesContract(open: OpenRig): void {
  describe('notices', () => {
    let rig: StoreRig;
    let store: Store;
    beforeEach(async () => {
      rig = await open();
      store = await rig.as('one');
    });

    it('gives a notice back as it was written', async () => {
      const full = aNotice({
        accountId: 'acc-1',
        editMessageId: 3,
        replyTo: 4,
        silent: true,
        dedupeKey: 'once',
        kind: 'access_asked',
        data: { kind: 'access_asked', person: { id: 9, name: '𝔅𝔬𝔟 <b>' } },
      });
      await store.notices.add([full]);
      const { row } = only(await store.notices.claimDue(NOW, 5));
      expect(row).toEqual({ ...full, id: row.id, attempts: 0, repeat: false });
    });

    it('stores one notice a dedupe key', async () => {
      await store.notices.add([
        aNotice({ dedupeKey: 'k' }),
        aNotice({ dedupeKey: 'k' }),
        aNotice(),
        aNotice(),
      ]);
      await store.notices.add([aNotice({ dedupeKey: 'k' })]);
      await store.notices.add([]);
      expect(await store.notices.countPending()).toBe(3);
    });

    it('takes the oldest of each person, and the next only when that one is delivered', async () => {
      await store.notices.add([
        aNotice({ replyTo: 1 }),
        aNotice({ replyTo: 2 }),
        aNotice({ userId: 502, replyTo: 3 }),
        aNotice({ userId: 503, dueAt: NOW + 1, replyTo: 4 }),
      ]);
      const taken = await store.notices.claimDue(NOW, 10);
      expect(taken.map(({ row }) => row.replyTo).toSorted()).toEqual([1, 3]);
      expect(await (await rig.as('two')).notices.claimDue(NOW, 10)).toEqual([]);
      for (const { row, claim } of taken) await store.notices.sent(row.id, claim, 77);
      expect(only(await store.notices.claimDue(NOW, 10)).row.replyTo).toBe(2);
      expect(await store.notices.countPending()).toBe(2);
    });

    it('holds a person’s later notices behind one that waits to be tried again', async () => {
      await store.notices.add([aNotice({ replyTo: 1 }), aNotice({ replyTo: 2 })]);
      const first = only(await store.notices.claimDue(NOW, 10));
      await store.notices.sending(first.row.id, first.claim);
      await store.notices.retry(first.row.id, first.claim, NOW + 100, false);
      expect(await store.notices.claimDue(NOW + 99, 10)).toEqual([]);
      const again = only(await store.notices.claimDue(NOW + 100, 10));
      expect(again.row).toMatchObject({ replyTo: 1, attempts: 1, repeat: false });
      await store.notices.drop(again.row.id, again.claim, 'refused');
      expect(only(await store.notices.claimDue(NOW + 100, 10)).row.replyTo).toBe(2);
    });

    it('marks a repeat when an earlier try may have arrived', async () => {
      await store.notices.add([aNotice()]);
      const first = only(await store.notices.claimDue(NOW, 10));
      await store.notices.retry(first.row.id, first.claim, NOW, true);
      const second = only(await store.notices.claimDue(NOW, 10));
      expect(second.row.repeat).toBe(true);
      await store.notices.retry(second.row.id, second.claim, NOW, false);
      expect(only(await store.notices.claimDue(NOW, 10)).row.repeat).toBe(true);
    });

    it('marks a repeat when the sender died after its first byte, and only then', async () => {
      await store.notices.add([aNotice(), aNotice({ userId: 502 })]);
      const [sent, claimedOnly] = await store.notices.claimDue(NOW, 10);
      if (sent === undefined || claimedOnly === undefined) throw new Error('two were due');
      await store.notices.sending(sent.row.id, sent.claim);
      await rig.expire('one');
      const other = await rig.as('two');
      const taken = await other.notices.claimDue(NOW, 10);
      const repeatOf = new Map(taken.map(({ row }) => [row.id, row.repeat]));
      expect(repeatOf.get(sent.row.id)).toBe(true);
      expect(repeatOf.get(claimedOnly.row.id)).toBe(false);
      await expect(store.notices.sent(sent.row.id, sent.claim, 1)).rejects.toThrow(ClaimLost);
      await expect(store.notices.sending(sent.row.id, sent.claim)).rejects.toThrow(ClaimLost);
      await expect(store.notices.retry(sent.row.id, sent.claim, NOW, false)).rejects.toThrow(ClaimLost);
      await expect(store.notices.drop(sent.row.id, sent.claim, 'blocked')).rejects.toThrow(ClaimLost);
    });
  });
}
