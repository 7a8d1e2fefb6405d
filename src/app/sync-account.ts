// The background look at one account: test it if it is new, else refresh its orders; what went wrong sets the next
// look. The claim is given back whatever happens.
import type { Session, Sessions } from './account-session.ts';
import type { App, AppDeps } from './app.ts';
import { mayUse } from './control-access.ts';
import { nameOf } from './error-name.ts';
import type { LinkAccount } from './link-account.ts';
import type { ExchangeFailure } from './ports.ts';
import type { RefreshOrders } from './refresh-orders.ts';
import type { Releases } from './release-claims.ts';
import type { ReopenMoves } from './reopen-moves.ts';
import { REST_MS } from './schedule-sync.ts';
import { type Account, type Claimed, ClaimLost } from './store.ts';
import { isRefusal, type KeyWatch } from './watch-key.ts';

/** After a look that failed: doubled with every further one. */
export const FAILED_FIRST_MS = 30_000;
export const FAILED_LONGEST_MS = 30 * 60_000;
/** After an error that is not the exchange's: doubled with every further one of the account. */
const ERROR_FIRST_MS = 2_000;
const ERROR_LONGEST_MS = 60_000;
/** Looked again whether a person who may not use the bot may do so again: at once when the owner lets them in. */
const SHUT_OUT_AGAIN_MS = 5 * 60_000;
/** Accounts whose errors are counted; beyond it the count begins anew. */
const COUNTED_MAX = 10_000;

export interface SyncParts {
  readonly sessions: Sessions;
  readonly releases: Releases;
  readonly linkAccount: LinkAccount;
  readonly refreshOrders: RefreshOrders;
  readonly reopenMoves: ReopenMoves;
  readonly keyWatch: KeyWatch;
}

export function createSync(deps: AppDeps, parts: SyncParts): App['sync'] {
  const { store, clock, settings, log } = deps;
  const { sessions, releases, linkAccount, refreshOrders, reopenMoves, keyWatch } = parts;

  async function putOff({ account, claim }: Session, failure: ExchangeFailure): Promise<void> {
    const backOffMs = Math.min(FAILED_FIRST_MS * 2 ** Math.min(account.failedLooks, 10), FAILED_LONGEST_MS);
    const waitMs = Math.max(backOffMs, failure.retryAfterMs ?? 0);
    await store.transaction(async (tx) => {
      await tx.accounts.assertClaim(account.id, claim);
      await tx.accounts.update(account.id, { failedLooks: account.failedLooks + 1 });
      await tx.accounts.setDue(account.id, clock.now() + waitMs);
    });
    log.info('sync.put_off', { accountId: account.id, failure: failure.kind, waitMs });
  }

  /** Whose key it is may not use the bot now: nothing is asked with it. */
  async function isShutOut({ userId }: Account): Promise<boolean> {
    const user = await store.users.get(userId);
    return user !== undefined && !mayUse(user, settings);
  }

  /** @returns when to look again, real clock, where the row does not say it itself. */
  async function look(claimed: Claimed<Account>): Promise<number | undefined> {
    const account = claimed.row;
    if (await isShutOut(account)) {
      log.info('sync.shut_out', { accountId: account.id });
      return clock.now() + SHUT_OUT_AGAIN_MS;
    }
    const session = await sessions.open(claimed, 'background');
    if (account.status === 'testing') {
      const failure = await linkAccount(session);
      if (failure !== undefined) await putOff(session, failure);
      return undefined;
    }
    const refreshed = await refreshOrders(session);
    if (refreshed.ok) {
      await reopenMoves(session);
      return refreshed.value.isStored ? undefined : clock.now() + REST_MS;
    }
    if (isRefusal(refreshed.reason)) await keyWatch.noteRefusal(session);
    else await putOff(session, refreshed.reason);
    return undefined;
  }

  const errors = new Map<string, number>();

  /** @returns the pause before the next try. */
  function countError(accountId: string): number {
    const count = errors.get(accountId) ?? 0;
    if (errors.size >= COUNTED_MAX) errors.clear();
    errors.set(accountId, count + 1);
    return Math.min(ERROR_FIRST_MS * 2 ** Math.min(count, 10), ERROR_LONGEST_MS);
  }

  return async (claimed) => {
    const { row, claim } = claimed;
    const startedAt = clock.now();
    let dueAt: number | undefined;
    try {
      dueAt = await look(claimed);
      errors.delete(row.id);
    } catch (error) {
      dueAt = clock.now() + countError(row.id);
      const isLost = error instanceof ClaimLost;
      log.warn('sync.interrupted', { accountId: row.id, isLost, error: nameOf(error) });
    } finally {
      await releases.account(row.id, claim, dueAt);
    }
    log.info('sync.done', { accountId: row.id, tookMs: clock.now() - startedAt });
  };
}
