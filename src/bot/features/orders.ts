// Orders and history: what runs, and the exchange's own record.
import type { View } from '../../app/ports.ts';
import { HISTORY_PAGE_SIZE_MAX } from '../../domain/order.ts';
import type { Screen } from '../action.ts';
import { type BotContext, personOf } from '../context.ts';
import type { Kit } from '../kit.ts';
import { HISTORY_ROWS, HISTORY_ROWS_FILTERED, viewHistory, viewHistoryFilter } from '../views/history.ts';
import { type OrdersFacts, viewOrder, viewOrders } from '../views/orders.ts';
import { viewHint, viewReadProblem } from '../views/problems.ts';
import { viewTimeZones } from '../views/settings.ts';
import { canMove } from './products.ts';

type Named<Name extends Screen['name']> = Extract<Screen, { readonly name: Name }>;

export interface OrderScreens {
  readonly list: (ctx: BotContext, screen: Named<'orders'>) => Promise<View>;
  readonly order: (ctx: BotContext, orderId: number) => Promise<View>;
  readonly history: (ctx: BotContext, screen: Named<'history'>) => Promise<View>;
  readonly historyFilter: (ctx: BotContext, screen: Named<'history_filter'>) => Promise<View>;
}

export function createOrderScreens(kit: Kit): OrderScreens {
  const { app, clock } = kit;

  async function factsOf(ctx: BotContext): Promise<OrdersFacts | View> {
    const { user, reader } = personOf(ctx);
    const read = await app.orders(user);
    if (!read.ok) {
      const again = { kind: 'open', screen: { name: 'orders', page: 1, purpose: 'look' } } as const;
      return viewReadProblem(reader, read.reason, again, undefined);
    }
    const { account, orders, asOf, problem } = read.value;
    return {
      account,
      orders: orders.map(({ order }) => order),
      asOf,
      problem,
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

    async history(ctx, screen) {
      const { user, reader } = personOf(ctx);
      // Times matter here first: the zone is asked once, on the way.
      if (user.timeZone === undefined && (await app.activeAccount(user)) !== undefined) {
        return viewTimeZones(reader, clock.now(), 'history');
      }
      const filtered = screen.coin !== undefined || screen.txnType !== undefined;
      const size = filtered ? HISTORY_ROWS_FILTERED : HISTORY_ROWS;
      const read = await app.history(user, screen.page, size);
      return read.ok
        ? viewHistory(reader, read.value, screen, read.value.account)
        : viewReadProblem(reader, read.reason, { kind: 'open', screen }, undefined);
    },

    async historyFilter(ctx, screen) {
      const { user, reader } = personOf(ctx);
      const read = await app.history(user, 1, HISTORY_PAGE_SIZE_MAX);
      return read.ok
        ? viewHistoryFilter(reader, read.value.rows, screen.page, read.value.account)
        : viewReadProblem(reader, read.reason, { kind: 'open', screen }, undefined);
    },
  };
}
