// Products in the chat: the list by best rate, its pages and filters, and the whole text of a card.
import { describe, expect, it } from 'vitest';
import { viewProduct } from '../../src/bot/views/product.ts';
import { readerOf } from '../../src/bot/views/reader.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { Product } from '../../src/domain/product.ts';
import { parseHtml } from '../../src/simulator/telegram/html.ts';
import { type Chat, createChat } from './chat.ts';
import { accountOf, FIXED, productOf } from './facts.ts';

const connected = (products: readonly Product[]) =>
  createChat({ world: { accounts: [accountOf()], products: [...products] } });

/** "Flexible USDT": the products listed, in their order. */
const listed = (chat: Chat) =>
  chat
    .last()
    .text.split('\n')
    .filter((line) => / APR · /.test(line))
    .map((line) => line.split(' · ')[0]);

const offer = (currency: string, type: string, ...rates: readonly string[]): Product =>
  productOf({
    id: `${type}-${currency}`,
    currency,
    type,
    rates: rates.map((rate, index) => ({ days: (index + 1) * 30, rate: amountOf(rate) })),
  });

describe('the list of products', () => {
  it('is sorted by the best rate of any term, and by coin where rates are equal', async () => {
    const chat = connected([
      offer('AAA', 'Fixed', '1'),
      offer('BBB', 'Fixed', '0.5', '9.5', '2'),
      offer('DDD', 'Fixed', '10'),
      offer('CCC', 'Fixed', '9.5'),
    ]);
    await chat.send('/products');
    expect(listed(chat)).toEqual(['Fixed DDD', 'Fixed BBB', 'Fixed CCC', 'Fixed AAA']);
    expect(chat.labels().slice(0, 4)).toEqual([
      'Fixed DDD · 10%',
      'Fixed BBB · 9.5%',
      'Fixed CCC · 9.5%',
      'Fixed AAA · 1%',
    ]);
  });

  it('comes in pages of five that say where one is', async () => {
    const chat = connected(
      Array.from({ length: 22 }, (_, index) => offer(`C${index}`, 'Fixed', String(50 - index))),
    );
    await chat.send('/products');
    expect(chat.last().text).toMatch(/^Products 1\/5\n/);
    expect(chat.labels()).not.toContain('‹ Previous');
    await chat.tap(/^Next/);
    expect(chat.last().text).toMatch(/^Products 2\/5\n/);
    expect(listed(chat)).toEqual(['Fixed C5', 'Fixed C6', 'Fixed C7', 'Fixed C8', 'Fixed C9']);
    expect(chat.last().rows.map((row) => row.length)).toEqual([1, 1, 1, 1, 1, 2, 2, 1]);
    for (let page = 2; page < 5; page += 1) await chat.tap(/^Next/);
    expect(chat.last().text).toMatch(/^Products 5\/5\n/);
    expect(listed(chat)).toEqual(['Fixed C20', 'Fixed C21']);
    expect(chat.labels()).not.toContain('Next ›');
    await chat.tap(/^‹ Previous/);
    expect(chat.last().text).toMatch(/^Products 4\/5\n/);
  });

  it('is filtered by coin and by type at once, also when picking one to deposit', async () => {
    for (const command of ['/products', '/deposit']) {
      const chat = connected([
        offer('USDT', 'Flex', '3'),
        offer('USDT', 'Fixed', '5'),
        offer('BTC', 'Fixed', '2'),
        offer('BTC', 'Staking', '1'),
      ]);
      await chat.send(command);
      await chat.tap(/^Coin: all$/);
      expect(chat.labels()).toEqual(['BTC', 'USDT', 'All coins', '« Back']);
      await chat.tap(/^USDT$/);
      expect(listed(chat)).toEqual(['Fixed USDT', 'Flexible USDT']);
      await chat.tap(/^Type: all$/);
      await chat.tap(/^Fixed$/);
      expect(listed(chat)).toEqual(['Fixed USDT']);
      expect(chat.labels()).toContain('Coin: USDT');
      expect(chat.labels()).toContain('Type: Fixed');
      await chat.tap(/^Coin: USDT$/);
      await chat.tap(/^All coins$/);
      expect(listed(chat)).toEqual(['Fixed USDT', 'Fixed BTC']);
      await chat.tap(/^Type: Fixed$/);
      await chat.tap(/^Staking$/);
      await chat.tap(/^Coin: all$/);
      await chat.tap(/^USDT$/);
      expect(chat.last().text).toContain('Nothing matches this filter.');
    }
  });

  it('offers every coin to its filter, page by page', async () => {
    const chat = connected(
      Array.from({ length: 30 }, (_, index) => offer(`C${String(index).padStart(2, '0')}`, 'Fixed', '1')),
    );
    await chat.send('/products');
    await chat.tap(/^Coin: all$/);
    await chat.tap(/^Next/);
    await chat.tap(/^Next/);
    await chat.tap(/^C29$/);
    expect(listed(chat)).toEqual(['Fixed C29']);
  });
});

