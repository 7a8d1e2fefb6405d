// 简体中文：首页。

import { html } from '../../html.ts';
import type { en } from '../en.ts';

export const home: (typeof en)['home'] = {
  inEarn: (amounts) => html`<b>Earn 持仓：</b>${amounts}`,
  nothing: 'Earn 中还没有资产。',
  today: (amounts) => html`今日收益：${amounts}`,
  todayUtc: (amounts) => html`今日收益（UTC）：${amounts}`,
  month: (amounts) => html`近 30 天：${amounts}`,
  since: (amounts) => html`连接至今：${amounts}`,
  none: '暂无',
  blended: (rate) => html`平均年化利率：${rate}`,
  lastPayout: (moment, amounts) => html`上次派息：${moment} · ${amounts}`,
  nextPayout: (moment) => html`下次派息：${moment}`,
  nextMaturity: (moment, what) => html`最近到期：${moment} · ${what}`,
  free: (amounts) => html`可用余额：${amounts}`,
  freeUnknown: '可用余额：交易所未提供（需要 Wallet 权限）',
  unsettled: (count) => `${count} 笔操作正在核实`,
  unsettledButton: (count) => `核实中（${count}）`,
  unsettledPlain: '核实中',
  snapshot: (why, age) => html`${why}以下是 ${age}前的数据。`,
  noAccount: '还没有连接账户。',
  noAccountText: '可以先用练习资金试试，或用 API 密钥连接你的账户。',
  testing: '正在测试这个账户，稍后会有消息。',
  viewOnly: '只能查看：这个密钥不能动用资金。',
  rejected: '交易所拒绝了这个密钥，请在 /accounts 中更换。',
  deposit: '申购',
  redeem: '赎回',
  orders: '订单',
  products: '产品',
  history: '历史记录',
  accounts: '账户',
  settings: '设置',
  more: (count) => `另有 ${count} 项`,
};
