// The same move on facts of now, for the card that comes with the word that nothing was sent. Reads only, and only once:
// where the facts cannot be had there is no card, and the person asks for one.
import type { Operation } from '../domain/operation.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Session } from './account-session.ts';
import type { AppDeps } from './app.ts';
import { nameOf } from './error-name.ts';
import { investedToday } from './invested-today.ts';
import type { ExchangeFailure } from './ports.ts';
import { planDeposit, readOffer } from './prepare-deposit.ts';
import type { Plan, Planned } from './prepare-move.ts';
import { planRedeem } from './prepare-redeem.ts';
import { planRenew } from './prepare-renew.ts';

/** The word that nothing was sent waits this long for its new card. */
const WAIT_MS = 3_000;

/** @returns undefined where no card may be shown at once: facts missing, the move does not fit, a third step is due. */
export type PlanNext = (session: Session, operation: Operation) => Promise<Plan | undefined>;

export function createPlanNext({ store, clock, environmentClocks, log }: AppDeps): PlanNext {
  async function plan(session: Session, { move }: Operation): Promise<Result<Planned, ExchangeFailure>> {
    const { account, api, caller } = session;
    const exchangeClock = environmentClocks[account.environment];
    if (move.kind === 'deposit') {
      const offer = await readOffer(session);
      if (!offer.ok) return offer;
      const wish = { ...move, productId: move.product.id };
      const invested = await investedToday(store, account, wish.productId, exchangeClock);
      return ok(planDeposit(account, wish, { ...offer.value, invested, exchangeClock }));
    }
    const orders = await api.orders(caller);
    if (!orders.ok) return orders;
    const planned =
      move.kind === 'redeem'
        ? planRedeem(account, move, orders.value, exchangeClock.now())
        : planRenew(move, orders.value);
    return ok(planned);
  }

  return async (session, operation) => {
    const caller = { ...session.caller, deadlineAt: clock.now() + WAIT_MS };
    try {
      const read = await plan({ ...session, caller }, operation);
      const planned = read.ok ? read.value : undefined;
      return planned?.ok === true && !planned.value.needsThirdStep ? planned.value : undefined;
    } catch (error) {
      // The word that nothing was sent must not wait for an extra.
      log.warn('operation.no_next_card', { operationId: operation.id, error: nameOf(error) });
      return undefined;
    }
  };
}
