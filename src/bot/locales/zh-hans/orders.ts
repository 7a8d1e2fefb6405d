// 简体中文：订单、赎回、续期、历史记录。

import { html } from '../../html.ts';
import type { en } from '../en.ts';

export const orders: (typeof en)['orders'] = {
  title: html`<b>订单</b>`,
  pickRedeem: html`<b>赎回哪个订单？</b>`,
  pickRenew: html`<b>更改哪个订单的自动续期？</b>`,
  none: '没有持有中的订单。',
  noneToRedeem: '没有可以赎回的订单。',
  noneToRenew: '没有支持自动续期的订单。',
  row: (what, amount, rate) => html`${what} · ${amount} · 年化利率 ${rate}`,
  endsRow: (moment) => html`${moment} 到期`,
  amount: (amount) => html`本金：${amount}`,
  rate: (rate) => html`年化利率：${rate}`,
  earned: (amount) => html`利息（交易所所示）：${amount}`,
  nextPayout: (moment) => html`下次派息：${moment}`,
  started: (moment) => html`开始：${moment}`,
  ends: (moment) => html`到期：${moment}`,
  noEnd: '没有到期日，随时可以赎回。',
  renewal: (state) => html`自动续期：${state}`,
  compounding: '复利：利息计入本金',
  lock: (span) => html`派息前锁定期：${span}`,
  redeeming: '交易所正在处理赎回。',
  number: (id) => html`订单 ${id}`,
  gone: '交易所已不再列出这个订单。',
  snapshot: (why, age) => html`${why}以下是 ${age}前的列表。`,
  redeem: '赎回',
  renewOn: '开启自动续期',
  renewOff: '关闭自动续期',
};

export const redeem: (typeof en)['redeem'] = {
  howMuch: (what) => html`<b>赎回多少 ${what}？</b>`,
  principal: (amount) => html`本金：${amount}`,
  typeIt: html`点按钮，或输入金额：<code>500</code>、<code>25%</code>、<code>全部</code>。`,
  all: '全部',
  warnings: {
    early: '还没有到期。',
    loses_interest: '提前赎回没有利息。',
    locked_24h: '赎回后资金锁定 24 小时。',
    loses_day: '会失去当天的利息。',
    payout_lock: '已进入下次派息前的锁定期，现在赎回可能拿不到这次派息。',
  },
  problems: {
    order_gone: () => html`交易所已不再列出这个订单。`,
    already_redeeming: () => html`这个订单已在赎回处理中。`,
    not_positive: () => html`金额必须大于零。`,
    above_principal: (principal) => html`这个订单的本金是 ${principal}。`,
  },
};

export const renew: (typeof en)['renew'] = {
  problems: {
    order_gone: '交易所已不再列出这个订单。',
    not_supported: '这个产品不支持自动续期。',
    already: '已经是这样设置了。',
  },
};

export const history: (typeof en)['history'] = {
  title: html`<b>历史记录</b>`,
  own: '交易所自己的记录',
  none: '没有记录。',
  noneMatching: '没有符合条件的记录。',
  page: (page) => `第 ${page} 页`,
  stopped: (entries) => `已查看 ${entries} 条记录，本页还没有凑满。点“下一页”继续查找。`,
  kinds: { deposit: '申购', redeem: '赎回', interest: '利息', renew: '续期' },
  total: (amount) => html`合计 ${amount}`,
  interest: (amount) => html`利息 ${amount}`,
  term: (days) => html`期限 ${days}`,
};
