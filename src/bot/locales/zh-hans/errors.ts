// 简体中文：出错、提示、旧按钮。说明发生了什么，资金是否变动。

import { html } from '../../html.ts';
import type { en } from '../en.ts';

export const errors: (typeof en)['errors'] = {
  ours: '我们这边出了问题。',
  oursNothingSent: '这一步没有向交易所发送任何内容。',
  oursMaybeConfirmed: '你的点击可能已被受理：重复之前请先看“核实中”。',
  tryAgain: '请再试一次。',
  failures: {
    unauthorized: '交易所拒绝了密钥，或它缺少 Read 权限。',
    forbidden: '密钥缺少权限：需要 Read、Wallet 和 Trading。',
    banned: '交易所封锁了这个账户，请联系其客服。',
    rate_limited: '交易所要求放慢速度，请稍后再试。',
    unavailable: '交易所目前没有应答。',
    timeout: '交易所没有及时应答。',
    unreadable: '无法读懂交易所的应答。',
    refused: '交易所拒绝回答。',
  },
  busy: '这个账户正忙于一笔操作或读取，请稍后再试。',
  noAccount: '还没有连接账户。',
  oldButton: '那是旧消息上的按钮，没有任何作用。以下是目前的情况。',
  foreignButton: '那个按钮不是你的，没有任何作用。',
  oldButtonToast: '旧按钮：没有执行任何操作',
  flowOver: '那一步已经结束，没有发送任何内容。',
  hint: '我没有看懂。/help 列出我能做的事。',
  textOnly: '我只读文字和按钮。/help 列出我能做的事。',
  notPlain: '不读取编辑过的、转发的或带附件说明的消息。请重新输入一条。',
  later: '这项功能以后提供。/history 显示交易所的记录。',
  nothingToCancel: '没有进行中的流程，不需要取消。',
  flowEnded: {
    deposit: html`<b>申购流程已结束。</b>没有发送任何内容。`,
    redeem: html`<b>赎回流程已结束。</b>没有发送任何内容。`,
    rename: html`<b>改名已结束。</b>没有任何改变。`,
    time_zone: html`<b>时区设置已结束。</b>没有任何改变。`,
    connect: html`<b>连接已结束。</b>没有保存任何内容。`,
  },
  flowTooOld: (minutes) => html`它打开已超过 ${minutes} 分钟。`,
};
