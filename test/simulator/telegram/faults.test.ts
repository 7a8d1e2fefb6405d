import { describe, expect, test } from 'vitest';
import { ANNA, createTestClock, refusal, result, startTelegram } from './harness.ts';

async function withAnna(overrides = {}) {
  const telegram = await startTelegram(overrides);
  telegram.control.ensureUser(ANNA);
  telegram.control.ensureUser({ id: 102 });
  return telegram;
}

const hello = { chat_id: 101, text: 'hello' };

describe('faults on demand', () => {
  test('429 says how long to wait, as often as asked, then all is well', async () => {
    const telegram = await withAnna();
    telegram.control.addFault({
      method: 'sendMessage',
      kind: 'http',
      status: 429,
      retryAfter: 300,
      times: 2,
    });
    for (const _time of [1, 2]) {
      const { status, body } = await telegram.call('sendMessage', hello);
      expect(status).toBe(429);
      expect(body).toEqual({
        ok: false,
        error_code: 429,
        description: 'Too Many Requests: retry after 300',
        parameters: { retry_after: 300 },
      });
    }
    await result(telegram, 'sendMessage', hello);
    expect(telegram.control.counters().totals.tooMany429).toBe(2);
  });

  test.each([
    [403, '403 Forbidden: bot was blocked by the user'],
    [400, '400 Bad Request: chat not found'],
    [500, '500 Internal Server Error'],
    [502, '502 Bad Gateway'],
  ])('%i', async (status, expected) => {
    const telegram = await withAnna();
    telegram.control.addFault({ method: 'sendMessage', kind: 'http', status });
    expect(await refusal(telegram, 'sendMessage', hello)).toBe(expected);
    expect(telegram.control.messages(101)).toEqual([]);
  });

  test('a fault for one chat leaves the others alone', async () => {
    const telegram = await withAnna();
    telegram.control.addFault({ method: '*', chatId: 102, kind: 'http', status: 403 });
    await result(telegram, 'sendMessage', hello);
    expect(await refusal(telegram, 'sendMessage', { ...hello, chat_id: 102 })).toContain('403');
    expect(telegram.control.faults()).toMatchObject([{ left: 0, played: 1 }]);
  });

  test('a page of HTML comes instead of JSON', async () => {
    const telegram = await withAnna();
    telegram.control.addFault({ method: 'getMe', kind: 'html502' });
    const response = await fetch(`${telegram.root}/getMe`);
    expect(response.status).toBe(502);
    expect(await response.text()).toContain('<h1>502 Bad Gateway</h1>');
  });

  test('a lost answer: the message is there, the bot does not know', async () => {
    const telegram = await withAnna();
    telegram.control.addFault({ method: 'sendMessage', kind: 'lost-answer' });
    await expect(telegram.call('sendMessage', hello)).rejects.toThrow();
    expect(telegram.control.messages(101)).toHaveLength(1);
  });

  test('a reset: nothing was done', async () => {
    const telegram = await withAnna();
    telegram.control.addFault({ method: 'sendMessage', kind: 'reset' });
    await expect(telegram.call('sendMessage', hello)).rejects.toThrow();
    expect(telegram.control.messages(101)).toEqual([]);
  });

  test('a hanging call is never answered and does nothing', async () => {
    const telegram = await withAnna();
    telegram.control.addFault({ method: 'sendMessage', kind: 'hang' });
    const signal = AbortSignal.timeout(200);
    await expect(fetch(`${telegram.root}/sendMessage?chat_id=101&text=x`, { signal })).rejects.toThrow();
    expect(telegram.control.messages(101)).toEqual([]);
  });

  test('a slow call is done at once and answered late', async () => {
    const telegram = await withAnna();
    telegram.control.addFault({ method: 'sendMessage', kind: 'slow', delayMs: 100 });
    const sent = result(telegram, 'sendMessage', hello);
    await expect.poll(() => telegram.control.messages(101).length).toBe(1);
    expect((await sent).text).toBe('hello');
  });

  test('faults that were cleared are not played', async () => {
    const telegram = await withAnna();
    telegram.control.addFault({ method: '*', kind: 'reset', times: 100 });
    telegram.control.clearFaults();
    await result(telegram, 'sendMessage', hello);
  });
});

describe('limits like Telegram’s', () => {
  test('over the rate of a chat comes 429; another chat and another second are free', async () => {
    const clock = createTestClock();
    const telegram = await withAnna({ now: clock.now, limits: { perChatPerSecond: 1, overallPerSecond: 3 } });
    await result(telegram, 'sendMessage', hello);
    expect(await refusal(telegram, 'sendMessage', hello)).toBe('429 Too Many Requests: retry after 1');
    await result(telegram, 'sendMessage', { ...hello, chat_id: 102 });
    await result(telegram, 'sendChatAction', { chat_id: 101, action: 'typing' });
    clock.advance(1000);
    await result(telegram, 'sendMessage', hello);
  });

  test('over the rate of all chats comes 429', async () => {
    const telegram = await withAnna({ now: createTestClock().now, limits: { overallPerSecond: 1 } });
    await result(telegram, 'sendMessage', hello);
    expect(await refusal(telegram, 'sendMessage', { ...hello, chat_id: 102 })).toContain('429');
  });
});
