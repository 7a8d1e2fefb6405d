// History: the exchange's own record, page by page or filtered. Times matter here first, so the time zone is asked on
// the way, once.
import type { View } from '../../app/ports.ts';
import type { HistoryScreen, Screen } from '../action.ts';
import { type BotContext, personOf } from '../context.ts';
import type { Kit } from '../kit.ts';
import { HISTORY_ROWS, viewHistory, viewHistoryFound } from '../views/history.ts';
import { viewHistoryFilter } from '../views/history-filter.ts';
import { viewTimeZones } from '../views/settings.ts';

type FilterScreen = Extract<Screen, { readonly name: 'history_filter' }>;

/** Stands from the moment the question is put: a person who goes past it has been asked all the same. */
const ZONE_UNANSWERED = 'UTC';

export interface HistoryScreens {
  readonly history: (ctx: BotContext, screen: HistoryScreen) => Promise<View>;
  readonly filter: (ctx: BotContext, screen: FilterScreen) => Promise<View>;
}

export function createHistoryScreens(kit: Kit): HistoryScreens {
  const { app, clock, trouble } = kit;

  async function list(ctx: BotContext, screen: HistoryScreen): Promise<View> {
    const { user, reader } = personOf(ctx);
    const read = await app.history(user, screen.page, HISTORY_ROWS);
    return read.ok ? viewHistory(reader, read.value) : trouble.view(ctx, read.reason, screen);
  }

  async function found(ctx: BotContext, screen: HistoryScreen): Promise<View> {
    const { user, reader } = personOf(ctx);
    const { coin, txnType, from } = screen;
    const read = await app.historyMatching(user, { coin, txnType }, from, HISTORY_ROWS);
    return read.ok ? viewHistoryFound(reader, read.value, screen) : trouble.view(ctx, read.reason, screen);
  }

  return {
    async history(ctx, screen) {
      const { user, reader } = personOf(ctx);
      if (user.timeZone === undefined && (await app.activeAccount(user)) !== undefined) {
        await app.setTimeZone(user, ZONE_UNANSWERED);
        return viewTimeZones(reader, clock.now(), screen);
      }
      const filtered = screen.coin !== undefined || screen.txnType !== undefined;
      return filtered ? found(ctx, screen) : list(ctx, screen);
    },

    async filter(ctx, screen) {
      const { user, reader } = personOf(ctx);
      const read = await app.historyChoices(user);
      return read.ok ? viewHistoryFilter(reader, read.value, screen) : trouble.view(ctx, read.reason, screen);
    },
  };
}
