// Which function builds which screen. One table: a new screen does not compile until it is here.
import type { View } from '../../app/ports.ts';
import type { Screen } from '../action.ts';
import { type BotContext, personOf } from '../context.ts';
import type { Kit } from '../kit.ts';
import { viewConnect, viewConnectSteps } from '../views/connect.ts';
import { viewSettings, viewStatus, viewTimeZones } from '../views/settings.ts';
import { viewForget, viewForgetSure, viewHelp, viewLanguages, viewPrivacy } from '../views/start.ts';
import type { AccountFeature } from './accounts.ts';
import type { HistoryScreens } from './history.ts';
import type { HomeFeature } from './home.ts';
import type { Moves } from './moves.ts';
import type { OrderScreens } from './orders.ts';
import type { ProductScreens } from './products.ts';

export interface ScreenParts {
  readonly home: HomeFeature;
  readonly products: ProductScreens;
  readonly orders: OrderScreens;
  readonly history: HistoryScreens;
  readonly accounts: AccountFeature;
  readonly moves: Moves;
}

export type BuildScreen = (ctx: BotContext, screen: Screen) => Promise<View>;

async function statusScreen(kit: Kit, ctx: BotContext): Promise<View> {
  const { user, reader } = personOf(ctx);
  const [facts, paused] = await Promise.all([kit.app.status(user), kit.app.isPaused()]);
  return viewStatus(reader, facts, { owner: user.role === 'owner', paused });
}

export function createScreens(kit: Kit, parts: ScreenParts): BuildScreen {
  const { home, products, orders, history, accounts, moves } = parts;
  return async (ctx, screen) => {
    const { reader } = personOf(ctx);
    switch (screen.name) {
      case 'home':
        return home.screen(ctx);
      case 'products':
        return products.list(ctx, screen);
      case 'product_filter':
        return products.filter(ctx, screen);
      case 'product':
        return products.product(ctx, screen.productId);
      case 'orders':
        return orders.list(ctx, screen);
      case 'order':
        return orders.order(ctx, screen.orderId);
      case 'history':
        return history.history(ctx, screen);
      case 'history_filter':
        return history.filter(ctx, screen);
      case 'unsettled':
        return moves.unsettledScreen(ctx);
      case 'operation':
        return moves.operationScreen(ctx, screen.operationId);
      case 'accounts':
        return accounts.list(ctx);
      case 'account':
        return accounts.one(ctx, screen.accountId);
      case 'disconnect':
        return accounts.disconnectScreen(ctx, screen.accountId);
      case 'replace_key':
        return accounts.replaceScreen(ctx, screen);
      case 'connect':
        return viewConnect(reader, screen.replaces);
      case 'connect_steps':
        return viewConnectSteps(reader, screen.environment, screen.replaces);
      case 'settings':
        return viewSettings(reader);
      case 'languages':
        return viewLanguages(reader);
      case 'time_zones':
        return viewTimeZones(reader, kit.clock.now());
      case 'status':
        return statusScreen(kit, ctx);
      case 'help':
        return viewHelp(reader);
      case 'privacy':
        return viewPrivacy(reader, await kit.runBy());
      case 'practice':
        return accounts.practice(ctx);
      case 'forget':
        return viewForget(reader);
      case 'forget_sure':
        return viewForgetSure(reader);
    }
  };
}