const plain = (product: Product, account: Parameters<typeof viewProduct>[2]['account']): string => {
  const reader = readerOf({ language: 'en', timeZone: 'Asia/Taipei', hiddenAmounts: false }, 1);
  const parsed = parseHtml(viewProduct(reader, product, { account, canMove: true }).text);
  return parsed.ok ? parsed.value.text : parsed.reason;
};

describe('the card of a product', () => {
  it('shows every term with what 1,000 would earn, and every rule the exchange states', () => {
    const stated: Product = {
      ...FIXED,
      rates: [
        { days: 365, rate: amountOf('6') },
        { days: 30, rate: amountOf('3.65') },
        { days: 7, rate: amountOf('1.5') },
      ],
      startDate: Date.UTC(2025, 10, 12, 6),
      interestStartDate: Date.UTC(2025, 10, 13, 0),
      dailyLimit: amountOf('100.5'),
      compounding: true,
    };
    expect(plain(stated, accountOf()).split('\n')).toEqual([
      'Fixed BTC',
      'Name on the exchange: BTC Fixed',
      '',
      '7 days: 1.5% APR · 1,000 would earn 0.28767123 BTC',
      '30 days: 3.65% APR · 1,000 would earn 3 BTC',
      '365 days: 6% APR · 1,000 would earn 60 BTC',
      '',
      'Minimum: 0.001 BTC',
      'Step: 0.0001 BTC',
      'Daily limit: 100.5 BTC',
      'Open from 12 Nov 2025, 14:00 Taipei',
      'Interest from 13 Nov 2025, 08:00 Taipei',
      'Compounding: interest is added to the principal',
      'Auto-renew: supported',
      'Redeemed early, it gets no interest.',
    ]);
  });

  it('leaves out what the exchange does not state, and says a day where there is no term', () => {
    expect(plain(productOf({ incrementalSize: amountOf('0') }), accountOf()).split('\n')).toEqual([
      'Flexible USDT',
      'Name on the exchange: USDT Flexible',
      '',
      'No fixed term: 3.65% APR · 1,000 would earn 0.1 USDT a day',
      '',
      'Minimum: 10 USDT',
      'Auto-renew: not supported',
      'Redeem at any time.',
    ]);
  });

  it('leads to a deposit of each term', async () => {
    const chat = connected([FIXED]);
    await chat.send('/products');
    await chat.tap(/^Fixed BTC/);
    expect(chat.labels()).toEqual(['Deposit · 7 days · 1.5%', 'Deposit · 30 days · 2.25%', '« Back', 'Home']);
    await chat.tap(/30 days/);
    expect(chat.last().text).toContain('How much into Fixed BTC?');
    expect(chat.last().text).toContain('Rate: 2.25% APR · 30 days');
  });

  it('leads to connecting and to practice before anything is connected', async () => {
    const chat = createChat();
    await chat.send('/products');
    await chat.tap(/^Fixed BTC/);
    expect(chat.labels()).toEqual(['Try practice', 'Connect', '« Back', 'Home']);
    await chat.tap(/^Try practice$/);
    expect(chat.last().text).toContain('Practice · DEMO');
  });

  it('says what is missing where rates are told to keys only, or there is no account to deposit from', async () => {
    const failure = { kind: 'forbidden', status: 403, code: undefined, retryAfterMs: undefined } as const;
    const chat = createChat({
      app: { products: async () => ({ ok: false, reason: { kind: 'exchange', failure } }) },
    });
    await chat.send('/products');
    expect(chat.last().text).toBe(
      'To see rates the exchange wants a key here. Connect or open practice first.',
    );
    expect(chat.labels()).toEqual(['Try practice', 'Connect', 'Home']);
    const none = createChat();
    await none.send('/deposit');
    expect(none.last().text).toBe('No account is connected yet.');
    expect(none.labels()).toEqual(['Try practice', 'Connect', 'Home']);
  });
});
