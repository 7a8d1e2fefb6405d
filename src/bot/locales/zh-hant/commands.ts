// 繁體中文：命令選單。
import type { en } from '../en.ts';

export const commands: (typeof en)['commands'] = {
  home: '持倉與收益',
  products: '產品與利率',
  deposit: '申購',
  orders: '持有中的訂單',
  redeem: '贖回',
  history: '交易所的紀錄',
  accounts: '連接、切換、中斷連接帳戶',
  settings: '語言、時區、隱藏金額',
};
