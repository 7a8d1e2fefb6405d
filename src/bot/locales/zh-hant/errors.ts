// 繁體中文：出錯、提示、舊按鈕。說明發生了什麼，資金是否變動。

import { html } from '../../html.ts';
import type { en } from '../en.ts';

export const errors: (typeof en)['errors'] = {
  ours: '我們這邊出了問題。',
  oursNothingSent: '這一步沒有向交易所送出任何內容。',
  oursMaybeConfirmed: '你的點按可能已被受理：重複之前請先看「查核中」。',
  tryAgain: '請再試一次。',
  failures: {
    unauthorized: '交易所拒絕了金鑰，或它缺少 Read 權限。',
    forbidden: '金鑰缺少權限：需要 Read、Wallet 和 Trading。',
    banned: '交易所封鎖了這個帳戶，請聯絡其客服。',
    rate_limited: '交易所要求放慢速度，請稍後再試。',
    unavailable: '交易所目前沒有回應。',
    timeout: '交易所沒有及時回應。',
    unreadable: '無法讀懂交易所的回應。',
    refused: '交易所拒絕回答。',
  },
  busy: '這個帳戶正忙於一筆操作或讀取，請稍後再試。',
  noAccount: '還沒有連接帳戶。',
  oldButton: '那是舊訊息上的按鈕，沒有任何作用。以下是目前的情況。',
  foreignButton: '那個按鈕不是你的，沒有任何作用。',
  oldButtonToast: '舊按鈕：沒有執行任何操作',
  flowOver: '那一步已經結束，沒有送出任何內容。',
  hint: '我沒有看懂。/help 列出我能做的事。',
  textOnly: '我只讀文字和按鈕。/help 列出我能做的事。',
  notPlain: '不讀取編輯過的、轉發的或帶附件說明的訊息。請重新輸入一則。',
  later: '這項功能以後提供。/history 顯示交易所的紀錄。',
  nothingToCancel: '沒有進行中的流程，不需要取消。',
  flowEnded: {
    deposit: html`<b>申購流程已結束。</b>沒有送出任何內容。`,
    redeem: html`<b>贖回流程已結束。</b>沒有送出任何內容。`,
    rename: html`<b>改名已結束。</b>沒有任何改變。`,
    time_zone: html`<b>時區設定已結束。</b>沒有任何改變。`,
    connect: html`<b>連接已結束。</b>沒有儲存任何內容。`,
  },
  flowTooOld: (minutes) => html`它開啟已超過 ${minutes} 分鐘。`,
};
