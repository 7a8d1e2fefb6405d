// 简体中文：命令菜单。
import type { en } from '../en.ts';

export const commands: (typeof en)['commands'] = {
  home: '持仓与收益',
  products: '产品与利率',
  deposit: '申购',
  orders: '持有中的订单',
  redeem: '赎回',
  history: '交易所的记录',
  accounts: '连接、切换、断开账户',
  settings: '语言、时区、隐藏金额',
};
