// Memory tables of accounts, their orders and their payouts.
import type {
  Account,
  AccountStore,
  Claimed,
  OrderStore,
  Payout,
  PayoutStore,
} from '../../../src/app/store.ts';
import { ClaimLost } from '../../../src/app/store.ts';
import { type Amount, add, ZERO } from '../../../src/domain/money.ts';
import type { StoredOrder } from '../../../src/domain/payout.ts';
import { type Engine, holds, isFree, MemoryStoreError, type Owned, type Table, takeDue } from './engine.ts';
import type { Run } from './people.ts';
import type { TakeOver } from './take-over.ts';

interface OrdersRow {
  readonly accountId: string;
  readonly version: number;
  readonly orders: readonly StoredOrder[];
  readonly storedAt: number;
}

/** A disconnected account keeps its place without its key; nothing but `disconnected` and `create` finds it. */
export interface OwnedAccount extends Owned<Account> {
  readonly removed: boolean;
  /** Earliest due time asked for while somebody held it: no release puts it off. */
  readonly askedDueAt: number | null;
}

export interface AccountTables {
  readonly accounts: Table<string, OwnedAccount>;
  readonly nonces: Table<string, number>;
  readonly orders: Table<string, OrdersRow>;
  readonly payouts: Table<string, Payout>;
}

export const createAccountTables = (engine: Engine): AccountTables => ({
  accounts: engine.table(),
  nonces: engine.table(),
  orders: engine.table(),
  payouts: engine.table(),
});

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

export function createAccountStore(
  engine: Engine,
  { accounts: table, nonces, orders, payouts }: AccountTables,
  run: Run,
  claimant: () => string,
  takeOver: TakeOver,
): AccountStore {
  const connected = (): readonly OwnedAccount[] => table.rows().filter(({ removed }) => !removed);
  const all = (): readonly Account[] => connected().map(({ row }) => row);
  const accounts: Table<string, OwnedAccount> = {
    ...table,
    rows: connected,
    get(id) {
      const owned = table.get(id);
      return owned?.removed === false ? owned : undefined;
    },
  };
  return {
    get: (id) => run('accounts.get', () => accounts.get(id)?.row),
    ofUser: (userId) => run('accounts.ofUser', () => all().filter((account) => account.userId === userId)),
    byFingerprint: (fingerprint) =>
      run('accounts.byFingerprint', () => all().find((account) => account.fingerprint === fingerprint)),
    disconnected: (userId, fingerprint) =>
      run(
        'accounts.disconnected',
        () =>
          table
            .rows()
            .find(({ row, removed }) => removed && row.userId === userId && row.fingerprint === fingerprint)
            ?.row.id,
      ),
    create: (row, dueAt) =>
      run('accounts.create', () => {
        const taken = all().some(({ id, fingerprint }) => id === row.id || fingerprint === row.fingerprint);
        const before = table.get(row.id)?.row.userId ?? row.userId;
        if (taken || before !== row.userId) throw new MemoryStoreError('account exists');
        table.set(row.id, { row, claim: undefined, dueAt, removed: false, askedDueAt: null });
      }),
    update: (id, patch) =>
      run('accounts.update', () => {
        const owned = accounts.get(id);
        if (owned !== undefined) accounts.set(id, { ...owned, row: { ...owned.row, ...patch } });
      }),
    remove: (id) =>
      run('accounts.remove', () => {
        const owned = accounts.get(id);
        if (owned === undefined) return;
        const hasLedger =
          orders.get(id) !== undefined || payouts.rows().some(({ accountId }) => accountId === id);
        if (!hasLedger) return table.delete(id);
        const fingerprint = owned.row.environment === 'practice' ? '' : owned.row.fingerprint;
        const wiped = { keySealed: '', secretSealed: '', keyTail: '', label: '', fingerprint };
        const row = { ...owned.row, ...wiped };
        table.set(id, { row, claim: undefined, dueAt: null, removed: true, askedDueAt: null });
      }),
    takeOver: (into, from, patch, dueAt) =>
      run('accounts.takeOver', () => takeOver(into, from, patch, dueAt)),
    claim: (id) =>
      run('accounts.claim', (): Claimed<Account> | undefined => {
        const owned = accounts.get(id);
        if (owned === undefined || !isFree(engine, owned)) return undefined;
        const claim = { owner: claimant(), fence: engine.next() };
        accounts.set(id, { ...owned, claim, askedDueAt: null });
        return { row: owned.row, claim };
      }),
    claimDue: (now, limit) =>
      run('accounts.claimDue', () => {
        const taken = takeDue(engine, accounts, ({ id }) => id, claimant(), now, limit);
        for (const { row } of taken) {
          const owned = accounts.get(row.id);
          if (owned !== undefined) accounts.set(row.id, { ...owned, askedDueAt: null });
        }
        return taken;
      }),
    assertClaim: (id, claim) =>
      run('accounts.assertClaim', () => {
        if (!holds(accounts.get(id), claim)) throw new ClaimLost();
      }),
    release: (id, claim, dueAt) =>
      run('accounts.release', () => {
        const owned = accounts.get(id);
        if (owned === undefined || !holds(owned, claim)) return;
        const next = dueAt === undefined ? owned.dueAt : earliest(owned.askedDueAt, dueAt);
        accounts.set(id, { ...owned, claim: undefined, askedDueAt: null, dueAt: next });
      }),
    setDue: (id, dueAt) =>
      run('accounts.setDue', () => {
        const owned = accounts.get(id);
        if (owned === undefined) return;
        const askedDueAt = owned.claim === undefined ? null : earliest(owned.askedDueAt, dueAt);
        accounts.set(id, { ...owned, dueAt, askedDueAt });
      }),
    buyNonce: (id, claim, exchangeNow) =>
      run('accounts.buyNonce', () => {
        if (!holds(accounts.get(id), claim)) throw new ClaimLost();
        const nonce = Math.max((nonces.get(id) ?? 0) + 1, Math.floor(exchangeNow));
        nonces.set(id, nonce);
        return nonce;
      }),
    waiting: (environment) =>
      run('accounts.waiting', () =>
        all()
          .filter((account) => account.environment === environment)
          .flatMap(({ id, nextSyncEnvAt, refusedSince, failedLooks }) =>
            nextSyncEnvAt === undefined
              ? []
              : [{ id, nextSyncEnvAt, isPutOff: refusedSince !== undefined || failedLooks > 0 }],
          ),
      ),
    refusals: (environment, since) =>
      run('accounts.refusals', () => {
        const there = all().filter((account) => account.environment === environment);
        const refused = there.filter(
          ({ refusedSince }) => refusedSince !== undefined && refusedSince >= since,
        );
        return { refused: refused.length, total: there.length };
      }),
  };
}

