// From a wish to a draft that switches the renewal of an order, on the order as it is now. Nothing is sent.
import { checkRenew } from '../domain/redeem-rules.ts';
import type { Sessions } from './account-session.ts';
import type { App } from './app.ts';
import { type Drafts, isRefused } from './prepare-move.ts';
import { termsOfOrder } from './prepare-redeem.ts';

export function createPrepareRenew(sessions: Sessions, drafts: Drafts): App['prepareRenew'] {
  return async (request) => {
    const account = await drafts.accountFor(request);
    if (isRefused(account)) return account;
    const { orderId, autoRenew } = request;
    const read = await sessions.read(account.id, ({ api, caller }) => api.orders(caller));
    if (!read.ok) return { kind: 'read', problem: read.reason };

    const checked = checkRenew(
      read.value.find(({ id }) => id === orderId),
      autoRenew,
    );
    if (!checked.ok) return { kind: 'renew_problem', problem: checked.reason };
    const { order } = checked.value;
    const { name, currency, type } = order;
    const move = { kind: 'renew', product: { name, currency, type }, orderId, autoRenew } as const;
    const operation = await drafts.insert(request, move, termsOfOrder(order));
    return {
      kind: 'draft',
      operation,
      account,
      warnings: [],
      needsThirdStep: false,
      order,
      product: undefined,
    };
  };
}
