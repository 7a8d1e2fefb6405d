// From a wish to a draft that switches the renewal of an order, on the order as it is now. Nothing is sent.
import type { Order } from '../domain/order.ts';
import { checkRenew } from '../domain/redeem-rules.ts';
import { fail, ok } from '../domain/result.ts';
import type { Sessions } from './account-session.ts';
import type { App, RenewRequest } from './app.ts';
import { type Drafts, draftedFrom, isRefused, type Planned } from './prepare-move.ts';
import { termsOfOrder } from './prepare-redeem.ts';

export function createPrepareRenew(sessions: Sessions, drafts: Drafts): App['prepareRenew'] {
  return async (request) => {
    const account = await drafts.accountFor(request);
    if (isRefused(account)) return account;
    const read = await sessions.read(account.id, ({ api, caller }) => api.orders(caller));
    if (!read.ok) return { kind: 'read', problem: read.reason };
    const plan = planRenew(request, read.value);
    if (!plan.ok) return plan.reason;
    return draftedFrom(plan.value, account, await drafts.insert(request, plan.value));
  };
}

/** The switch as it would be on these orders, or what stands in its way. Stores nothing. */
export function planRenew(
  { orderId, autoRenew }: Pick<RenewRequest, 'orderId' | 'autoRenew'>,
  orders: readonly Order[],
): Planned {
  const checked = checkRenew(
    orders.find(({ id }) => id === orderId),
    autoRenew,
  );
  if (!checked.ok) return fail({ kind: 'renew_problem', problem: checked.reason });
  const { order } = checked.value;
  const { name, currency, type } = order;
  const move = { kind: 'renew', product: { name, currency, type }, orderId, autoRenew } as const;
  const terms = termsOfOrder(order);
  return ok({ move, terms, warnings: [], needsThirdStep: false, order, product: undefined });
}
