// Orders: what runs.
import type { View } from '../../app/ports.ts';
import type { Screen } from '../action.ts';
import { type BotContext, personOf } from '../context.ts';
import type { Kit } from '../kit.ts';
import { type OrdersFacts, viewOrder, viewOrders } from '../views/orders.ts';
import { viewHint } from '../views/problems.ts';
import { canMove } from './products.ts';

type Named<Name extends Screen['name']> = Extract<Screen, { readonly name: Name }>;

export interface OrderScreens {
  readonly list: (ctx: BotContext, screen: Named<'orders'>) => Promise<View>;
  readonly order: (ctx: BotContext, orderId: number) => Promise<View>;
}

export function createOrderScreens(kit: Kit): OrderScreens {
  const { app, clock } = kit;

  async function factsOf(ctx: BotContext): Promise<OrdersFacts | View> {
    const { user } = personOf(ctx);
    const read = await app.orders(user);
    if (!read.ok) {
      return kit.trouble.view(ctx, read.reason, { name: 'orders', page: 1, purpose: 'look' });
    }
    const { account, orders, asOf, problem } = read.value;
    return {
      account,
      orders: orders.map(({ order }) => order),
      asOf,
      problem,
      code: problem === undefined ? undefined : kit.trouble.codeOf(ctx, problem),
      now: clock.now(),
      canMove: canMove(account),
    };
  }

  return {
    async list(ctx, screen) {
      const facts = await factsOf(ctx);
      if ('text' in facts) return facts;
      const { reader } = personOf(ctx);
      if (screen.purpose !== 'look' && !facts.canMove) {
        return viewHint(reader, reader.text.unsettled.viewOnly);
      }
      return viewOrders(reader, facts, screen);
    },

    async order(ctx, orderId) {
      const facts = await factsOf(ctx);
      if ('text' in facts) return facts;
      const { reader } = personOf(ctx);
      const order = facts.orders.find(({ id }) => id === orderId);
      return order === undefined
        ? viewHint(reader, reader.text.orders.gone)
        : viewOrder(reader, order, facts);
    },
  };
}
