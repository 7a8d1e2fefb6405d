// The database under the stores: transactions that cannot be misused, errors without data, rows in one form.
import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/client.ts';
import { DbError } from '../../src/db/errors.ts';
import { meta } from '../../src/db/schema/system.ts';
import { createStore } from '../../src/db/store.ts';
import { anAccount, aUser, NOW } from './contract/samples.ts';
import { eachDatabase } from './databases.ts';

eachDatabase((_name, open) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });

  const put = (key: string) => (session: Pick<Database, 'queries'>) =>
    session.queries.insert(meta).values({ key, value: 'x' });

  describe('a transaction', () => {
    it('does not swallow a failed statement that its work caught', async () => {
      const swallowing = database.transaction(async (inside) => {
        await put('a')(inside);
        await inside.queries.execute(sql`select 1 / 0`).catch(() => undefined);
      });
      await expect(swallowing).rejects.toMatchObject({ name: 'DbError', sqlstate: '22012' });
      expect(await database.queries.select().from(meta)).toEqual([]);
    });

    it('throws at once for a statement past its handle instead of waiting for itself', async () => {
      const slipping = database.transaction(async () => {
        await put('a')(database);
      });
      await expect(slipping).rejects.toThrow('A statement inside a transaction');
    });

    it('throws at once for a transaction inside it', async () => {
      const nesting = database.transaction(() => database.transaction(async () => 1));
      await expect(nesting).rejects.toThrow('A transaction inside a transaction');
    });

    it('does not hold up work that was started inside it and runs on after it', async () => {
      let later: Promise<unknown> = Promise.resolve();
      await database.transaction(async (inside) => {
        await put('a')(inside);
        later = new Promise((resolve) => setTimeout(resolve, 20)).then(() => put('b')(database));
      });
      await later;
      expect(await database.queries.select().from(meta)).toHaveLength(2);
    });

    it('goes on after a write that a unique index refused, and only after that', async () => {
      await put('taken')(database);
      const outcome = await database.transaction(async (inside) => {
        await put('before')(inside);
        const tried = await inside.unlessTaken(put('taken'));
        const written = await inside.unlessTaken(put('free'));
        return { tried, written: written !== undefined };
      });
      expect(outcome).toEqual({ tried: undefined, written: true });
      expect(await database.queries.select().from(meta)).toHaveLength(3);
      const broken = database.transaction((inside) =>
        inside.unlessTaken((session) => session.queries.execute(sql`select 1 / 0`)),
      );
      await expect(broken).rejects.toMatchObject({ sqlstate: '22012' });
    });

    it('runs many side by side', async () => {
      const keys = Array.from({ length: 40 }, (_, index) => `key ${index}`);
      await Promise.all(keys.map((key) => database.transaction((inside) => put(key)(inside))));
      expect(await database.queries.select().from(meta)).toHaveLength(40);
    });
  });

  describe('an error', () => {
    it('names kind, code and constraint, and never what was written', async () => {
      const store = createStore(database, 'one');
      await store.accounts.create(anAccount({ keySealed: 'SECRET-1' }), NOW);
      const again = store.accounts.create(
        anAccount({ id: 'acc-2', fingerprint: 'print of acc-1', keySealed: 'SECRET-2' }),
        NOW,
      );
      const error: unknown = await again.catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(DbError);
      expect(error).toMatchObject({ kind: 'unique', sqlstate: '23505', constraint: 'accounts_fingerprint' });
      const { inspect } = await import('node:util');
      expect(inspect(error, { depth: 10 })).not.toMatch(/SECRET|print of|insert into/);
      expect(JSON.stringify(error)).not.toMatch(/SECRET|print of/);
    });

    it('is the database’s own inside a transaction too', async () => {
      const store = createStore(database, 'one');
      const failing = store.transaction(async (inside) => {
        await inside.accounts.create(anAccount(), NOW);
        await inside.accounts.create(anAccount({ id: 'acc-2', fingerprint: 'print of acc-1' }), NOW);
      });
      await expect(failing).rejects.toMatchObject({ name: 'DbError', kind: 'unique' });
    });
  });

  describe('text from outside', () => {
    it('is stored though it holds what Postgres refuses', async () => {
      const store = createStore(database, 'one');
      await store.users.ensure(aUser({ firstName: 'a\0b\ud800c' }));
      expect((await store.users.get(501))?.firstName).toBe('ab\ufffdc');
      const data = { a: 'x\0y\udfff', 'b\\u0000': '\\u0000' };
      await store.audit.add({ at: NOW, userId: 501, action: 'test', data });
      const rows: unknown[] = await database.queries.execute(sql`select data from audit`);
      expect(rows).toEqual([['{"a": "xy\ufffd", "b\\\\u0000": "\\\\u0000"}']]);
    });
  });

  describe('wake-ups', () => {
    it('reach the listeners of the queue here at once, and end with them', () => {
      const heard: string[] = [];
      const stop = database.listen('sync', () => heard.push('sync'));
      database.listen('chats', () => heard.push('chats'));
      database.notify('sync');
      stop();
      database.notify('sync');
      database.notify('deliver');
      expect(heard).toEqual(['sync']);
    });
  });
});
