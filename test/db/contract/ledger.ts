// What any Store must do with orders and payouts: versions, one row a number, exact decimals.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/app/store.ts';
import { amountOf } from '../../../src/domain/money.ts';
import type { OpenRig } from './rig.ts';
import { aPayout, aStoredOrder, NOW } from './samples.ts';

export function ledgerContract(open: OpenRig): void {
  describe('orders and payouts', () => {
    let store: Store;
    beforeEach(async () => {
      store = await (await open()).as('one');
    });

    it('stores orders whole and refuses a stale version', async () => {
      expect(await store.orders.of('acc-1')).toEqual({ version: 0, orders: [], storedAt: undefined });
      expect(await store.orders.replace('acc-1', 0, [aStoredOrder()], NOW)).toBe(true);
      expect(await store.orders.replace('acc-1', 0, [], NOW)).toBe(false);
      expect(await store.orders.of('acc-1')).toEqual({ version: 1, orders: [aStoredOrder()], storedAt: NOW });
      expect(await store.orders.replace('acc-1', 2, [], NOW)).toBe(false);
      expect(await store.orders.replace('acc-1', 1, [], NOW + 1)).toBe(true);
      expect(await store.orders.of('acc-1')).toEqual({ version: 2, orders: [], storedAt: NOW + 1 });
    });

    it('lets one of two writers of the same version through', async () => {
      const first = await Promise.all([1, 2].map((at) => store.orders.replace('acc-1', 0, [], at)));
      expect(first.filter(Boolean)).toHaveLength(1);
      const second = await Promise.all([3, 4].map((at) => store.orders.replace('acc-1', 1, [], at)));
      expect(second.filter(Boolean)).toHaveLength(1);
    });

    it('records a payout once, by its number, and says which were new', async () => {
      const second = aPayout({ number: 2 });
      expect(await store.payouts.add([aPayout()])).toEqual([aPayout()]);
      expect(await store.payouts.add([aPayout({ amount: amountOf('9') }), second])).toEqual([second]);
      expect(await store.payouts.ofAccount('acc-1', 0, 10)).toEqual(
        expect.arrayContaining([aPayout(), second]),
      );
      expect(await store.payouts.add([])).toEqual([]);
    });

    it('keeps two equal payouts of two orders apart', async () => {
      const twins = [aPayout({ orderId: 1 }), aPayout({ orderId: 2 })];
      expect(await store.payouts.add(twins)).toEqual(twins);
      expect((await store.payouts.totals('acc-1', 0))[0]).toEqual({
        currency: 'USDT',
        amount: amountOf('0.84'),
        payouts: 2,
      });
    });

    it.each(['0.000000000000000000000001', '999999999999999999999999.999999999999999999999999', '1000', '0'])(
      'gives %s back as it was',
      async (text) => {
        await store.payouts.add([aPayout({ amount: amountOf(text) })]);
        expect((await store.payouts.ofAccount('acc-1', 0, 1))[0]?.amount).toBe(text);
      },
    );

    it('sums by coin since a moment, leaving out amounts that were not stated', async () => {
      await store.payouts.add([
        aPayout({ number: 1, at: NOW - 1, amount: amountOf('100') }),
        aPayout({ number: 2, at: NOW, amount: amountOf('0.1') }),
        aPayout({ number: 3, at: NOW + 1, amount: amountOf('0.2') }),
        aPayout({ number: 4, at: NOW, amount: undefined, currency: 'BTC' }),
        aPayout({ accountId: 'acc-2', number: 5 }),
      ]);
      expect(await store.payouts.totals('acc-1', NOW)).toEqual([
        { currency: 'BTC', amount: '0', payouts: 1 },
        { currency: 'USDT', amount: '0.3', payouts: 2 },
      ]);
      const newestFirst = await store.payouts.ofAccount('acc-1', NOW, 1);
      expect(newestFirst.map(({ number }) => number)).toEqual([3]);
    });
  });
}
