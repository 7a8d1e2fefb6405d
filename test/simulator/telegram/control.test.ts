import { describe, expect, test } from 'vitest';
import { ANNA, createTestClock, refusal, result, startTelegram, type TestTelegram } from './harness.ts';

const TOO_OLD = '400 Bad Request: query is too old and response timeout expired or query ID is invalid';

async function withCard(overrides = {}) {
  const telegram = await startTelegram(overrides);
  telegram.control.ensureUser(ANNA);
  const card = await result(telegram, 'sendMessage', {
    chat_id: 101,
    text: 'Deposit?',
    reply_markup: { inline_keyboard: [[{ text: 'Confirm', callback_data: 'op:1' }]] },
  });
  return { telegram, cardId: card.message_id as number };
}

async function updatesOf(telegram: TestTelegram) {
  const updates = await result(telegram, 'getUpdates');
  const last = updates.at(-1)?.update_id ?? -1;
  await result(telegram, 'getUpdates', { offset: last + 1 });
  return updates;
}

describe('taps', () => {
  test('a tap by text or by data carries the message and its data', async () => {
    const { telegram, cardId } = await withCard();
    telegram.control.tap(101, cardId, 'Confirm');
    telegram.control.tap(101, cardId, 'op:1');
    const updates = await updatesOf(telegram);
    expect(updates).toHaveLength(2);
    expect(updates[0].callback_query).toMatchObject({
      from: { id: 101, language_code: 'en' },
      message: { message_id: cardId, text: 'Deposit?' },
      data: 'op:1',
    });
    expect(updates[0].callback_query.id).not.toBe(updates[1].callback_query.id);
  });

  test('the answer can be awaited, and only one is taken', async () => {
    const { telegram, cardId } = await withCard();
    const { callbackId } = telegram.control.tap(101, cardId, 'Confirm');
    const awaited = telegram.control.waitForAnswer(callbackId, 5000);
    const params = { callback_query_id: callbackId, text: 'Sending…' };
    expect(await result(telegram, 'answerCallbackQuery', params)).toBe(true);
    expect(await awaited).toMatchObject({ text: 'Sending…', showAlert: false });
    expect(await refusal(telegram, 'answerCallbackQuery', params)).toBe(TOO_OLD);
  });

  test.each([
    ['an unknown id', { callback_query_id: 'nope' }, TOO_OLD],
    ['no id', {}, TOO_OLD],
  ])('%s cannot be answered', async (_name, params, expected) => {
    const { telegram } = await withCard();
    expect(await refusal(telegram, 'answerCallbackQuery', params)).toBe(expected);
  });

  test('an answer has at most 200 characters', async () => {
    const { telegram, cardId } = await withCard();
    const { callbackId } = telegram.control.tap(101, cardId, 'Confirm');
    const answer = (length: number) => ({ callback_query_id: callbackId, text: 'a'.repeat(length) });
    expect(await refusal(telegram, 'answerCallbackQuery', answer(201))).toBe(
      '400 Bad Request: MESSAGE_TOO_LONG',
    );
    expect(await result(telegram, 'answerCallbackQuery', answer(200))).toBe(true);
  });

  test('an inaccessible message has only its chat, its id and date 0', async () => {
    const { telegram, cardId } = await withCard();
    telegram.control.tap(101, cardId, 'Confirm', { inaccessible: true });
    const [update] = await updatesOf(telegram);
    expect(update.callback_query.message).toEqual({
      chat: { id: 101, type: 'private', first_name: 'Anna' },
      message_id: cardId,
      date: 0,
    });
  });

  test('a button that is not there cannot be tapped, unless it is forged', async () => {
    const { telegram, cardId } = await withCard();
    expect(() => telegram.control.tap(101, cardId, 'Steal')).toThrow('there are: [Confirm]');
    telegram.control.tap(101, cardId, 'op:2', { force: true });
    const [update] = await updatesOf(telegram);
    expect(update.callback_query.data).toBe('op:2');
  });

  test('the same tap comes again under a new update id', async () => {
    const { telegram, cardId } = await withCard();
    const { callbackId, updateId } = telegram.control.tap(101, cardId, 'Confirm');
    const repeated = telegram.control.repeatCallback(callbackId);
    const updates = await updatesOf(telegram);
    expect(repeated).toBeGreaterThan(updateId ?? 0);
    expect(updates.map((update: { callback_query: { id: string } }) => update.callback_query.id)).toEqual([
      callbackId,
      callbackId,
    ]);
  });

  test('a held tap comes when it is released, and is then too old to answer', async () => {
    const clock = createTestClock();
    const { telegram, cardId } = await withCard({ now: clock.now });
    const { callbackId, heldId, updateId } = telegram.control.tap(101, cardId, 'Confirm', { hold: true });
    expect(updateId).toBeUndefined();
    expect(await updatesOf(telegram)).toEqual([]);
    clock.advance(24 * 3_600_000);
    const [released] = telegram.control.release(heldId);
    const [update] = await updatesOf(telegram);
    expect(update.update_id).toBe(released);
    expect(await refusal(telegram, 'answerCallbackQuery', { callback_query_id: callbackId })).toBe(TOO_OLD);
  });

  test('a tap held until a time comes by itself at that time', async () => {
    const clock = createTestClock();
    const { telegram, cardId } = await withCard({ now: clock.now });
    telegram.control.tap(101, cardId, 'Confirm', { holdUntilMs: clock.now() + 60_000 });
    expect(await updatesOf(telegram)).toEqual([]);
    clock.advance(60_000);
    await expect.poll(async () => (await updatesOf(telegram)).length).toBe(1);
  });
});

