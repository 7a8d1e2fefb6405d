// Products as last read, one row an environment.
import { eq, lte } from 'drizzle-orm';
import type { ProductCache } from '../app/store.ts';
import { products } from './schema/money.ts';
import type { Session } from './session.ts';

export function createProductCache({ queries }: Session): ProductCache {
  return {
    async get(environment) {
      const [row] = await queries.select().from(products).where(eq(products.environment, environment));
      return row === undefined ? undefined : { products: row.products, readAt: row.readAt };
    },
    /** A slower, older read never replaces a newer one. */
    async put(environment, list, readAt) {
      await queries
        .insert(products)
        .values({ environment, products: list, readAt })
        .onConflictDoUpdate({
          target: products.environment,
          set: { products: list, readAt },
          setWhere: lte(products.readAt, readAt),
        });
    },
  };
}
