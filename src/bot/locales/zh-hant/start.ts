// 繁體中文：起始畫面、准入、幫助、隱私、清除、練習。

import { html } from '../../html.ts';
import type { en } from '../en.ts';

export const start: (typeof en)['start'] = {
  title: html`<b>Earnest</b> · BTSE Earn 的非官方機器人`,
  what: '查看持倉和收益，點幾下即可申購、贖回，派息入帳時通知你。',
  unofficial: '非官方：並非由 BTSE 開發、營運或認可。',
  cannotWithdraw: '不能提現：沒有這項功能，也不要求提現權限。',
  runBy: (name) => html`由 ${name} 營運，你的金鑰加密儲存在其伺服器上。`,
  runByUnknown: '由給你連結的人營運，你的金鑰加密儲存在其伺服器上。',
  tryPractice: '先練習',
  connect: '連接帳戶',
  helpButton: '幫助',
  productHint: '這個連結指向一個產品。請先連接帳戶，或開啟練習。',

  pendingNew: '這是私人機器人。已向所有者發出申請，結果會在這裡告訴你。',
  pending: '仍在等待：所有者還沒有答覆，結果會在這裡告訴你。',
  noOwner:
    '這是私人機器人，還沒有所有者：執行它的人可在日誌中找到所有者連結。如果這裡一直沒有回音，請稍後再寫一次。',
  ownerAbsent:
    '這是私人機器人。所有者還沒有開啟過它，一開啟就會收到你的申請。如果這裡一直沒有回音，請稍後再寫一次。',
  closed: '這是私人機器人。',
  refused: '這是私人機器人，所有者沒有同意你的申請。',
  privateOnly: (address) => html`我只在私訊中工作：${address}`,

  becomeOwnerTitle: html`<b>成為這個機器人的所有者？</b>`,
  becomeOwnerText: '所有者可以批准他人使用，也可以暫停一切資金操作。此連結只能使用一次。',
  becomeOwner: '成為所有者',
  becameOwner: '你現在是所有者了。',
  claimGone: '這個連結已經用過，沒有任何改變。',

  away: (gains, payouts) => html`你離開期間：${payouts} 次派息，共 ${gains}。`,
  pushBack: '之前 Telegram 拒收，通知曾經停止，現已恢復。',
};

export const help: (typeof en)['help'] = {
  title: html`<b>在這裡可以做什麼</b>`,
  rows: [
    html`/home：持倉與收益`,
    html`/products：產品與利率`,
    html`/deposit：申購`,
    html`/orders：持有中的訂單`,
    html`/redeem：贖回`,
    html`/renew：開啟或關閉自動續期`,
    html`/history：交易所自己的紀錄`,
    html`/accounts：連接、改名、切換、中斷連接`,
    html`/settings：語言、時區、隱藏金額`,
    html`/status：運作是否正常`,
    html`/demo：練習帳戶`,
    html`/privacy · /forget · /cancel`,
  ],
  amounts: html`金額可以直接輸入：<code>1500</code>、<code>1.5萬</code>、<code>25%</code>、<code>全部</code>。`,
  move: '只有在寫明將會發生什麼的確認卡上點了按鈕，資金才會變動。每筆操作只送出一次，絕不重複。',
};

export const privacy: (typeof en)['privacy'] = {
  title: html`<b>隱私</b>`,
  rows: [
    '儲存：你的 Telegram 編號和名稱、設定、API 金鑰和 API 密碼（加密）、訂單、派息和操作紀錄。',
    '不儲存：處理完的訊息文字。含有金鑰的訊息會從聊天中刪除。',
    '送往：只有交易所和 Telegram。',
    '誰能看到：營運者管理伺服器，能讀到其中的內容；金鑰在儲存時是加密的。',
    '練習：不是真錢，它的金鑰同樣加密儲存。',
    '刪除：/accounts → 中斷連接 會抹除金鑰及其末四碼，只留下一個無法還原成金鑰的標記：再次連接同一金鑰時，紀錄可以接上。',
    '/forget 會抹除一切，包括這個標記。備份在被替換之前仍有副本。',
  ],
  forget: '清除我的資料…',
};

export const forget: (typeof en)['forget'] = {
  title: html`<b>清除一切？</b>`,
  text: '這裡的金鑰、訂單、派息、操作和設定都會抹除。你的資金留在交易所，不受影響。',
  sureTitle: html`<b>真的要清除一切？</b>`,
  sureText: '此操作無法復原。',
  goOn: '繼續…',
  now: '清除一切',
  done: html`<b>已清除。</b>`,
  doneAccounts: (accounts) =>
    accounts === 0
      ? '關於你的一切都已抹除，這裡沒有存過金鑰。'
      : `關於你的一切都已抹除，包括 ${accounts} 個金鑰。`,
  underWay: '以下操作已在進行，會在交易所繼續：',
  undeleted: (messages) => `還有 ${messages} 則含金鑰的訊息正在從聊天中刪除。如果明天還在，請你自己刪除。`,
  revoke: '請到交易所網站一併刪除該 API 金鑰。本機器人的備份在被替換之前仍有副本。',
  again: '送出 /start 可以重新開始。',
};

export const practice: (typeof en)['practice'] = {
  title: html`<b>練習</b> · DEMO`,
  text: '在模擬交易所上的練習帳戶，時間走得很快：不需要金鑰，也不是真錢。它的每則訊息都寫有 DEMO。',
  open: '開啟練習帳戶',
  goTo: '前往練習',
  opened: '正在為你開啟練習帳戶，就緒後會發訊息。',
};
