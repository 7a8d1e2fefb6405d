// The Store on every engine keeps the contract.
import { eq, sql } from 'drizzle-orm';
import { createInstance } from '../../src/db/instances.ts';
import { instances } from '../../src/db/schema/system.ts';
import { createStore } from '../../src/db/store.ts';
import { accountsContract } from './contract/accounts.ts';
import { chatsContract } from './contract/chats.ts';
import { intakeContract } from './contract/intake.ts';
import { ledgerContract } from './contract/ledger.ts';
import { noticesContract } from './contract/notices.ts';
import { operationsContract } from './contract/operations.ts';
import { peopleContract } from './contract/people.ts';
import type { OpenRig } from './contract/rig.ts';
import { takeOverContract } from './contract/take-over.ts';
import { transactionsContract } from './contract/transactions.ts';
import { eachDatabase } from './databases.ts';

eachDatabase((_name, open) => {
  const openRig: OpenRig = async () => {
    const database = await open();
    const aliveUntil = (moment: string, id: string) =>
      database.queries
        .update(instances)
        .set({ aliveUntil: sql`now() + ${moment}::interval` })
        .where(eq(instances.id, id));
    return {
      async as(id) {
        // PGlite: a first beat declares every other instance dead, as at a start; here they live side by side.
        await createInstance({ ...database, kind: 'postgres' }, id).beat();
        await aliveUntil('1 hour', id);
        return createStore(database, id);
      },
      expire: async (id) => void (await aliveUntil('-1 second', id)),
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
});
