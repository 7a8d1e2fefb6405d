// The one way to the exchange for an account: its claim is taken first, so one call is in flight per key; the vault
// is opened; nonces are bought from the store. Nothing here decides what to ask.
import { fail, ok, type Result } from '../domain/result.ts';
import type { AppDeps, ReadProblem } from './app.ts';
import type { Caller, EarnApi, ExchangeFailure, Priority } from './ports.ts';
import type { Releases } from './release-claims.ts';
import { openKey } from './seal-key.ts';
import type { Account, Claim, Claimed } from './store.ts';

/** A nonce may run at most this far ahead of the exchange's clock (M9). */
export const NONCE_AHEAD_MS = 2_000;
/** Longest wait until a nonce that runs ahead may be used; beyond it the call is given up. */
export const NONCE_WAIT_MS = 5_000;
/** Pauses between tries to take an account that another holds. */
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 400;

export interface Session {
  /** As it was when it was taken. */
  readonly account: Account;
  readonly claim: Claim;
  readonly api: EarnApi;
  readonly caller: Caller;
}

export type TakeProblem = 'busy' | 'gone';

export interface Sessions {
  /**
   * Opens the vault for an account already claimed, and looks after the clock of its exchange: moments that the work
   * takes from it are as right as its nonces. Throws where a sealed value does not open.
   * @param deadlineAt real clock: until when the session's reads may take
   */
  readonly open: (claimed: Claimed<Account>, priority: Priority, deadlineAt?: number) => Promise<Session>;
  /** Takes the account, waiting up to `waitMs` (real time) while another holds it; frees it afterwards. */
  readonly within: <Value>(
    accountId: string,
    options: TakeOptions,
    work: (session: Session) => Promise<Value>,
  ) => Promise<Result<Value, TakeProblem>>;
  /** For what wipes accounts: their claims are freed afterwards, where they are still there. */
  readonly quietly: Quietly;
  /**
   * The same for a screen, with the problem as screens word it: the wait for the account and all calls together are
   * over at `deadlineAt` (real clock; from now as long as the setting says when left out).
   */
  readonly read: <Value>(
    accountId: string,
    work: (session: Session) => Promise<Result<Value, ExchangeFailure>>,
    deadlineAt?: number | undefined,
  ) => Promise<Result<Value, ReadProblem>>;
}

/** Runs `work` with these accounts taken, once nothing is under way for them, at the latest after `waitMs`. */
export type Quietly = <Value>(
  accountIds: readonly string[],
  waitMs: number,
  work: () => Promise<Value>,
) => Promise<Value>;

export interface TakeOptions {
  readonly priority: Priority;
  readonly waitMs: number;
  readonly deadlineAt?: number;
}

class ClockUnknown extends Error {
  override readonly name = 'ClockUnknown';
}

class NonceAhead extends Error {
  override readonly name = 'NonceAhead';
}

type SessionDeps = Pick<
  AppDeps,
  | 'store'
  | 'clock'
  | 'environmentClocks'
  | 'exchanges'
  | 'vault'
  | 'sleep'
  | 'settings'
  | 'touchPractice'
  | 'measureClock'
>;

export function createSessions(deps: SessionDeps, releases: Releases): Sessions {
  const { store, clock, sleep } = deps;

  const open: Sessions['open'] = async ({ row: account, claim }, priority, deadlineAt) => {
    const caller: Caller = {
      ...openKey(deps.vault, account),
      nextNonce: () => buyNonce(deps, account, claim),
      priority,
      deadlineAt,
    };
    await deps.measureClock(account.environment);
    return { account, claim, api: deps.exchanges[account.environment], caller };
  };

  async function take(accountId: string, waitMs: number): Promise<Result<Claimed<Account>, TakeProblem>> {
    const until = clock.now() + waitMs;
    let pauseMs = FIRST_PAUSE_MS;
    for (let waitedMs = 0; ; waitedMs += pauseMs, pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      const claimed = await store.accounts.claim(accountId);
      if (claimed !== undefined) return ok(claimed);
      if ((await store.accounts.get(accountId)) === undefined) return fail('gone');
      // Both: a slow store takes time of its own, and while stopping a sleep takes none.
      const leftMs = Math.min(waitMs - waitedMs, until - clock.now());
      if (leftMs <= 0) return fail('busy');
      await sleep(Math.min(pauseMs, leftMs));
    }
  }

  const within: Sessions['within'] = async (accountId, { priority, waitMs, deadlineAt }, work) => {
    const taken = await take(accountId, waitMs);
    if (!taken.ok) return taken;
    const { row, claim } = taken.value;
    try {
      return ok(await work(await open(taken.value, priority, deadlineAt)));
    } finally {
      await releases.account(row.id, claim);
    }
  };

  return {
    open,
    within,
    async quietly(accountIds, waitMs, work) {
      const taken = await Promise.all(accountIds.map((id) => take(id, waitMs)));
      try {
        return await work();
      } finally {
        const held = taken.flatMap((one) => (one.ok ? [one.value] : []));
        await Promise.all(held.map(({ row, claim }) => releases.account(row.id, claim)));
      }
    },
    async read(accountId, work, deadlineAt = clock.now() + deps.settings.readTimeoutMs) {
      const waitMs = deadlineAt - clock.now();
      const answer = await within(accountId, { priority: 'interactive', waitMs, deadlineAt }, (session) => {
        if (session.account.environment === 'practice') deps.touchPractice();
        return work(session);
      });
      if (!answer.ok) return fail({ kind: answer.reason === 'gone' ? 'no_account' : 'busy' });
      return answer.value.ok ? answer.value : fail({ kind: 'exchange', failure: answer.value.reason });
    },
  };
}

/** Strictly rising for the key; waits, and at last rejects, where the last one ran ahead of the exchange's clock. */
async function buyNonce(deps: SessionDeps, account: Account, claim: Claim): Promise<number> {
  // A nonce bought by a clock that runs ahead would shut the key out until the exchange's clock is there.
  const isMeasured = await deps.measureClock(account.environment);
  if (!isMeasured)
    throw new ClockUnknown('the exchange was not heard since the start, or since the clock was set');
  const exchangeClock = deps.environmentClocks[account.environment];
  const nonce = await deps.store.accounts.buyNonce(account.id, claim, Math.floor(exchangeClock.now()));
  const usableAt = nonce - NONCE_AHEAD_MS;
  if (usableAt <= exchangeClock.now()) return nonce;
  const waitMs = (exchangeClock.toReal(usableAt) ?? Number.POSITIVE_INFINITY) - deps.clock.now();
  if (waitMs > NONCE_WAIT_MS) throw new NonceAhead('the last nonce runs too far ahead of the clock');
  await deps.sleep(waitMs);
  if (usableAt > exchangeClock.now()) throw new NonceAhead('the clock did not reach the nonce');
  return nonce;
}
