// The words of the demo page itself, in the three languages. The chat's words are the bot's own.
// Long, since three languages stand side by side.
import type { PageLanguage, StepName, SwitchName } from './contract.ts';

export interface PageTexts {
  readonly skip: string;
  readonly tagline: string;
  readonly language: string;
  readonly theme: string;
  readonly tabChat: string;
  readonly tabPanel: string;
  readonly say: string;
  readonly send: string;
  readonly online: string;
  readonly typing: string;
  readonly gone: string;
  readonly starting: string;
  readonly ended: string;
  /** In full above the field, while nobody answers. */
  readonly startingHint: string;
  readonly goneHint: string;
  readonly endedHint: string;
  readonly failed: string;
  readonly empty: string;
  readonly begin: string;
  readonly commands: string;
  readonly edited: string;
  readonly silent: string;
  readonly books: string;
  readonly booksHint: string;
  readonly ledger: string;
  readonly told: string;
  readonly requests: string;
  readonly movesCount: string;
  readonly failedRequests: string;
  readonly messages: string;
  readonly interestPaid: string;
  readonly interestTold: string;
  readonly agree: string;
  readonly behind: string;
  readonly differ: string;
  readonly nothingYet: string;
  readonly moves: string;
  readonly time: string;
  readonly resting: string;
  readonly trouble: string;
  readonly troubleHint: string;
  readonly crash: string;
  readonly crashHint: string;
  readonly kill: string;
  readonly kills: (kills: number, restarts: number) => string;
  readonly foot: string;
  readonly speeds: Readonly<Record<'still' | 'slow' | 'day' | 'fast', string>>;
  readonly switches: Readonly<Record<SwitchName, string>>;
  /** What to expect while it is on. */
  readonly switchHints: Readonly<Record<SwitchName, string>>;
  readonly steps: Readonly<Record<StepName, { readonly title: string; readonly hint: string }>>;
  /** When all steps are done. */
  readonly after: { readonly title: string; readonly hint: string };
  readonly moveKinds: Readonly<Record<string, string>>;
}

const en: PageTexts = {
  skip: 'Skip to the message field',
  tagline: 'Demo: simulated exchange, simulated Telegram, the real bot',
  language: 'Language of the person in the chat',
  theme: 'Dark / light',
  tabChat: 'Chat',
  tabPanel: 'Behind the scenes',
  say: 'Message',
  send: 'Send',
  online: 'bot',
  typing: 'typing…',
  gone: 'killed; coming back…',
  starting: 'starting…',
  ended: 'the demo has ended',
  startingHint:
    'The bot is starting; the first time takes some seconds. What you send now is answered when it is up.',
  goneHint: 'The bot was killed and comes back by itself. What you send meanwhile is answered then.',
  endedHint: 'The demo has ended. Start it again and everything is as it was.',
  failed: 'That did not work. Try again.',
  empty: 'What can this bot do? Say hello and see.',
  begin: 'Start',
  commands: 'Commands',
  edited: 'edited',
  silent: 'silent',
  books: 'Two sets of books',
  booksHint: 'What the simulated exchange really did, next to what the bot said in the chat.',
  ledger: 'The exchange',
  told: 'The chat',
  requests: 'Requests',
  movesCount: 'Moves executed',
  failedRequests: 'of these failed',
  messages: 'Messages',
  interestPaid: 'Interest paid',
  interestTold: 'Interest told',
  agree: 'Both agree, to the last digit.',
  behind: 'The exchange paid; the chat hears of it as soon as the bot can read it.',
  differ: 'They differ: the chat was told of interest that was not paid.',
  nothingYet: 'nothing yet',
  moves: 'The moves',
  time: 'Simulated time (UTC)',
  resting: 'standing still: nobody did anything for a while',
  trouble: 'Make the exchange fail',
  troubleHint: 'Switch one on and go on in the chat. Switched off again, the bot catches up within seconds.',
  crash: 'Kill the bot',
  crashHint: 'A real SIGKILL of the bot’s process. It comes back by itself and finishes what was under way.',
  kill: 'Kill the bot',
  kills: (kills, restarts) => `killed ${kills} ×, came back ${restarts} ×`,
  foot: 'Unofficial. No account, no real money and no network: all of it runs on this machine.',
  speeds: { still: 'Stop', slow: '1 day = 1 min', day: '1 day = 12 s', fast: '1 day = 3 s' },
  switches: {
    down: 'Exchange down',
    slow: 'Slow answers',
    lostAnswer: 'Executed, answer lost (once)',
    rateLimited: 'Too many requests (429)',
    keyRevoked: 'Key revoked',
  },
  switchHints: {
    down: 'No request gets through.',
    slow: 'Every answer takes four seconds.',
    lostAnswer:
      'The next deposit or redemption is executed, but its answer is lost. Then this goes off by itself.',
    rateLimited: 'Every request is refused with 429 and asked to wait five seconds.',
    keyRevoked: 'The key is refused. The bot calls it refused only after a second time, ten minutes later.',
  },
  steps: {
    start: { title: 'Say hello', hint: 'Send /start' },
    practice: { title: 'Practice account', hint: 'Tap “Try practice”' },
    deposit: { title: 'Deposit', hint: 'Send /deposit, then confirm' },
    payout: { title: 'Be told of interest', hint: 'Wait: a day passes in seconds' },
    redeem: { title: 'Redeem', hint: 'Send /redeem, then confirm' },
  },
  after: { title: 'Now make it fail', hint: 'Kill the bot in mid-deposit' },
  moveKinds: { deposit: 'Deposit', redeem: 'Redeem', renew: 'Renewal switched' },
};

