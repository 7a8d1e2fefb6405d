// Words on screens that must be true for the person who reads them.
import { describe, expect, it } from 'vitest';
import type { HomeFacts } from '../../src/app/app.ts';
import { lines } from '../../src/bot/html.ts';
import { CATALOGUES, LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { viewHistory } from '../../src/bot/views/history.ts';
import { viewHome } from '../../src/bot/views/home.ts';
import { viewNotice } from '../../src/bot/views/notices.ts';
import { readerOf } from '../../src/bot/views/reader.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { HistoryRow } from '../../src/domain/order.ts';
import { parseHtml } from '../../src/simulator/telegram/html.ts';
import { createChat } from './chat.ts';
import { accountOf, DAY_MS, FIXED_ORDER, NOW, storedOf, userOf } from './facts.ts';

const plain = (markup: string): string => {
  const parsed = parseHtml(markup);
  return parsed.ok ? parsed.value.text : parsed.reason;
};

const HOME: HomeFacts = {
  account: accountOf(),
  orders: [],
  asOf: NOW,
  problem: undefined,
  totals: [],
  dollars: undefined,
  earnedToday: [{ currency: 'USDT', amount: amountOf('0.5') }],
  earned30Days: [],
  earnedSince: [],
  blendedApr: undefined,
  lastPayout: {
    at: NOW,
    lines: [
      { currency: 'USDT', amount: amountOf('1') },
      { currency: 'BTC', amount: undefined },
    ],
  },
  nextPayoutAt: undefined,
  nextMaturity: undefined,
  free: [],
  unsettled: [],
};

const homeIn = (timeZone: string | undefined) => {
  const reader = readerOf({ language: 'en', timeZone, hiddenAmounts: false }, 1);
  return plain(viewHome(reader, HOME, { now: NOW, notes: [], code: undefined }).text);
};

describe('Home', () => {
  it('says whose day “today” is while the person has no zone of their own', () => {
    expect(homeIn(undefined)).toContain('Earned today (UTC): +0.5 USDT');
    expect(homeIn('UTC')).toContain('Earned today (UTC): +0.5 USDT');
    expect(homeIn('Asia/Taipei')).toContain('Earned today: +0.5 USDT');
  });

  it('names the coin whose amount the exchange did not state', () => {
    expect(homeIn('UTC')).toContain('+1 USDT, BTC: amount not stated by the exchange');
  });

  it('names the coin of the next maturity once with its amount, apart from the product', () => {
    const [order] = storedOf([FIXED_ORDER]);
    const nextMaturity = order === undefined ? undefined : { at: NOW, order };
    const reader = readerOf({ language: 'en', timeZone: 'UTC', hiddenAmounts: false }, 1);
    const view = viewHome(reader, { ...HOME, nextMaturity }, { now: NOW, notes: [], code: undefined });
    expect(plain(view.text)).toContain('Next maturity: 12 Nov 2025 · 0.5 BTC · Fixed BTC');
  });

  it('leads on who has nothing connected', async () => {
    const chat = createChat();
    await chat.send('/home');
    expect(chat.last().text).toContain('Try it with practice money first');
    expect(chat.labels()).toEqual(['Try practice', 'Connect', 'Products', 'Settings']);
  });
});

describe('the history', () => {
  const detailOf = (language: (typeof LANGUAGES)[number], duration: number) => {
    const reader = readerOf({ language, timeZone: 'UTC', hiddenAmounts: false }, 1);
    const row: HistoryRow = {
      name: 'USDT Fixed',
      currency: 'USDT',
      type: 'Fixed',
      txnTime: NOW,
      txnType: 'INVEST_SERVICE_TYPE_DEPOSIT',
      rate: amountOf('0'),
      amount: amountOf('500'),
      totalAmount: amountOf('0'),
      interestEarned: undefined,
      duration,
    };
    const list = { account: accountOf(), rows: [row], page: 1, pages: 1, hasNext: false };
    return plain(viewHistory(reader, list).text).split('\n').at(-1);
  };

  it.each([
    ['en', 30 * DAY_MS, 'Fixed USDT · USDT Fixed · term 30 days'],
    ['en', DAY_MS, 'Fixed USDT · USDT Fixed · term 1 day'],
    ['zh-hans', 30 * DAY_MS, 'USDT 定期 · USDT Fixed · 期限 30 天'],
    ['zh-hant', 30 * DAY_MS, 'USDT 定期 · USDT Fixed · 期限 30 天'],
  ] as const)('tells a term of whole days (%s, %d)', (language, duration, detail) => {
    expect(detailOf(language, duration)).toBe(detail);
  });

  it.each([0, 7, DAY_MS - 1, DAY_MS + 1, -DAY_MS, DAY_MS / 2])(
    'leaves a term out whose unit is not known (%d)',
    (duration) => {
      expect(detailOf('en', duration)).toBe('Fixed USDT · USDT Fixed');
    },
  );
});

describe('the help', () => {
  it('is true for a person who hides amounts: no button has to name one', () => {
    expect(plain(lines(CATALOGUES.en.help.move))).toContain('a card that says what will happen');
    for (const language of LANGUAGES) {
      expect(CATALOGUES[language].help.move).not.toMatch(/names the amount|写明金额|寫明金額/);
    }
  });
});

describe('an alert for the operator', () => {
  const said = (about: string, language: (typeof LANGUAGES)[number]) => {
    const reader = readerOf({ language, timeZone: undefined, hiddenAmounts: false }, 1);
    const extras = { repeat: false, reconcileWaitMs: 600_000 };
    return plain(viewNotice({ kind: 'operator_alert', about }, reader, extras).text);
  };

  it.each(['clock:live', 'many_refused:testnet', 'amount_not_stated:practice'])(
    'about %s is in words of every language',
    (about) => {
      for (const language of LANGUAGES) expect(said(about, language)).not.toContain(about);
    },
  );

  it('about what has no words yet is shown as it is', () => {
    expect(said('disk_full', 'en')).toBe('Operator: disk_full');
    expect(said('clock:mars', 'en')).toBe('Operator: clock:mars');
  });
});

describe('the choice of languages', () => {
  it('marks the one in use', async () => {
    const chat = createChat({ world: { users: new Map([[7, userOf({ language: 'zh-hant' })]]) } });
    await chat.send('/settings');
    await chat.tap(/語言/);
    expect(chat.labels()).toEqual(['English', '简体中文', '✓ 繁體中文', '« 返回']);
  });
});
