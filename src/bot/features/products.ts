// Products: list, filter and card. Works before connecting where the exchange allows.
import type { ReadProblem } from '../../app/app.ts';
import type { View } from '../../app/ports.ts';
import type { Account } from '../../app/store.ts';
import type { Result } from '../../domain/result.ts';
import { fail, ok } from '../../domain/result.ts';
import type { Screen } from '../action.ts';
import { type BotContext, personOf } from '../context.ts';
import type { Kit } from '../kit.ts';
import { viewHint, viewReadProblem } from '../views/problems.ts';
import { type ProductsFacts, viewProduct, viewProductFilter, viewProducts } from '../views/products.ts';

type ListScreen = Extract<Screen, { readonly name: 'products' }>;

export interface ProductScreens {
  readonly list: (ctx: BotContext, screen: ListScreen) => Promise<View>;
  readonly filter: (ctx: BotContext, purpose: ListScreen['purpose']) => Promise<View>;
  /** Undefined when there is no such product to show to this person. */
  readonly product: (ctx: BotContext, productId: string) => Promise<View | undefined>;
}

export function canMove(account: Account | undefined): boolean {
  return account !== undefined && (account.status === 'active' || account.status === 'testing');
}

export function createProductScreens(kit: Kit): ProductScreens {
  const { app } = kit;

  async function factsOf(
    ctx: BotContext,
  ): Promise<Result<ProductsFacts & { readonly canMove: boolean }, ReadProblem>> {
    const { user } = personOf(ctx);
    const account = await app.activeAccount(user);
    const read = await app.products(account?.environment ?? 'live', user);
    return read.ok ? ok({ ...read.value, account, canMove: canMove(account) }) : fail(read.reason);
  }

  function trouble(ctx: BotContext, problem: ReadProblem, screen: Screen): View {
    const { reader } = personOf(ctx);
    const wantsKey = problem.kind === 'exchange' && problem.failure.kind === 'unauthorized';
    return wantsKey && !reader.severalAccounts
      ? viewHint(reader, reader.text.products.connectFirst)
      : viewReadProblem(reader, problem, { kind: 'open', screen }, undefined);
  }

  return {
    async list(ctx, screen) {
      const { reader } = personOf(ctx);
      const read = await factsOf(ctx);
      if (!read.ok) return trouble(ctx, read.reason, screen);
      if (screen.purpose === 'act' && read.value.account === undefined) {
        return viewReadProblem(reader, { kind: 'no_account' }, undefined, undefined);
      }
      if (screen.purpose === 'act' && !read.value.canMove) {
        return viewHint(reader, reader.text.unsettled.viewOnly);
      }
      return viewProducts(reader, read.value, screen);
    },

    async filter(ctx, purpose) {
      const read = await factsOf(ctx);
      return read.ok
        ? viewProductFilter(personOf(ctx).reader, read.value, purpose)
        : trouble(ctx, read.reason, { name: 'product_filter', purpose });
    },

    async product(ctx, productId) {
      const { reader } = personOf(ctx);
      const read = await factsOf(ctx);
      if (!read.ok) return undefined;
      const product = read.value.products.find(({ id }) => id === productId);
      return product === undefined ? undefined : viewProduct(reader, product, read.value);
    },
  };
}
