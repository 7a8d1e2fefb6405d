// History in the chat: pages, filters that hold at once, and the time zone that is asked once on the way.
import { describe, expect, it } from 'vitest';
import type { User } from '../../src/app/store.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { HistoryRow } from '../../src/domain/order.ts';
import { type Chat, createChat } from './chat.ts';
import { accountOf, DAY_MS, NOW, userOf } from './facts.ts';

const row = (patch: Partial<HistoryRow>, index: number): HistoryRow => ({
  name: 'USDT Flexible',
  currency: 'USDT',
  type: 'Flex',
  txnTime: NOW - index * DAY_MS,
  txnType: 'INVEST_SERVICE_TYPE_DEPOSIT',
  rate: amountOf('3.65'),
  amount: amountOf(String(index + 1)),
  totalAmount: amountOf('0'),
  interestEarned: undefined,
  duration: 0,
  ...patch,
});

/** Twelve deposits of USDT, then a redemption of each coin, then a deposit of BTC. */
const ROWS: readonly HistoryRow[] = [
  ...Array.from({ length: 12 }, () => ({})),
  { txnType: 'INVEST_SERVICE_TYPE_REDEEM' },
  { txnType: 'INVEST_SERVICE_TYPE_REDEEM', currency: 'BTC' },
  { currency: 'BTC' },
].map(row);

const withHistory = (user: Partial<User> = {}) =>
  createChat({
    world: {
      accounts: [accountOf()],
      history: [...ROWS],
      users: new Map([[7, userOf(user)]]),
    },
  });

/** "Deposit 12 USDT": what the entries shown are. */
const entries = (chat: Chat) =>
  [...chat.last().text.matchAll(/^(\w+) · ([\d.,]+ \w+) · \d/gm)].map(
    ([, kind, amount]) => `${kind} ${amount}`,
  );

describe('the history', () => {
  it('comes in pages that say where one is', async () => {
    const chat = withHistory();
    await chat.send('/history');
    expect(chat.last().text).toMatch(/^History 1\/2 · the exchange’s own record\n/);
    expect(chat.labels()).toEqual(['Next ›', 'Coin: all', 'Kind: all', 'Home']);
    await chat.tap(/^Next/);
    expect(chat.last().text).toContain('2/2');
    expect(chat.labels()).toEqual(['‹ Previous', 'Coin: all', 'Kind: all', 'Home']);
    expect(entries(chat)).toHaveLength(7);
  });

  it('is filtered by coin and by kind at once', async () => {
    const chat = withHistory();
    await chat.send('/history');
    await chat.tap(/^Coin: all$/);
    expect(chat.labels()).toEqual(['BTC', 'USDT', 'All coins', '« Back']);
    await chat.tap(/^BTC$/);
    expect(entries(chat)).toEqual(['Redemption 14 BTC', 'Deposit 15 BTC']);
    await chat.tap(/^Kind: all$/);
    expect(chat.labels()).toEqual(['Deposit', 'Redemption', 'All kinds', '« Back']);
    await chat.tap(/^Deposit$/);
    expect(entries(chat)).toEqual(['Deposit 15 BTC']);
    expect(chat.labels()).toEqual(['Coin: BTC', 'Kind: Deposit', 'Home']);
    await chat.tap(/^Coin: BTC$/);
    expect(chat.labels()).toEqual(['✓ BTC', 'USDT', 'All coins', '« Back']);
    await chat.tap(/^All coins$/);
    expect(chat.labels()).toEqual(['Next ›', 'Coin: all', 'Kind: Deposit', 'Home']);
    await chat.tap(/^Kind: Deposit$/);
    await chat.tap(/^All kinds$/);
    expect(chat.last().text).toContain('1/2');
  });

  it('goes back from a choice to the list as it was filtered', async () => {
    const chat = withHistory();
    await chat.send('/history');
    await chat.tap(/^Coin: all$/);
    await chat.tap(/^BTC$/);
    await chat.tap(/^Kind: all$/);
    await chat.tap(/^« Back$/);
    expect(chat.labels()).toEqual(['Coin: BTC', 'Kind: all', 'Home']);
  });

  it('leads through the pages of a filter and back', async () => {
    const chat = withHistory();
    await chat.send('/history');
    await chat.tap(/^Kind: all$/);
    await chat.tap(/^Deposit$/);
    expect(entries(chat)).toHaveLength(8);
    expect(chat.last().text).toContain('page 1');
    await chat.tap(/^Next/);
    expect(entries(chat)).toEqual([
      'Deposit 9 USDT',
      'Deposit 10 USDT',
      'Deposit 11 USDT',
      'Deposit 12 USDT',
      'Deposit 15 BTC',
    ]);
    expect(chat.last().text).toContain('page 2');
    expect(chat.labels()).toEqual(['‹ Previous', 'Coin: all', 'Kind: Deposit', 'Home']);
    await chat.tap(/^‹ Previous/);
    expect(entries(chat)[0]).toBe('Deposit 1 USDT');
    expect(chat.labels()).toEqual(['Next ›', 'Coin: all', 'Kind: Deposit', 'Home']);
  });

  it('says that it stopped on the way, and goes on from there', async () => {
    const chat = createChat({
      world: { accounts: [accountOf()] },
      app: {
        history: async () => ({
          ok: true,
          value: { account: accountOf(), rows: [], page: 1, pages: 1, hasNext: false },
        }),
        historyChoices: async () => ({
          ok: true,
          value: { account: accountOf(), coins: ['AXS'], txnTypes: [] },
        }),
        historyMatching: async (_user, _filter, from) => ({
          ok: true,
          value: {
            account: accountOf(),
            rows: [],
            next: from === undefined ? { page: 11, skip: 0 } : undefined,
            lookedAt: 500,
            stopped: from === undefined,
          },
        }),
      },
    });
    await chat.send('/history');
    await chat.tap(/^Coin: all$/);
    await chat.tap(/^AXS$/);
    expect(chat.last().text).toContain('Looked through 500 entries');
    await chat.tap(/^Next/);
    expect(chat.last().text).not.toContain('Looked through');
    expect(chat.labels()).toEqual(['‹ Previous', 'Coin: AXS', 'Kind: all', 'Home']);
  });

  it('remembers a bounded number of earlier pages', async () => {
    const { world } = createChat();
    const many = Array.from({ length: 400 }, (_, index) => row({}, index));
    const chat = createChat({ world: { ...world, accounts: [accountOf()], history: many } });
    await chat.send('/history');
    await chat.tap(/^Kind: all$/);
    await chat.tap(/^Deposit$/);
    for (let page = 1; page < 50; page += 1) await chat.tap(/^Next/);
    expect(chat.last().text).toContain('page 50');
    for (let page = 50; page > 10; page -= 1) await chat.tap(/^‹ Previous/);
    expect(chat.last().text).toContain('page 10');
    expect(chat.labels()).not.toContain('‹ Previous');
  });
});

