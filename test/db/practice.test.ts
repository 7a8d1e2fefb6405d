// Where the practice exchange keeps its state.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/client.ts';
import { createPracticeStore, type PracticeRow, type PracticeStore } from '../../src/db/practice.ts';
import { createStore } from '../../src/db/store.ts';
import { anAccount, aStoredOrder, aUser, NOW } from './contract/samples.ts';
import { eachDatabase } from './databases.ts';

interface Coins {
  readonly coins: number;
}

const rowOf = (fingerprint: string, coins: number, userId = 501): PracticeRow<Coins> => ({
  fingerprint,
  userId,
  credentialsSealed: `sealed ${fingerprint}`,
  state: { coins },
});

eachDatabase((_name, open) => {
  let database: Database;
  let practice: PracticeStore<Coins, { readonly speed: number }>;
  beforeEach(async () => {
    database = await open();
    practice = createPracticeStore(database);
  });
  const coinsOf = (fingerprint: string) =>
    practice.withAccount(fingerprint, (row) => ({ value: row?.state.coins }));
  const keys = async () => (await practice.list()).map(({ fingerprint }) => fingerprint);

  it('keeps an account and refuses a key that exists', async () => {
    expect(await practice.withAccount('k', (row) => ({ value: row }))).toBeUndefined();
    await practice.create(rowOf('k', 1));
    await expect(practice.create(rowOf('k', 2))).rejects.toMatchObject({ kind: 'unique' });
    await practice.create(rowOf('a', 5, 502));
    expect(await practice.list()).toEqual([
      { fingerprint: 'a', userId: 502, credentialsSealed: 'sealed a' },
      { fingerprint: 'k', userId: 501, credentialsSealed: 'sealed k' },
    ]);
    expect(await practice.withAccount('k', (row) => ({ value: row }))).toEqual(rowOf('k', 1));
  });

  it('lets nobody in between reading and storing', async () => {
    await practice.create(rowOf('k', 0));
    const add = () =>
      practice.withAccount('k', (row) => {
        const coins = (row?.state.coins ?? 0) + 1;
        return { state: { coins }, value: coins };
      });
    const seen = await Promise.all(Array.from({ length: 20 }, add));
    expect(new Set(seen).size).toBe(20);
    expect(await coinsOf('k')).toBe(20);
  });

  it('stores nothing when the work throws or leaves the state out', async () => {
    await practice.create(rowOf('k', 1));
    const failing = practice.withAccount('k', () => {
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    await practice.withAccount('k', () => ({ value: 0 }));
    await practice.withAccount('unknown', () => ({ state: { coins: 9 }, value: 0 }));
    expect(await coinsOf('k')).toBe(1);
    expect(await keys()).toEqual(['k']);
  });

  it('keeps the clock', async () => {
    expect(await practice.clock.get()).toBeUndefined();
    expect(await practice.clock.update(() => ({ state: { speed: 2 }, value: 'set' }))).toBe('set');
    await practice.clock.update((state) => ({ state: { speed: (state?.speed ?? 0) + 1 }, value: 0 }));
    expect(await practice.clock.get()).toEqual({ speed: 3 });
  });

  describe('an account on it', () => {
    it('goes with the account of the bot that is disconnected, and with no other', async () => {
      const store = createStore(database, 'one');
      for (const id of ['mine', 'other']) {
        await store.accounts.create(anAccount({ id, environment: 'practice', fingerprint: id }), NOW);
        await store.orders.replace(id, 0, [aStoredOrder()], NOW);
        await practice.create(rowOf(id, 1));
      }
      // A key of the exchange's own may have any fingerprint: practice is not touched for it.
      await practice.create(rowOf('live', 1));
      await store.accounts.create(anAccount({ id: 'live', fingerprint: 'live' }), NOW);
      await store.accounts.remove('mine');
      await store.accounts.remove('live');
      expect(await keys()).toEqual(['live', 'other']);
    });

    it('goes with its person, connected or not, and with nobody else', async () => {
      const store = createStore(database, 'one');
      await store.users.ensure(aUser());
      await practice.create(rowOf('connected', 1));
      await store.accounts.create(anAccount({ environment: 'practice', fingerprint: 'connected' }), NOW);
      // The bot died between opening it and connecting it.
      await practice.create(rowOf('never connected', 1));
      await practice.create(rowOf('of another', 1, 502));
      await store.users.forget(501);
      expect(await keys()).toEqual(['of another']);
    });
  });
});
