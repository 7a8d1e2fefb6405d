import { beforeEach, describe, expect, it } from 'vitest';
import { createDueTimes } from '../../src/db/due-times.ts';
import { createInstance } from '../../src/db/instances.ts';
import { createStore } from '../../src/db/store.ts';
import { aDraft, aNotice, anAccount, aUser } from './contract/samples.ts';
import { eachDatabase } from './databases.ts';

eachDatabase((_name, open) => {
  describe('when the next row of each queue falls due', () => {
    const opened = async () => {
      const database = await open();
      await createInstance(database, 'a').beat();
      const store = createStore(database, 'a');
      return { store, read: createDueTimes(database).read };
    };
    let rig: Awaited<ReturnType<typeof opened>>;
    beforeEach(async () => {
      rig = await opened();
    });

    it('is nothing where nothing waits', async () => {
      expect(await rig.read()).toEqual(new Map());
    });

    it('is told for all of them at once, the earliest of each', async () => {
      const { store, read } = rig;
      await store.users.ensure(aUser());
      await store.accounts.create(anAccount(), 5_000);
      await store.notices.add([aNotice({ dueAt: 900 }), aNotice({ dueAt: 700 })]);
      await store.deletions.add([{ chatId: 501, messageId: 2, userId: 501, attempts: 0 }], 300);
      await store.operations.insertDraft(aDraft());
      expect(await read()).toEqual(
        new Map([
          ['sync', 5_000],
          ['deliver', 700],
          ['delete', 300],
        ]),
      );
      await store.operations.transition('op-1', ['draft'], 'confirmed', { confirmedAt: 1, dueAt: 40 });
      expect((await read()).get('submit')).toBe(40);
      await store.operations.transition('op-1', ['confirmed'], 'sending', { dueAt: 50 });
      expect((await read()).has('submit')).toBe(false);
      await store.operations.transition('op-1', ['sending'], 'unknown', { dueAt: 60 });
      expect((await read()).get('settle')).toBe(60);
    });
  });
});
