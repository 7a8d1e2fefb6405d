import { describe, expect, test } from 'vitest';
import { ANNA, createTestClock, readJson, refusal, result, startTelegram } from './harness.ts';

const button = (text: string, data = 'x') => ({ text, callback_data: data });
const keyboard = (...rows: object[][]) => ({ inline_keyboard: rows });

async function withAnna(overrides = {}) {
  const telegram = await startTelegram(overrides);
  telegram.control.ensureUser(ANNA);
  return telegram;
}

describe('who may call what', () => {
  test('a wrong token is unauthorized', async () => {
    const telegram = await withAnna();
    const response = await fetch(`${telegram.url}/bot1:nope/getMe`);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ ok: false, error_code: 401, description: 'Unauthorized' });
  });

  test('an unknown method is not found', async () => {
    const telegram = await withAnna();
    expect(await refusal(telegram, 'makeCoffee')).toBe('404 Not Found: method not found');
  });

  test('methods are found whatever their case, by GET and by form too', async () => {
    const telegram = await withAnna();
    const me = await readJson(await fetch(`${telegram.root}/GETME`));
    expect(me.result).toMatchObject({ id: 7000000001, is_bot: true, username: 'earnest_demo_bot' });
    const body = new URLSearchParams({ chat_id: '101', text: '<b>hi</b>', parse_mode: 'HTML' });
    const sent = await readJson(await fetch(`${telegram.root}/sendMessage`, { method: 'POST', body }));
    expect(sent.result).toMatchObject({ text: 'hi', entities: [{ type: 'bold', offset: 0, length: 2 }] });
    const query = await readJson(await fetch(`${telegram.root}/sendMessage?chat_id=101&text=q`));
    expect(query.result.text).toBe('q');
  });

  test('a body that is not JSON is refused', async () => {
    const telegram = await withAnna();
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${telegram.root}/sendMessage`, { method: 'POST', headers, body: '{' });
    expect(response.status).toBe(400);
  });
});

describe('sending', () => {
  test.each([
    [{ text: 'x' }, '400 Bad Request: chat_id is empty'],
    [{ chat_id: 5, text: 'x' }, '400 Bad Request: chat not found'],
    [{ chat_id: 101 }, '400 Bad Request: message text is empty'],
    [{ chat_id: 101, text: ' \n ' }, '400 Bad Request: text must be non-empty'],
    [{ chat_id: 101, text: 'x', parse_mode: 'Markdown' }, '400 Bad Request: unsupported parse_mode'],
    [
      { chat_id: 101, text: 'text <x>', parse_mode: 'HTML' },
      `400 Bad Request: can't parse entities: Unsupported start tag "x" at byte offset 5`,
    ],
    [{ chat_id: 101, text: 'a'.repeat(4097) }, '400 Bad Request: message is too long'],
    [
      { chat_id: 101, text: 'x', reply_parameters: { message_id: 99 } },
      '400 Bad Request: message to be replied not found',
    ],
  ])('%j is refused', async (params, expected) => {
    expect(await refusal(await withAnna(), 'sendMessage', params)).toBe(expected);
  });

  test('4,096 characters count after the markup is taken out', async () => {
    const telegram = await withAnna();
    const text = `<b>${'a'.repeat(4096)}</b>`;
    const sent = await result(telegram, 'sendMessage', { chat_id: 101, text, parse_mode: 'HTML' });
    expect(sent.text).toHaveLength(4096);
  });

  test('what was asked for is on the message: silence, protection, preview, reply', async () => {
    const telegram = await withAnna();
    const { messageId } = telegram.control.sendText(101, 'hello');
    const sent = await result(telegram, 'sendMessage', {
      chat_id: 101,
      text: 'hi',
      disable_notification: true,
      protect_content: true,
      link_preview_options: { is_disabled: true },
      reply_parameters: { message_id: messageId },
    });
    expect(sent).toMatchObject({
      reply_to_message: { message_id: messageId, text: 'hello' },
      has_protected_content: true,
      link_preview_options: { is_disabled: true },
    });
    expect(telegram.control.messages(101).at(-1)).toMatchObject({
      silent: true,
      protected: true,
      replyToMessageId: messageId,
    });
  });

  test('a missing reply target may be allowed', async () => {
    const telegram = await withAnna();
    const reply_parameters = { message_id: 99, allow_sending_without_reply: true };
    const sent = await result(telegram, 'sendMessage', { chat_id: 101, text: 'x', reply_parameters });
    expect(sent.reply_to_message).toBeUndefined();
  });

  test('a person who blocked the bot gets nothing', async () => {
    const telegram = await withAnna();
    telegram.control.block(101);
    const blocked = '403 Forbidden: bot was blocked by the user';
    expect(await refusal(telegram, 'sendMessage', { chat_id: 101, text: 'x' })).toBe(blocked);
    expect(await refusal(telegram, 'sendChatAction', { chat_id: 101, action: 'typing' })).toBe(blocked);
    telegram.control.unblock(101);
    await result(telegram, 'sendMessage', { chat_id: 101, text: 'x' });
  });

  test('a chat action must be one that exists', async () => {
    const telegram = await withAnna();
    expect(await result(telegram, 'sendChatAction', { chat_id: 101, action: 'typing' })).toBe(true);
    expect(await refusal(telegram, 'sendChatAction', { chat_id: 101, action: 'dance' })).toBe(
      '400 Bad Request: wrong parameter action in request',
    );
  });
});

