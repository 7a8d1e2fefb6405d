// What any Store must do when one account takes over the key of another of the same account of the exchange.
import { beforeEach, describe, expect, it } from 'vitest';
import { ClaimLost, type Store } from '../../../src/app/store.ts';
import type { OperationState } from '../../../src/domain/operation.ts';
import { type OpenRig, only, present, type StoreRig } from './rig.ts';
import { aDraft, anAccount, anOrder, aPayout, aStoredOrder, NOW } from './samples.ts';

/** The key of `new`, sealed for `old`. */
const NEW_KEY = {
  keyTail: 'new4',
  keySealed: 'new key, sealed for old',
  secretSealed: 'new secret, sealed for old',
  fingerprint: 'print of new',
} as const;

const holding = (...ids: readonly number[]) => ids.map((id) => aStoredOrder({ order: anOrder({ id }) }));

export function takeOverContract(open: OpenRig): void {
  describe('an account that takes over a key', () => {
    let rig: StoreRig;
    let store: Store;
    beforeEach(async () => {
      rig = await open();
      store = await rig.as('one');
      await store.accounts.create(anAccount({ id: 'old', status: 'rejected' }), NOW);
      await store.accounts.create(anAccount({ id: 'new', label: 'Account 2', createdAt: NOW + 1 }), NOW);
    });

    it('has the key, its name and its due time, and the other is gone', async () => {
      const patch = { ...NEW_KEY, status: 'active', moved: true, refusedSince: undefined } as const;
      expect(await store.accounts.takeOver('old', 'new', patch, NOW + 5)).toBe(true);
      const after = anAccount({ id: 'old', ...NEW_KEY, status: 'active', moved: true });
      expect(await store.accounts.ofUser(501)).toEqual([after]);
      expect(await store.accounts.byFingerprint('print of new')).toEqual(after);
      expect(await store.accounts.byFingerprint('print of old')).toBeUndefined();
      expect(await store.accounts.disconnected(501, 'print of new')).toBeUndefined();
      expect(await store.accounts.claim('new')).toBeUndefined();
      expect(await store.accounts.claimDue(NOW + 4, 5)).toEqual([]);
      expect(only(await store.accounts.claimDue(NOW + 5, 5)).row.id).toBe('old');
    });

    it('takes both from whoever works on them, and sells nonces above those of both', async () => {
      const held = {
        old: present(await store.accounts.claim('old')).claim,
        new: present(await store.accounts.claim('new')).claim,
      };
      await store.accounts.buyNonce('old', held.old, NOW + 100);
      await store.accounts.buyNonce('new', held.new, NOW + 900);
      await store.accounts.takeOver('old', 'new', NEW_KEY, NOW);
      for (const id of ['old', 'new'] as const) {
        await expect(store.accounts.assertClaim(id, held[id])).rejects.toThrow(ClaimLost);
        await expect(store.accounts.buyNonce(id, held[id], NOW)).rejects.toThrow(ClaimLost);
      }
      await store.accounts.release('old', held.old, NOW + 50_000);
      const { claim } = only(await store.accounts.claimDue(NOW, 5));
      expect(await store.accounts.buyNonce('old', claim, NOW)).toBe(NOW + 901);
    });

    it('keeps its orders and its ledger, and gets only what it will never see itself', async () => {
      await store.orders.replace('old', 0, holding(1), NOW);
      await store.orders.replace('new', 0, holding(1, 2), NOW + 10);
      const payouts = [
        aPayout({ accountId: 'old', orderId: 1, number: 1 }),
        aPayout({ accountId: 'old', orderId: 3, number: 1 }),
        // Of an order both hold, of one only the newer look saw, of one that ended, of one that came and went.
        aPayout({ accountId: 'new', orderId: 1, number: 2 }),
        aPayout({ accountId: 'new', orderId: 2, number: 1 }),
        aPayout({ accountId: 'new', orderId: 3, number: 2 }),
        aPayout({ accountId: 'new', orderId: 4, number: 1 }),
      ];
      await store.payouts.add(payouts);
      await store.accounts.takeOver('old', 'new', NEW_KEY, NOW);
      const ledger = await store.payouts.ofAccount('old', 0, 10);
      expect(ledger.map(({ orderId, number }) => `${orderId}/${number}`).sort()).toEqual([
        '1/1',
        '3/1',
        '4/1',
      ]);
      expect(await store.payouts.ofAccount('new', 0, 10)).toEqual([]);
      expect(await store.orders.of('old')).toMatchObject({ version: 1, storedAt: NOW });
      expect((await store.orders.of('old')).orders.map(({ order }) => order.id)).toEqual([1]);
      expect((await store.orders.of('new')).version).toBe(0);
    });

    it('gets the ended moves; those since its last look are still to be explained', async () => {
      await store.orders.replace('old', 0, holding(1), NOW);
      const end = async (id: string, endedAt: number) => {
        await store.operations.insertDraft(aDraft({ id, accountId: 'new' }));
        const way: readonly OperationState[] = ['draft', 'confirmed', 'sending', 'done'];
        for (const [index, to] of way.slice(1).entries()) {
          const from = way[index] ?? 'draft';
          const patch = to === 'done' ? { endedAt, owesRow: true, sentAt: endedAt } : {};
          expect(await store.operations.transition(id, [from], to, patch)).toBe('moved');
        }
        await store.operations.update(id, { explained: true });
      };
      await end('before', NOW - 1);
      await end('after', NOW);
      await store.operations.insertDraft(aDraft({ id: 'shown', accountId: 'new' }));
      await store.accounts.takeOver('old', 'new', NEW_KEY, NOW);
      const moves = await store.operations.ofAccount('old', ['done'], 10);
      expect(moves.map(({ id, explained }) => [id, explained]).sort()).toEqual([
        ['after', false],
        ['before', true],
      ]);
      expect((await store.operations.owing('old')).map(({ id }) => id).sort()).toEqual(['after', 'before']);
      expect(await store.operations.get('shown')).toMatchObject({ state: 'draft', accountId: 'new' });
    });

    it('changes nothing where one of the two is gone', async () => {
      expect(await store.accounts.takeOver('old', 'nowhere', NEW_KEY, NOW)).toBe(false);
      expect(await store.accounts.takeOver('nowhere', 'new', NEW_KEY, NOW)).toBe(false);
      await store.orders.replace('old', 0, holding(1), NOW);
      await store.accounts.remove('old');
      expect(await store.accounts.takeOver('old', 'new', NEW_KEY, NOW)).toBe(false);
      expect((await store.accounts.ofUser(501)).map(({ id }) => id)).toEqual(['new']);
    });
  });
}
