// Where accounts live: the port, and a store in memory.
import type { SimAccount } from './account.ts';

export interface Worked<Value> {
  /** The account to store; left out, nothing is stored. */
  readonly account?: SimAccount;
  readonly value: Value;
}

export interface ExchangeStore {
  /**
   * Reads the account, runs `work` and stores what it returns, with nobody in between (a transaction with a row lock).
   * `work` is synchronous and pure, so it may be run again.
   */
  withAccount<Value>(
    apiKey: string,
    work: (account: SimAccount | undefined) => Worked<Value>,
  ): Promise<Value>;
  /** Rejects when the key exists. `userId`: whom it is opened for, where the store minds. */
  create(account: SimAccount, userId?: number): Promise<void>;
  /** All keys, in no particular order. */
  list(): Promise<readonly string[]>;
}

/** Works on the account a key belongs to: a second key of a person leads to the first one's row. */
export async function withOwner<Value>(
  store: ExchangeStore,
  apiKey: string,
  work: (account: SimAccount | undefined) => Worked<Value>,
): Promise<Value> {
  type Step =
    | { readonly at: 'owner'; readonly value: Value }
    | { readonly at: 'other'; readonly owner: string };
  const step = await store.withAccount<Step>(apiKey, (found) => {
    if (found !== undefined && found.keyOf !== null) return { value: { at: 'other', owner: found.keyOf } };
    const { account, value } = work(found);
    return account === undefined
      ? { value: { at: 'owner', value } }
      : { account, value: { at: 'owner', value } };
  });
  return step.at === 'owner' ? step.value : withOwner(store, step.owner, work);
}

/** For tests, benches and simulations. `accounts` can be handed to a new store to play a restart. */
export function createMemoryStore(accounts: Map<string, SimAccount> = new Map()): ExchangeStore {
  return {
    withAccount(apiKey, work) {
      const { account, value } = work(accounts.get(apiKey));
      if (account !== undefined) accounts.set(apiKey, account);
      return Promise.resolve(value);
    },
    create(account) {
      if (accounts.has(account.apiKey)) return Promise.reject(new Error('The key exists already.'));
      accounts.set(account.apiKey, account);
      return Promise.resolve();
    },
    list: () => Promise.resolve([...accounts.keys()]),
  };
}
