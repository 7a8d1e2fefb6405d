// The heartbeat decides whose claims are free.
import { eq, sql } from 'drizzle-orm';
import { beforeEach, expect, it } from 'vitest';
import type { Database } from '../../src/db/client.ts';
import { createInstance } from '../../src/db/instances.ts';
import { instances } from '../../src/db/schema/system.ts';
import { createStore } from '../../src/db/store.ts';
import { anAccount, NOW } from './contract/samples.ts';
import { eachDatabase } from './databases.ts';

eachDatabase((name, open) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });

  const livesFor = async (id: string): Promise<number> => {
    const rows: unknown[] = await database.queries.execute(
      sql`select extract(epoch from alive_until - now())::float8 from instances where id = ${id}`,
    );
    const [row] = rows;
    return Array.isArray(row) ? Number(row[0]) : Number.NaN;
  };

  it('lives four seconds by the database’s clock, and four more with each beat', async () => {
    const instance = createInstance(database, 'one');
    await instance.beat();
    expect(await livesFor('one')).toBeLessThanOrEqual(4);
    await database.queries.update(instances).set({ aliveUntil: sql`now() - interval '1 minute'` });
    await instance.beat();
    expect(await livesFor('one')).toBeGreaterThan(0);
  });

  it('frees at once what it held when it leaves', async () => {
    const instance = createInstance(database, 'one');
    await instance.beat();
    await createStore(database, 'one').accounts.create(anAccount(), NOW);
    await createStore(database, 'one').accounts.claim('acc-1');
    const other = createStore(database, 'two');
    await database.queries.update(instances).set({ aliveUntil: sql`now() + interval '1 hour'` });
    expect(await other.accounts.claim('acc-1')).toBeUndefined();
    await instance.leave();
    expect(await other.accounts.claim('acc-1')).toBeDefined();
  });

  it('removes the rows of instances that are long dead', async () => {
    await createInstance(database, 'old').beat();
    await database.queries.update(instances).set({ aliveUntil: sql`now() - interval '2 hours'` });
    await createInstance(database, 'new').beat();
    expect(await database.queries.select({ id: instances.id }).from(instances).orderBy(instances.id)).toEqual(
      [{ id: 'new' }, { id: 'new.1' }],
    );
  });

  it('frees a claim of which it may not know, once the name it was made under has died', async () => {
    const instance = createInstance(database, 'one');
    await instance.beat();
    const store = createStore(database, instance);
    await store.accounts.create(anAccount(), NOW);
    const seat = await store.seats.hold('poller');
    const known = await store.accounts.claim('acc-1');
    instance.doubt();
    await instance.beat();

    // What was begun under the old name may still end under it, and nothing is claimed twice meanwhile.
    expect(await store.accounts.claim('acc-1')).toBeUndefined();
    if (known !== undefined) await store.accounts.assertClaim('acc-1', known.claim);
    await database.queries
      .update(instances)
      .set({ aliveUntil: sql`now() - interval '1 second'` })
      .where(eq(instances.id, known?.claim.owner ?? ''));

    expect(await store.accounts.claim('acc-1')).toMatchObject({ claim: { owner: 'one.2' } });
    expect(await store.seats.hold('poller')).toEqual(seat);
  });

  it('gives up a name that was in doubt after two minutes of beats, and not before', async () => {
    const instance = createInstance(database, 'one');
    await instance.beat();
    instance.doubt();
    for (let beat = 0; beat < 120; beat += 1) {
      expect(await livesFor('one.1')).toBeGreaterThan(0);
      await database.queries.update(instances).set({ aliveUntil: sql`now() + interval '1 second'` });
      await instance.beat();
    }
    await database.queries.update(instances).set({ aliveUntil: sql`now() - interval '1 second'` });
    await instance.beat();
    expect(await livesFor('one.1')).toBeLessThan(0);
    expect(await livesFor('one.2')).toBeGreaterThan(0);
  });

  it(
    name === 'PGlite' ? 'finds nobody else alive at a start' : 'leaves other living instances alone',
    async () => {
      await createInstance(database, 'before').beat();
      await createInstance(database, 'now').beat();
      const alive = await database.queries.select({ id: instances.id }).from(instances).orderBy(instances.id);
      const expected = name === 'PGlite' ? ['now', 'now.1'] : ['before', 'before.1', 'now', 'now.1'];
      expect(alive.map(({ id }) => id)).toEqual(expected);
    },
  );
});
