// Words on screens that must be true for the person who reads them.
import { describe, expect, it } from 'vitest';
import type { HomeFacts } from '../../src/app/app.ts';
import { LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { viewHome } from '../../src/bot/views/home.ts';
import { viewNotice } from '../../src/bot/views/notices.ts';
import { readerOf } from '../../src/bot/views/reader.ts';
import { amountOf } from '../../src/domain/money.ts';
import { parseHtml } from '../../src/simulator/telegram/html.ts';
import { createChat } from './chat.ts';
import { accountOf, NOW, userOf } from './facts.ts';

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

  it('leads on who has nothing connected', async () => {
    const chat = createChat();
    await chat.send('/home');
    expect(chat.last().text).toContain('Try it with practice money first');
    expect(chat.labels()).toEqual(['Try practice', 'Connect', 'Products', 'Settings']);
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
