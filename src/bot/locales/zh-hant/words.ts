// 繁體中文：各界面共用的詞語。

import { html } from '../../html.ts';
import type { en } from '../en.ts';

const SPANS = { day: '天', hour: '小時', minute: '分鐘', second: '秒' } as const;

export const common: (typeof en)['common'] = {
  languageName: '繁體中文',
  demo: 'DEMO',
  testnet: 'TESTNET',
  live: '正式站',
  testnetName: '測試網',
  practiceName: '練習',
  back: '« 返回',
  cancel: '取消',
  home: '首頁',
  refresh: '重新整理',
  previousPage: '‹ 上一頁',
  nextPage: '下一頁 ›',
  on: '開',
  off: '關',
  separator: '、',
  page: (page, pages) => `${page}/${pages}`,
  span: (unit, count) => `${count} ${SPANS[unit]}`,
  days: (days) => (days === 0 ? '無固定期限' : `${days} 天`),
  apr: (rate) => html`年化利率 ${rate}`,
  asOf: (moment) => html`截至 ${moment}`,
  kinds: { flex: '活期', fixed: '定期', staking: '質押', lending: '借貸' },
  product: (kind, currency) => `${currency} ${kind}`,
  checking: '正在向交易所查詢…',
  sending: '正在送出…',
  nothingSent: '沒有送出任何內容。',
  reference: (code) => html`編號：<code>${code}</code>`,
};

export const filters: (typeof en)['filters'] = {
  coin: (what) => `幣種：${what}`,
  type: (what) => `類型：${what}`,
  kind: (what) => `類別：${what}`,
  all: '全部',
  whichCoin: html`<b>哪個幣種？</b>`,
  whichType: html`<b>哪類產品？</b>`,
  whichKind: html`<b>哪類紀錄？</b>`,
  allCoins: '全部幣種',
  allTypes: '全部類型',
  allKinds: '全部類別',
  chosen: (what) => `✓ ${what}`,
};
