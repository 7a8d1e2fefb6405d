// Products: list, filter and card. Works before connecting where the exchange allows.
import type { ExchangeFailure, View } from '../../app/ports.ts';
import type { Account } from '../../app/store.ts';
import type { Screen } from '../action.ts';
import { type BotContext, personOf } from '../context.ts';
import type { Kit } from '../kit.ts';
import { viewConnectFirst, viewHint } from '../views/problems.ts';
import { type ProductFacts, viewProduct } from '../views/product.ts';
import { type ProductsFacts, viewProductFilter, viewProducts } from '../views/products.ts';

type ListScreen = Extract<Screen, { readonly name: 'products' }>;
type FilterScreen = Extract<Screen, { readonly name: 'product_filter' }>;

export interface ProductScreens {
  readonly list: (ctx: BotContext, screen: ListScreen) => Promise<View>;
  readonly filter: (ctx: BotContext, screen: FilterScreen) => Promise<View>;
  /** `otherwise` is shown where there is no such product, or no way to see it; without it the trouble is told. */
  readonly product: (ctx: BotContext, productId: string, otherwise?: View) => Promise<View>;
}

export function canMove(account: Account | undefined): boolean {
  return account !== undefined && (account.status === 'active' || account.status === 'testing');
}

export function createProductScreens(kit: Kit): ProductScreens {
  const { app, trouble } = kit;

  async function factsOf(
    ctx: BotContext,
    wanted: Screen,
    otherwise?: View,
  ): Promise<View | (ProductsFacts & ProductFacts)> {
    const { user, reader } = personOf(ctx);
    const account = await app.activeAccount(user);
    const read = await app.products(account?.environment ?? 'live', user);
    if (read.ok) return { ...read.value, account, canMove: canMove(account) };
    if (otherwise !== undefined) return otherwise;
    const { reason } = read;
    const wantsKey = reason.kind === 'exchange' && isDoorClosed(reason.failure);
    return wantsKey && account === undefined
      ? viewConnectFirst(reader, reader.text.products.connectFirst)
      : trouble.view(ctx, reason, wanted);
  }

  return {
    async list(ctx, screen) {
      const { reader } = personOf(ctx);
      const facts = await factsOf(ctx, screen);
      if ('text' in facts) return facts;
      if (screen.purpose === 'act' && facts.account === undefined) {
        return viewConnectFirst(reader, reader.text.errors.noAccount);
      }
      if (screen.purpose === 'act' && !facts.canMove) {
        return viewHint(reader, reader.text.unsettled.viewOnly);
      }
      return viewProducts(reader, facts, screen);
    },

    async filter(ctx, screen) {
      const facts = await factsOf(ctx, screen);
      return 'text' in facts ? facts : viewProductFilter(personOf(ctx).reader, facts, screen);
    },

    async product(ctx, productId, otherwise) {
      const { reader } = personOf(ctx);
      const facts = await factsOf(ctx, { name: 'product', productId }, otherwise);
      if ('text' in facts) return facts;
      const product = facts.products.find(({ id }) => id === productId);
      if (product !== undefined) return viewProduct(reader, product, facts);
      return otherwise ?? viewHint(reader, reader.text.products.gone);
    },
  };
}

function isDoorClosed({ kind }: ExchangeFailure): boolean {
  return kind === 'unauthorized' || kind === 'forbidden';
}
