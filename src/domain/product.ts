// What the exchange offers: products and their terms, as plain data. Source: GET /invest/products.
import { type Amount, compare } from './money.ts';

/** Which exchange an account lives on. Each has its own clock, budget and circuit breaker. */
export type Environment = 'live' | 'testnet' | 'practice';

export const ENVIRONMENTS: readonly Environment[] = ['live', 'testnet', 'practice'];

/** One term of a product: `days` long at `rate` percent a year (simple, on 365 days). */
export interface Term {
  readonly days: number;
  readonly rate: Amount;
}

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  /** "Flex" is published; the site also sells Fixed, Staking and Lending. Unknown text is shown as it is. */
  readonly type: string;
  /** Unix ms of the environment's clock. */
  readonly startDate: number;
  /** Unix ms of the environment's clock. */
  readonly interestStartDate: number;
  readonly rates: readonly Term[];
  readonly compounding: boolean;
  readonly autoRenewSupported: boolean;
  /** Zero means "not stated" and never blocks. */
  readonly dailyLimit: Amount;
  readonly minSize: Amount;
  /** Step of amounts. Zero means "not stated" and never blocks. */
  readonly incrementalSize: Amount;
}

/** How an order names its product, since it carries no product id. */
export interface ProductName {
  readonly name: string;
  readonly currency: string;
  readonly type: string;
}

export function sameProduct(a: ProductName, b: ProductName): boolean {
  return a.name === b.name && a.currency === b.currency && a.type === b.type;
}

/** The exchange's families of products, which decide what a redemption costs. */
export type ProductKind = 'flex' | 'fixed' | 'staking' | 'lending' | 'other';

const KINDS: readonly (readonly [prefix: string, kind: ProductKind])[] = [
  ['flex', 'flex'],
  ['fix', 'fixed'],
  ['stak', 'staking'],
  ['lend', 'lending'],
];

/** The family of a product by its `type` text, in any case ("Flex", "Flexible", "FIXED"); unknown text is `other`. */
export function productKind(type: string): ProductKind {
  const text = type.trim().toLowerCase();
  return KINDS.find(([prefix]) => text.startsWith(prefix))?.[1] ?? 'other';
}

/**
 * The term of `days` a product offers. Should a product list one length twice, the lower rate counts:
 * the request names only the days, and the person must never be shown more than they may get.
 */
export function termOf(product: Product, days: number): Term | undefined {
  const terms = product.rates.filter((term) => term.days === days);
  return terms.reduce<Term | undefined>(
    (lowest, term) => (lowest === undefined || compare(term.rate, lowest.rate) === -1 ? term : lowest),
    undefined,
  );
}

/**
 * True when the order runs until it is redeemed: the exchange states a term of one day (or none) for products that have
 * no end. A Fixed product always ends.
 */
export function isOpenEnded(type: string, days: number): boolean {
  return days === 0 || (days === 1 && productKind(type) !== 'fixed');
}
