// 简体中文：首屏、准入、帮助、隐私、清除、练习。

import { html } from '../../html.ts';
import type { en } from '../en.ts';

export const start: (typeof en)['start'] = {
  title: html`<b>Earnest</b> · BTSE Earn 的非官方机器人`,
  what: '查看持仓和收益，点几下即可申购、赎回，派息到账时通知你。',
  unofficial: '非官方：并非由 BTSE 开发、运营或认可。',
  cannotWithdraw: '不能提现：没有这项功能，也不索要提现权限。',
  runBy: (name) => html`由 ${name} 运营，你的密钥加密保存在其服务器上。`,
  runByUnknown: '由给你链接的人运营，你的密钥加密保存在其服务器上。',
  tryPractice: '先练习',
  connect: '连接账户',
  helpButton: '帮助',
  productHint: '这个链接指向一个产品。请先连接账户，或打开练习。',

  pendingNew: '这是私人机器人。已向所有者发出申请，结果会在这里告诉你。',
  pending: '仍在等待：所有者还没有答复，结果会在这里告诉你。',
  noOwner:
    '这是私人机器人，还没有所有者：运行它的人可在日志中找到所有者链接。如果这里一直没有回音，请稍后再写一次。',
  ownerAbsent:
    '这是私人机器人。所有者还没有打开过它，一打开就会收到你的申请。如果这里一直没有回音，请稍后再写一次。',
  closed: '这是私人机器人。',
  refused: '这是私人机器人，所有者没有同意你的申请。',
  privateOnly: (address) => html`我只在私聊中工作：${address}`,

  becomeOwnerTitle: html`<b>成为这个机器人的所有者？</b>`,
  becomeOwnerText: '所有者可以批准他人使用，也可以暂停一切资金操作。此链接只能使用一次。',
  becomeOwner: '成为所有者',
  becameOwner: '你现在是所有者了。',
  claimGone: '这个链接已经用过，没有任何改变。',

  away: (gains, payouts) => html`你离开期间：${payouts} 次派息，共 ${gains}。`,
  pushBack: '之前 Telegram 拒收，通知曾经停止，现已恢复。',
};

export const help: (typeof en)['help'] = {
  title: html`<b>在这里可以做什么</b>`,
  rows: [
    html`/home：持仓与收益`,
    html`/products：产品与利率`,
    html`/deposit：申购`,
    html`/orders：持有中的订单`,
    html`/redeem：赎回`,
    html`/renew：开启或关闭自动续期`,
    html`/history：交易所自己的记录`,
    html`/accounts：连接、改名、切换、断开`,
    html`/settings：语言、时区、隐藏金额`,
    html`/status：运行是否正常`,
    html`/demo：练习账户`,
    html`/privacy · /forget · /cancel`,
  ],
  amounts: html`金额可以直接输入：<code>1500</code>、<code>1.5万</code>、<code>25%</code>、<code>全部</code>。`,
  move: '只有在写明将会发生什么的确认卡上点了按钮，资金才会变动。每笔操作只发送一次，绝不重复。',
};

export const privacy: (typeof en)['privacy'] = {
  title: html`<b>隐私</b>`,
  rows: [
    '保存：你的 Telegram 编号和名字、设置、API 密钥和 API 密码（加密）、订单、派息和操作记录。',
    '不保存：处理完的消息文字。含有密钥的消息会从聊天中删除。',
    '发送给：只有交易所和 Telegram。',
    '谁能看到：运营者管理服务器，能读到其中的内容；密钥在存储时是加密的。',
    '练习：不是真钱，它的密钥同样加密保存。',
    '删除：/accounts → 断开 会抹去密钥及其尾号，只留下一个无法还原成密钥的标记：再次连接同一密钥时，记录可以接上。',
    '/forget 会抹去一切，包括这个标记。备份在被替换之前仍有副本。',
  ],
  forget: '清除我的数据…',
};

export const forget: (typeof en)['forget'] = {
  title: html`<b>清除一切？</b>`,
  text: '这里的密钥、订单、派息、操作和设置都会抹去。你的资金留在交易所，不受影响。',
  sureTitle: html`<b>真的要清除一切？</b>`,
  sureText: '此操作无法撤销。',
  goOn: '继续…',
  now: '清除一切',
  done: html`<b>已清除。</b>`,
  doneAccounts: (accounts) =>
    accounts === 0
      ? '关于你的一切都已抹去，这里没有存过密钥。'
      : `关于你的一切都已抹去，包括 ${accounts} 个密钥。`,
  underWay: '以下操作已在进行，会在交易所继续：',
  undeleted: (messages) => `还有 ${messages} 条含密钥的消息正在从聊天中删除。如果明天还在，请你自己删除。`,
  revoke: '请到交易所网站一并删除该 API 密钥。本机器人的备份在被替换之前仍有副本。',
  again: '发送 /start 可以重新开始。',
};

export const practice: (typeof en)['practice'] = {
  title: html`<b>练习</b> · DEMO`,
  text: '在模拟交易所上的练习账户，时间走得很快：不需要密钥，也不是真钱。它的每条消息都写有 DEMO。',
  open: '打开练习账户',
  goTo: '前往练习',
  opened: '正在为你打开练习账户，就绪后会发消息。',
};
