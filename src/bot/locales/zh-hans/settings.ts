// 简体中文：设置、语言、时区、状态。

import { html } from '../../html.ts';
import type { en } from '../en.ts';

export const settings: (typeof en)['settings'] = {
  title: html`<b>设置</b>`,
  language: (name) => html`语言：${name}`,
  timeZone: (name) => html`时区：${name}`,
  hidden: (state) => html`隐藏金额：${state}`,
  languageButton: '语言',
  timeZoneButton: '时区',
  hide: '隐藏金额',
  show: '显示金额',
  chooseLanguage: html`<b>使用哪种语言？</b>`,
  chooseZone: html`<b>你那里现在几点？</b>`,
  chooseZoneText: '请点与你的时钟一致的时间。都不对？请点“输入时区”。',
  askedOnce: '只问这一次，可在 /settings 中更改。',
  typeZone: '输入时区',
  useUtc: '使用 UTC',
  askZone: html`<b>请输入你的时区</b>，例如 <code>Asia/Shanghai</code> 或 <code>Europe/Berlin</code>。`,
  badZone: '不认识这个时区，请用 Asia/Shanghai 这样的写法。',
  zoneSet: (name, time) => html`时区：<b>${name}</b>，那里现在是 ${time}。`,
};

export const status: (typeof en)['status'] = {
  button: '状态',
  title: html`<b>状态</b>`,
  reachable: (name) => html`${name}：可以连接`,
  unreachable: (name) => html`${name}：目前无法连接`,
  clockOff: (span) => html`时钟相差 ${span}`,
  account: (label, state, read) => html`${label}：${state}，${read}`,
  readAt: (moment) => html`读取于 ${moment}`,
  neverRead: '尚未读取',
  queues: (chats, notices) => `等待中：${chats} 个聊天，${notices} 条消息`,
  calm: '没有等待中的事项。',
  paused: '运营者已暂停一切资金操作。',
  pause: '暂停一切操作',
  resume: '恢复操作',
};
