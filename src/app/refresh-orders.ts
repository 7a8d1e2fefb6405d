// One fresh read of an account's orders, compared with what is stored, and everything that follows from it in one
// transaction: orders, ledger, notices, next sync. Screens and the background use the very same.

import { linkOrders, type StoredOrder } from '../domain/payout.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Session } from './account-session.ts';
import type { AlertOwners } from './alert-owners.ts';
import type { AppDeps } from './app.ts';
import { type Comparison, createCompareOrders } from './compare-orders.ts';
import { lateness } from './late-payouts.ts';
import { changeNotices, closedNotices, lateNotice, maturityNotices } from './order-notices.ts';
import type { ExchangeFailure } from './ports.ts';
import { recordPayouts } from './record-payouts.ts';
import { dueOf, type NextSync, type ScheduleSync } from './schedule-sync.ts';
import type { Account, Store } from './store.ts';

export interface Refreshed {
  readonly orders: readonly StoredOrder[];
  /** Real clock. */
  readonly asOf: number;
  /** False where it was only read for show: another read came first, or the account is not linked yet. */
  readonly isStored: boolean;
}

export type RefreshOrders = (session: Session) => Promise<Result<Refreshed, ExchangeFailure>>;

export function createRefreshOrders(
  deps: AppDeps,
  scheduleSync: ScheduleSync,
  alertOwners: AlertOwners,
): RefreshOrders {
  const { store, clock, environmentClocks, settings, wake } = deps;
  const compare = createCompareOrders(deps);

  /** A screen never puts off what the background was to do: it also looks for moves and rows that turn up late. */
  async function nextOf(tx: Store, { account, caller }: Session, comparison: Comparison) {
    const { diff, nowEnvMs, foundMissing } = comparison;
    const next = await scheduleSync(tx, account, diff.stored, nowEnvMs);
    if (caller.priority === 'background') return next;
    // The background looks at moves that were not found: at once, where this read shows one.
    if (foundMissing) return { ...next, dueAt: clock.now() };
    const planned = account.nextSyncEnvAt;
    if (planned === undefined || planned >= next.nextSyncEnvAt) return next;
    const dueAt = dueOf(environmentClocks[account.environment], planned, clock.now());
    return { nextSyncEnvAt: planned, dueAt };
  }

  async function keep(session: Session, comparison: Comparison): Promise<boolean> {
    const { account, claim } = session;
    const { version, diff, nowEnvMs } = comparison;
    const now = clock.now();
    const isKept = await store.transaction(async (tx) => {
      await tx.accounts.assertClaim(account.id, claim);
      const user = await tx.users.get(account.userId);
      if (user === undefined) return false;
      if (!(await tx.orders.replace(account.id, version, diff.stored, now))) return false;
      const audience = { user, account, now };
      await recordPayouts(tx, audience, diff.payouts);
      const isScheduled = session.caller.priority === 'background';
      const late = lateness(account, diff, { nowEnvMs, graceMs: settings.payoutGraceMs, isScheduled });
      await tx.notices.add([
        ...closedNotices(audience, diff.closed, diff.changes),
        ...changeNotices(audience, diff.changes),
        ...maturityNotices(audience, diff.stored, nowEnvMs),
        ...(late.told === undefined ? [] : [lateNotice(audience, late.told, late.toldAt)]),
      ]);
      for (const id of diff.explained) await tx.operations.update(id, { explained: true });
      if (diff.alerts.length > 0) await alertOwners(tx, `amount_not_stated:${account.environment}`);
      const next = await nextOf(tx, session, comparison);
      await tx.accounts.update(account.id, { ...healthy(account, now, next), ...late.patch });
      await tx.accounts.setDue(account.id, next.dueAt);
      return true;
    });
    if (isKept) wake('deliver');
    if (isKept && comparison.foundMissing) wake('sync');
    return isKept;
  }

  return async (session) => {
    const { account, api, caller } = session;
    const nowEnvMs = environmentClocks[account.environment].now();
    const read = await api.orders(caller);
    if (!read.ok) return read;
    const asOf = clock.now();
    if (account.status === 'testing' || !account.linked) {
      return ok({ orders: linkOrders(read.value, nowEnvMs), asOf, isStored: false });
    }
    const compared = await compare(session, read.value, nowEnvMs);
    if (!compared.ok) return compared;
    const isStored = await keep(session, compared.value);
    return ok({ orders: compared.value.diff.stored, asOf, isStored });
  };
}

/** What a sync that went through says of the account. A rejected key that works again is no longer rejected. */
export function healthy(account: Account, now: number, { nextSyncEnvAt }: NextSync) {
  return {
    status: account.status === 'rejected' ? 'active' : account.status,
    lastSyncAt: now,
    nextSyncEnvAt,
    refusedSince: undefined,
    lateLooks: 0,
    failedLooks: 0,
  } as const;
}
