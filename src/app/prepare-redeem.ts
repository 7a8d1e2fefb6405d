// From a wish to a draft of a redemption, on the order as it is now. Nothing is sent.
import { ZERO } from '../domain/money.ts';
import type { Terms } from '../domain/operation.ts';
import type { Order } from '../domain/order.ts';
import { DAY_MS } from '../domain/projection.ts';
import { checkRedeem } from '../domain/redeem-rules.ts';
import type { Sessions } from './account-session.ts';
import type { App, AppDeps } from './app.ts';
import { type Drafts, isFirstMove, isRefused } from './prepare-move.ts';

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
    const read = await sessions.read(account.id, ({ api, caller }) => api.orders(caller));
    if (!read.ok) return { kind: 'read', problem: read.reason };

    const { orderId, amount } = request;
    const order = read.value.find(({ id }) => id === orderId);
    if (order === undefined) return { kind: 'redeem_problem', problem: { kind: 'order_gone' } };
    const now = deps.environmentClocks[account.environment].now();
    const checked = checkRedeem({ order, amount, now, firstMove: isFirstMove(account) });
    if (!checked.ok) return { kind: 'redeem_problem', problem: checked.reason };
    const { whole, warnings, needsThirdStep } = checked.value;
    const { name, currency, type } = order;
    const move = { kind: 'redeem', product: { name, currency, type }, orderId, amount, whole } as const;
    const operation = await drafts.insert(request, move, termsOfOrder(order));
    return { kind: 'draft', operation, account, warnings, needsThirdStep, order, product: undefined };
  };
}
