// A key pair as an account keeps it: sealed for that very account, so that another row's values do not open.
import type { SealContext, Vault } from './ports.ts';
import type { Account, AccountKey } from './store.ts';

const KEY_TAIL_LENGTH = 4;

export interface KeyPair {
  readonly apiKey: string;
  readonly secret: string;
}

type Place = Pick<Account, 'id' | 'userId'>;

function placeOf({ id, userId }: Place, field: 'key' | 'secret'): SealContext {
  return { owner: userId, record: id, field };
}

export function sealKey(vault: Vault, place: Place, { apiKey, secret }: KeyPair): AccountKey {
  return {
    keyTail: apiKey.slice(-KEY_TAIL_LENGTH),
    keySealed: vault.seal(apiKey, placeOf(place, 'key')),
    secretSealed: vault.seal(secret, placeOf(place, 'secret')),
    fingerprint: vault.fingerprint(apiKey),
  };
}

/** Throws a VaultError where a sealed value does not open. */
export function openKey(
  vault: Vault,
  account: Place & Pick<AccountKey, 'keySealed' | 'secretSealed'>,
): KeyPair {
  return {
    apiKey: vault.open(account.keySealed, placeOf(account, 'key')),
    secret: vault.open(account.secretSealed, placeOf(account, 'secret')),
  };
}
