// From a wish to a draft of a deposit, on facts read now. Nothing is sent.
import { checkDeposit, termsOf } from '../domain/deposit-rules.ts';
import { type Amount, ZERO } from '../domain/money.ts';
import type { Balance } from '../domain/order.ts';
import type { Product } from '../domain/product.ts';
import { fail, ok, type Result } from '../domain/result.ts';
import type { Session, Sessions } from './account-session.ts';
import type { App, AppDeps, DepositRequest } from './app.ts';
import { investedToday } from './invested-today.ts';
import type { EnvironmentClock, ExchangeFailure } from './ports.ts';
import { type Drafts, draftedFrom, isFirstMove, isRefused, type Planned } from './prepare-move.ts';
import { isNotOffered } from './read-facts.ts';
import type { Account } from './store.ts';

export function createPrepareDeposit(
  deps: AppDeps,
  sessions: Sessions,
  drafts: Drafts,
): App['prepareDeposit'] {
  const { store, clock, environmentClocks } = deps;
  return async (request) => {
    const account = await drafts.accountFor(request);
    if (isRefused(account)) return account;
    const read = await sessions.read(account.id, readOffer, request.deadlineAt);
    if (!read.ok) return { kind: 'read', problem: read.reason };
    await store.products.put(account.environment, read.value.products, clock.now());

    const exchangeClock = environmentClocks[account.environment];
    const invested = await investedToday(store, account, request.productId, exchangeClock);
    const plan = planDeposit(account, request, { ...read.value, invested, exchangeClock });
    if (!plan.ok) return plan.reason;
    return draftedFrom(plan.value, account, await drafts.insert(request, plan.value));
  };
}

export type DepositWish = Pick<DepositRequest, 'productId' | 'days' | 'amount' | 'renew'>;

export interface Offer {
  readonly products: readonly Product[];
  /** Undefined where the exchange does not tell. */
  readonly balances: readonly Balance[] | undefined;
}

interface DepositFacts extends Offer {
  readonly invested: Amount;
  readonly exchangeClock: EnvironmentClock;
}

/** The deposit as it would be on these facts, or what stands in its way. Stores nothing. */
export function planDeposit(
  account: Account,
  { productId, days, amount, renew }: DepositWish,
  { products, balances, invested, exchangeClock }: DepositFacts,
): Planned {
  const product = products.find(({ id }) => id === productId);
  if (product === undefined) return fail({ kind: 'deposit_problem', problem: { kind: 'product_gone' } });
  const available = availableOf(balances, product.currency);
  const now = exchangeClock.now();
  const checked = checkDeposit({ product, days, amount, available, investedToday: invested, now });
  if (!checked.ok) return fail({ kind: 'deposit_problem', problem: checked.reason });
  const terms = termsOf(product, days, available);
  if (terms === undefined) return fail({ kind: 'deposit_problem', problem: { kind: 'term_gone' } });
  const { id, name, currency, type, autoRenewSupported } = product;
  const move = {
    kind: 'deposit',
    product: { id, name, currency, type },
    amount,
    days,
    // The field must be false where renewal is not supported [API notes].
    renew: renew && autoRenewSupported,
  } as const;
  const needsThirdStep = isFirstMove(account);
  return ok({ move, terms, warnings: [], needsThirdStep, order: undefined, product });
}

/** What is offered now, and the free balance where the exchange tells it. */
export async function readOffer({ api, caller }: Session): Promise<Result<Offer, ExchangeFailure>> {
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
