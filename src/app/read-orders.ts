// Orders for the screen: read now and stored as the next sync would; on trouble the snapshot with its problem.
import type { Balance } from '../domain/order.ts';
import type { StoredOrder } from '../domain/payout.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Sessions } from './account-session.ts';
import type { App, AppDeps, ReadProblem } from './app.ts';
import { activeAccount } from './manage-accounts.ts';
import type { RefreshOrders } from './refresh-orders.ts';

export interface Holdings {
  readonly orders: readonly StoredOrder[];
  /** Real clock; undefined when they were never read. */
  readonly asOf: number | undefined;
  readonly problem: ReadProblem | undefined;
  /** Undefined where the exchange did not tell, or was not asked. */
  readonly free: readonly Balance[] | undefined;
}

/**
 * Reads one account, with its balance if asked. Never fails: without an answer it is the snapshot.
 * @param deadlineAt real clock: until when it may take
 */
export type ReadHoldings = (
  accountId: string,
  withBalance: boolean,
  deadlineAt?: number | undefined,
) => Promise<Holdings>;

/** What is stored, with the problem that kept it from being fresh. */
export async function snapshot(
  { store }: Pick<AppDeps, 'store'>,
  accountId: string,
  problem: ReadProblem | undefined,
): Promise<Holdings> {
  const { orders, storedAt } = await store.orders.of(accountId);
  return { orders, asOf: storedAt, problem, free: undefined };
}

export function createReadHoldings(
  deps: AppDeps,
  sessions: Sessions,
  refreshOrders: RefreshOrders,
): ReadHoldings {
  const { clock, settings } = deps;
  return async (accountId, withBalance, deadlineAt = clock.now() + settings.readTimeoutMs) => {
    const read = await sessions.read(
      accountId,
      async (session) => {
        const refreshed = await refreshOrders(session);
        if (!refreshed.ok) return refreshed;
        // The balance is an extra: a slow exchange leaves it out.
        const balances =
          withBalance && clock.now() < deadlineAt ? await session.api.balances(session.caller) : undefined;
        return ok({ ...refreshed.value, free: balances?.ok ? balances.value : undefined });
      },
      deadlineAt,
    );
    if (!read.ok) return snapshot(deps, accountId, read.reason);
    const { orders, asOf, free } = read.value;
    return { orders, asOf, problem: undefined, free };
  };
}

export function createReadOrders({ store }: AppDeps, readHoldings: ReadHoldings): App['orders'] {
  return async (user, deadlineAt): Promise<Awaited<ReturnType<App['orders']>>> => {
    const account = await activeAccount(store, user);
    if (account === undefined) return fail({ kind: 'no_account' });
    const { orders, asOf, problem } = await readHoldings(account.id, false, deadlineAt);
    const isGone = problem?.kind === 'no_account';
    if (asOf === undefined || isGone) return neverRead(problem);
    return ok({ account, orders, asOf, problem });
  };
}

function neverRead(problem: ReadProblem | undefined): Result<never, ReadProblem> {
  return fail(problem ?? { kind: 'no_account' });
}
