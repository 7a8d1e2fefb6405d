// 繁體中文：設定、語言、時區、狀態。

import { html } from '../../html.ts';
import type { en } from '../en.ts';

export const settings: (typeof en)['settings'] = {
  title: html`<b>設定</b>`,
  language: (name) => html`語言：${name}`,
  timeZone: (name) => html`時區：${name}`,
  hidden: (state) => html`隱藏金額：${state}`,
  languageButton: '語言',
  timeZoneButton: '時區',
  hide: '隱藏金額',
  show: '顯示金額',
  chooseLanguage: html`<b>使用哪種語言？</b>`,
  chooseZone: html`<b>你那裡現在幾點？</b>`,
  chooseZoneText: '請點與你的時鐘一致的時間。都不對？請點「輸入時區」。',
  askedOnce: '只問這一次，可在 /settings 中變更。',
  typeZone: '輸入時區',
  useUtc: '使用 UTC',
  askZone: html`<b>請輸入你的時區</b>，例如 <code>Asia/Taipei</code> 或 <code>Europe/Berlin</code>。`,
  badZone: '不認識這個時區，請用 Asia/Taipei 這樣的寫法。',
  zoneSet: (name, time) => html`時區：<b>${name}</b>，那裡現在是 ${time}。`,
};

export const status: (typeof en)['status'] = {
  button: '狀態',
  title: html`<b>狀態</b>`,
  reachable: (name) => html`${name}：可以連接`,
  unreachable: (name) => html`${name}：目前無法連接`,
  clockOff: (span) => html`時鐘相差 ${span}`,
  account: (label, state, read) => html`${label}：${state}，${read}`,
  readAt: (moment) => html`讀取於 ${moment}`,
  neverRead: '尚未讀取',
  queues: (chats, notices) => `等待中：${chats} 個聊天，${notices} 則訊息`,
  calm: '沒有等待中的事項。',
  paused: '營運者已暫停一切資金操作。',
  pause: '暫停一切操作',
  resume: '恢復操作',
};
