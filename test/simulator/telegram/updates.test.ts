import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ANNA, refusal, result, startTelegram, type TestTelegram } from './harness.ts';

async function withAnna() {
  const telegram = await startTelegram();
  telegram.control.ensureUser(ANNA);
  return telegram;
}

async function idsOf(telegram: TestTelegram, params: object = {}): Promise<number[]> {
  const updates = await result(telegram, 'getUpdates', params);
  return updates.map((update: { update_id: number }) => update.update_id);
}

function send(telegram: TestTelegram, text: string): number {
  return telegram.control.sendText(101, text).updateId ?? 0;
}

describe('polling', () => {
  test('updates come again until an offset confirms them', async () => {
    const telegram = await withAnna();
    const [first, second] = [send(telegram, 'a'), send(telegram, 'b')];
    expect(second).toBe(first + 1);
    expect(await idsOf(telegram)).toEqual([first, second]);
    expect(await idsOf(telegram, { limit: 1 })).toEqual([first]);
    expect(await idsOf(telegram, { offset: second })).toEqual([second]);
    expect(await idsOf(telegram, { offset: second + 1 })).toEqual([]);
    expect(await idsOf(telegram)).toEqual([]);
  });

  test('a negative offset keeps only the newest', async () => {
    const telegram = await withAnna();
    send(telegram, 'a');
    const newest = send(telegram, 'b');
    expect(await idsOf(telegram, { offset: -1 })).toEqual([newest]);
    expect(await idsOf(telegram)).toEqual([newest]);
  });

  test('a batch holds at most 100 updates', async () => {
    const telegram = await withAnna();
    for (let count = 0; count < 120; count += 1) send(telegram, `m${count}`);
    expect(await idsOf(telegram, { limit: 1000 })).toHaveLength(100);
  });

  test('a long poll answers as soon as something comes', async () => {
    const telegram = await withAnna();
    const polled = idsOf(telegram, { timeout: 30 });
    await expect.poll(() => telegram.control.status().polling).toBe(true);
    const id = send(telegram, 'a');
    expect(await polled).toEqual([id]);
  });

  test('a long poll ends empty after its time', async () => {
    const telegram = await withAnna();
    expect(await idsOf(telegram, { timeout: 1 })).toEqual([]);
  });

  test('a second poller ends the first with a conflict', async () => {
    const telegram = await withAnna();
    const first = telegram.call('getUpdates', { timeout: 30 });
    await expect.poll(() => telegram.control.status().polling).toBe(true);
    const second = telegram.call('getUpdates', { timeout: 30 });
    expect(await first).toEqual({
      status: 409,
      body: {
        ok: false,
        error_code: 409,
        description:
          'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      },
    });
    const id = send(telegram, 'a');
    expect((await second).body.result[0].update_id).toBe(id);
    expect(telegram.control.counters().totals.conflicts409).toBe(1);
  });

  test('a poller that hung up takes nothing with it', async () => {
    const telegram = await withAnna();
    const hangUp = new AbortController();
    const poll = fetch(`${telegram.root}/getUpdates?timeout=30`, { signal: hangUp.signal });
    await expect.poll(() => telegram.control.status().polling).toBe(true);
    hangUp.abort();
    await expect(poll).rejects.toThrow();
    await expect.poll(() => telegram.control.status().polling).toBe(false);
    const id = send(telegram, 'a');
    expect(await idsOf(telegram)).toEqual([id]);
  });

  test('kinds that were not asked for are not queued, and the wish lasts', async () => {
    const telegram = await withAnna();
    await result(telegram, 'getUpdates', { allowed_updates: ['callback_query'] });
    send(telegram, 'a');
    expect(await idsOf(telegram)).toEqual([]);
    await result(telegram, 'getUpdates', { allowed_updates: [] });
    expect(await idsOf(telegram)).toEqual([]);
    const id = send(telegram, 'b');
    expect(await idsOf(telegram)).toEqual([id]);
  });

  test('an update sent again comes under its old id, although it was confirmed', async () => {
    const telegram = await withAnna();
    const id = send(telegram, 'a');
    expect(await idsOf(telegram, { offset: id + 1 })).toEqual([]);
    telegram.control.resend(id);
    expect(await idsOf(telegram, { offset: id + 1 })).toEqual([id]);
    expect(await idsOf(telegram, { offset: id + 1 })).toEqual([]);
  });

  test('after ids jumped down, new updates still reach a poller with the old offset', async () => {
    const telegram = await withAnna();
    const before = send(telegram, 'a');
    await idsOf(telegram, { offset: before + 1 });
    telegram.control.jumpUpdateIds(1000);
    expect(send(telegram, 'b')).toBe(1000);
    expect(await idsOf(telegram, { offset: before + 1 })).toEqual([1000]);
    expect(send(telegram, 'c')).toBe(1001);
    expect(await idsOf(telegram, { offset: 1001 })).toEqual([1001]);
  });

  test('a repeated batch comes twice although it was confirmed', async () => {
    const telegram = await withAnna();
    telegram.control.addFault({ method: 'getUpdates', kind: 'repeat-batch' });
    const ids = [send(telegram, 'a'), send(telegram, 'b')];
    expect(await idsOf(telegram)).toEqual(ids);
    expect(await idsOf(telegram, { offset: (ids[1] ?? 0) + 1 })).toEqual(ids);
    expect(await idsOf(telegram, { offset: (ids[1] ?? 0) + 1 })).toEqual([]);
  });
});

/** A bot's webhook that answers each request with the next status, then with 200. */
async function startReceiver(statuses: number[] = []) {
  const received: { secret: string | undefined; updateId: number; text: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const update = JSON.parse(body);
      const secret = request.headers['x-telegram-bot-api-secret-token'];
      received.push({ secret: String(secret), updateId: update.update_id, text: update.message?.text });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` };
}

describe('webhook', () => {
  test('updates come in order with the secret, what was waiting first', async () => {
    const telegram = await withAnna();
    const { received, url } = await startReceiver();
    send(telegram, 'a');
    await result(telegram, 'setWebhook', { url, secret_token: 'S3cret_-' });
    send(telegram, 'b');
    send(telegram, 'c');
    await expect.poll(() => received.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(received.every(({ secret }) => secret === 'S3cret_-')).toBe(true);
    await expect.poll(async () => (await result(telegram, 'getWebhookInfo')).pending_update_count).toBe(0);
  });

  test('a refused update is sent again before the next one, and the error is told', async () => {
    const telegram = await withAnna();
    const { received, url } = await startReceiver([500, 502]);
    await result(telegram, 'setWebhook', { url });
    send(telegram, 'a');
    send(telegram, 'b');
    await expect
      .poll(() => received.map(({ text }) => text), { timeout: 5000 })
      .toEqual(['a', 'a', 'a', 'b']);
    expect(await result(telegram, 'getWebhookInfo')).toMatchObject({
      url,
      last_error_date: expect.any(Number),
      last_error_message: 'Wrong response from the webhook: 502 Bad Gateway',
    });
    expect(telegram.control.counters().totals).toMatchObject({ webhookDeliveries: 2, webhookFailures: 2 });
  });

  test('while it is set, getUpdates is a conflict; setting it ends an open poll', async () => {
    const telegram = await withAnna();
    const { url } = await startReceiver();
    const open = telegram.call('getUpdates', { timeout: 30 });
    await expect.poll(() => telegram.control.status().polling).toBe(true);
    await result(telegram, 'setWebhook', { url });
    expect((await open).body.description).toBe('Conflict: terminated by setWebhook request');
    expect(await refusal(telegram, 'getUpdates')).toBe(
      "409 Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
    await result(telegram, 'deleteWebhook');
    expect(await result(telegram, 'getWebhookInfo')).toMatchObject({ url: '' });
    expect(await idsOf(telegram)).toEqual([]);
  });

  test('pending updates are dropped when asked', async () => {
    const telegram = await withAnna();
    send(telegram, 'a');
    await result(telegram, 'deleteWebhook', { drop_pending_updates: true });
    expect(await idsOf(telegram)).toEqual([]);
  });

  test.each([
    [
      { url: 'http://example.com/hook' },
      '400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
    ],
    [
      { url: 'https://example.com/hook', secret_token: 'no spaces' },
      '400 Bad Request: secret token contains unallowed characters',
    ],
  ])('%j is refused', async (params, expected) => {
    expect(await refusal(await withAnna(), 'setWebhook', params)).toBe(expected);
  });
});
