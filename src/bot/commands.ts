// Which commands exist, and the menu of the eight most used with their descriptions by language.
import type { Language } from '../app/store.ts';
import { CATALOGUES } from './locales/catalogue.ts';

/** The menu, in the order shown. */
export const MENU_COMMANDS = [
  'home',
  'products',
  'deposit',
  'orders',
  'redeem',
  'history',
  'accounts',
  'settings',
] as const;

export type MenuCommand = (typeof MENU_COMMANDS)[number];

/** Everything that is answered; `/invest` is `/deposit`. */
export const ALL_COMMANDS = [
  ...MENU_COMMANDS,
  'start',
  'invest',
  'renew',
  'status',
  'demo',
  'privacy',
  'forget',
  'help',
  'cancel',
  'earnings',
  'alerts',
  'export',
] as const;

export type CommandName = (typeof ALL_COMMANDS)[number];

/** The menu in a language, as `setMyCommands` takes it. Set per chat: Telegram cannot tell 繁體 from 简体. */
export function commandsFor(
  language: Language,
): readonly { readonly command: MenuCommand; readonly description: string }[] {
  const { commands } = CATALOGUES[language];
  return MENU_COMMANDS.map((command) => ({ command, description: commands[command] }));
}
