// Stores a key pair as an account to be tested, or as the new key of a known account. It never asks the exchange:
// the first sync tests the key and tells the outcome.
import type { Environment } from '../domain/product.ts';
import type { AppDeps, ConnectOutcome } from './app.ts';
import { noticeTo } from './notice-to.ts';
import { type KeyPair, sealKey } from './seal-key.ts';
import type { Account, Language, Store, User } from './store.ts';

/** Accounts a person may connect, practice included. */
export const ACCOUNTS_MAX = 10;
/** The first holder of a key is told at most once in this long that another tried it. */
const KEY_ELSEWHERE_AGAIN_MS = 24 * 3_600_000;

export interface Connection {
  readonly user: User;
  readonly environment: Environment;
  readonly pair: KeyPair;
  /** Account whose key this replaces; ignored unless it is the person's own and of the same environment. */
  readonly replaces: string | undefined;
  /** Real clock: when the key is tested, unless `deletionTried` says so earlier. */
  readonly testAt: number;
}

type ConnectDeps = Pick<AppDeps, 'store' | 'clock' | 'vault' | 'ids' | 'log'>;

export type Connect = (tx: Store, connection: Connection) => Promise<ConnectOutcome>;

/** Runs inside the caller's transaction, so that the account and the due deletions of the secret are one. */
export function createConnect(deps: ConnectDeps): Connect {
  const { clock, vault, ids, log } = deps;

  /** Another key, or the same with another passphrase, for an account that is there. Its ledger stays. */
  async function rekey(tx: Store, account: Account, { pair, testAt }: Connection): Promise<ConnectOutcome> {
    const patch = {
      ...sealKey(vault, account, pair),
      status: 'testing',
      refusedSince: undefined,
      lateLooks: 0,
      failedLooks: 0,
      moved: false,
    } as const;
    await tx.accounts.update(account.id, patch);
    await tx.accounts.setDue(account.id, testAt);
    await tx.users.update(account.userId, { activeAccountId: account.id });
    return { kind: 'testing', account: { ...account, ...patch } };
  }

  return async (tx, connection) => {
    const { user, environment, pair, replaces, testAt } = connection;
    const now = clock.now();
    const holder = await tx.accounts.byFingerprint(vault.fingerprint(pair.apiKey));
    if (holder !== undefined && holder.userId !== user.id) {
      await warnHolder(tx, holder, now);
      return { kind: 'taken' };
    }
    const isUsable = holder?.status === 'active' || holder?.status === 'view';
    if (holder !== undefined && isUsable && holder.id !== replaces)
      return { kind: 'already', account: holder };
    if (holder !== undefined) return rekey(tx, holder, connection);

    const accounts = await tx.accounts.ofUser(user.id);
    const replaced = accounts.find(({ id }) => id === replaces);
    if (replaced?.environment === environment) return rekey(tx, replaced, connection);
    if (accounts.length >= ACCOUNTS_MAX) return { kind: 'too_many_accounts', limit: ACCOUNTS_MAX };

    const fingerprint = vault.fingerprint(pair.apiKey);
    const id = (await tx.accounts.disconnected(user.id, fingerprint)) ?? ids.id();
    const account: Account = {
      id,
      userId: user.id,
      environment,
      label: freeLabel(user.language, environment, accounts),
      ...sealKey(vault, { id, userId: user.id }, pair),
      status: 'testing',
      createdAt: now,
      lastSyncAt: undefined,
      nextSyncEnvAt: undefined,
      refusedSince: undefined,
      lateToldAt: undefined,
      lateLooks: 0,
      failedLooks: 0,
      moved: false,
      linked: false,
    };
    await tx.accounts.create(account, testAt);
    await tx.users.update(user.id, { activeAccountId: id });
    log.info('account.stored', { accountId: id, environment });
    return { kind: 'testing', account };
  };
}

async function warnHolder(tx: Store, holder: Account, now: number): Promise<void> {
  const first = await tx.users.get(holder.userId);
  if (first === undefined) return;
  const dedupeKey = `key_elsewhere:${holder.id}:${Math.floor(now / KEY_ELSEWHERE_AGAIN_MS)}`;
  await tx.notices.add([
    noticeTo(first, { kind: 'key_elsewhere' }, now, { accountId: holder.id, dedupeKey }),
  ]);
}

/** First names of accounts, in the person's language when they connect; they may rename them. */
const LABELS: Readonly<
  Record<Language, { readonly main: string; readonly further: string; readonly practice: string }>
> = {
  en: { main: 'Main', further: 'Account', practice: 'Practice' },
  'zh-hans': { main: '主账户', further: '账户', practice: '练习' },
  'zh-hant': { main: '主帳戶', further: '帳戶', practice: '練習' },
};

/** "Main", then "Account 2", …; practice accounts are "Practice", "Practice 2", …; never one twice. */
function freeLabel(language: Language, environment: Environment, accounts: readonly Account[]): string {
  const taken = new Set(accounts.map(({ label }) => label));
  const words = LABELS[language];
  const first = environment === 'practice' ? words.practice : words.main;
  const further = environment === 'practice' ? words.practice : words.further;
  if (!taken.has(first)) return first;
  let number = 2;
  while (taken.has(`${further} ${number}`)) number += 1;
  return `${further} ${number}`;
}
