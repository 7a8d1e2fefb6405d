// The terms of the trade, fixed once for every language. A test holds the catalogues to them.

/** One meaning and its only word in each language. */
export interface Term {
  readonly en: string;
  readonly 'zh-hans': string;
  readonly 'zh-hant': string;
}

export const GLOSSARY = {
  deposit: { en: 'Deposit', 'zh-hans': '申购', 'zh-hant': '申購' },
  redeem: { en: 'Redeem', 'zh-hans': '赎回', 'zh-hant': '贖回' },
  flexible: { en: 'Flexible', 'zh-hans': '活期', 'zh-hant': '活期' },
  fixed: { en: 'Fixed', 'zh-hans': '定期', 'zh-hant': '定期' },
  staking: { en: 'Staking', 'zh-hans': '质押', 'zh-hant': '質押' },
  lending: { en: 'Lending', 'zh-hans': '借贷', 'zh-hant': '借貸' },
  maturity: { en: 'matur', 'zh-hans': '到期', 'zh-hant': '到期' },
  apr: { en: 'APR', 'zh-hans': '年化利率', 'zh-hant': '年化利率' },
  payout: { en: 'payout', 'zh-hans': '派息', 'zh-hant': '派息' },
  lock: { en: 'Lock', 'zh-hans': '锁定期', 'zh-hant': '鎖定期' },
  autoRenew: { en: 'Auto-renew', 'zh-hans': '自动续期', 'zh-hant': '自動續期' },
  principal: { en: 'Principal', 'zh-hans': '本金', 'zh-hant': '本金' },
  interest: { en: 'interest', 'zh-hans': '利息', 'zh-hant': '利息' },
  order: { en: 'Order', 'zh-hans': '订单', 'zh-hant': '訂單' },
  account: { en: 'Account', 'zh-hans': '账户', 'zh-hant': '帳戶' },
  apiKey: { en: 'API Key', 'zh-hans': 'API 密钥', 'zh-hant': 'API 金鑰' },
  passphrase: { en: 'Passphrase', 'zh-hans': 'API 密码', 'zh-hant': 'API 密碼' },
  send: { en: 'send', 'zh-hans': '发送', 'zh-hant': '送出' },
  freeBalance: { en: 'Free balance', 'zh-hans': '可用余额', 'zh-hant': '可用餘額' },
} as const satisfies Readonly<Record<string, Term>>;

/** Words that say the same as a term but are not it, or that promise what nobody can. Lower case. */
export const FORBIDDEN: Readonly<Record<keyof Term, readonly string[]>> = {
  en: ['guarantee', 'risk-free', 'apy', 'stake your', 'subscribe', 'withdrawal of'],
  'zh-hans': ['存款', '充值', '认购', '保本', '保证', '稳赚', '年收益率', '帐户', '提取', '送出', '传送'],
  'zh-hant': [
    '存款',
    '充值',
    '認購',
    '保本',
    '保證',
    '穩賺',
    '年收益率',
    '賬戶',
    '提取',
    '信息',
    '消息',
    '網絡',
    '用戶',
    '傳送',
    '發送',
  ],
};
