// Who reads a view: language, formats, and what must be named for them. Plain data; no view reads anything else.
import type { Account, Language, User } from '../../app/store.ts';
import type { Environment } from '../../domain/product.ts';
import { createFormat, type Format } from '../format.ts';
import { CATALOGUES, type Catalogue } from '../locales/catalogue.ts';

export interface Reader {
  readonly text: Catalogue;
  readonly format: Format;
  readonly language: Language;
  readonly hidden: boolean;
  readonly timeZone: string | undefined;
  /** More than one account: it is named in every flow, push and on the confirm button. */
  readonly severalAccounts: boolean;
  /** Of the account in use: words without an account of their own still say DEMO and TESTNET. */
  readonly environment: Environment | undefined;
}

function inUse(id: string | undefined, accounts: readonly Account[]): Account | undefined {
  return accounts.find((account) => account.id === id) ?? accounts[0];
}

/** The reader a person is. `accounts` is how many they have connected. */
export function readerOf(
  user: Pick<User, 'language' | 'timeZone' | 'hiddenAmounts'> & Partial<Pick<User, 'activeAccountId'>>,
  accounts: number | readonly Account[],
): Reader {
  const count = typeof accounts === 'number' ? accounts : accounts.length;
  return {
    text: CATALOGUES[user.language],
    format: createFormat(user.language, user.timeZone, user.hiddenAmounts),
    language: user.language,
    hidden: user.hiddenAmounts,
    timeZone: user.timeZone,
    severalAccounts: count > 1,
    environment:
      typeof accounts === 'number' ? undefined : inUse(user.activeAccountId, accounts)?.environment,
  };
}
