// The test of a key just stored: may it read orders and balance, and what does it hold? What it holds is stored and
// nothing of the past is told (P6). One transaction, one notice.
import type { Order } from '../domain/order.ts';
import { linkOrders, type StoredOrder } from '../domain/payout.ts';
import { referenceOf } from '../domain/reference.ts';
import type { Session, Sessions } from './account-session.ts';
import type { AlertOwners } from './alert-owners.ts';
import type { AppDeps } from './app.ts';
import { overlap, tellConnected, tellFailed } from './connect-notices.ts';
import { nameOf } from './error-name.ts';
import type { ExchangeFailure } from './ports.ts';
import { tellReceipt } from './receipt.ts';
import type { RefreshOrders } from './refresh-orders.ts';
import type { ScheduleSync } from './schedule-sync.ts';
import type { Account, Store } from './store.ts';
import { isRefusal, type KeyWatch } from './watch-key.ts';

export type LinkAccount = (session: Session) => Promise<ExchangeFailure | undefined>;

/** Longest wait for another account of the person that is being used. */
const OTHERS_WAIT_MS = 2_000;

export interface LinkParts {
  readonly sessions: Sessions;
  readonly refreshOrders: RefreshOrders;
  readonly keyWatch: KeyWatch;
  readonly scheduleSync: ScheduleSync;
  readonly alertOwners: AlertOwners;
}

interface Test {
  readonly orders: readonly Order[];
  readonly canReadBalance: boolean;
  readonly nowEnvMs: number;
}

/** @returns why the test could not be made; then the caller tries again later. */
export function createLinkAccount(deps: AppDeps, parts: LinkParts): LinkAccount {
  const { store, clock, environmentClocks, log, wake } = deps;
  const { sessions, refreshOrders, scheduleSync } = parts;
  const refuse = createRefuse(deps, parts);

  async function link({ account, claim }: Session, test: Test): Promise<void> {
    const now = clock.now();
    await store.transaction(async (tx) => {
      await tx.accounts.assertClaim(account.id, claim);
      const user = await tx.users.get(account.userId);
      if (user === undefined) return;
      const { version, orders: known } = await tx.orders.of(account.id);
      // Another key of the same exchange account goes on where the last one stopped; else it is a first sight.
      const isSame =
        account.linked &&
        (known.length === 0 ||
          overlap(
            known.map(({ order }) => order),
            test.orders,
          ));
      const stored = isSame ? known : relink(known, test);
      if (!isSame) {
        await tx.orders.replace(account.id, version, stored, now);
        await handOverMove(tx, account, now);
      }
      const next = await scheduleSync(tx, account, stored, test.nowEnvMs);
      await tx.accounts.update(account.id, {
        status: 'active',
        linked: true,
        lastSyncAt: now,
        nextSyncEnvAt: next.nextSyncEnvAt,
        refusedSince: undefined,
        lateLooks: 0,
        failedLooks: 0,
        lateToldAt: undefined,
      });
      await tx.accounts.setDue(account.id, isSame ? now : next.dueAt);
      await tellConnected(tx, {
        user,
        account,
        orders: test.orders,
        canReadBalance: test.canReadBalance,
        isFirstSight: version === 0,
        now,
      });
    });
    log.info('account.linked', { accountId: account.id, orders: test.orders.length });
  }

  /** What they are known to hold may be an hour old; whether they show the same orders is told only here. */
  async function refreshOthers({ id, userId, environment }: Account): Promise<void> {
    for (const other of await store.accounts.ofUser(userId)) {
      if (other.id === id || other.environment !== environment || other.status === 'testing') continue;
      const options = { priority: 'interactive', waitMs: OTHERS_WAIT_MS } as const;
      await sessions.within(other.id, options, refreshOrders).catch((error: unknown) => {
        log.warn('account.other_not_refreshed', { accountId: other.id, error: nameOf(error) });
      });
    }
  }

  return async (session) => {
    const { account, claim, api, caller } = session;
    const nowEnvMs = environmentClocks[account.environment].now();
    const orders = await api.orders(caller);
    if (orders.ok) {
      const balances = await api.balances(caller);
      if (orders.value.length > 0) await refreshOthers(account);
      await link(session, { orders: orders.value, canReadBalance: balances.ok, nowEnvMs });
      wake('deliver');
      return undefined;
    }
    const { kind, status, code } = orders.reason;
    const reference = { code: referenceOf(account.id), accountId: account.id };
    log.warn('account.test_failed', { ...reference, failure: kind, status, exchangeCode: code });
    if (isRefusal(orders.reason)) {
      const failure = await refuse(session, orders.reason);
      wake('deliver');
      if (failure === undefined) return undefined;
    }
    await store.transaction(async (tx) => {
      await tx.accounts.assertClaim(account.id, claim);
      // Told with the first failure of this key, which is counted in the same breath.
      if (account.failedLooks > 0) return;
      await tx.accounts.update(account.id, { failedLooks: 1 });
      await tellFailed(tx, account, 'unavailable', clock.now());
    });
    wake('deliver');
    return orders.reason;
  };
}

/** Payout numbers go on where they were: a number told before would be taken for the same payout. */
function relink(known: readonly StoredOrder[], { orders, nowEnvMs }: Test): readonly StoredOrder[] {
  const counts = new Map(known.map(({ order, payoutCount }) => [order.id, payoutCount]));
  return linkOrders(orders, nowEnvMs).map((stored) => ({
    ...stored,
    payoutCount: counts.get(stored.order.id) ?? 0,
  }));
}

type Refuse = (session: Session, failure: ExchangeFailure) => Promise<ExchangeFailure | undefined>;

/** The exchange does not accept the key: that ends the test, unless our clock is to blame. */
function createRefuse({ store, clock }: AppDeps, { keyWatch, alertOwners }: LinkParts): Refuse {
  return async (session, failure) => {
    const { account, claim } = session;
    const isClockRight = await keyWatch.isClockRight(session);
    const now = clock.now();
    await store.transaction(async (tx) => {
      await tx.accounts.assertClaim(account.id, claim);
      if (!isClockRight) return alertOwners(tx, `clock:${account.environment}`);
      // A key that never worked is wiped; one that replaced another keeps the account and its ledger.
      if (account.linked) {
        await tx.accounts.update(account.id, { status: 'rejected', nextSyncEnvAt: undefined });
        await tx.accounts.release(account.id, claim, null);
      } else await dropAccount(tx, account);
      await tellFailed(tx, account, 'refused', now);
    });
    return isClockRight ? undefined : failure;
  };
}

/** The new key reads another exchange account: a move under way can no longer be settled by reading. */
async function handOverMove(tx: Store, account: Account, now: number): Promise<void> {
  const move = await tx.operations.inLane(account.id);
  if (move?.state !== 'unknown') return;
  const result = { kind: 'several', candidates: [] } as const;
  await tx.operations.transition(move.id, ['unknown'], 'needs_review', { result, dueAt: null });
  await tellReceipt(tx, move.id, now);
}

async function dropAccount(tx: Store, { id, userId }: Account): Promise<void> {
  await tx.accounts.remove(id);
  const user = await tx.users.get(userId);
  if (user?.activeAccountId === id) await tx.users.update(userId, { activeAccountId: undefined });
}
