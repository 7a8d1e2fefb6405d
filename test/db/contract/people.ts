// What any Store must do with people, cards, captures, deletions and the small tables.
import { beforeEach, describe, expect, it } from 'vitest';
import { ClaimLost, type Store } from '../../../src/app/store.ts';
import type { OpenRig, StoreRig } from './rig.ts';
import { only, present } from './rig.ts';
import { aCard, aProduct, aUser, NOW } from './samples.ts';

export function peopleContract(open: OpenRig): void {
  describe('people and small things', () => {
    let rig: StoreRig;
    let store: Store;
    beforeEach(async () => {
      rig = await open();
      store = await rig.as('one');
    });

    it('keeps the first row of a person and changes what a patch names', async () => {
      expect(await store.users.ensure(aUser())).toEqual(aUser());
      expect(await store.users.ensure(aUser({ firstName: 'Eve', role: 'owner' }))).toEqual(aUser());
      await store.users.update(501, { timeZone: 'Asia/Taipei', activeAccountId: 'a', role: 'owner' });
      await store.users.update(501, { activeAccountId: undefined });
      expect(await store.users.get(501)).toEqual(aUser({ timeZone: 'Asia/Taipei', role: 'owner' }));
      expect(await store.users.owners()).toEqual([aUser({ timeZone: 'Asia/Taipei', role: 'owner' })]);
      expect(await store.users.get(502)).toBeUndefined();
    });

    it('gives a card to exactly one taker', async () => {
      await store.cards.create(aCard());
      await store.cards.attach('card-1', 12);
      expect(await store.cards.get('card-1')).toEqual(aCard({ messageId: 12 }));
      const taken = await Promise.all([store.cards.take('card-1'), store.cards.take('card-1')]);
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await store.cards.get('card-1')).toBeUndefined();
    });

    it('prunes cards that ran out before the moment, not at it', async () => {
      await store.cards.create(aCard({ id: 'old', expiresAt: NOW - 1 }));
      await store.cards.create(aCard({ id: 'new', expiresAt: NOW }));
      expect(await store.cards.prune(NOW)).toBe(1);
      expect(await store.cards.get('new')).toBeDefined();
    });

    it('keeps one capture a person', async () => {
      const capture = {
        userId: 501,
        chatId: 501,
        environment: 'live',
        awaiting: 'key',
        keySealed: undefined,
        expiresAt: NOW,
        replaces: 'acc-1',
      } as const;
      await store.captures.put(capture);
      await store.captures.put({
        ...capture,
        awaiting: 'passphrase',
        keySealed: 'sealed',
        replaces: undefined,
      });
      expect(await store.captures.get(501)).toEqual({
        ...capture,
        awaiting: 'passphrase',
        keySealed: 'sealed',
        replaces: undefined,
      });
      await store.captures.remove(501);
      expect(await store.captures.get(501)).toBeUndefined();
    });

    it('wipes the keys of captures that ran out before the moment, and only those', async () => {
      const capture = {
        chatId: 501,
        environment: 'live',
        awaiting: 'passphrase',
        keySealed: 'sealed',
        replaces: undefined,
      } as const;
      await store.captures.put({ ...capture, userId: 501, expiresAt: NOW - 1 });
      await store.captures.put({ ...capture, userId: 502, expiresAt: NOW });
      await store.captures.put({ ...capture, userId: 503, expiresAt: NOW - 1, keySealed: undefined });
      expect(await store.captures.wipe(NOW)).toBe(1);
      expect(await store.captures.wipe(NOW)).toBe(0);
      expect(await store.captures.get(501)).toEqual({
        ...capture,
        userId: 501,
        expiresAt: NOW - 1,
        keySealed: undefined,
      });
      expect((await store.captures.get(502))?.keySealed).toBe('sealed');
    });

    it('repeats a deletion until it is done', async () => {
      const deletion = { chatId: 501, messageId: 9, userId: 501, attempts: 0 };
      await store.deletions.add([deletion, deletion], NOW);
      await store.deletions.add([deletion], NOW);
      expect(await store.deletions.claimDue(NOW - 1, 5)).toEqual([]);
      const first = only(await store.deletions.claimDue(NOW, 5));
      expect(first.row).toEqual(deletion);
      expect(await store.deletions.untriedOf(501)).toBe(1);
      expect(await store.deletions.untriedOf(502)).toBe(0);
      await store.deletions.retry(first.row, first.claim, NOW + 10);
      const second = only(await store.deletions.claimDue(NOW + 10, 5));
      expect(second.row).toEqual({ ...deletion, attempts: 1 });
      expect(await store.deletions.countOf(501)).toBe(1);
      expect(await store.deletions.untriedOf(501)).toBe(0);
      await expect(store.deletions.done(first.row, first.claim)).rejects.toThrow(ClaimLost);
      await store.deletions.done(second.row, second.claim);
      expect(await store.deletions.countOf(501)).toBe(0);
    });

    it('gives a deletion whose holder died to the next, who alone may end it', async () => {
      const other = await rig.as('two');
      const deletion = { chatId: 501, messageId: 9, userId: 501, attempts: 0 };
      await store.deletions.add([deletion], NOW);
      const lost = only(await store.deletions.claimDue(NOW, 5));
      expect(await other.deletions.claimDue(NOW, 5)).toEqual([]);
      await rig.expire('one');
      const taken = only(await other.deletions.claimDue(NOW, 5));
      expect(taken.row).toEqual(deletion);
      await expect(store.deletions.done(lost.row, lost.claim)).rejects.toThrow(ClaimLost);
      await expect(store.deletions.retry(lost.row, lost.claim, NOW)).rejects.toThrow(ClaimLost);
      await other.deletions.done(taken.row, taken.claim);
      expect(await store.deletions.countOf(501)).toBe(0);
    });

    it('goes on deleting for a person who is forgotten, as nobody’s', async () => {
      await store.users.ensure(aUser());
      const deletion = { chatId: 501, messageId: 9, userId: 501, attempts: 0 };
      await store.deletions.add([deletion, { ...deletion, messageId: 10 }], NOW);
      const [held] = await store.deletions.claimDue(NOW, 1);
      await store.users.forget(501);
      expect(await store.deletions.countOf(501)).toBe(0);
      expect(await store.deletions.untriedOf(501)).toBe(0);
      const waiting = only(await store.deletions.claimDue(NOW, 5));
      expect(waiting.row).toEqual({ ...deletion, messageId: 10, userId: undefined });
      await store.deletions.done(waiting.row, waiting.claim);
      // The try that was under way ends as usual; what it knew of the person is not written again.
      await store.deletions.retry(present(held).row, present(held).claim, NOW + 1);
      expect(only(await store.deletions.claimDue(NOW + 1, 5)).row).toEqual({
        ...deletion,
        userId: undefined,
        attempts: 1,
      });
    });

    it('keeps the products of an environment whole', async () => {
      expect(await store.products.get('live')).toBeUndefined();
      await store.products.put('live', [aProduct], NOW);
      await store.products.put('live', [aProduct, aProduct], NOW + 1);
      expect(await store.products.get('live')).toEqual({ products: [aProduct, aProduct], readAt: NOW + 1 });
      expect(await store.products.get('testnet')).toBeUndefined();
    });

    it('gives a single value to exactly one taker', async () => {
      await store.meta.set('a', '1');
      await store.meta.set('a', '2');
      expect(await store.meta.setIfAbsent('a', '3')).toBe('2');
      expect(await store.meta.setIfAbsent('b', '3')).toBe('3');
      expect(await store.meta.takeIfEquals('a', '1')).toBe(false);
      const taken = await Promise.all([store.meta.takeIfEquals('a', '2'), store.meta.takeIfEquals('a', '2')]);
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await store.meta.get('a')).toBeUndefined();
    });

    it('seats one instance, which keeps its seat until it frees it or dies', async () => {
      const other = await rig.as('two');
      const seat = await store.seats.hold('poller');
      expect(seat?.owner).toBe('one');
      expect(await store.seats.hold('poller')).toEqual(seat);
      expect(await other.seats.hold('poller')).toBeUndefined();
      expect((await other.seats.hold('sender'))?.owner).toBe('two');
      if (seat !== undefined) await store.seats.release('poller', seat);
      const second = await other.seats.hold('poller');
      expect(second?.owner).toBe('two');
      await rig.expire('two');
      expect((await store.seats.hold('poller'))?.owner).toBe('one');
      if (second !== undefined) await other.seats.release('poller', second);
      expect((await store.seats.hold('poller'))?.owner).toBe('one');
    });
  });
}
