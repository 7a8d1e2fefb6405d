// Where the practice exchange keeps its state.
import { beforeEach, expect, it } from 'vitest';
import { createPracticeStore, type PracticeStore } from '../../src/db/practice.ts';
import { eachDatabase } from './databases.ts';

eachDatabase((_name, open) => {
  let practice: PracticeStore<{ readonly coins: number }, { readonly speed: number }>;
  beforeEach(async () => {
    practice = createPracticeStore(await open());
  });

  it('keeps an account and refuses a key that exists', async () => {
    expect(await practice.withAccount('k', (state) => ({ value: state }))).toBeUndefined();
    await practice.create('k', { coins: 1 });
    await expect(practice.create('k', { coins: 2 })).rejects.toMatchObject({ kind: 'unique' });
    await practice.create('a', { coins: 5 });
    expect(await practice.list()).toEqual(['a', 'k']);
    expect(await practice.withAccount('k', (state) => ({ value: state }))).toEqual({ coins: 1 });
  });

  it('lets nobody in between reading and storing', async () => {
    await practice.create('k', { coins: 0 });
    const add = () =>
      practice.withAccount('k', (state) => {
        const coins = (state?.coins ?? 0) + 1;
        return { state: { coins }, value: coins };
      });
    const seen = await Promise.all(Array.from({ length: 20 }, add));
    expect(new Set(seen).size).toBe(20);
    expect(await practice.withAccount('k', (state) => ({ value: state }))).toEqual({ coins: 20 });
  });

  it('stores nothing when the work throws or leaves the state out', async () => {
    await practice.create('k', { coins: 1 });
    const failing = practice.withAccount('k', () => {
      throw new RangeError('no');
    });
    await expect(failing).rejects.toThrow(RangeError);
    await practice.withAccount('k', () => ({ value: 0 }));
    await practice.withAccount('unknown', () => ({ state: { coins: 9 }, value: 0 }));
    expect(await practice.withAccount('k', (state) => ({ value: state }))).toEqual({ coins: 1 });
    expect(await practice.list()).toEqual(['k']);
  });

  it('keeps the clock', async () => {
    expect(await practice.clock.get()).toBeUndefined();
    expect(await practice.clock.update(() => ({ state: { speed: 2 }, value: 'set' }))).toBe('set');
    await practice.clock.update((state) => ({ state: { speed: (state?.speed ?? 0) + 1 }, value: 0 }));
    expect(await practice.clock.get()).toEqual({ speed: 3 });
  });
});
