// The card that comes with the word that nothing was sent, in the same message.
import { describe, expect, it } from 'vitest';
import type { NoticeData } from '../../src/app/notice.ts';
import { parseAction } from '../../src/bot/action.ts';
import { LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { viewNotice } from '../../src/bot/views/notices.ts';
import { readerOf } from '../../src/bot/views/reader.ts';
import { amountOf } from '../../src/domain/money.ts';
import { parseHtml } from '../../src/simulator/telegram/html.ts';
import { accountOf, FIXED_ORDER, FLEX, NOW, operationOf } from './facts.ts';

const OLD = operationOf({ id: 'old', state: 'expired' });
const NEW = operationOf({ id: 'new', terms: { ...OLD.terms, rate: amountOf('2.5') } });
const DATA: NoticeData = {
  kind: 'receipt',
  account: { accountId: 'account-main', label: 'Main', environment: 'live' },
  operationId: 'old',
  state: 'expired',
  move: OLD.move,
  result: { kind: 'moved', changed: ['rate'] },
  confirmedAt: NOW,
  next: { operationId: 'new', warnings: [], order: undefined, product: FLEX },
};
const CARD = {
  operation: NEW,
  account: accountOf(),
  product: FLEX,
  order: undefined,
  warnings: [],
  environmentNow: NOW,
  note: undefined,
} as const;

const reader = (language: (typeof LANGUAGES)[number] = 'en') =>
  readerOf({ language, timeZone: 'Asia/Taipei', hiddenAmounts: false }, 1);
const view = (card: Parameters<typeof viewNotice>[2]['card'], language?: (typeof LANGUAGES)[number]) =>
  viewNotice(DATA, reader(language), { repeat: false, reconcileWaitMs: 600_000, card });
const labels = (shown: ReturnType<typeof view>) => shown.keyboard.map((row) => row.map(({ label }) => label));

function plain(markup: string): string {
  const parsed = parseHtml(markup);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value.text;
}

describe('a receipt with its new card', () => {
  it('says what changed and that nothing was sent, and then everything the person would agree to', () => {
    const text = plain(view(CARD).text);
    expect(text).toMatch(/^Not sent: deposit of 500 USDT · Flexible USDT\n/);
    expect(text).toContain('Changed since the card was shown: the rate. Nothing was sent.');
    expect(text).toContain('Deposit 500 USDT to Earn · Flexible USDT');
    expect(text).toContain('Rate: 2.5% APR');
    expect(text).toContain('Valid for two minutes.');
  });

  it('carries the new draft on its buttons, never the old one', () => {
    const actions = view(CARD)
      .keyboard.flat()
      .map(({ action }) => parseAction(action));
    expect(actions).toContainEqual({ kind: 'confirm', operationId: 'new' });
    expect(actions).toContainEqual({ kind: 'cancel', operationId: 'new' });
    expect(JSON.stringify(actions)).not.toContain('old');
  });

  it('has its main button where no card before it had one: a second tap on the old card confirms nothing', () => {
    expect(labels(view(CARD))).toEqual([['Cancel'], ['Home'], ['Deposit 500 USDT to Earn']]);
    const costly = { ...CARD, order: FIXED_ORDER, warnings: ['loses_interest'] } as const;
    expect(labels(view(costly)).at(-1)).toEqual(['Deposit 500 USDT to Earn']);
  });

  it('is the plain receipt with [Show a new card] where there is no card any more', () => {
    expect(labels(view(undefined))).toEqual([['Show a new card', 'Home']]);
    expect(plain(view(undefined).text)).not.toContain('Rate: ');
  });

  it.each(LANGUAGES)('is worded in %s', (language) => {
    const text = plain(view(CARD, language).text);
    expect(text.split('\n').length).toBeGreaterThan(8);
    expect(text).toContain('2.5%');
  });
});
