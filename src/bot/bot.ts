// The bot: middleware in the order that keeps secrets out of conversations and lets any command leave them.
// It answers updates; it fetches none (the jobs do) and never asks Telegram who it is.
import { conversations, createConversation } from '@grammyjs/conversations';
import { Bot, type Middleware } from 'grammy';
import { createApology } from './apology.ts';
import { type BotContext, personOf } from './context.ts';
import { conversationVersion, createDialogConversation, DIALOG } from './conversations/conversation.ts';
import type { BotDeps } from './deps.ts';
import { conversationStorage } from './dialog-storage.ts';
import { createAccess, createPrivateOnly } from './features/access.ts';
import { createAccountFeature } from './features/accounts.ts';
import { createAct } from './features/actions.ts';
import { createAgain } from './features/again.ts';
import { createCapture, createHygiene, isCommand, plainMessage } from './features/capture.ts';
import { commandOf, createCommands } from './features/commands.ts';
import { createFlowFacts } from './features/flow-facts.ts';
import { createFlows } from './features/flows.ts';
import { createHistoryScreens } from './features/history.ts';
import { createHome } from './features/home.ts';
import { createMoves } from './features/moves.ts';
import { createOrderScreens } from './features/orders.ts';
import { createPersonalFeature } from './features/personal.ts';
import { createPrepared } from './features/prepared.ts';
import { createProductScreens } from './features/products.ts';
import { createScreens } from './features/screens.ts';
import { createTakeTurn } from './features/turns.ts';
import { html } from './html.ts';
import type { Kit } from './kit.ts';
import { createPresent } from './patience.ts';
import { answerTap, createShow } from './show.ts';
import { createTrouble } from './trouble.ts';
import { viewHint } from './views/problems.ts';

function createFeatures(kit: Kit) {
  const products = createProductScreens(kit);
  const home = createHome(kit, products);
  const prepared = createPrepared(kit);
  const accounts = createAccountFeature(kit);
  const personal = createPersonalFeature(kit);
  const facts = createFlowFacts(kit);
  const history = createHistoryScreens(kit);
  const flows = createFlows(kit, facts, createTakeTurn(kit, facts, prepared, history));
  const again = createAgain(kit, prepared, flows);
  const moves = createMoves(kit, again);
  const orders = createOrderScreens(kit);
  const screens = createScreens(kit, { home, products, orders, history, accounts, moves });
  return {
    home,
    flows,
    act: createAct(kit, { screens, flows, moves, again, accounts, personal }),
    ...createCommands(kit, { home, screens, flows }),
  };
}

type Features = ReturnType<typeof createFeatures>;

/** A tap that may do nothing gets a word and a fresh Home, and goes no further. */
function createTapReader(kit: Kit, features: Features): Middleware<BotContext> {
  return async (ctx, next) => {
    const tap = ctx.tapFound;
    if (ctx.callbackQuery === undefined || tap === undefined) return next();
    if (typeof tap !== 'string') {
      ctx.tap = tap;
      return next();
    }
    const { reader } = personOf(ctx);
    const { errors } = reader.text;
    await answerTap(ctx, errors.oldButtonToast);
    if (tap === 'foreign') {
      await kit.show.send(ctx, viewHint(reader, errors.foreignButton));
      return;
    }
    const notes = [html`<i>${errors.oldButton}</i>`];
    await kit.present(ctx, () => features.home.screen(ctx, { fresh: false, notes }));
  };
}

/** Any command and any button that is no answer to a dialog leaves all dialogs, and goes on. */
function createLeaving(features: Features): Middleware<BotContext> {
  return async (ctx, next) => {
    if (commandOf(ctx) === 'cancel') return features.cancel(ctx);
    const button = ctx.tap !== undefined && ctx.tap.action.kind !== 'dialog';
    if (isCommandMessage(ctx) || button) await features.flows.end(ctx, 'edit');
    return next();
  };
}

function isCommandMessage(ctx: BotContext): boolean {
  const text = plainMessage(ctx);
  return text !== undefined && isCommand(text);
}

/** Commands and buttons, which may enter a dialog; and, since nothing meets silence, a hint for all else. */
function createRouter(kit: Kit, features: Features): Middleware<BotContext> {
  return async (ctx) => {
    if (isCommandMessage(ctx)) return features.runCommand(ctx);
    if (ctx.tap !== undefined) return features.act(ctx, ctx.tap.action);
    const { reader } = personOf(ctx);
    await kit.show.send(ctx, viewHint(reader, reader.text.errors.hint));
  };
}

/**
 * Builds the bot. `handleUpdate` must run inside `runWithDialog`; it resolves when the update is done, and rejects
 * only with errors that `deliverAgain` names.
 */
export function createBot(deps: BotDeps): Bot<BotContext> {
  const show = createShow(deps);
  const kit: Kit = { ...deps, show, present: createPresent(deps, show), trouble: createTrouble(deps) };
  const features = createFeatures(kit);
  const bot = new Bot<BotContext>(deps.token, { botInfo: deps.botInfo, client: deps.client });
  bot.use(createApology(kit));
  bot.use(createPrivateOnly(kit));
  bot.use(createAccess(kit));
  bot.use(createCapture(kit));
  bot.use(createHygiene(kit));
  bot.use(createTapReader(kit, features));
  bot.use(conversations({ storage: conversationStorage(conversationVersion()) }));
  bot.use(createLeaving(features));
  // A conversation can be entered only behind the place where it is registered.
  bot.use(createConversation(createDialogConversation(features.flows.turn), { id: DIALOG }));
  bot.use(createRouter(kit, features));
  return bot;
}
