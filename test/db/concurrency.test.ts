// Several instances on one database: no row twice, takeover after death, no wake-up lost. With PGlite their statements
// take turns; on Postgres they meet.
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/app/store.ts';
import type { Database } from '../../src/db/client.ts';
import { createInstance } from '../../src/db/instances.ts';
import { instances } from '../../src/db/schema/system.ts';
import { createStore } from '../../src/db/store.ts';
import { aDraft, aNotice, anAccount, NOW } from './contract/samples.ts';
import { eachDatabase } from './databases.ts';

/** More than any chat here has unread. */
const UNREAD_MAX = 1_000;

eachDatabase((engine, open, another) => {
  // On PGlite nothing meets, so little is enough there.
  const ACCOUNTS = engine === 'Postgres' ? 120 : 24;
  const PER_CHAT = engine === 'Postgres' ? 60 : 12;
  const names = ['one', 'two', 'three'] as const;
  const databases = new Map<string, Database>();
  let first: Database;

  beforeAll(async () => {
    for (const name of names) {
      databases.set(name, await another());
    }
  });
  afterAll(async () => {
    for (const database of databases.values()) await database.close();
  });
  beforeEach(async () => {
    first = await open();
    for (const name of names) await createInstance({ ...databaseOf(name), kind: 'postgres' }, name).beat();
    await first.queries.update(instances).set({ aliveUntil: sql`now() + interval '1 hour'` });
  });

  function databaseOf(name: string): Database {
    const database = databases.get(name);
    if (database === undefined) throw new Error(name);
    return database;
  }
  const storeOf = (name: string): Store => createStore(databaseOf(name), name);
  const expire = (name: string) =>
    first.queries
      .update(instances)
      .set({ aliveUntil: sql`now() - interval '1 ms'` })
      .where(eq(instances.id, name));

  /** Everything every instance takes, asking in small bites side by side until nobody gets anything. */
  async function takeAll<Row>(take: (store: Store) => Promise<readonly Row[]>): Promise<readonly Row[]> {
    const all: Row[] = [];
    const work = async (name: string) => {
      for (let empty = 0; empty < 3; ) {
        const taken = await take(storeOf(name));
        empty = taken.length === 0 ? empty + 1 : 0;
        all.push(...taken);
      }
    };
    await Promise.all(names.flatMap((name) => [work(name), work(name)]));
    return all;
  }

  describe('claims', () => {
    it('give each due row to one instance', async () => {
      const store = storeOf('one');
      for (let index = 0; index < ACCOUNTS; index += 1) {
        await store.accounts.create(anAccount({ id: `acc-${index}`, userId: index }), NOW);
      }
      const taken = await takeAll((each) => each.accounts.claimDue(NOW, 7));
      expect(new Set(taken.map(({ row }) => row.id)).size).toBe(ACCOUNTS);
      expect(taken).toHaveLength(ACCOUNTS);
    });

    it('give one account to one of many who ask for it by name', async () => {
      await storeOf('one').accounts.create(anAccount(), NOW);
      const asked = await Promise.all(
        Array.from({ length: 30 }, (_, index) => storeOf(names[index % 3] ?? 'one').accounts.claim('acc-1')),
      );
      expect(asked.filter((claimed) => claimed !== undefined)).toHaveLength(1);
    });

    it('give a dead instance’s rows to one of the living, with risen fences', async () => {
      const store = storeOf('one');
      for (let index = 0; index < 30; index += 1) {
        await store.accounts.create(anAccount({ id: `acc-${index}` }), NOW);
      }
      const held = await store.accounts.claimDue(NOW, 100);
      expect(await storeOf('two').accounts.claimDue(NOW, 100)).toEqual([]);
      await expire('one');
      const taken = (await takeAll((each) => each.accounts.claimDue(NOW, 4))).filter(
        ({ claim }) => claim.owner !== 'one',
      );
      expect(new Set(taken.map(({ row }) => row.id)).size).toBe(30);
      expect(taken).toHaveLength(30);
      const fences = new Map(held.map(({ row, claim }) => [row.id, claim.fence]));
      for (const { row, claim } of taken) expect(claim.fence).toBe((fences.get(row.id) ?? 0) + 1);
    });

    it('deliver the notices of a person in order and one at a time', async () => {
      const people = [1, 2, 3, 4];
      for (let round = 0; round < 15; round += 1) {
        await storeOf('one').notices.add(people.map((userId) => aNotice({ userId, replyTo: round })));
      }
      const told = new Map<number, number[]>();
      const inFlight = new Set<number>();
      const work = async (name: string) => {
        const { notices } = storeOf(name);
        while ((await notices.countPending()) > 0) {
          for (const { row, claim } of await notices.claimDue(NOW, 3)) {
            expect(inFlight.has(row.userId)).toBe(false);
            inFlight.add(row.userId);
            told.set(row.userId, [...(told.get(row.userId) ?? []), row.replyTo ?? -1]);
            inFlight.delete(row.userId);
            await notices.sent(row.id, claim, 1);
          }
        }
      };
      await Promise.all(names.map(work));
      const inOrder = Array.from({ length: 15 }, (_, index) => index);
      for (const userId of people) expect(told.get(userId)).toEqual(inOrder);
    });
  });

  describe('updates', () => {
    it('are each handled once and in order, under accepts and finishes side by side', async () => {
      const CHATS = [11, 12, 13];
      const seen = new Map<number, number[]>();
      let accepted = 0;
      let accepting = true;
      const accept = async (chatId: number) => {
        for (let index = 0; index < PER_CHAT; index += 1) {
          const update = { botId: 1, updateId: chatId * 1_000 + index, chatId, sealed: 's' };
          const name = names[index % 3] ?? 'one';
          const added = await storeOf(name).chats.accept([update], NOW, UNREAD_MAX);
          const again = await storeOf(name).chats.accept([update], NOW, UNREAD_MAX);
          accepted += (added ?? Number.NaN) + (again ?? Number.NaN);
        }
      };
      const handle = async (name: string) => {
        const { chats } = storeOf(name);
        while (accepting || (await chats.countWaiting()) > 0) {
          for (const { row, claim } of await chats.claimDue(NOW, 2)) {
            const done = row.updates.slice(0, 7);
            // Noted while the claim holds: nobody else has the chat.
            const before = seen.get(row.chatId) ?? [];
            seen.set(row.chatId, [...before, ...done.map(({ updateId }) => updateId)]);
            const seqs = done.map(({ seq }) => seq);
            await chats.finish(row.chatId, claim, seqs, undefined, NOW);
          }
        }
      };
      await Promise.all([
        Promise.all(CHATS.map(accept)).finally(() => {
          accepting = false;
        }),
        ...names.map(handle),
      ]);
      expect(accepted).toBe(CHATS.length * PER_CHAT);
      for (const chatId of CHATS) {
        const expected = Array.from({ length: PER_CHAT }, (_, index) => chatId * 1_000 + index);
        expect(seen.get(chatId)).toEqual(expected);
      }
    });

    it('accept the same batch once from several instances at the same moment', async () => {
      const batch = [5, 3, 4, 3].map((chatId, index) => ({ botId: 1, updateId: index, chatId, sealed: 's' }));
      const reversed = batch.toReversed();
      const counts = await Promise.all(
        Array.from({ length: 24 }, (_, index) =>
          storeOf(names[index % 3] ?? 'one').chats.accept(
            index % 2 === 0 ? batch : reversed,
            NOW,
            UNREAD_MAX,
          ),
        ),
      );
      expect(counts.reduce<number>((sum, count) => sum + (count ?? Number.NaN), 0)).toBe(4);
    });
  });

  describe('the bound of a chat', () => {
    it('holds, however many instances accept for it at the same moment', async () => {
      const batches = Array.from({ length: 12 }, (_, batch) =>
        Array.from({ length: 5 }, (__, index) => ({
          botId: 1,
          updateId: batch * 5 + index,
          chatId: 71,
          seal: () => 's',
        })),
      );
      const outcomes = await Promise.all(
        batches.map((batch, index) => storeOf(names[index % 3] ?? 'one').chats.acceptSome(batch, NOW, 17)),
      );
      expect(outcomes.reduce((sum, { added }) => sum + added, 0)).toBe(60);
      expect(outcomes.flatMap(({ refused }) => refused)).toHaveLength(43);
      const [claimed] = await storeOf('one').chats.claimDue(NOW, 1);
      expect(claimed?.row.updates).toHaveLength(17);
    });
  });

  describe('the lane', () => {
    it('takes one of many confirmed at the same moment from several instances', async () => {
      const ids = Array.from({ length: 12 }, (_, index) => `op-${index}`);
      for (const id of ids) await storeOf('one').operations.insertDraft(aDraft({ id }));
      const outcomes = await Promise.all(
        ids.map((id, index) => {
          const store = storeOf(names[index % 3] ?? 'one');
          return store.transaction((inside) =>
            inside.operations.transition(id, ['draft'], 'confirmed', { confirmedAt: NOW }),
          );
        }),
      );
      expect(outcomes.filter((outcome) => outcome === 'moved')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'lane_busy')).toHaveLength(11);
    });
  });

  if (engine === 'Postgres') betweenConnections();

  afterEach(async () => {
    await first.queries.delete(instances);
  });

  function betweenConnections(): void {
    describe('a claim', () => {
      it('passes by a row that was claimed and given back while the statement waited', async () => {
        await storeOf('one').accounts.create(anAccount(), NOW);
        const blocker = Promise.withResolvers<void>();
        const locked = Promise.withResolvers<void>();
        const holding = first.transaction(async (inside) => {
          await inside.queries.execute(sql`update accounts set claimed_by = 'three', fence = fence + 1`);
          locked.resolve();
          await blocker.promise;
        });
        await locked.promise;
        // Judged free when it began, and then waiting for the row.
        const waiting = storeOf('two').accounts.claim('acc-1');
        await new Promise((resolve) => setTimeout(resolve, 100));
        await expire('three');
        blocker.resolve();
        await holding;
        expect(await waiting).toBeUndefined();
        expect((await storeOf('two').accounts.claim('acc-1'))?.claim.fence).toBe(2);
      });
    });

    describe('wake-ups', () => {
      it('reach the other instances', async () => {
        const heard = Promise.withResolvers<void>();
        let started = false;
        const stop = databaseOf('two').listen('submit', () => {
          if (started) heard.resolve();
        });
        await new Promise((resolve) => setTimeout(resolve, 300));
        started = true;
        databaseOf('one').notify('submit');
        await heard.promise;
        stop();
      });

      it('come again after the listening connection was lost', async () => {
        let woken = 0;
        const stop = databaseOf('three').listen('settle', () => {
          woken += 1;
        });
        await until(() => woken > 0);
        await first.queries.execute(
          sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'`,
        );
        // Some may have been missed while it was down: everyone looks once.
        await until(() => woken > 1);
        const before = woken;
        databaseOf('one').notify('settle');
        await until(() => woken > before);
        stop();
      });

      async function until(reached: () => boolean): Promise<void> {
        while (!reached()) await new Promise((resolve) => setTimeout(resolve, 10));
      }
    });
  }
});
