// The English catalogue. It is the pattern: the others have its type, so a missing text does not compile.
import { accounts, connect } from './en/accounts.ts';
import { commands } from './en/commands.ts';
import { errors } from './en/errors.ts';
import { home } from './en/home.ts';
import { confirm, receipts, unsettled } from './en/moves.ts';
import { notices } from './en/notices.ts';
import { history, orders, redeem, renew } from './en/orders.ts';
import { deposit, products } from './en/products.ts';
import { settings, status } from './en/settings.ts';
import { forget, help, practice, privacy, start } from './en/start.ts';
import { common, filters } from './en/words.ts';

export const en = {
  common,
  filters,
  start,
  help,
  privacy,
  forget,
  practice,
  home,
  products,
  deposit,
  orders,
  redeem,
  renew,
  history,
  confirm,
  receipts,
  unsettled,
  accounts,
  connect,
  settings,
  status,
  notices,
  errors,
  commands,
};
