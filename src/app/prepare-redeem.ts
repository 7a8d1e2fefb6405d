// From a wish to a draft of a redemption, on the order as it is now. Nothing is sent.
import { ZERO } from '../domain/money.ts';
import type { Terms } from '../domain/operation.ts';
import type { Order } from '../domain/order.ts';
import { DAY_MS } from '../domain/projection.ts';
import { checkRedeem } from '../domain/redeem-rules.ts';
import { fail, ok } from '../domain/result.ts';
import type { Sessions } from './account-session.ts';
import type { App, AppDeps, RedeemRequest } from './app.ts';
import { type Drafts, draftedFrom, isFirstMove, isRefused, type Planned } from './prepare-move.ts';
import type { Account } from './store.ts';

/** An order's terms as its card shows them; what only a deposit has is zero, "not stated". */
export function termsOfOrder(order: Order): Terms {
  return {
    rate: order.rate,
    days: Math.round(order.durationMs / DAY_MS),
    minSize: ZERO,
    incrementalSize: ZERO,
    dailyLimit: ZERO,
    available: order.investAmt,
    order,
  };
}

export function createPrepareRedeem(deps: AppDeps, sessions: Sessions, drafts: Drafts): App['prepareRedeem'] {
  return async (request) => {
    const account = await drafts.accountFor(request);
    if (isRefused(account)) return account;
    const read = await sessions.read(account.id, ({ api, caller }) => api.orders(caller), request.deadlineAt);
    if (!read.ok) return { kind: 'read', problem: read.reason };
    const now = deps.environmentClocks[account.environment].now();
    const plan = planRedeem(account, request, read.value, now);
    if (!plan.ok) return plan.reason;
    return draftedFrom(plan.value, account, await drafts.insert(request, plan.value));
  };
}

/** The redemption as it would be on these orders, or what stands in its way. Stores nothing. */
export function planRedeem(
  account: Account,
  { orderId, amount }: Pick<RedeemRequest, 'orderId' | 'amount'>,
  orders: readonly Order[],
  nowEnvMs: number,
): Planned {
  const order = orders.find(({ id }) => id === orderId);
  if (order === undefined) return fail({ kind: 'redeem_problem', problem: { kind: 'order_gone' } });
  const checked = checkRedeem({ order, amount, now: nowEnvMs, firstMove: isFirstMove(account) });
  if (!checked.ok) return fail({ kind: 'redeem_problem', problem: checked.reason });
  const { whole, warnings, needsThirdStep } = checked.value;
  const { name, currency, type } = order;
  const move = { kind: 'redeem', product: { name, currency, type }, orderId, amount, whole } as const;
  return ok({ move, terms: termsOfOrder(order), warnings, needsThirdStep, order, product: undefined });
}
