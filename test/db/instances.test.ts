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
    await database.queries
      .update(instances)
      .set({ aliveUntil: sql`now() - interval '2 hours'` })
      .where(eq(instances.id, 'old'));
    await createInstance(database, 'new').beat();
    expect(await database.queries.select({ id: instances.id }).from(instances)).toEqual([{ id: 'new' }]);
  });

  it(
    name === 'PGlite' ? 'finds nobody else alive at a start' : 'leaves other living instances alone',
    async () => {
      await createInstance(database, 'before').beat();
      await createInstance(database, 'now').beat();
      const alive = await database.queries.select({ id: instances.id }).from(instances).orderBy(instances.id);
      const expected = name === 'PGlite' ? ['now'] : ['before', 'now'];
      expect(alive.map(({ id }) => id)).toEqual(expected);
    },
  );
});
