// From a wish to a draft of a deposit, on facts read now. Nothing is sent.
import { checkDeposit, termsOf } from '../domain/deposit-rules.ts';
import { ZERO } from '../domain/money.ts';
import type { Balance } from '../domain/order.ts';
import type { Product } from '../domain/product.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Session, Sessions } from './account-session.ts';
import type { App, AppDeps } from './app.ts';
import type { ExchangeFailure } from './ports.ts';
import { type Drafts, isFirstMove, isRefused } from './prepare-move.ts';
import { isNotOffered } from './read-facts.ts';

export function createPrepareDeposit(
  deps: AppDeps,
  sessions: Sessions,
  drafts: Drafts,
): App['prepareDeposit'] {
  const { store, clock, environmentClocks } = deps;
  return async (request) => {
    const account = await drafts.accountFor(request);
    if (isRefused(account)) return account;
    const read = await sessions.read(account.id, readOffer);
    if (!read.ok) return { kind: 'read', problem: read.reason };
    const { products, balances } = read.value;
    await store.products.put(account.environment, products, clock.now());

    const { productId, days, amount } = request;
    const product = products.find(({ id }) => id === productId);
    if (product === undefined) return { kind: 'deposit_problem', problem: { kind: 'product_gone' } };
    const available = availableOf(balances, product.currency);
    const now = environmentClocks[account.environment].now();
    const checked = checkDeposit({ product, days, amount, available, now });
    if (!checked.ok) return { kind: 'deposit_problem', problem: checked.reason };
    const terms = termsOf(product, days, available);
    if (terms === undefined) return { kind: 'deposit_problem', problem: { kind: 'term_gone' } };
    const { id, name, currency, type } = product;
    // The field must be false where renewal is not supported [API notes].
    const renew = request.renew && product.autoRenewSupported;
    const move = { kind: 'deposit', product: { id, name, currency, type }, amount, days, renew } as const;
    const operation = await drafts.insert(request, move, terms);
    const needsThirdStep = isFirstMove(account);
    return { kind: 'draft', operation, account, warnings: [], needsThirdStep, order: undefined, product };
  };
}

interface Offer {
  readonly products: readonly Product[];
  /** Undefined where the exchange does not tell. */
  readonly balances: readonly Balance[] | undefined;
}

async function readOffer({ api, caller }: Session): Promise<Result<Offer, ExchangeFailure>> {
  const products = await api.products(caller);
  if (!products.ok) return products;
  const balances = await api.balances(caller);
  if (!balances.ok && !isNotOffered(balances.reason)) return balances;
  return ok({ products: products.value, balances: balances.ok ? balances.value : undefined });
}

/** Free balance of the coin; a coin that is not listed is held by nobody. */
export function availableOf(balances: readonly Balance[] | undefined, currency: string) {
  if (balances === undefined) return undefined;
  return balances.find((balance) => balance.currency === currency)?.available ?? ZERO;
}
