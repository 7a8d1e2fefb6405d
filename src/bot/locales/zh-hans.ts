// 简体中文. Its type is the English catalogue: a missing text does not compile.
import type { en } from './en.ts';
import { accounts, connect } from './zh-hans/accounts.ts';
import { commands } from './zh-hans/commands.ts';
import { errors } from './zh-hans/errors.ts';
import { home } from './zh-hans/home.ts';
import { confirm, receipts, unsettled } from './zh-hans/moves.ts';
import { notices } from './zh-hans/notices.ts';
import { history, orders, redeem, renew } from './zh-hans/orders.ts';
import { deposit, products } from './zh-hans/products.ts';
import { settings, status } from './zh-hans/settings.ts';
import { forget, help, practice, privacy, start } from './zh-hans/start.ts';
import { common, filters } from './zh-hans/words.ts';

export const zhHans: typeof en = {
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
