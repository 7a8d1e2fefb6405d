// What any Store must do with accounts: claims and fences, due times, nonces, disconnecting.
import { beforeEach, describe, expect, it } from 'vitest';
import { ClaimLost, type Store } from '../../../src/app/store.ts';
import { type OpenRig, only, present, type StoreRig } from './rig.ts';
import { anAccount, aPayout, aStoredOrder, NOW } from './samples.ts';

export function accountsContract(open: OpenRig): void {
  describe('accounts', () => {
    let rig: StoreRig;
    let store: Store;
    beforeEach(async () => {
      rig = await open();
      store = await rig.as('one');
    });

    it('finds an account by id, person and key', async () => {
      await store.accounts.create(anAccount(), NOW);
      await store.accounts.create(anAccount({ id: 'acc-2', createdAt: NOW + 1 }), NOW);
      await store.accounts.create(anAccount({ id: 'acc-3', userId: 502 }), NOW);
      await store.accounts.update('acc-1', { refusedSince: NOW, label: 'Savings' });
      const first = anAccount({ refusedSince: NOW, label: 'Savings' });
      expect(await store.accounts.get('acc-1')).toEqual(first);
      expect(await store.accounts.byFingerprint('print of acc-1')).toEqual(first);
      expect((await store.accounts.ofUser(501)).map(({ id }) => id)).toEqual(['acc-1', 'acc-2']);
      await store.accounts.update('acc-1', { refusedSince: undefined });
      expect((await store.accounts.get('acc-1'))?.refusedSince).toBeUndefined();
    });

    it('refuses a key that is connected already', async () => {
      await store.accounts.create(anAccount(), NOW);
      const again = anAccount({ id: 'acc-2', userId: 502, fingerprint: 'print of acc-1' });
      await expect(store.accounts.create(again, NOW)).rejects.toThrow();
      await expect(store.accounts.create(anAccount({ fingerprint: 'other' }), NOW)).rejects.toThrow();
      expect((await store.accounts.get('acc-1'))?.fingerprint).toBe('print of acc-1');
    });

    it('takes due accounts once, earliest first, and not before their time', async () => {
      await store.accounts.create(anAccount({ id: 'later' }), NOW);
      await store.accounts.create(anAccount({ id: 'sooner' }), NOW - 5);
      await store.accounts.create(anAccount({ id: 'not yet' }), NOW + 1);
      const taken = await store.accounts.claimDue(NOW, 10);
      expect(taken.map(({ row }) => row.id)).toEqual(['sooner', 'later']);
      expect(await store.accounts.claimDue(NOW, 10)).toEqual([]);
      expect(await (await rig.as('two')).accounts.claimDue(NOW, 10)).toEqual([]);
    });

    it('lets nobody else take a held account, not even its own instance', async () => {
      await store.accounts.create(anAccount(), NOW);
      const held = present(await store.accounts.claim('acc-1'));
      expect(await store.accounts.claim('acc-1')).toBeUndefined();
      expect(await (await rig.as('two')).accounts.claim('acc-1')).toBeUndefined();
      await store.accounts.release('acc-1', held.claim);
      expect(await (await rig.as('two')).accounts.claim('acc-1')).toBeDefined();
    });

    it('frees what a dead instance held, and the fence refuses the old holder', async () => {
      const other = await rig.as('two');
      await store.accounts.create(anAccount(), NOW);
      const old = only(await store.accounts.claimDue(NOW, 1));
      await store.accounts.assertClaim('acc-1', old.claim);
      await rig.expire('one');
      const taken = only(await other.accounts.claimDue(NOW, 1));
      expect(taken.claim.fence).not.toBe(old.claim.fence);
      await expect(store.accounts.assertClaim('acc-1', old.claim)).rejects.toThrow(ClaimLost);
      await expect(store.accounts.buyNonce('acc-1', old.claim, NOW)).rejects.toThrow(ClaimLost);
      await store.accounts.release('acc-1', old.claim, NOW - 10);
      await other.accounts.assertClaim('acc-1', taken.claim);
    });

    it('fences an instance that comes back after its row was taken and given back', async () => {
      const other = await rig.as('two');
      await store.accounts.create(anAccount(), NOW);
      const old = present(await store.accounts.claim('acc-1'));
      await rig.expire('one');
      const taken = present(await other.accounts.claim('acc-1'));
      await other.accounts.release('acc-1', taken.claim);
      await rig.as('one');
      await expect(store.accounts.assertClaim('acc-1', old.claim)).rejects.toThrow(ClaimLost);
    });

    it('sets the next due time on release, keeps it without one, and stops waiting on null', async () => {
      await store.accounts.create(anAccount(), NOW);
      const first = only(await store.accounts.claimDue(NOW, 1));
      await store.accounts.release('acc-1', first.claim);
      const second = only(await store.accounts.claimDue(NOW, 1));
      await store.accounts.release('acc-1', second.claim, NOW + 50);
      expect(await store.accounts.claimDue(NOW + 49, 1)).toEqual([]);
      const third = only(await store.accounts.claimDue(NOW + 50, 1));
      await store.accounts.release('acc-1', third.claim, null);
      expect(await store.accounts.claimDue(NOW * 2, 1)).toEqual([]);
      await store.accounts.setDue('acc-1', NOW);
      only(await store.accounts.claimDue(NOW, 1));
    });

    it('keeps a due time that was asked for while the account was held', async () => {
      await store.accounts.create(anAccount(), NOW);
      const first = only(await store.accounts.claimDue(NOW, 1));
      await store.accounts.setDue('acc-1', NOW + 7);
      await store.accounts.setDue('acc-1', NOW + 9);
      await store.accounts.release('acc-1', first.claim, NOW + 1_000);
      expect(await store.accounts.claimDue(NOW + 6, 1)).toEqual([]);
      const second = only(await store.accounts.claimDue(NOW + 7, 1));
      await store.accounts.setDue('acc-1', NOW + 20);
      await store.accounts.release('acc-1', second.claim, null);
      const third = only(await store.accounts.claimDue(NOW + 20, 1));
      await store.accounts.release('acc-1', third.claim, NOW + 500);
      expect(await store.accounts.claimDue(NOW + 499, 1)).toEqual([]);
    });

    it('sells nonces that rise, even when the clock goes back', async () => {
      await store.accounts.create(anAccount(), NOW);
      const { claim } = present(await store.accounts.claim('acc-1'));
      expect(await store.accounts.buyNonce('acc-1', claim, NOW)).toBe(NOW);
      expect(await store.accounts.buyNonce('acc-1', claim, NOW)).toBe(NOW + 1);
      expect(await store.accounts.buyNonce('acc-1', claim, NOW - 60_000)).toBe(NOW + 2);
      expect(await store.accounts.buyNonce('acc-1', claim, NOW + 900)).toBe(NOW + 900);
    });

    it('counts refused keys and names the accounts that wait for their clock', async () => {
      await store.accounts.create(anAccount({ refusedSince: NOW - 1, nextSyncEnvAt: NOW + 7 }), NOW);
      await store.accounts.create(anAccount({ id: 'acc-2', refusedSince: NOW }), NOW);
      await store.accounts.create(
        anAccount({ id: 'acc-3', environment: 'practice', refusedSince: NOW }),
        NOW,
      );
      expect(await store.accounts.refusals('live', NOW)).toEqual({ refused: 1, total: 2 });
      expect(await store.accounts.refusals('testnet', NOW)).toEqual({ refused: 0, total: 0 });
      const anew = { nextSyncEnvAt: NOW + 7 };
      await store.accounts.create(anAccount({ id: 'acc-4', ...anew }), NOW);
      await store.accounts.create(anAccount({ id: 'acc-5', ...anew, failedLooks: 1 }), NOW);
      const waiting = await store.accounts.waiting('live');
      expect(waiting.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([
        { id: 'acc-1', ...anew, isPutOff: true },
        { id: 'acc-4', ...anew, isPutOff: false },
        { id: 'acc-5', ...anew, isPutOff: true },
      ]);
    });

    it('disconnects: no key, no work, found by nothing, but the ledger stays', async () => {
      await store.accounts.create(anAccount(), NOW);
      await store.payouts.add([aPayout()]);
      const { claim } = present(await store.accounts.claim('acc-1'));
      await store.accounts.remove('acc-1');
      await expect(store.accounts.buyNonce('acc-1', claim, NOW)).rejects.toThrow(ClaimLost);
      await expect(store.accounts.assertClaim('acc-1', claim)).rejects.toThrow(ClaimLost);
      expect(await store.accounts.get('acc-1')).toBeUndefined();
      expect(await store.accounts.byFingerprint('print of acc-1')).toBeUndefined();
      expect(await store.accounts.ofUser(501)).toEqual([]);
      expect(await store.accounts.claim('acc-1')).toBeUndefined();
      await store.accounts.setDue('acc-1', NOW);
      expect(await store.accounts.claimDue(NOW, 5)).toEqual([]);
      expect(await store.payouts.ofAccount('acc-1', 0, 5)).toEqual([aPayout()]);
    });

    it('connects a disconnected account again under its id, with its nonces and its orders', async () => {
      await store.accounts.create(anAccount(), NOW);
      await store.orders.replace('acc-1', 0, [aStoredOrder()], NOW);
      const before = present(await store.accounts.claim('acc-1'));
      await store.accounts.buyNonce('acc-1', before.claim, NOW + 500);
      await store.accounts.remove('acc-1');
      expect(await store.accounts.disconnected(502, 'print of acc-1')).toBeUndefined();
      expect(await store.accounts.disconnected(501, 'print of acc-1')).toBe('acc-1');
      await store.accounts.create(anAccount({ keySealed: 'anew' }), NOW);
      expect(await store.accounts.disconnected(501, 'print of acc-1')).toBeUndefined();
      const { row, claim } = only(await store.accounts.claimDue(NOW, 1));
      expect(row).toEqual(anAccount({ keySealed: 'anew' }));
      expect(await store.accounts.buyNonce('acc-1', claim, NOW)).toBe(NOW + 501);
      expect((await store.orders.of('acc-1')).version).toBe(1);
      await expect(store.accounts.assertClaim('acc-1', before.claim)).rejects.toThrow(ClaimLost);
    });

    it('keeps nothing of a disconnected account without a ledger', async () => {
      await store.accounts.create(anAccount(), NOW);
      const { claim } = present(await store.accounts.claim('acc-1'));
      await store.accounts.remove('acc-1');
      await expect(store.accounts.buyNonce('acc-1', claim, NOW)).rejects.toThrow(ClaimLost);
      expect(await store.accounts.disconnected(501, 'print of acc-1')).toBeUndefined();
      await store.accounts.create(anAccount({ userId: 502 }), NOW);
      expect((await store.accounts.get('acc-1'))?.userId).toBe(502);
    });

    it('does not know the key of a disconnected practice account again', async () => {
      await store.accounts.create(anAccount({ environment: 'practice' }), NOW);
      await store.orders.replace('acc-1', 0, [aStoredOrder()], NOW);
      await store.accounts.remove('acc-1');
      expect(await store.accounts.disconnected(501, 'print of acc-1')).toBeUndefined();
    });

    it('does not let another person connect under the id of a disconnected account', async () => {
      await store.accounts.create(anAccount(), NOW);
      await store.orders.replace('acc-1', 0, [aStoredOrder()], NOW);
      await store.accounts.remove('acc-1');
      await expect(store.accounts.create(anAccount({ userId: 502 }), NOW)).rejects.toThrow();
      await store.accounts.create(
        anAccount({ id: 'acc-9', userId: 502, fingerprint: 'print of acc-1' }),
        NOW,
      );
    });
  });
}
