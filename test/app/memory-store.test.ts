// The memory store keeps the same contract as the database, so that what is shown on it holds on Postgres.
import { describe, expect, it } from 'vitest';
import { accountsContract } from '../db/contract/accounts.ts';
import { chatsContract } from '../db/contract/chats.ts';
import { intakeContract } from '../db/contract/intake.ts';
import { ledgerContract } from '../db/contract/ledger.ts';
import { noticesContract } from '../db/contract/notices.ts';
import { operationsContract } from '../db/contract/operations.ts';
import { peopleContract } from '../db/contract/people.ts';
import type { OpenRig } from '../db/contract/rig.ts';
import { takeOverContract } from '../db/contract/take-over.ts';
import { transactionsContract } from '../db/contract/transactions.ts';
import { createMemoryState, createMemoryStore } from './memory-store.ts';

const openRig: OpenRig = async () => {
  const state = createMemoryState();
  return {
    as: async (instanceId) => createMemoryStore({ instanceId, state }),
    expire: async (instanceId) => state.engine.expire(instanceId),
  };
};

peopleContract(openRig);
accountsContract(openRig);
takeOverContract(openRig);
ledgerContract(openRig);
operationsContract(openRig);
noticesContract(openRig);
chatsContract(openRig);
intakeContract(openRig);
transactionsContract(openRig);

describe('an instance that is killed', () => {
  it('leaves its open transaction undone and never answers again', async () => {
    const state = createMemoryState();
    const a = createMemoryStore({ instanceId: 'a', state });
    const b = createMemoryStore({ instanceId: 'b', state });
    let answered = false;
    void a
      .transaction(async (tx) => {
        await tx.meta.set('key', 'half');
        state.engine.kill('a');
        await tx.meta.set('key', 'whole');
      })
      .then(
        () => (answered = true),
        () => (answered = true),
      );
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    expect(await b.meta.get('key')).toBeUndefined();
  });

  it('works again when it is started anew', async () => {
    const state = createMemoryState();
    createMemoryStore({ instanceId: 'a', state });
    state.engine.kill('a');
    const again = createMemoryStore({ instanceId: 'a', state });
    await again.meta.set('key', 'value');
    expect(await again.meta.get('key')).toBe('value');
  });
});

describe('a query inside a transaction', () => {
  it('throws where it does not use the handle of the transaction', async () => {
    const store = createMemoryStore({ instanceId: 'a', state: createMemoryState() });
    await expect(store.transaction(() => store.meta.get('key'))).rejects.toThrow('without the handle');
  });
});