export function createOrderStore({ orders }: AccountTables, run: Run): OrderStore {
  return {
    of: (accountId) =>
      run('orders.of', () => {
        const row = orders.get(accountId);
        return { version: row?.version ?? 0, orders: row?.orders ?? [], storedAt: row?.storedAt };
      }),
    replace: (accountId, version, replacement, storedAt) =>
      run('orders.replace', () => {
        if ((orders.get(accountId)?.version ?? 0) !== version) return false;
        orders.set(accountId, { accountId, version: version + 1, orders: replacement, storedAt });
        return true;
      }),
  };
}

export function createPayoutStore({ payouts }: AccountTables, run: Run): PayoutStore {
  const of = (accountId: string, since: number): readonly Payout[] =>
    payouts
      .rows()
      .filter((payout) => payout.accountId === accountId && payout.at >= since)
      .sort((a, b) => b.at - a.at);
  return {
    add: (facts) =>
      run('payouts.add', () =>
        facts.filter((payout) => {
          const key = `${payout.accountId}:${payout.orderId}:${payout.number}`;
          if (payouts.get(key) !== undefined) return false;
          payouts.set(key, payout);
          return true;
        }),
      ),
    ofAccount: (accountId, since, limit) =>
      run('payouts.ofAccount', () => of(accountId, since).slice(0, limit)),
    totals: (accountId, since) =>
      run('payouts.totals', () => {
        const byCoin = new Map<string, { currency: string; amount: Amount; payouts: number }>();
        for (const { currency, amount } of of(accountId, since)) {
          const sum = byCoin.get(currency) ?? { currency, amount: ZERO, payouts: 0 };
          byCoin.set(currency, {
            currency,
            amount: add(sum.amount, amount ?? ZERO),
            payouts: sum.payouts + 1,
          });
        }
        return [...byCoin.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
      }),
  };
}