describe('what people write', () => {
  test('a command is marked as one', async () => {
    const { telegram } = await withCard();
    telegram.control.sendText(101, '/deposit 5');
    const [update] = await updatesOf(telegram);
    expect(update.message).toMatchObject({
      text: '/deposit 5',
      entities: [{ type: 'bot_command', offset: 0, length: 8 }],
      chat: { id: 101, type: 'private' },
    });
  });

  test('edited, forwarded, via-bot and captioned messages look the part', async () => {
    const { telegram, cardId } = await withCard();
    const { messageId } = telegram.control.sendText(101, 'one');
    telegram.control.editText(101, messageId, '/two');
    telegram.control.forward(101, { messageId: cardId });
    telegram.control.forward(101, { text: 'rumour' });
    telegram.control.sendText(101, 'inline', { viaBot: true });
    telegram.control.sendFile(101, 'photo', { caption: '/start' });
    const [, edited, card, rumour, inline, photo] = await updatesOf(telegram);
    expect(edited.edited_message).toMatchObject({
      message_id: messageId,
      text: '/two',
      edit_date: expect.any(Number),
    });
    expect(card.message).toMatchObject({
      text: 'Deposit?',
      forward_origin: { type: 'user', sender_user: { is_bot: true } },
    });
    expect(card.message.reply_markup).toBeUndefined();
    expect(rumour.message.forward_origin).toMatchObject({ type: 'hidden_user' });
    expect(inline.message.via_bot).toMatchObject({ is_bot: true });
    expect(photo.message).toMatchObject({ caption: '/start', photo: [{ width: 1, height: 1 }] });
  });

  test('in a group only commands, replies and mentions reach the bot', async () => {
    const { telegram } = await withCard();
    telegram.control.createGroup({ id: -7, title: 'Club', memberIds: [101] });
    const told = (text: string, options = {}) =>
      telegram.control.sendText(101, text, { chatId: -7, ...options }).updateId !== undefined;
    expect(told('hello all')).toBe(false);
    expect(told('/start')).toBe(true);
    expect(told('/start@Earnest_demo_bot')).toBe(true);
    expect(told('/start@other_bot')).toBe(false);
    expect(told('hey @earnest_demo_bot')).toBe(true);
    const own = await result(telegram, 'sendMessage', { chat_id: -7, text: 'link' });
    expect(told('thanks', { replyToMessageId: own.message_id })).toBe(true);
    const [added] = await updatesOf(telegram);
    expect(added.my_chat_member).toMatchObject({ chat: { id: -7 }, new_chat_member: { status: 'member' } });
  });

  test('the bot cannot delete what others write in a group', async () => {
    const { telegram } = await withCard();
    telegram.control.createGroup({ id: -7, title: 'Club', memberIds: [101] });
    const { messageId } = telegram.control.sendText(101, '/start', { chatId: -7 });
    expect(await refusal(telegram, 'deleteMessage', { chat_id: -7, message_id: messageId })).toBe(
      "400 Bad Request: message can't be deleted",
    );
  });

  test('blocking and unblocking are told to the bot', async () => {
    const { telegram } = await withCard();
    telegram.control.block(101);
    expect(() => telegram.control.sendText(101, 'x')).toThrow('blocked');
    telegram.control.unblock(101);
    const updates = await updatesOf(telegram);
    const statuses = updates.map((update: { my_chat_member: { new_chat_member: { status: string } } }) => {
      return update.my_chat_member.new_chat_member.status;
    });
    expect(statuses).toEqual(['kicked', 'member']);
  });

  test.each([
    ['a stranger', 9, 'x', 'no person with id 9'],
    ['too much text', 101, 'a'.repeat(4097), '1 to 4096 characters'],
    ['no text', 101, '', '1 to 4096 characters'],
  ])('%s cannot be sent', async (_name, userId, text, message) => {
    const { telegram } = await withCard();
    expect(() => telegram.control.sendText(userId, text)).toThrow(message);
  });
});

describe('what the chats were told', () => {
  test('every send, edit, deletion and answer is written down in order', async () => {
    const { telegram, cardId } = await withCard();
    const { callbackId } = telegram.control.tap(101, cardId, 'Confirm');
    await result(telegram, 'answerCallbackQuery', { callback_query_id: callbackId, text: 'Sending…' });
    await result(telegram, 'editMessageText', { chat_id: 101, message_id: cardId, text: 'Done' });
    await result(telegram, 'deleteMessage', { chat_id: 101, message_id: cardId });
    const sent = telegram.control.sent({ chatId: 101 });
    expect(sent.map(({ kind, text, buttons }) => [kind, text, buttons])).toEqual([
      ['send', 'Deposit?', ['Confirm']],
      ['callback_answer', 'Sending…', []],
      ['edit', 'Done', []],
      ['delete', '', []],
    ]);
    expect(telegram.control.sent({ afterId: 3 })).toHaveLength(1);
    expect(telegram.control.sent({ chatId: 5 })).toEqual([]);
  });
});
