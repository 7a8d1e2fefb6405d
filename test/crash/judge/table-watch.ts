// Looks into the tables now and then while the run goes on: whose key is whose, how many moves of an account are
// open, and what was there of a person before everything of theirs was wiped.
import type { Cluster } from '../postgres/cluster.ts';
import type { Witness } from '../witness.ts';
import type { AccountFacts, OperationFacts } from './facts.ts';
import { readAccounts, readLanes, readOperations } from './read-facts.ts';

type Account = Omit<AccountFacts, 'linkedAt'>;

export interface TableWatch {
  readonly lanes: readonly number[];
  /** Accounts of people who were forgotten, as they were. */
  readonly goneAccounts: readonly Account[];
  readonly goneOperations: readonly OperationFacts[];
  readonly forgotten: ReadonlySet<number>;
  /** Keys of accounts that are there now. */
  readonly keys: () => Promise<ReadonlySet<string>>;
  /** The owner of the key leaves, if `leave` brings it about. */
  readonly forget: (apiKey: string, leave: (userId: number) => Promise<boolean>) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

const LOOK_EVERY_MS = 1_500;

export function watchTables(deps: {
  readonly cluster: Cluster;
  readonly masterKeys: string;
  readonly witness: Witness;
}): TableWatch {
  const { cluster, masterKeys, witness } = deps;
  const lanes: number[] = [];
  const goneAccounts: Account[] = [];
  const goneOperations: OperationFacts[] = [];
  const forgotten = new Set<number>();
  let isClosed = false;
  let looking: Promise<void> = Promise.resolve();

  const look = async (): Promise<void> => {
    try {
      lanes.push(await cluster.look(readLanes));
    } catch {
      // The database is being restarted.
    }
  };
  const timer = setInterval(() => {
    looking = looking.then(() => (isClosed ? undefined : look()));
  }, LOOK_EVERY_MS);

  const accounts = () => cluster.look((database) => readAccounts(database, masterKeys));

  return {
    lanes,
    goneAccounts,
    goneOperations,
    forgotten,
    keys: async () => new Set((await accounts()).map(({ apiKey }) => apiKey)),
    async forget(apiKey, leave) {
      const account = (await accounts()).find((one) => one.apiKey === apiKey);
      if (account === undefined) return false;
      const { userId } = account;
      const operations = (await cluster.look(readOperations)).filter((one) => one.userId === userId);
      goneAccounts.push(account);
      goneOperations.push(...operations.map((one) => ({ ...one, isForgotten: true })));
      forgotten.add(userId);
      const isDone = await leave(userId);
      witness.trace(
        `person ${userId} ${isDone ? 'was forgotten' : 'was not answered'} with a move under way`,
      );
      if (isDone) witness.forgotten(apiKey);
      return isDone;
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      await looking;
    },
  };
}