describe('keyboards', () => {
  test.each([
    [keyboard([button('a', 'ä'.repeat(32))]), 'ok'],
    [keyboard([button('a', `${'ä'.repeat(32)}b`)]), '400 Bad Request: BUTTON_DATA_INVALID'],
    [keyboard([button('a', '')]), '400 Bad Request: BUTTON_DATA_INVALID'],
    [keyboard([button(' ')]), '400 Bad Request: inline keyboard button text must be non-empty'],
    [
      keyboard([{ callback_data: 'x' }]),
      `400 Bad Request: can't parse inline keyboard button: Can't find field "text"`,
    ],
    [
      keyboard([{ text: 'a' }]),
      "400 Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ],
    [keyboard([{ ...button('a'), style: 'danger' }]), 'ok'],
    [
      keyboard([{ ...button('a'), style: 'red' }]),
      "400 Bad Request: can't parse inline keyboard button: invalid button style specified",
    ],
    [
      keyboard([{ text: 'a', url: 'nope' }]),
      "400 Bad Request: inline keyboard button URL 'nope' is invalid: Wrong HTTP URL",
    ],
    [keyboard([{ text: 'a', copy_text: { text: '' } }]), '400 Bad Request: BUTTON_COPY_TEXT_INVALID'],
    [keyboard(Array.from({ length: 8 }, () => button('a'))), 'ok'],
    [keyboard(Array.from({ length: 9 }, () => button('a'))), '400 Bad Request: reply markup is too long'],
    [keyboard(...Array.from({ length: 100 }, () => [button('a')])), 'ok'],
    [
      keyboard(...Array.from({ length: 101 }, () => [button('a')])),
      '400 Bad Request: reply markup is too long',
    ],
    ['nope', '400 Bad Request: object expected as reply markup'],
  ])('%j', async (reply_markup, expected) => {
    const telegram = await withAnna();
    const { status, body } = await telegram.call('sendMessage', { chat_id: 101, text: 'x', reply_markup });
    expect(status === 200 ? 'ok' : `${body.error_code} ${body.description}`).toBe(expected);
  });

  test('the style of a button is kept', async () => {
    const telegram = await withAnna();
    const reply_markup = keyboard([{ ...button('Redeem'), style: 'danger' }]);
    const sent = await result(telegram, 'sendMessage', { chat_id: 101, text: 'x', reply_markup });
    expect(sent.reply_markup.inline_keyboard[0][0]).toEqual({
      text: 'Redeem',
      callback_data: 'x',
      style: 'danger',
    });
  });
});

describe('editing and deleting', () => {
  const NOT_MODIFIED =
    '400 Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message';

  async function withCard() {
    const telegram = await withAnna();
    const card = await result(telegram, 'sendMessage', {
      chat_id: 101,
      text: 'card',
      reply_markup: keyboard([button('Go')]),
    });
    return { telegram, ids: { chat_id: 101, message_id: card.message_id as number } };
  }

  test('an edit changes the text, drops the keyboard and is marked', async () => {
    const { telegram, ids } = await withCard();
    const edited = await result(telegram, 'editMessageText', { ...ids, text: 'receipt' });
    expect(edited).toMatchObject({ text: 'receipt', edit_date: expect.any(Number) });
    expect(edited.reply_markup).toBeUndefined();
    expect(telegram.control.messages(101).at(-1)).toMatchObject({
      edited: true,
      formerTexts: ['card'],
      keyboard: [],
    });
  });

  test('the same content and keyboard again is not modified', async () => {
    const { telegram, ids } = await withCard();
    const same = { ...ids, text: '<b></b>card', parse_mode: 'HTML', reply_markup: keyboard([button('Go')]) };
    expect(await refusal(telegram, 'editMessageText', same)).toBe(NOT_MODIFIED);
    expect(
      await refusal(telegram, 'editMessageReplyMarkup', { ...ids, reply_markup: keyboard([button('Go')]) }),
    ).toBe(NOT_MODIFIED);
    await result(telegram, 'editMessageReplyMarkup', ids);
    expect(await refusal(telegram, 'editMessageReplyMarkup', ids)).toBe(NOT_MODIFIED);
  });

  test('what is gone, not there or not the bot’s cannot be edited', async () => {
    const { telegram, ids } = await withCard();
    const { messageId } = telegram.control.sendText(101, 'mine');
    expect(await refusal(telegram, 'editMessageText', { ...ids, message_id: 999, text: 'x' })).toBe(
      '400 Bad Request: message to edit not found',
    );
    expect(await refusal(telegram, 'editMessageText', { ...ids, message_id: messageId, text: 'x' })).toBe(
      "400 Bad Request: message can't be edited",
    );
    telegram.control.deleteMessage(101, ids.message_id);
    expect(await refusal(telegram, 'editMessageText', { ...ids, text: 'x' })).toBe(
      '400 Bad Request: message to edit not found',
    );
    expect(await refusal(telegram, 'editMessageText', { chat_id: 101, text: 'x' })).toBe(
      '400 Bad Request: message identifier is not specified',
    );
  });

  test('the bot deletes its own and the person’s messages in a private chat, once', async () => {
    const { telegram, ids } = await withCard();
    const { messageId } = telegram.control.sendText(101, 'secret');
    expect(await result(telegram, 'deleteMessage', { chat_id: 101, message_id: messageId })).toBe(true);
    expect(await refusal(telegram, 'deleteMessage', { chat_id: 101, message_id: messageId })).toBe(
      '400 Bad Request: message to delete not found',
    );
    expect(
      await result(telegram, 'deleteMessages', { chat_id: 101, message_ids: [ids.message_id, 12345] }),
    ).toBe(true);
    expect(telegram.control.messages(101).map(({ deleted }) => deleted)).toEqual([true, true]);
    expect(await refusal(telegram, 'deleteMessages', { chat_id: 101, message_ids: [] })).toBe(
      '400 Bad Request: message identifiers are not specified',
    );
  });

  test('after 48 hours a message can no longer be deleted', async () => {
    const clock = createTestClock();
    const telegram = await withAnna({ now: clock.now });
    const { messageId } = telegram.control.sendText(101, 'old');
    clock.advance(48 * 3_600_000 + 1);
    expect(await refusal(telegram, 'deleteMessage', { chat_id: 101, message_id: messageId })).toBe(
      "400 Bad Request: message can't be deleted for everyone",
    );
  });
});

describe('commands and descriptions', () => {
  const commands = [{ command: 'home', description: 'Home' }];

  test('a chat’s own commands go before the general ones, and its language before all languages', async () => {
    const telegram = await withAnna();
    telegram.control.ensureUser({ ...ANNA, languageCode: 'zh-hans' });
    await result(telegram, 'setMyCommands', { commands });
    expect(telegram.control.menu(101)).toEqual(commands);
    const inChinese = [{ command: 'home', description: '首页' }];
    await result(telegram, 'setMyCommands', { commands: inChinese, language_code: 'zh' });
    expect(telegram.control.menu(101)).toEqual(inChinese);
    const traditional = [{ command: 'home', description: '首頁' }];
    const scope = { type: 'chat', chat_id: 101 };
    await result(telegram, 'setMyCommands', { commands: traditional, scope });
    expect(telegram.control.menu(101)).toEqual(traditional);
    expect(await result(telegram, 'getMyCommands', { language_code: 'zh' })).toEqual(inChinese);
    await result(telegram, 'deleteMyCommands', { scope });
    expect(await result(telegram, 'getMyCommands', { scope })).toEqual([]);
  });

  test.each([
    [{ commands: [{ command: 'Home', description: 'x' }] }, '400 Bad Request: BOT_COMMAND_INVALID'],
    [
      { commands: [{ command: 'home', description: '' }] },
      '400 Bad Request: BOT_COMMAND_DESCRIPTION_INVALID',
    ],
    [{ commands, language_code: 'zh-hant' }, '400 Bad Request: invalid language code specified'],
    [{ commands, scope: { type: 'chat', chat_id: 9 } }, '400 Bad Request: chat not found'],
    [{ commands, scope: { type: 'planet' } }, '400 Bad Request: unsupported type specified'],
  ])('%j is refused', async (params, expected) => {
    expect(await refusal(await withAnna(), 'setMyCommands', params)).toBe(expected);
  });

  test('descriptions and the menu button are kept by language', async () => {
    const telegram = await withAnna();
    await result(telegram, 'setMyDescription', { description: 'Unofficial' });
    await result(telegram, 'setMyShortDescription', { short_description: '非官方', language_code: 'zh' });
    await result(telegram, 'setChatMenuButton', { menu_button: { type: 'commands' } });
    expect(await result(telegram, 'getMyDescription', { language_code: 'de' })).toEqual({
      description: 'Unofficial',
    });
    expect(await result(telegram, 'getMyShortDescription', { language_code: 'zh' })).toEqual({
      short_description: '非官方',
    });
    expect(await result(telegram, 'getChat', { chat_id: 101 })).toMatchObject({
      id: 101,
      type: 'private',
      first_name: 'Anna',
    });
  });
});
