import { describe, expect, it } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import { createChat } from './chat.ts';
import { accountOf, FLEX } from './facts.ts';

const connected = () => createChat({ world: { accounts: [accountOf()] } });

describe('a deposit in the chat', () => {
  it('goes from the command to a confirmed move', async () => {
    const chat = connected();
    await chat.send('/deposit');
    expect(chat.last().text).toContain('Which product?');
    await chat.tap(/Flexible USDT/);
    expect(chat.last().text).toContain('How much into Flexible USDT?');
    await chat.send('500');
    expect(chat.last().text).toContain('Deposit 500 USDT to Earn');
    expect(chat.last().text).toContain('3.65% APR');
    await chat.tap(/^Deposit 500 USDT to Earn$/);
    expect(chat.last().text).toContain('Sending…');
    expect(chat.last().rows).toEqual([]);
    expect(chat.world.operations.map(({ state }) => state)).toEqual(['confirmed']);
    expect(chat.toasts().at(-1)).toBe('Sending…');
  });

  it('asks term and renewal where the product has them', async () => {
    const chat = connected();
    chat.world.free = amountOf('2');
    await chat.send('/deposit');
    await chat.tap(/Fixed BTC/);
    expect(chat.last().text).toContain('which term?');
    await chat.tap(/30 days/);
    await chat.tap(/50%/);
    expect(chat.last().text).toContain('Renew on its own');
    await chat.tap(/Yes, renew/);
    expect(chat.last().text).toContain('Deposit 1 BTC');
    expect(chat.last().text).toContain('Auto-renew: on');
    expect(chat.world.log).toContain('prepareDeposit 1 30 true');
  });

  it('says what today’s deposits have left of the daily limit, and offers no more', async () => {
    const chat = createChat({
      world: {
        accounts: [accountOf()],
        products: [{ ...FLEX, dailyLimit: amountOf('1000') }],
        investedToday: amountOf('700'),
      },
    });
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    await chat.send('300.01');
    expect(chat.last().text).toContain(
      'The daily limit is 1,000 USDT; 300 USDT of it is left today, as far as this bot knows.',
    );
    await chat.tap(/^Max$/);
    expect(chat.last().text).toContain('Deposit 300 USDT to Earn');
  });
});
