// English: the menu of commands.
import type { MenuCommand } from '../../commands.ts';

export const commands: Readonly<Record<MenuCommand, string>> = {
  home: 'What you hold and earned',
  products: 'Rates and terms',
  deposit: 'Deposit to Earn',
  orders: 'Running orders',
  redeem: 'Redeem',
  history: 'The exchange’s record',
  accounts: 'Connect, switch, disconnect',
  settings: 'Language, time zone, amounts',
};