describe('the time zone', () => {
  const asked = 'What time is it for you?';

  it('is asked once: going past the question is an answer too', async () => {
    const chat = withHistory({ timeZone: undefined });
    await chat.send('/history');
    expect(chat.last().text).toContain(asked);
    await chat.tap(/^Home$/);
    await chat.send('/history');
    expect(chat.last().text).not.toContain(asked);
    expect(chat.last().text).toContain('History');
    await chat.send('/settings');
    expect(chat.last().text).toContain('Time zone: UTC');
    await chat.tap(/^Time zone$/);
    expect(chat.last().text).toContain(asked);
  });

  it('leads on to the very screen that was wanted, by a tap', async () => {
    const chat = withHistory({ timeZone: undefined });
    await chat.send('/orders');
    await chat.tap(/^Flexible USDT/);
    await chat.tap(/^History$/);
    expect(chat.last().text).toContain(asked);
    await chat.tap(/^14:00$/);
    expect(chat.world.users.get(7)?.timeZone).toBe('Asia/Taipei');
    expect(chat.labels()).toContain('Coin: USDT');
    expect(chat.last().text).toContain('Taipei');
  });

  it('leads on to the very screen that was wanted, by typing', async () => {
    const chat = withHistory({ timeZone: undefined });
    await chat.send('/orders');
    await chat.tap(/^Flexible USDT/);
    await chat.tap(/^History$/);
    await chat.tap(/^Type a zone$/);
    await chat.send('the moon');
    expect(chat.last().text).toContain('I do not know this zone');
    await chat.send('Europe/Berlin');
    expect(chat.world.users.get(7)?.timeZone).toBe('Europe/Berlin');
    expect(chat.labels()).toContain('Coin: USDT');
    expect(chat.last().text).toContain('Berlin');
  });

  it('of one who declines is UTC, and they are led on all the same', async () => {
    const chat = withHistory({ timeZone: undefined });
    await chat.send('/history');
    await chat.tap(/^Use UTC$/);
    expect(chat.last().text).toContain('UTC');
    expect(chat.last().text).toContain('History');
  });

  it('is not asked of one who has nothing to look at', async () => {
    const chat = createChat({ world: { users: new Map([[7, userOf({ timeZone: undefined })]]) } });
    await chat.send('/history');
    expect(chat.last().text).toBe('No account is connected yet.');
    expect(chat.world.users.get(7)?.timeZone).toBeUndefined();
  });

  it('is the nearest one for a reader of simplified Chinese', async () => {
    const user = userOf({ timeZone: undefined, language: 'zh-hans' });
    const chat = createChat({ world: { accounts: [accountOf()], users: new Map([[7, user]]) } });
    await chat.send('/history');
    await chat.tap(/^14:00$/);
    expect(chat.world.users.get(7)?.timeZone).toBe('Asia/Shanghai');
  });
});
