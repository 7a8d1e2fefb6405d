// Buttons do what they did for the person, chat and message they were made for, once, and nothing else.
import { describe, expect, it } from 'vitest';
import { amountOf } from '../../src/domain/money.ts';
import { type Chat, createChat } from './chat.ts';
import { accountOf, userOf } from './facts.ts';

async function withCard(): Promise<Chat> {
  const people = [userOf(), userOf({ id: 8, chatId: 8, firstName: 'Eve' })] as const;
  const chat = createChat({
    world: { accounts: [accountOf()], users: new Map(people.map((user) => [user.id, user])) },
  });
  await chat.send('/deposit');
  await chat.tap(/Flexible USDT/);
  await chat.send('500');
  return chat;
}

const CONFIRM = /^Deposit 500 USDT to Earn$/;
const states = (chat: Chat) => chat.world.operations.map(({ state }) => state);

describe('a confirm button', () => {
  it('makes one move of any number of taps', async () => {
    const chat = await withCard();
    const card = chat.last();
    const data = chat.button(CONFIRM).callback_data;
    for (let tap = 0; tap < 5; tap += 1) await chat.tapData(data, card.id);
    expect(states(chat)).toEqual(['confirmed']);
  });

  it('makes one move when the same update is delivered twice', async () => {
    const chat = await withCard();
    const card = chat.last();
    const query = {
      id: 'again',
      from: { id: 7, is_bot: false, first_name: 'Mei' },
      chat_instance: 'c',
      data: chat.button(CONFIRM).callback_data,
      message: { message_id: card.id, chat: { id: 7, type: 'private', first_name: 'Mei' }, date: 1 },
    };
    await chat.update({ callback_query: query }, 7, 5_000);
    await chat.update({ callback_query: query }, 7, 5_000);
    expect(states(chat)).toEqual(['confirmed']);
  });

  it('takes the amount from the stored move, not from the button', async () => {
    const chat = await withCard();
    expect(JSON.stringify([...chat.cards.values()])).not.toContain('"500"');
    await chat.tap(CONFIRM);
    expect(chat.world.operations[0]?.move).toMatchObject({ amount: amountOf('500') });
  });

  it('does nothing for another person', async () => {
    const chat = await withCard();
    const card = chat.last();
    await chat.tap(CONFIRM, { byUser: 8 });
    expect(states(chat)).toEqual(['draft']);
    expect(card.rows).not.toEqual([]);
    expect(chat.last().chatId).toBe(8);
    expect(chat.last().text).toContain('not yours and did nothing');
  });

  it('does nothing on another message', async () => {
    const chat = await withCard();
    const data = chat.button(CONFIRM).callback_data;
    await chat.tapData(data, 424_242);
    expect(states(chat)).toEqual(['draft']);
    expect(chat.last().text).toContain('older message and did nothing');
  });

  it('does nothing in another chat', async () => {
    const chat = await withCard();
    const card = chat.last();
    await chat.tap(CONFIRM, { on: card, inChat: 8 });
    expect(states(chat)).toEqual(['draft']);
  });

  it('does nothing once its card has run out of the store', async () => {
    const chat = await withCard();
    chat.world.now += 8 * 86_400_000;
    await chat.tap(CONFIRM);
    expect(states(chat)).toEqual(['draft']);
    expect(chat.last().text).toContain('older message and did nothing');
  });

  it('does nothing while moves are paused, and says so', async () => {
    const chat = await withCard();
    chat.world.paused = true;
    await chat.tap(CONFIRM);
    expect(states(chat)).toEqual(['draft']);
    expect(chat.last().text).toContain('paused by the operator. Nothing was sent.');
  });

  it('is bound to its message by the first tap when the id was never stored', async () => {
    const chat = await withCard();
    const shown = chat.last();
    for (const [id, card] of chat.cards) chat.cards.set(id, { ...card, messageId: undefined });
    await chat.tap(CONFIRM);
    expect(states(chat)).toEqual(['confirmed']);
    expect(shown.text).toContain('Sending…');
  });
});

describe('[Cancel]', () => {
  it('ends the draft and says that nothing was sent', async () => {
    const chat = await withCard();
    await chat.tap(/^Cancel$/);
    expect(states(chat)).toEqual(['cancelled']);
    expect(chat.last().text).toContain('Cancelled');
    expect(chat.last().text).toContain('Nothing was sent.');
  });
});

describe('forged taps', () => {
  it('have no effect, a thousand times', async () => {
    const chat = await withCard();
    const card = chat.last();
    const real = chat.button(CONFIRM).callback_data ?? '';
    let seed = 1;
    const next = (limit: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % limit;
    };
    const forge = (): string => {
      const at = next(real.length);
      const character = String.fromCharCode(33 + next(90));
      const forged = [
        real.slice(0, at),
        `${real.slice(0, at)}${character}${real.slice(at + 1)}`,
        `${real}${character}`,
        character.repeat(1 + next(64)),
        real.split('.').toReversed().join('.'),
      ][next(5)];
      return forged === undefined || forged === real ? 'x' : forged;
    };
    const known = new Set(
      [...chat.cards.values()].flatMap(({ id, actions }) =>
        Object.keys(actions).map((token) => `${id}.${token}`),
      ),
    );
    const before = JSON.stringify(chat.world.operations);
    for (let round = 0; round < 1000; round += 1) {
      const forged = forge();
      if (!known.has(forged)) await chat.tapData(forged, card.id);
    }
    expect(JSON.stringify(chat.world.operations)).toBe(before);
    expect(chat.world.log.filter((entry) => entry.startsWith('confirm'))).toEqual([]);
  }, 60_000);
});
