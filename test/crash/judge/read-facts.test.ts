// What the checker is told of our tables: what is left of a person, and when a move left its account's lane.
import { expect, it } from 'vitest';
import { createPracticeStore } from '../../../src/db/practice.ts';
import { createStore } from '../../../src/db/store.ts';
import { aDraft, anAccount, aUser, NOW } from '../../db/contract/samples.ts';
import { eachDatabase } from '../../db/databases.ts';
import { readOperations, readRest } from './read-facts.ts';

const FORGOTTEN = 501;
const OTHER = 502;

eachDatabase((_name, open) => {
  it('names what is left of a person, table by table, and nothing once they were forgotten', async () => {
    const database = await open();
    const store = createStore(database, 'reader');
    const practice = createPracticeStore(database);
    await store.users.ensure(aUser());
    for (const userId of [FORGOTTEN, OTHER]) {
      const accountId = `account of ${userId}`;
      await store.accounts.create(anAccount({ id: accountId, userId }), NOW);
      await store.operations.insertDraft(aDraft({ id: `operation of ${userId}`, accountId, userId }));
      const fingerprint = `print of ${userId}`;
      await practice.create({ fingerprint, userId, credentialsSealed: 'sealed', state: {} });
    }
    expect(await readRest(database, [FORGOTTEN])).toEqual([
      `1 rows of accounts of person ${FORGOTTEN}`,
      `1 rows of operations of person ${FORGOTTEN}`,
      `1 rows of practice_accounts of person ${FORGOTTEN}`,
    ]);
    await store.users.forget(FORGOTTEN);
    expect(await readRest(database, [FORGOTTEN])).toEqual([]);
  });

  it('says when a move left the lane: at its end, or at the look that handed it to the person', async () => {
    const database = await open();
    const store = createStore(database, 'reader');
    const settling = { since: NOW, absentSince: undefined, looks: 1, reachableMs: 0, lastLookAt: NOW + 5 };
    for (const state of ['unknown', 'needs_review', 'done'] as const) {
      const accountId = `account of ${state}`;
      await store.operations.insertDraft(aDraft({ id: state, accountId }));
      await store.operations.transition(state, ['draft'], 'confirmed', { confirmedAt: NOW });
      await store.operations.transition(state, ['confirmed'], 'sending', { sentAt: NOW + 1 });
      await store.operations.transition(state, ['sending'], 'unknown', { settling });
    }
    await store.operations.transition('needs_review', ['unknown'], 'needs_review', {});
    await store.operations.transition('done', ['unknown'], 'done', { endedAt: NOW + 9 });
    const left = (await readOperations(database)).map(({ id, sentAt, leftAt }) => ({ id, sentAt, leftAt }));
    expect(left.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { id: 'done', sentAt: NOW + 1, leftAt: NOW + 9 },
      { id: 'needs_review', sentAt: NOW + 1, leftAt: NOW + 5 },
      { id: 'unknown', sentAt: NOW + 1, leftAt: undefined },
    ]);
  });
});
