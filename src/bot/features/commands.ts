// What each command does. Whatever flow was under way has ended before it comes here.
import type { Screen } from '../action.ts';
import type { CommandName } from '../commands.ts';
import { ALL_COMMANDS } from '../commands.ts';
import { type BotContext, personOf } from '../context.ts';
import { currentFlow } from '../dialog-storage.ts';
import type { Kit } from '../kit.ts';
import { viewHint } from '../views/problems.ts';
import { isCommand, plainMessage } from './capture.ts';
import type { Flows } from './flows.ts';
import type { HomeFeature } from './home.ts';
import type { BuildScreen } from './screens.ts';

type Run = (ctx: BotContext) => Promise<void>;

const SCREENS: Readonly<Partial<Record<CommandName, Screen>>> = {
  products: { name: 'products', page: 1, purpose: 'look' },
  deposit: { name: 'products', page: 1, purpose: 'act' },
  invest: { name: 'products', page: 1, purpose: 'act' },
  orders: { name: 'orders', page: 1, purpose: 'look' },
  redeem: { name: 'orders', page: 1, purpose: 'redeem' },
  renew: { name: 'orders', page: 1, purpose: 'renew' },
  history: { name: 'history', page: 1 },
  accounts: { name: 'accounts' },
  settings: { name: 'settings' },
  status: { name: 'status' },
  demo: { name: 'practice' },
  privacy: { name: 'privacy' },
  forget: { name: 'forget' },
  help: { name: 'help' },
};

const LATER: readonly CommandName[] = ['earnings', 'alerts', 'export'];

/** The command of a plain message, in any case, addressed to this bot or to none; undefined when it is none of ours. */
export function commandOf(ctx: BotContext): CommandName | undefined {
  const text = plainMessage(ctx);
  if (text === undefined || !isCommand(text)) return undefined;
  const match = /^\/([a-zA-Z_]{1,32})(?:@(\w{1,64}))?(?:\s|$)/.exec(text);
  const addressee = match?.[2]?.toLowerCase();
  if (addressee !== undefined && addressee !== ctx.me.username.toLowerCase()) return undefined;
  const name = match?.[1]?.toLowerCase();
  return ALL_COMMANDS.find((known) => known === name);
}

export function createCommands(
  kit: Kit,
  parts: { readonly home: HomeFeature; readonly screens: BuildScreen; readonly flows: Flows },
): { readonly runCommand: Run; readonly cancel: Run } {
  const { home, screens, flows } = parts;

  async function cancel(ctx: BotContext): Promise<void> {
    const { reader } = personOf(ctx);
    const flow = currentFlow();
    const ended = await flows.end(ctx, 'silent');
    const view =
      ended && flow !== undefined
        ? flows.endedText(reader, flow.name)
        : viewHint(reader, reader.text.errors.nothingToCancel);
    await kit.show.send(ctx, view);
  }

  async function runCommand(ctx: BotContext): Promise<void> {
    const { reader } = personOf(ctx);
    const name = commandOf(ctx);
    if (name === 'start') return home.start(ctx);
    if (name === 'home') return home.command(ctx);
    const screen = name === undefined ? undefined : SCREENS[name];
    if (screen !== undefined) {
      await kit.present(ctx, () => screens(ctx, screen));
      return;
    }
    const later = name !== undefined && LATER.includes(name);
    await kit.show.send(ctx, viewHint(reader, later ? reader.text.errors.later : reader.text.errors.hint));
  }

  return { runCommand, cancel };
}
