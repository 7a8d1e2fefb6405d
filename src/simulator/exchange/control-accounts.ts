// The control over accounts: open them, look at them caught up, change them, act on the site, read their ledgers.
import { createHash } from 'node:crypto';
import type { Amount } from '../../domain/money.ts';
import { fail, type Result } from '../../domain/result.ts';
import {
  type AccountSettings,
  type Effect,
  newAccount,
  type Permissions,
  type SimAccount,
} from './account.ts';
import { totals, withBalances, withSettings } from './account-changes.ts';
import { accrue } from './accrue.ts';
import type { MoveRefusal } from './moved.ts';
import type { Exchange } from './process-call.ts';
import { actOnSite, type SiteAction } from './site.ts';
import { withOwner } from './store.ts';

export interface Credentials {
  readonly apiKey: string;
  readonly secret: string;
}

export interface NewAccountOptions {
  readonly balances?: Readonly<Record<string, Amount>> | undefined;
  readonly permissions?: Permissions | undefined;
  readonly settings?: Partial<AccountSettings> | undefined;
  /** Makes a second key of this account. */
  readonly keyOf?: string | undefined;
  /** Order ids count from here; by default a range of the account's own. */
  readonly firstOrderId?: number | undefined;
  /** Whom it is opened for: handed on to the store. */
  readonly userId?: number | undefined;
}

/** An account without its secret. */
export interface AccountView extends Omit<SimAccount, 'secret' | 'history' | 'effects'> {
  /** Wallet and Earn together, by coin. */
  readonly totals: Readonly<Record<string, Amount>>;
}

export interface LedgerEffect extends Effect {
  readonly apiKey: string;
}

export interface InterestPaid {
  readonly at: number;
  readonly apiKey: string;
  readonly orderId: number;
  readonly currency: string;
  readonly amount: Amount;
  /** Which payout of the order, from 1. */
  readonly number: number;
}

export interface AccountControl {
  createAccount(options?: NewAccountOptions): Promise<Credentials>;
  /** Caught up with the clock; undefined for an unknown key. */
  account(apiKey: string): Promise<SimAccount | undefined>;
  accounts(): Promise<readonly AccountView[]>;
  /** How many keys there are. */
  count(): Promise<number>;
  setBalances(apiKey: string, balances: Readonly<Record<string, Amount>>): Promise<void>;
  setPermissions(apiKey: string, permissions: Permissions): Promise<void>;
  /** Without a key: all accounts there are. */
  setAccountSettings(patch: Partial<AccountSettings>, apiKey?: string): Promise<void>;
  /** What the person does outside the bot; its effects are marked `by: 'site'`. */
  site(apiKey: string, action: SiteAction): Promise<Result<SimAccount, MoveRefusal>>;
  /** Every effect on every account, in the order of the simulated time, caught up. */
  effects(): Promise<readonly LedgerEffect[]>;
  interestPaid(): Promise<readonly InterestPaid[]>;
}

/** Order ids of one account lie in a range of their own, so two accounts practically never share one. */
const ORDERS_PER_ACCOUNT = 100_000;

function firstOrderIdOf(apiKey: string): number {
  return (1 + createHash('sha256').update(apiKey).digest().readUIntBE(0, 3)) * ORDERS_PER_ACCOUNT;
}

const hex = (text: string) => createHash('sha256').update(text).digest('hex');

export function createAccountControl(deps: {
  readonly exchange: Exchange;
  /** A random id, at least 128 bits. */
  readonly id: () => string;
  readonly newAccountSettings: () => AccountSettings;
}): AccountControl {
  const { exchange } = deps;
  const { store } = exchange;

  async function update(
    apiKey: string,
    change: (account: SimAccount) => SimAccount,
  ): Promise<SimAccount | undefined> {
    return store.withAccount(apiKey, (found) => {
      if (found === undefined) return { value: undefined };
      const account = change(accrue(found, exchange.now(), exchange.market()));
      return { account, value: account };
    });
  }

  async function change(apiKey: string, work: (account: SimAccount) => SimAccount): Promise<void> {
    const changed = await update(apiKey, work);
    if (changed === undefined) throw new RangeError('No account has this key.');
  }

  async function all(): Promise<readonly SimAccount[]> {
    const found: SimAccount[] = [];
    for (const apiKey of await store.list()) {
      const account = await update(apiKey, (same) => same);
      if (account !== undefined) found.push(account);
    }
    return found;
  }

  async function effects(): Promise<readonly LedgerEffect[]> {
    const found = (await all()).flatMap(({ apiKey, effects }) =>
      effects.map((effect) => ({ ...effect, apiKey })),
    );
    return found.sort(
      (a, b) => a.at - b.at || (a.apiKey === b.apiKey ? a.n - b.n : a.apiKey < b.apiKey ? -1 : 1),
    );
  }

  return {
    async createAccount(options = {}) {
      const apiKey = hex(deps.id());
      const secret = hex(deps.id() + deps.id());
      const { balances, permissions, keyOf } = options;
      const account = newAccount({
        apiKey,
        secret,
        at: exchange.now(),
        firstOrderId: options.firstOrderId ?? firstOrderIdOf(apiKey),
        settings: { ...deps.newAccountSettings(), ...options.settings },
        ...(keyOf === undefined ? {} : { keyOf, balances: {} }),
        ...(balances === undefined ? {} : { balances }),
        ...(permissions === undefined ? {} : { permissions }),
      });
      await store.create(account, options.userId);
      return { apiKey, secret };
    },
    account: (apiKey) => update(apiKey, (same) => same),
    accounts: async () => (await all()).map((account) => viewAccount(account, exchange)),
    count: async () => (await store.list()).length,
    setBalances: (apiKey, balances) => change(apiKey, (account) => withBalances(account, balances)),
    setPermissions: (apiKey, permissions) => change(apiKey, (account) => ({ ...account, permissions })),
    async setAccountSettings(patch, apiKey) {
      for (const key of apiKey === undefined ? await store.list() : [apiKey]) {
        await change(key, (account) => withSettings(account, patch, exchange.market()));
      }
    },
    site: (apiKey, action) => actInStore(exchange, apiKey, action),
    effects,
    async interestPaid() {
      return (await effects()).flatMap(({ kind, at, apiKey, orderId, currency, amount, number }) =>
        kind === 'interest' && number !== null ? [{ at, apiKey, orderId, currency, amount, number }] : [],
      );
    },
  };
}

function viewAccount(account: SimAccount, exchange: Exchange): AccountView {
  const { secret: _secret, history: _history, effects: _effects, ...shown } = account;
  return { ...shown, totals: totals(account, exchange.market()) };
}

function actInStore(
  { store, now, real, market }: Exchange,
  apiKey: string,
  action: SiteAction,
): Promise<Result<SimAccount, MoveRefusal>> {
  return withOwner<Result<SimAccount, MoveRefusal>>(store, apiKey, (found) => {
    if (found === undefined) return { value: fail({ code: -2, message: 'No account has this key' }) };
    const moved = actOnSite(accrue(found, now(), market()), action, real(), market());
    return moved.ok ? { account: moved.value, value: moved } : { value: moved };
  });
}
