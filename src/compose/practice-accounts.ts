// Accounts of the practice exchange as rows of the bot's database: found by the fingerprint of their key, with key
// and passphrase sealed, so that a dump of the database shows neither.
import { z } from 'zod';
import type { SealContext, Vault } from '../app/ports.ts';
import type { PracticeHolder, PracticeStore } from '../db/practice.ts';
import type { SimAccount } from '../simulator/exchange/account.ts';
import type { ExchangeStore } from '../simulator/exchange/store.ts';

/** What is sealed: all that names a key. */
const credentials = z.object({ apiKey: z.string(), secret: z.string(), keyOf: z.string().nullable() });
type Credentials = z.infer<typeof credentials>;

/** What is stored in clear: play money and what became of it. */
export type PracticeState = Omit<SimAccount, keyof Credentials>;

/** Owner of an account that was opened for nobody. */
const NOBODY = 0;

function placeOf({ userId, fingerprint }: Pick<PracticeHolder, 'userId' | 'fingerprint'>): SealContext {
  return { owner: userId, record: `practice:${fingerprint}`, field: 'credentials' };
}

function split({ apiKey, secret, keyOf, ...state }: SimAccount): {
  readonly named: Credentials;
  readonly state: PracticeState;
} {
  return { named: { apiKey, secret, keyOf }, state };
}

/** The simulator's store over the rows. */
export function createPracticeAccounts(
  rows: Pick<PracticeStore<PracticeState, object>, 'withAccount' | 'create' | 'list'>,
  vault: Vault,
): ExchangeStore {
  const named = (holder: PracticeHolder): Credentials =>
    credentials.parse(JSON.parse(vault.open(holder.credentialsSealed, placeOf(holder))));

  return {
    withAccount: (apiKey, work) =>
      rows.withAccount(vault.fingerprint(apiKey), (row) => {
        const { account, value } = work(row && { ...row.state, ...named(row) });
        return account === undefined ? { value } : { state: split(account).state, value };
      }),
    create(account, userId = NOBODY) {
      const { named: secrets, state } = split(account);
      const holder = { fingerprint: vault.fingerprint(account.apiKey), userId };
      const credentialsSealed = vault.seal(JSON.stringify(secrets), placeOf(holder));
      return rows.create({ ...holder, credentialsSealed, state });
    },
    list: async () => (await rows.list()).map((holder) => named(holder).apiKey),
  };
}