const zhHans: PageTexts = {
  skip: '跳到输入框',
  tagline: '演示：模拟交易所、模拟 Telegram、真正的机器人',
  language: '聊天者的语言',
  theme: '深色 / 浅色',
  tabChat: '聊天',
  tabPanel: '幕后',
  say: '消息',
  send: '发送',
  online: '机器人',
  typing: '正在输入…',
  gone: '已被强制结束，正在恢复…',
  starting: '正在启动…',
  ended: '演示已结束',
  startingHint: '机器人正在启动，第一次需要几秒。现在发送的内容，启动后就会得到回复。',
  goneHint: '机器人已被强制结束，会自己恢复。这期间发送的内容，恢复后就会得到回复。',
  endedHint: '演示已结束。重新启动后，一切都和之前一样。',
  failed: '没有成功，请再试一次。',
  empty: '这个机器人能做什么？打个招呼看看。',
  begin: '开始',
  commands: '命令',
  edited: '已编辑',
  silent: '静音',
  books: '两本账',
  booksHint: '一边是模拟交易所实际做的，一边是机器人在聊天里说的。',
  ledger: '交易所',
  told: '聊天',
  requests: '请求',
  movesCount: '已执行的操作',
  failedRequests: '其中失败',
  messages: '消息',
  interestPaid: '已派息',
  interestTold: '已告知',
  agree: '两边一致，分毫不差。',
  behind: '交易所已派息；机器人一读到，就会在聊天里通知。',
  differ: '两边不一致：聊天里说的利息并没有派发。',
  nothingYet: '暂无',
  moves: '操作明细',
  time: '模拟时间（UTC）',
  resting: '已暂停：有一会儿没有操作',
  trouble: '让交易所出故障',
  troubleHint: '打开一个，再继续聊天。关闭后几秒内，机器人就会跟上。',
  crash: '强制结束机器人',
  crashHint: '真正的 SIGKILL。机器人会自己恢复，并完成未完的操作。',
  kill: '强制结束机器人',
  kills: (kills, restarts) => `已结束 ${kills} 次，恢复 ${restarts} 次`,
  foot: '非官方。无需账户，没有真钱，也不联网：一切都在本机运行。',
  speeds: { still: '暂停', slow: '1 天 = 1 分钟', day: '1 天 = 12 秒', fast: '1 天 = 3 秒' },
  switches: {
    down: '交易所宕机',
    slow: '响应缓慢',
    lostAnswer: '已执行，但响应丢失（一次）',
    rateLimited: '请求过多（429）',
    keyRevoked: '密钥已吊销',
  },
  switchHints: {
    down: '没有一个请求能到达。',
    slow: '每次响应都要四秒。',
    lostAnswer: '下一次申购或赎回会被执行，但响应丢失；之后会自动关闭。',
    rateLimited: '每个请求都被拒绝（429），并要求等待五秒。',
    keyRevoked: '密钥被拒绝。十分钟后再次被拒，机器人才会说密钥失效。',
  },
  steps: {
    start: { title: '打个招呼', hint: '发送 /start' },
    practice: { title: '练习账户', hint: '点「先练习」' },
    deposit: { title: '申购', hint: '发送 /deposit，然后确认' },
    payout: { title: '收到派息通知', hint: '稍等：一天只需几秒' },
    redeem: { title: '赎回', hint: '发送 /redeem，然后确认' },
  },
  after: { title: '现在让它出故障', hint: '在申购中途强制结束机器人' },
  moveKinds: { deposit: '申购', redeem: '赎回', renew: '切换续期' },
};

