// 繁體中文：訂單、贖回、續期、歷史紀錄。

import { html } from '../../html.ts';
import type { en } from '../en.ts';

export const orders: (typeof en)['orders'] = {
  title: html`<b>訂單</b>`,
  pickRedeem: html`<b>贖回哪個訂單？</b>`,
  pickRenew: html`<b>變更哪個訂單的自動續期？</b>`,
  none: '沒有持有中的訂單。',
  noneToRedeem: '沒有可以贖回的訂單。',
  noneToRenew: '沒有支援自動續期的訂單。',
  row: (what, amount, rate) => html`${what} · ${amount} · 年化利率 ${rate}`,
  endsRow: (moment) => html`${moment} 到期`,
  amount: (amount) => html`本金：${amount}`,
  rate: (rate) => html`年化利率：${rate}`,
  earned: (amount) => html`利息（交易所所示）：${amount}`,
  nextPayout: (moment) => html`下次派息：${moment}`,
  started: (moment) => html`開始：${moment}`,
  ends: (moment) => html`到期：${moment}`,
  noEnd: '沒有到期日，隨時可以贖回。',
  renewal: (state) => html`自動續期：${state}`,
  compounding: '複利：利息計入本金',
  lock: (span) => html`派息前鎖定期：${span}`,
  redeeming: '交易所正在處理贖回。',
  number: (id) => html`訂單 ${id}`,
  gone: '交易所已不再列出這個訂單。',
  snapshot: (why, age) => html`${why}以下是 ${age}前的清單。`,
  redeem: '贖回',
  renewOn: '開啟自動續期',
  renewOff: '關閉自動續期',
};

export const redeem: (typeof en)['redeem'] = {
  howMuch: (what) => html`<b>贖回多少 ${what}？</b>`,
  principal: (amount) => html`本金：${amount}`,
  typeIt: html`點按鈕，或輸入金額：<code>500</code>、<code>25%</code>、<code>全部</code>。`,
  all: '全部',
  warnings: {
    early: '還沒有到期。',
    loses_interest: '提前贖回沒有利息。',
    locked_24h: '贖回後資金鎖定 24 小時。',
    loses_day: '會失去當天的利息。',
    payout_lock: '已進入下次派息前的鎖定期，現在贖回可能拿不到這次派息。',
  },
  problems: {
    order_gone: () => html`交易所已不再列出這個訂單。`,
    already_redeeming: () => html`這個訂單已在贖回處理中。`,
    not_positive: () => html`金額必須大於零。`,
    above_principal: (principal) => html`這個訂單的本金是 ${principal}。`,
  },
};

export const renew: (typeof en)['renew'] = {
  problems: {
    order_gone: '交易所已不再列出這個訂單。',
    not_supported: '這個產品不支援自動續期。',
    already: '已經是這樣設定了。',
  },
};

export const history: (typeof en)['history'] = {
  title: html`<b>歷史紀錄</b>`,
  own: '交易所自己的紀錄',
  none: '沒有紀錄。',
  noneMatching: '沒有符合條件的紀錄。',
  page: (page) => `第 ${page} 頁`,
  stopped: (entries) => `已查看 ${entries} 筆紀錄，本頁還沒有湊滿。點「下一頁」繼續查找。`,
  kinds: { deposit: '申購', redeem: '贖回', interest: '利息', renew: '續期' },
  total: (amount) => html`合計 ${amount}`,
  interest: (amount) => html`利息 ${amount}`,
  term: (days) => html`期限 ${days}`,
};
