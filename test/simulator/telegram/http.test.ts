import { describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../../src/simulator/telegram/store.ts';
import { createTelegramSimulator, serveTelegram } from '../../../src/simulator/telegram.ts';
import { ANNA, readJson, result, seededRandom, startTelegram, type TestTelegram } from './harness.ts';

async function post(telegram: TestTelegram, action: string, body: unknown) {
  const response = await fetch(`${telegram.url}/control/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await readJson(response) };
}

/** Reads events of the stream until there are so many. */
async function readEvents(url: string, count: number, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(5000) });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n').filter((block) => block.includes('data: '));
    if (blocks.length >= count) return blocks.map((block) => block.split('\n'));
  }
  throw new Error('the stream ended');
}

describe('the person’s side over http', () => {
  test('everything a test needs can be done from another process', async () => {
    const telegram = await startTelegram();
    const { client } = telegram;
    await client.ensureUser(ANNA);
    await client.createGroup({ id: -7, title: 'Club', memberIds: [101] });
    const sent = await client.send(101, '/start');
    await client.edit(101, sent.messageId, '/home');
    await client.forward(101, { text: 'rumour' });
    await client.sendFile(101, 'document', { fileName: 'a.txt', base64: 'YQ==', caption: 'doc' });
    await client.delete(101, sent.messageId);
    const card = await result(telegram, 'sendMessage', {
      chat_id: 101,
      text: 'card',
      reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'x' }]] },
    });
    const tapped = await client.tap(101, card.message_id, 'Go', { inaccessible: true });
    await client.resend(sent.updateId ?? 0);
    expect(await client.repeatCallback(tapped.callbackId)).toBeGreaterThan(tapped.updateId ?? 0);
    expect(await client.answer(tapped.callbackId, 0)).toBeUndefined();
    const held = await client.tap(101, card.message_id, 'Go', { hold: true });
    expect(await client.release(held.heldId)).toHaveLength(1);
    expect(await client.jumpUpdateIds(99)).toBe(99);
    await client.block(101);
    await client.unblock(101);
    await client.addFault({ method: 'getMe', kind: 'http', status: 500 });
    expect(await client.faults()).toMatchObject([{ method: 'getMe', left: 1 }]);
    await client.clearFaults();
    expect((await client.messages(101)).messages.map(({ text }) => text)).toEqual([
      '/home',
      'rumour',
      'doc',
      'card',
    ]);
    expect(await client.menu(101)).toEqual([]);
    expect((await client.chats()).map(({ chatId }) => chatId)).toEqual([101, -7]);
    expect(await client.sent({ chatId: 101 })).toMatchObject([{ kind: 'send', text: 'card' }]);
    expect((await client.counters()).totals.sends).toBe(1);
    expect(await client.status()).toMatchObject({
      botUsername: 'earnest_demo_bot',
      polling: false,
      webhookUrl: '',
    });
  });

  test.each([
    ['send', { userId: 101 }, 400],
    ['send', { userId: 9, text: 'x' }, 404],
    ['send', 'not an object', 400],
    ['tap', { userId: 101, messageId: 1, button: 'x' }, 404],
    ['resend', { updateId: 1 }, 404],
    ['fault', { method: 'getMe', kind: 'earthquake' }, 400],
    ['group', { id: 5, title: 'x', memberIds: [101] }, 400],
    ['nonsense', {}, 404],
  ])('%s with %j is a mistake that is named', async (action, body, status) => {
    const telegram = await startTelegram();
    telegram.control.ensureUser(ANNA);
    const answer = await post(telegram, action, body);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toEqual(expect.any(String));
  });

  test('unknown chats and bad numbers are named too', async () => {
    const telegram = await startTelegram();
    await expect(telegram.client.messages(5)).rejects.toThrow('no chat with id 5');
    expect((await fetch(`${telegram.url}/control/sent?chatId=x`)).status).toBe(400);
    expect((await fetch(`${telegram.url}/control/files/none`)).status).toBe(404);
  });
});

describe('the stream of events', () => {
  test('a reader that comes back gets what it missed, then what is new', async () => {
    const telegram = await startTelegram();
    telegram.control.ensureUser(ANNA);
    const first = telegram.control.sendText(101, 'one').eventId;
    telegram.control.sendText(101, 'two');
    const url = `${telegram.url}/control/events`;
    const reading = readEvents(url, 2, { 'last-event-id': String(first) });
    await result(telegram, 'sendChatAction', { chat_id: 101, action: 'typing' });
    const [two, typing] = await reading;
    expect(two?.[0]).toBe('event: message');
    expect(two?.[1]).toContain('"text":"two"');
    expect(two?.[2]).toBe(`id: ${first + 1}`);
    expect(typing?.[0]).toBe('event: chat_action');
  });

  test('a reader whose events are lost is told to read anew', async () => {
    const store = createMemoryStore();
    const before = await startTelegram({}, store);
    before.control.ensureUser(ANNA);
    before.control.sendText(101, 'one');
    before.control.sendText(101, 'two');
    await before.close();
    const after = await startTelegram({}, store);
    const [reset] = await readEvents(`${after.url}/control/events?after=0`, 1);
    expect(reset?.[0]).toBe('event: reset');
  });

  test('a listener in the process hears every kind', async () => {
    const telegram = await startTelegram();
    const types: string[] = [];
    const stop = telegram.control.on((event) => types.push(event.type));
    telegram.control.ensureUser(ANNA);
    const card = await result(telegram, 'sendMessage', {
      chat_id: 101,
      text: 'card',
      reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'x' }]] },
    });
    const { callbackId } = telegram.control.tap(101, card.message_id, 'Go');
    await result(telegram, 'answerCallbackQuery', { callback_query_id: callbackId });
    await result(telegram, 'editMessageText', { chat_id: 101, message_id: card.message_id, text: 'new' });
    await result(telegram, 'deleteMessage', { chat_id: 101, message_id: card.message_id });
    telegram.control.block(101);
    stop();
    telegram.control.unblock(101);
    expect(types).toEqual(['message', 'callback', 'callback_answer', 'edit', 'delete', 'member']);
  });
});

describe('the client', () => {
  test('a wait that ends in vain says what the chat shows', async () => {
    const telegram = await startTelegram();
    const chat = await telegram.client.chat(ANNA);
    expect(() => chat.last()).toThrow('the bot has said nothing yet');
    await chat.send('/start');
    await expect(chat.waitFor('never', 50)).rejects.toThrow('person #1: /start');
    await expect(chat.tap('Nothing', { timeoutMs: 50 })).rejects.toThrow('no button Nothing within 50 ms');
  });

  test('an old screen never satisfies a wait after a new action', async () => {
    const telegram = await startTelegram();
    const chat = await telegram.client.chat(ANNA);
    await result(telegram, 'sendMessage', { chat_id: 101, text: 'Home' });
    expect((await chat.waitFor('Home')).text).toBe('Home');
    await chat.send('/home');
    await expect(chat.waitFor('Home', 50)).rejects.toThrow('within 50 ms');
    const waiting = chat.waitFor('Home');
    await result(telegram, 'sendMessage', { chat_id: 101, text: 'Home again' });
    expect((await waiting).text).toBe('Home again');
    await chat.waitUntil((messages) => messages.length === 3);
    expect(chat.messages()).toHaveLength(3);
  });
});

describe('closing', () => {
  test('ends open polls, waits and streams at once', async () => {
    const telegram = await startTelegram();
    telegram.control.ensureUser(ANNA);
    const open = [
      telegram.call('getUpdates', { timeout: 50 }),
      readEvents(`${telegram.url}/control/events`, 1),
      telegram.client.messages(101, { afterEvent: telegram.control.status().lastEventId, waitMs: 25_000 }),
    ];
    const ends = Promise.allSettled(open);
    await expect.poll(() => telegram.control.status().polling).toBe(true);
    await telegram.close();
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });

  test('a simulator may be served again after its server closed', async () => {
    const simulator = await createTelegramSimulator({
      now: Date.now,
      random: seededRandom(1),
      store: createMemoryStore(),
      token: '42:abc',
      botUsername: 'other_bot',
    });
    for (const _time of [1, 2]) {
      const served = await serveTelegram(simulator, { host: '127.0.0.1', port: 0 });
      const me = await readJson(await fetch(`${served.url}/bot42:abc/getMe`));
      expect(me.result).toMatchObject({ id: 42, username: 'other_bot' });
      await served.close();
    }
    await simulator.close();
  });

  test('a port that is taken is an error, and so is a token without a number', async () => {
    const telegram = await startTelegram();
    const port = Number(new URL(telegram.url).port);
    const deps = { now: Date.now, random: seededRandom(1), store: createMemoryStore() };
    const simulator = await createTelegramSimulator(deps);
    await expect(serveTelegram(simulator, { host: '127.0.0.1', port })).rejects.toThrow('EADDRINUSE');
    await expect(createTelegramSimulator({ ...deps, token: 'abc' })).rejects.toThrow('bot token');
  });
});