const zhHant: PageTexts = {
  skip: '跳到輸入框',
  tagline: '示範：模擬交易所、模擬 Telegram、真正的機器人',
  language: '聊天者的語言',
  theme: '深色 / 淺色',
  tabChat: '聊天',
  tabPanel: '幕後',
  say: '訊息',
  send: '送出',
  online: '機器人',
  typing: '正在輸入…',
  gone: '已被強制結束，正在恢復…',
  starting: '正在啟動…',
  ended: '示範已結束',
  startingHint: '機器人正在啟動，第一次需要幾秒。現在送出的內容，啟動後就會得到回覆。',
  goneHint: '機器人已被強制結束，會自己恢復。這期間送出的內容，恢復後就會得到回覆。',
  endedHint: '示範已結束。重新啟動後，一切都和之前一樣。',
  failed: '沒有成功，請再試一次。',
  empty: '這個機器人能做什麼？打個招呼看看。',
  begin: '開始',
  commands: '指令',
  edited: '已編輯',
  silent: '靜音',
  books: '兩本帳',
  booksHint: '一邊是模擬交易所實際做的，一邊是機器人在聊天裡說的。',
  ledger: '交易所',
  told: '聊天',
  requests: '請求',
  movesCount: '已執行的操作',
  failedRequests: '其中失敗',
  messages: '訊息',
  interestPaid: '已派息',
  interestTold: '已告知',
  agree: '兩邊一致，分毫不差。',
  behind: '交易所已派息；機器人一讀到，就會在聊天裡通知。',
  differ: '兩邊不一致：聊天裡說的利息並沒有派發。',
  nothingYet: '尚無',
  moves: '操作明細',
  time: '模擬時間（UTC）',
  resting: '已暫停：有一會兒沒有操作',
  trouble: '讓交易所出故障',
  troubleHint: '打開一個，再繼續聊天。關閉後幾秒內，機器人就會跟上。',
  crash: '強制結束機器人',
  crashHint: '真正的 SIGKILL。機器人會自己恢復，並完成未完的操作。',
  kill: '強制結束機器人',
  kills: (kills, restarts) => `已結束 ${kills} 次，恢復 ${restarts} 次`,
  foot: '非官方。無需帳戶，沒有真錢，也不連網：一切都在本機執行。',
  speeds: { still: '暫停', slow: '1 天 = 1 分鐘', day: '1 天 = 12 秒', fast: '1 天 = 3 秒' },
  switches: {
    down: '交易所當機',
    slow: '回應緩慢',
    lostAnswer: '已執行，但回應遺失（一次）',
    rateLimited: '請求過多（429）',
    keyRevoked: '金鑰已撤銷',
  },
  switchHints: {
    down: '沒有一個請求能到達。',
    slow: '每次回應都要四秒。',
    lostAnswer: '下一次申購或贖回會被執行，但回應遺失；之後會自動關閉。',
    rateLimited: '每個請求都被拒絕（429），並要求等待五秒。',
    keyRevoked: '金鑰被拒絕。十分鐘後再次被拒，機器人才會說金鑰失效。',
  },
  steps: {
    start: { title: '打個招呼', hint: '送出 /start' },
    practice: { title: '練習帳戶', hint: '點「先練習」' },
    deposit: { title: '申購', hint: '送出 /deposit，然後確認' },
    payout: { title: '收到派息通知', hint: '稍等：一天只需幾秒' },
    redeem: { title: '贖回', hint: '送出 /redeem，然後確認' },
  },
  after: { title: '現在讓它出故障', hint: '在申購中途強制結束機器人' },
  moveKinds: { deposit: '申購', redeem: '贖回', renew: '切換續期' },
};

export const PAGE_TEXTS: Readonly<Record<PageLanguage, PageTexts>> = {
  en,
  'zh-hans': zhHans,
  'zh-hant': zhHant,
};

/** Simulated ms per real ms behind each speed button. */
export const SPEEDS: readonly { readonly name: keyof PageTexts['speeds']; readonly speed: number }[] = [
  { name: 'still', speed: 0 },
  { name: 'slow', speed: 1_440 },
  { name: 'day', speed: 7_200 },
  { name: 'fast', speed: 28_800 },
];
