import { describe, expect, it } from 'vitest';
import { createChat } from './chat.ts';
import { accountOf, userOf } from './facts.ts';

const stranger = (options: Parameters<typeof createChat>[0] = {}) =>
  createChat({ ...options, world: { mayUse: false, users: new Map(), ...options.world } });

describe('a stranger', () => {
  it('is announced to the owner once and hears that they wait', async () => {
    const chat = stranger();
    await chat.send('/start');
    expect(chat.last().text).toBe('This bot is private. Its owner has been asked; you will hear here.');
    await chat.send('/products');
    expect(chat.last().text).toContain('Still waiting');
    expect(chat.last().rows).toEqual([]);
  });

  it('is told the truth where the bot has no owner who could be asked', async () => {
    const chat = stranger({ world: { hasOwner: false } });
    await chat.send('/start');
    expect(chat.last().text).toBe(
      'This bot is private and has no owner yet: whoever runs it finds the owner’s link in its log. If you hear nothing here, write again later.',
    );
    expect(chat.last().rows).toEqual([]);
  });

  it('gets one line where access is closed', async () => {
    const chat = stranger({ deps: { access: 'list' } });
    await chat.send('hello');
    expect(chat.last().text).toBe('This bot is private.');
    expect(chat.world.log).toEqual([]);
  });

  it('cannot use a button either', async () => {
    const chat = createChat({ world: { accounts: [accountOf()] } });
    await chat.send('/home');
    chat.world.mayUse = false;
    const home = chat.last();
    const before = home.html;
    await chat.tap(/^Orders$/, { on: home });
    expect(home.html).toBe(before);
    expect(chat.last().text).toContain('This bot is private.');
    expect(chat.toasts().length).toBe(1);
  });

  it('changes nothing by a payload alone, and becomes the owner by the button, once', async () => {
    const chat = stranger({ world: { claim: 'claim-payload-1234' } });
    await chat.send('/start claim-payload-1234');
    expect(chat.last().text).toContain('Become the owner of this bot?');
    expect(chat.world.claim).toBe('claim-payload-1234');
    const card = chat.last();
    const data = chat.button(/Become owner/).callback_data;
    await chat.tapData(data, card.id);
    expect(chat.last().text).toContain('You are the owner now.');
    expect(chat.world.users.get(7)?.role).toBe('owner');
    chat.world.mayUse = true;
    await chat.tapData(data, card.id);
    expect(chat.last().text).toContain('used already');
  });

  it('is told nothing by a wrong payload', async () => {
    const chat = stranger({ world: { claim: 'claim-payload-1234' } });
    await chat.send('/start claim-payload-9999');
    expect(chat.last().text).toContain('This bot is private.');
  });
});

describe('an owner', () => {
  it.each([
    ['Grace <b>', 'Grace <b> (42) was let in.'],
    ['', '42 was let in.'],
  ])('answers a request of “%s”, and a viewer cannot', async (firstName, said) => {
    const action = { kind: 'answer_access', userId: 42, approved: true } as const;
    const chat = createChat({
      world: {
        users: new Map([
          [7, userOf({ role: 'owner' })],
          [42, userOf({ id: 42, firstName })],
        ]),
      },
    });
    await chat.send('/help');
    const message = chat.last();
    const card = {
      id: 'c'.repeat(22),
      userId: 7,
      chatId: 7,
      messageId: message.id,
      createdAt: 0,
      expiresAt: Infinity,
    };
    chat.cards.set(card.id, { ...card, actions: { abcdefghijkl: action } });
    await chat.tapData(`${card.id}.abcdefghijkl`, message.id);
    expect(chat.world.log).toContain('answerAccess 42 true');
    expect(chat.last().text).toBe(said);

    chat.world.log.length = 0;
    chat.world.users.set(7, userOf({ role: 'viewer' }));
    await chat.tapData(`${card.id}.abcdefghijkl`, message.id);
    expect(chat.world.log).toEqual([]);
  });
});

describe('a group', () => {
  const group = { id: -100, type: 'supergroup', title: 'Friends' };
  const from = { id: 7, is_bot: false, first_name: 'Mei' };
  const post = (text: string) => ({ message: { message_id: 1, from, chat: group, date: 1, text } });

  it('gets one fixed line with a link, once, and no data', async () => {
    const chat = createChat({ world: { accounts: [accountOf()] } });
    await chat.update(post('/home'), -100);
    await chat.update(post('/home@earnest_bot'), -100);
    await chat.update(post('500'), -100);
    expect(chat.shown().map(({ text }) => text)).toEqual([
      'I work in a private chat only: https://t.me/earnest_bot',
    ]);
  });

  it('has no working button', async () => {
    const chat = createChat({ world: { accounts: [accountOf()] } });
    await chat.send('/home');
    const data = chat.button(/^Orders$/).callback_data;
    const query = {
      id: 'q',
      from,
      chat_instance: 'c',
      data,
      message: { message_id: chat.last().id, chat: group, date: 1 },
    };
    const before = chat.shown().length;
    await chat.update({ callback_query: query }, -100);
    expect(chat.shown().length).toBe(before);
    expect(chat.toasts().length).toBe(1);
  });
});

describe('a person who blocks the bot', () => {
  it('is not written to', async () => {
    const chat = createChat();
    const from = { id: 7, is_bot: false, first_name: 'Mei' };
    const member = { user: from, status: 'kicked', until_date: 0 };
    const body = {
      chat: { id: 7, type: 'private' },
      from,
      date: 1,
      old_chat_member: member,
      new_chat_member: member,
    };
    await chat.update({ my_chat_member: body });
    expect(chat.telegram.calls).toEqual([]);
  });
});
