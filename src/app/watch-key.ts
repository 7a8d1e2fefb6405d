// When a key is called rejected (P7): refused twice, ten minutes apart, with the clock checked, and not while many
// are refused at once, since then it is the exchange or our clock and the operator hears of it.
import { referenceOf } from '../domain/reference.ts';
import type { Session } from './account-session.ts';
import type { AlertOwners } from './alert-owners.ts';
import type { AppDeps } from './app.ts';
import { noticeAccount, noticeTo } from './notice-to.ts';
import type { ExchangeFailure } from './ports.ts';

/** Two refusals count when they are this far apart. */
export const REFUSED_AGAIN_MS = 10 * 60_000;
/** Our idea of the exchange's clock may be this wrong before a refusal is blamed on it. */
export const CLOCK_TOLERANCE_MS = 5_000;
/** From this many refused keys on, and half of all, it is not the keys. */
export const MANY_REFUSED = 5;

/**
 * The exchange answered and does not accept the key. Its refusals carry a code of its own: without one the answer was
 * not readable, and a page that a content network or a proxy puts in the way says nothing about the key. Without a
 * status it was never asked, since no key of such characters was ever issued.
 */
export function isRefusal({ kind, status, code }: ExchangeFailure): boolean {
  const isAboutKey = kind === 'unauthorized' || kind === 'forbidden' || kind === 'banned';
  return isAboutKey && (code !== undefined || status === undefined);
}

export interface KeyWatch {
  /** Whether our clock agrees with the exchange's; false also where it does not tell. */
  readonly isClockRight: (session: Session) => Promise<boolean>;
  /** A sync was refused: notes it, or rejects the key. Sets the next due time. */
  readonly noteRefusal: (session: Session) => Promise<void>;
}

export function createKeyWatch(deps: AppDeps, alertOwners: AlertOwners): KeyWatch {
  const { store, clock, environmentClocks, log, wake } = deps;

  async function isClockRight({ api, account }: Session): Promise<boolean> {
    const time = await api.time();
    if (!time.ok) return false;
    return Math.abs(time.value - environmentClocks[account.environment].now()) <= CLOCK_TOLERANCE_MS;
  }

  /** What speaks against blaming the key; undefined when nothing does. */
  async function otherCause(session: Session): Promise<string | undefined> {
    const { environment } = session.account;
    if (!(await isClockRight(session))) return `clock:${environment}`;
    const { refused, total } = await store.accounts.refusals(environment, 0);
    return refused >= MANY_REFUSED && refused * 2 >= total ? `many_refused:${environment}` : undefined;
  }

  async function reject({ account, claim }: Session): Promise<void> {
    await store.transaction(async (tx) => {
      await tx.accounts.assertClaim(account.id, claim);
      await tx.accounts.update(account.id, {
        status: 'rejected',
        refusedSince: undefined,
        nextSyncEnvAt: undefined,
      });
      await tx.accounts.release(account.id, claim, null);
      const user = await tx.users.get(account.userId);
      if (user === undefined) return;
      const data = { kind: 'key_rejected', account: noticeAccount(account) } as const;
      await tx.notices.add([noticeTo(user, data, clock.now(), { accountId: account.id })]);
    });
    log.warn('account.rejected', { code: referenceOf(account.id), accountId: account.id });
    wake('deliver');
  }

  return {
    isClockRight,
    async noteRefusal(session) {
      const { account, claim } = session;
      const now = clock.now();
      const since = account.refusedSince ?? now;
      const isSecond = now - since >= REFUSED_AGAIN_MS;
      const cause = isSecond ? await otherCause(session) : undefined;
      if (isSecond && cause === undefined) return reject(session);
      await store.transaction(async (tx) => {
        await tx.accounts.assertClaim(account.id, claim);
        await tx.accounts.update(account.id, { refusedSince: since });
        await tx.accounts.setDue(account.id, now + REFUSED_AGAIN_MS);
        if (cause !== undefined) await alertOwners(tx, cause);
      });
    },
  };
}
