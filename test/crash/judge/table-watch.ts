// Looks into the tables while the run goes on: whose key is whose, and what was there of a person before everything of
// theirs was wiped.
import type { Cluster } from '../postgres/cluster.ts';
import type { Witness } from '../witness.ts';
import type { OperationFacts } from './facts.ts';
import { type KeptAccount, readAccounts, readOperations } from './read-facts.ts';

export interface TableWatch {
  /** Accounts of people who were forgotten, as they were. */
  readonly goneAccounts: readonly KeptAccount[];
  readonly goneOperations: readonly OperationFacts[];
  readonly forgotten: ReadonlySet<number>;
  /** Keys of accounts that are there now. */
  readonly keys: () => Promise<ReadonlySet<string>>;
  /** The owner of the key leaves, if `leave` brings it about. */
  readonly forget: (apiKey: string, leave: (userId: number) => Promise<boolean>) => Promise<boolean>;
}

export function watchTables(deps: {
  readonly cluster: Cluster;
  readonly masterKeys: string;
  readonly witness: Witness;
}): TableWatch {
  const { cluster, masterKeys, witness } = deps;
  const goneAccounts: KeptAccount[] = [];
  const goneOperations: OperationFacts[] = [];
  const forgotten = new Set<number>();
  const accounts = () => cluster.look((database) => readAccounts(database, masterKeys));

  return {
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
  };
}
