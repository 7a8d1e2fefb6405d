// 简体中文：各界面共用的词语。

import { html } from '../../html.ts';
import type { en } from '../en.ts';

const SPANS = { day: '天', hour: '小时', minute: '分钟', second: '秒' } as const;

export const common: (typeof en)['common'] = {
  languageName: '简体中文',
  demo: 'DEMO',
  testnet: 'TESTNET',
  live: '正式站',
  testnetName: '测试网',
  practiceName: '练习',
  back: '« 返回',
  cancel: '取消',
  home: '首页',
  refresh: '刷新',
  previousPage: '‹ 上一页',
  nextPage: '下一页 ›',
  on: '开',
  off: '关',
  separator: '、',
  page: (page, pages) => `${page}/${pages}`,
  span: (unit, count) => `${count} ${SPANS[unit]}`,
  days: (days) => (days === 0 ? '无固定期限' : `${days} 天`),
  apr: (rate) => html`年化利率 ${rate}`,
  asOf: (moment) => html`截至 ${moment}`,
  kinds: { flex: '活期', fixed: '定期', staking: '质押', lending: '借贷' },
  product: (kind, currency) => `${currency} ${kind}`,
  checking: '正在向交易所查询…',
  sending: '正在发送…',
  nothingSent: '没有发送任何内容。',
  reference: (code) => html`编号：<code>${code}</code>`,
};

export const filters: (typeof en)['filters'] = {
  coin: (what) => `币种：${what}`,
  type: (what) => `类型：${what}`,
  kind: (what) => `类别：${what}`,
  all: '全部',
  whichCoin: html`<b>哪个币种？</b>`,
  whichType: html`<b>哪类产品？</b>`,
  whichKind: html`<b>哪类记录？</b>`,
  allCoins: '全部币种',
  allTypes: '全部类型',
  allKinds: '全部类别',
  chosen: (what) => `✓ ${what}`,
};
