// A secret typed in the chat goes to the capture and nowhere else.
import { describe, expect, it } from 'vitest';
import { createChat } from './chat.ts';
import { accountOf } from './facts.ts';

const KEY = '4e9536c79f0fdd72bf04f2430982d3f61d9d76c996f0175bbba470d69d59816x';
const PASSPHRASE = '848db84ac252b6726e5f6e7a711d9c96d9fd77d020151b45839a5b59c37203bx';

async function capturing() {
  const chat = createChat({ world: { accounts: [accountOf()] } });
  await chat.send('/accounts');
  await chat.tap(/Connect an account/);
  await chat.tap(/Live exchange/);
  expect(chat.last().text).toContain('New API');
  expect(chat.last().text).toContain('Never Withdraw, never Transfer');
  expect(chat.last().text).toContain('not your login password');
  await chat.tap(/I have my key/);
  return chat;
}

describe('connecting in the chat', () => {
  it('asks for the key, then the passphrase, and shows neither', async () => {
    const chat = await capturing();
    expect(chat.last().text).toContain('Send the API Key now');
    await chat.send(KEY);
    expect(chat.last().text).toContain('Now send the Passphrase');
    await chat.send(PASSPHRASE);
    expect(chat.world.log.filter((entry) => entry.startsWith('capture'))).toHaveLength(2);
    const everything = JSON.stringify([
      chat.telegram.calls,
      chat.logged,
      [...chat.dialogs.values()],
      [...chat.cards.values()],
    ]);
    expect(everything).not.toContain(KEY.slice(0, 16));
    expect(everything).not.toContain(PASSPHRASE.slice(0, 16));
  });

  it('ends on a command, which is no secret, and says so', async () => {
    const chat = await capturing();
    const asked = chat.last();
    await chat.send('/home');
    expect(chat.world.log).toContain('stopCapture');
    expect(asked.text).toContain('Connecting ended. Nothing was kept.');
    await chat.send('hello there');
    expect(chat.last().text).toContain('did not understand');
  });

  it('ends by its own button', async () => {
    const chat = await capturing();
    await chat.tap(/^Stop$/);
    expect(chat.world.capturing).toBeUndefined();
    expect(chat.last().text).toContain('Nothing was kept');
  });

  it('leaves a deposit that was under way, so that no dialog sees the key', async () => {
    const chat = createChat({ world: { accounts: [accountOf()] } });
    await chat.send('/accounts');
    const accounts = chat.last();
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    await chat.tap(/Connect an account/, { on: accounts });
    await chat.tap(/Live exchange/);
    await chat.tap(/I have my key/);
    await chat.send(KEY);
    expect(JSON.stringify([...chat.dialogs.values()])).not.toContain(KEY);
    expect(chat.last().text).toContain('Now send the Passphrase');
  });
});

describe('key-shaped text at another moment', () => {
  it('is deleted with a warning', async () => {
    const chat = createChat();
    const messageId = await chat.send(`my key is ${KEY}`);
    expect(chat.world.log).toContain(`deleteSecret ${messageId}`);
    expect(chat.last().text).toContain('looked like a key');
  });

  it('never reaches a running dialog', async () => {
    const chat = createChat({ world: { accounts: [accountOf()] } });
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    await chat.send(KEY);
    expect(JSON.stringify([...chat.dialogs.values()])).not.toContain(KEY);
    await chat.send('500');
    expect(chat.last().text).toContain('Deposit 500 USDT');
  });

  it.each([
    ['a caption', { photo: [], caption: KEY }],
    [
      'a forwarded message',
      { text: KEY, forward_origin: { type: 'hidden_user', sender_user_name: 'x', date: 1 } },
    ],
    ['a message by way of a bot', { text: KEY, via_bot: { id: 5, is_bot: true, first_name: 'b' } }],
  ])('is deleted in %s', async (_name, fields) => {
    const chat = createChat();
    const messageId = await chat.message(fields);
    expect(chat.world.log).toContain(`deleteSecret ${messageId}`);
  });
});

describe('messages that are not plain', () => {
  const forwarded = { forward_origin: { type: 'hidden_user', sender_user_name: 'x', date: 1 } };

  it.each([
    ['a forwarded command', { text: '/home', ...forwarded }],
    ['a command by way of a bot', { text: '/home', via_bot: { id: 5, is_bot: true, first_name: 'b' } }],
    ['a command as a caption', { photo: [], caption: '/home' }],
  ])('%s is no command, and gets a hint', async (_name, fields) => {
    const chat = createChat({ world: { accounts: [accountOf()] } });
    await chat.message(fields);
    expect(chat.last().text).toContain('Please type it as a new message.');
    expect(chat.labels()).toEqual(['Home']);
  });

  it('an edited amount is no amount', async () => {
    const chat = createChat({ world: { accounts: [accountOf()] } });
    await chat.send('/deposit');
    await chat.tap(/Flexible USDT/);
    const from = { id: 7, is_bot: false, first_name: 'Mei' };
    const edited = {
      message_id: 5,
      from,
      chat: { id: 7, type: 'private' },
      date: 1,
      edit_date: 2,
      text: '500',
    };
    await chat.update({ edited_message: edited });
    expect(chat.world.operations).toEqual([]);
    expect(chat.last().text).toContain('Please type it as a new message.');
  });

  it('a secret is never captured from one', async () => {
    const chat = await capturing();
    await chat.message({ text: KEY, ...forwarded });
    expect(chat.world.capturing).toBe('key');
  });

  it('a picture or sticker gets a hint', async () => {
    const chat = createChat();
    await chat.message({ sticker: { file_id: 'x' } });
    expect(chat.last().text).toContain('I read text and buttons only.');
  });
});
