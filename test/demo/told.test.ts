import { describe, expect, it } from 'vitest';
import type { NoticeData } from '../../src/app/notice.ts';
import type { Language } from '../../src/app/store.ts';
import { CATALOGUES, LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { viewNotice } from '../../src/bot/views/notices.ts';
import { readerOf } from '../../src/bot/views/reader.ts';
import { sumByCoin, toldGains, toldInterest } from '../../src/demo/told.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { SentEntry } from '../../src/simulator/telegram/state.ts';

type Payout = Extract<NoticeData, { readonly kind: 'payout' }>;
type Line = Payout['lines'][number];

const AT = Date.UTC(2026, 0, 2, 14);

function line(currency: string, amount: string | undefined, orderId: number): Line {
  return {
    orderId,
    number: 1,
    product: { name: `${currency} Flex Savings`, currency, type: 'Flex' },
    currency,
    amount: amount === undefined ? undefined : amountOf(amount),
    periods: 1,
  };
}

/** The push as the bot words it, without its tags. */
function push(
  language: Language,
  lines: readonly Line[],
  totals: Payout['totals'],
  { repeat = false, hiddenAmounts = false } = {},
): string {
  const reader = readerOf({ language, timeZone: undefined, hiddenAmounts }, 1);
  const data: Payout = {
    kind: 'payout',
    at: AT,
    account: { accountId: 'a', label: 'Practice', environment: 'practice' },
    lines,
    totals,
  };
  return viewNotice(data, reader, { repeat, reconcileWaitMs: 1 }).text.replace(/<[^>]+>/g, '');
}

function entry(kind: SentEntry['kind'], text: string): SentEntry {
  return {
    id: 1,
    atMs: 0,
    kind,
    method: 'sendMessage',
    chatId: 1,
    messageId: 1,
    text,
    silent: false,
    buttons: [],
  };
}

describe.each(LANGUAGES)('a payout push in %s', (language) => {
  it('tells its gain to the last digit, thousands included, and not its running total', () => {
    const lines = [line('USDT', '1234567.06164384', 1)];
    const text = push(language, lines, [{ currency: 'USDT', amount: amountOf('9999999.5') }]);
    expect(toldGains(text)).toEqual([{ amount: '1234567.06164384', currency: 'USDT' }]);
  });

  it('tells every coin of a payout time once, however many orders paid', () => {
    const lines = [line('USDT', '0.5', 1), line('USDC', '0.25', 2), line('USDT', '0.1', 3)];
    expect(toldGains(push(language, lines, []))).toEqual([
      { amount: '0.6', currency: 'USDT' },
      { amount: '0.25', currency: 'USDC' },
    ]);
  });

  it('tells nothing where the exchange stated no amount', () => {
    expect(toldGains(push(language, [line('USDT', undefined, 1)], []))).toEqual([]);
  });

  it('is not confused with a receipt or with the home screen', () => {
    const { receipts, home } = CATALOGUES[language];
    expect(toldGains(receipts.doneDeposit('500 USDT', 'USDT').markup)).toEqual([]);
    expect(toldGains(`DEMO\n${home.more(2)}\n+0.5 USDT`)).toEqual([]);
  });
});

describe('what was told of interest', () => {
  it('is the sum by coin of the messages sent; an edit tells nothing twice', () => {
    const sent = [
      entry('send', '+0.1 USDT interest'),
      entry('send', '+0.2 USDT interest'),
      entry('send', '+0.000000000000000001 BTC interest'),
      entry('edit', '+0.2 USDT interest'),
      entry('send', 'Deposited 500 USDT'),
    ];
    expect(toldInterest(sent)).toEqual([
      { currency: 'BTC', amount: '0.000000000000000001' },
      { currency: 'USDT', amount: '0.3' },
    ]);
  });

  describe('after a kill between sending and noting that it was sent', () => {
    const day = (total: string, language: Language, options: Parameters<typeof push>[3] = {}) =>
      entry(
        'send',
        push(
          language,
          [line('USDT', '0.06164384', 1)],
          [{ currency: 'USDT', amount: amountOf(total) }],
          options,
        ),
      );
    const repeat = { repeat: true };

    it.each(LANGUAGES)('counts a repeat that says it is one once, in %s', (language) => {
      const sent = [day('0.06164384', language), day('0.06164384', language, repeat)];
      expect(toldInterest(sent)).toEqual([{ currency: 'USDT', amount: '0.06164384' }]);
    });

    it('knows the repeat when the person has changed the language, or hides amounts, meanwhile', () => {
      const sent = [
        day('1234.5', 'en'),
        day('1234.5', 'zh-hant', repeat),
        day('1234.5', 'zh-hans', { ...repeat, hiddenAmounts: true }),
      ];
      expect(toldInterest(sent)).toEqual([{ currency: 'USDT', amount: '0.06164384' }]);
    });

    it('counts a repeat whose first never arrived, though another day paid just as much', () => {
      const sent = [day('0.06164384', 'en'), day('0.12328768', 'en', repeat)];
      expect(toldInterest(sent)).toEqual([{ currency: 'USDT', amount: '0.12328768' }]);
    });

    it('shows a second message that does not say it is a repeat', () => {
      const sent = [day('0.06164384', 'en'), day('0.06164384', 'en')];
      expect(toldInterest(sent)).toEqual([{ currency: 'USDT', amount: '0.12328768' }]);
    });
  });

  it('is nothing for nothing', () => {
    expect(sumByCoin([])).toEqual([]);
  });
});
