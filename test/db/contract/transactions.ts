// What any Store must do with transactions and with a person who wants to be forgotten.
import { beforeEach, describe, expect, it } from 'vitest';
import { ClaimLost, type Store } from '../../../src/app/store.ts';
import { type OpenRig, only, present, type StoreRig } from './rig.ts';
import { aCard, aDraft, aNotice, anAccount, aPayout, aStoredOrder, aUser, NOW } from './samples.ts';

export function transactionsContract(open: OpenRig): void {
  describe('transactions', () => {
    let rig: StoreRig;
    let store: Store;
    beforeEach(async () => {
      rig = await open();
      store = await rig.as('one');
    });

    it('keeps all or nothing, and passes the error of its work through', async () => {
      const failing = store.transaction(async (inside) => {
        await inside.meta.set('a', '1');
        await inside.payouts.add([aPayout()]);
        expect(await inside.meta.get('a')).toBe('1');
        throw new RangeError('mine');
      });
      await expect(failing).rejects.toThrow(RangeError);
      expect(await store.meta.get('a')).toBeUndefined();
      expect(await store.payouts.ofAccount('acc-1', 0, 1)).toEqual([]);
      const value = await store.transaction(async (inside) => {
        await inside.meta.set('a', '2');
        return 7;
      });
      expect(value).toBe(7);
      expect(await store.meta.get('a')).toBe('2');
    });

    it('stores nothing under a claim that was lost', async () => {
      await store.accounts.create(anAccount(), NOW);
      const old = present(await store.accounts.claim('acc-1'));
      await rig.expire('one');
      await (await rig.as('two')).accounts.claim('acc-1');
      const late = store.transaction(async (inside) => {
        await inside.orders.replace('acc-1', 0, [aStoredOrder()], NOW);
        await inside.payouts.add([aPayout()]);
        await inside.accounts.assertClaim('acc-1', old.claim);
      });
      await expect(late).rejects.toThrow(ClaimLost);
      expect((await store.orders.of('acc-1')).version).toBe(0);
    });

    it('refuses a transaction inside a transaction and a statement past the handle', async () => {
      await expect(store.transaction((inside) => inside.transaction(async () => 1))).rejects.toThrow();
      await expect(store.transaction(() => store.transaction(async () => 1))).rejects.toThrow();
      await expect(store.transaction(() => store.meta.set('slipped', 'out'))).rejects.toThrow();
      expect(await store.meta.get('slipped')).toBeUndefined();
    });

    it('refuses a handle whose transaction has ended', async () => {
      const handle = await store.transaction(async (inside) => ({ inside }));
      await expect(handle.inside.meta.set('late', 'write')).rejects.toThrow();
      expect(await store.meta.get('late')).toBeUndefined();
    });

    it('forgets a person whole, and nobody else', async () => {
      const chat = { botId: 1, updateId: 1, chatId: 501, sealed: 's' };
      for (const id of [501, 502]) {
        const own = { userId: id, chatId: id };
        await store.users.ensure(aUser({ id, chatId: id }));
        await store.accounts.create(anAccount({ id: `acc-${id}`, userId: id }), NOW);
        await store.orders.replace(`acc-${id}`, 0, [aStoredOrder()], NOW);
        await store.payouts.add([aPayout({ accountId: `acc-${id}`, userId: id })]);
        await store.operations.insertDraft(aDraft({ ...own, id: `op-${id}`, accountId: `acc-${id}` }));
        await store.notices.add([aNotice(own)]);
        await store.cards.create(aCard({ ...own, id: `card-${id}` }));
        await store.deletions.add([{ ...own, messageId: 1, attempts: 0 }], NOW);
        await store.captures.put({
          ...own,
          environment: 'live',
          awaiting: 'key',
          keySealed: 's',
          expiresAt: NOW,
          replaces: undefined,
        });
      }
      await store.chats.accept([chat], NOW, 10);
      const handling = only(await store.chats.claimDue(NOW, 1));
      await store.users.forget(501);

      expect(await store.users.get(501)).toBeUndefined();
      expect(await store.accounts.get('acc-501')).toBeUndefined();
      expect((await store.orders.of('acc-501')).version).toBe(0);
      expect(await store.payouts.ofAccount('acc-501', 0, 1)).toEqual([]);
      expect(await store.operations.get('op-501')).toBeUndefined();
      expect(await store.cards.get('card-501')).toBeUndefined();
      expect(await store.captures.get(501)).toBeUndefined();
      expect(await store.deletions.countOf(501)).toBe(0);
      expect(await store.deletions.countOf(502)).toBe(1);
      expect(await store.notices.countPending()).toBe(1);
      expect(await store.users.get(502)).toBeDefined();
      expect(await store.accounts.get('acc-502')).toBeDefined();
      expect((await store.orders.of('acc-502')).version).toBe(1);
      expect(await store.operations.get('op-502')).toBeDefined();
      expect(await store.cards.get('card-502')).toBeDefined();
      await store.chats.finish(
        501,
        handling.claim,
        handling.row.updates.map(({ seq }) => seq),
        undefined,
        NOW,
      );
      expect(await store.chats.accept([chat], NOW, 10)).toBe(0);
    });

    it('forgets disconnected accounts too, and takes work under way from its holder', async () => {
      await store.users.ensure(aUser());
      await store.accounts.create(anAccount(), NOW);
      await store.accounts.create(anAccount({ id: 'acc-2' }), NOW);
      await store.payouts.add([aPayout()]);
      await store.accounts.remove('acc-1');
      const { claim } = present(await store.accounts.claim('acc-2'));
      await store.users.forget(501);
      await expect(store.accounts.buyNonce('acc-2', claim, NOW)).rejects.toThrow(ClaimLost);
      await expect(store.accounts.assertClaim('acc-2', claim)).rejects.toThrow(ClaimLost);
      expect(await store.payouts.ofAccount('acc-1', 0, 1)).toEqual([]);
      expect(await store.accounts.disconnected(501, 'print of acc-1')).toBeUndefined();
    });
  });
}
