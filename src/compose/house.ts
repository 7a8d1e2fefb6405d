// What everything stands on: the database with its tables, this instance's place in it, the vault.
import type { Log, Vault } from '../app/ports.ts';
import type { Store } from '../app/store.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/client.ts';
import { createInstance } from '../db/instances.ts';
import { createNoticeStore } from '../db/notices.ts';
import { createStore } from '../db/store.ts';
import { leaveSenderSeat } from '../jobs/deliver.ts';
import { createHeartbeat, type Heartbeat } from '../jobs/heartbeat.ts';
import { sleep } from '../jobs/sleep.ts';
import { RANDOM_IDS, STEADY_CLOCK } from './adapters.ts';
import { obtainMasterKeys, openVault } from './master-keys.ts';
import { openStorage, untilReachable } from './storage.ts';

export interface House {
  readonly database: Database;
  readonly store: Store;
  readonly vault: Vault;
  readonly heartbeat: Heartbeat;
  /** Removes ended notices made before this real moment. */
  readonly pruneNotices: (before: number) => Promise<number>;
  /** At the very end: frees what this instance still holds, and closes the database. */
  readonly leave: () => Promise<void>;
}

/** Throws StartProblem where only the operator can help; waits for a database that is out of reach. */
export async function openHouse(config: Config, log: Log): Promise<House> {
  const embedded = config.databaseUrl === undefined;
  const keys = obtainMasterKeys(config.masterKeys, { dataDir: config.dataDir, embedded });
  const database = await openStorage(config, log);
  // Every start is another instance: what an earlier one held is free once it is dead.
  const instance = createInstance(database, RANDOM_IDS.id());
  const store = createStore(database, instance);
  const vault = await untilReachable(() => openVault(keys, store.meta), log);
  const heartbeat = createHeartbeat({ beat: instance.beat, clock: STEADY_CLOCK, sleep, log });
  await heartbeat.start();
  return {
    database,
    store,
    vault,
    heartbeat,
    pruneNotices: createNoticeStore(database, instance).prune,
    leave: async () => {
      await leaveSenderSeat(store.seats);
      await heartbeat.stop();
      await instance.leave();
      await database.close();
    },
  };
}
