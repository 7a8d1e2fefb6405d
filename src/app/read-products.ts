// What the exchange offers, from a shared cache of at most a minute; asked unsigned, or with the asker's own key
// where the exchange wants one.
import type { Environment, Product } from '../domain/product.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Sessions } from './account-session.ts';
import type { App, AppDeps, ReadProblem } from './app.ts';
import type { ExchangeFailure } from './ports.ts';
import type { User } from './store.ts';

/** A list read within this time is shown again. */
export const PRODUCTS_LIFE_MS = 60_000;

export function createReadProducts(deps: AppDeps, sessions: Sessions): App['products'] {
  const { store, clock, exchanges, settings } = deps;

  async function signed(
    environment: Environment,
    user: User | undefined,
    unsigned: ExchangeFailure,
    deadlineAt: number,
  ): Promise<Result<readonly Product[], ReadProblem>> {
    const accounts =
      user === undefined || !isDoorClosed(unsigned) ? [] : await store.accounts.ofUser(user.id);
    const own = accounts.find((account) => account.environment === environment);
    if (own === undefined) return fail({ kind: 'exchange', failure: unsigned });
    return sessions.read(own.id, ({ api, caller }) => api.products(caller), deadlineAt);
  }

  return async (environment, user, deadlineAt = clock.now() + settings.readTimeoutMs) => {
    if (environment === 'practice') deps.touchPractice();
    const cached = await store.products.get(environment);
    if (cached !== undefined && isFresh(cached.readAt, clock.now())) return ok(cached);
    const unsigned = await exchanges[environment].products(undefined, deadlineAt);
    const read = unsigned.ok ? unsigned : await signed(environment, user, unsigned.reason, deadlineAt);
    if (!read.ok) return read;
    const readAt = clock.now();
    await store.products.put(environment, read.value, readAt);
    return ok({ products: read.value, readAt });
  };
}

/** A time ahead of ours was written by a clock that ran wrong: it counts as old. */
function isFresh(readAt: number, now: number): boolean {
  return readAt <= now && now - readAt <= PRODUCTS_LIFE_MS;
}

function isDoorClosed({ kind }: ExchangeFailure): boolean {
  return kind === 'unauthorized' || kind === 'forbidden';
}
