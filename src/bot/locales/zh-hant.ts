// 繁體中文. Its type is the English catalogue: a missing text does not compile.
import type { en } from './en.ts';
import { accounts, connect } from './zh-hant/accounts.ts';
import { commands } from './zh-hant/commands.ts';
import { errors } from './zh-hant/errors.ts';
import { home } from './zh-hant/home.ts';
import { confirm, receipts, unsettled } from './zh-hant/moves.ts';
import { notices } from './zh-hant/notices.ts';
import { history, orders, redeem, renew } from './zh-hant/orders.ts';
import { deposit, products } from './zh-hant/products.ts';
import { settings, status } from './zh-hant/settings.ts';
import { forget, help, practice, privacy, start } from './zh-hant/start.ts';
import { common, filters } from './zh-hant/words.ts';

export const zhHant: typeof en = {
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
