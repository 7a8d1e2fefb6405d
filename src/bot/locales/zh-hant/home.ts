// 繁體中文：首頁。

import { html } from '../../html.ts';
import type { en } from '../en.ts';

export const home: (typeof en)['home'] = {
  inEarn: (amounts) => html`<b>Earn 持倉：</b>${amounts}`,
  nothing: 'Earn 中還沒有資產。',
  today: (amounts) => html`今日收益：${amounts}`,
  todayUtc: (amounts) => html`今日收益（UTC）：${amounts}`,
  month: (amounts) => html`近 30 天：${amounts}`,
  since: (amounts) => html`連接至今：${amounts}`,
  none: '暫無',
  blended: (rate) => html`平均年化利率：${rate}`,
  lastPayout: (moment, amounts) => html`上次派息：${moment} · ${amounts}`,
  nextPayout: (moment) => html`下次派息：${moment}`,
  nextMaturity: (moment, what) => html`最近到期：${moment} · ${what}`,
  free: (amounts) => html`可用餘額：${amounts}`,
  freeUnknown: '可用餘額：交易所未提供（需要 Wallet 權限）',
  unsettled: (count) => `${count} 筆操作正在查核`,
  unsettledButton: (count) => `查核中（${count}）`,
  unsettledPlain: '查核中',
  snapshot: (why, age) => html`${why}以下是 ${age}前的資料。`,
  noAccount: '還沒有連接帳戶。',
  noAccountText: '可以先用練習資金試試，或用 API 金鑰連接你的帳戶。',
  testing: '正在測試這個帳戶，稍後會有訊息。',
  viewOnly: '只能查看：這個金鑰不能動用資金。',
  rejected: '交易所拒絕了這個金鑰，請在 /accounts 中更換。',
  deposit: '申購',
  redeem: '贖回',
  orders: '訂單',
  products: '產品',
  history: '歷史紀錄',
  accounts: '帳戶',
  settings: '設定',
  more: (count) => `另有 ${count} 項`,
};
