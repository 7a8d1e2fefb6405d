import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { Api, InputFile } from 'grammy';
import type { Dispatcher } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTelegramCall } from '../../src/bot/telegram-call.ts';
import { createTelegramDispatcher, createTelegramFetch } from '../../src/bot/telegram-fetch.ts';

const token = '123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0';

interface Seen {
  readonly path: string;
  readonly type: string;
  readonly body: string;
  readonly port: number | undefined;
}

let server: Server;
let apiRoot: string;
let dispatcher: Dispatcher;
let seen: Seen[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

const json = (status: number, body: unknown) => (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
const fine = json(200, { ok: true, result: { message_id: 5, date: 1, chat: { id: 1, type: 'private' } } });

beforeEach(async () => {
  seen = [];
  answer = fine;
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({
        path: request.url ?? '',
        type: request.headers['content-type'] ?? '',
        body: Buffer.concat(chunks).toString(),
        port: request.socket.remotePort,
      });
      answer(request, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  dispatcher = createTelegramDispatcher();
});

afterEach(async () => {
  await dispatcher.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const apiWith = (obeyUpToMs: number) =>
  new Api(token, { apiRoot, fetch: createTelegramFetch({ obeyUpToMs, dispatcher }) });

const failure = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it should have failed');
};

describe('grammY over the Telegram fetch', () => {
  it('sends JSON and reads the answer', async () => {
    const message = await apiWith(0).sendMessage(1, 'hello');
    expect(message.message_id).toBe(5);
    expect(seen).toMatchObject([
      { path: `/bot${token}/sendMessage`, type: 'application/json', body: '{"chat_id":1,"text":"hello"}' },
    ]);
  });

  it('sends a file as multipart', async () => {
    await apiWith(0).sendDocument(1, new InputFile(Buffer.from('a,b\n1,2'), 'export.csv'));
    expect(seen[0]?.type).toMatch(/^multipart\/form-data; boundary=/);
    expect(seen[0]?.body).toContain('a,b\n1,2');
    expect(seen[0]?.body).toContain('export.csv');
  });

  it('uses its connections again', async () => {
    const api = apiWith(0);
    for (let i = 0; i < 20; i += 1) await api.sendMessage(1, 'again');
    // A connection may still be closing its last answer when the next call begins: then a second one serves.
    expect(new Set(seen.map((call) => call.port)).size).toBeLessThanOrEqual(2);
  });

  it('obeys a short 429 and sends the same text again', async () => {
    let times = 0;
    answer = (request, response) => {
      times += 1;
      const busy = { ok: false, error_code: 429, description: 'Too Many', parameters: { retry_after: 0.05 } };
      (times < 3 ? json(429, busy) : fine)(request, response);
    };
    await apiWith(1_000).sendMessage(1, 'patient');
    expect(seen.map((call) => JSON.parse(call.body).text)).toEqual(['patient', 'patient', 'patient']);
  });

  it('hands a 429 on when its wait is longer than allowed', async () => {
    answer = json(429, {
      ok: false,
      error_code: 429,
      description: 'Too Many',
      parameters: { retry_after: 300 },
    });
    const error = await failure(apiWith(1_000).sendMessage(1, 'x'));
    expect(error).toMatchObject({ error_code: 429, parameters: { retry_after: 300 } });
    expect(seen).toHaveLength(1);
  });

  it('gives up a 429 that does not end', async () => {
    answer = json(429, { ok: false, error_code: 429, description: 'x', parameters: { retry_after: 0 } });
    expect(await failure(apiWith(1_000).sendMessage(1, 'x'))).toMatchObject({ error_code: 429 });
    expect(seen).toHaveLength(4);
  });

  it('stops when the caller aborts, through the signal of grammY', async () => {
    answer = () => undefined;
    const controller = new AbortController();
    const call = failure(apiWith(0).getUpdates({ timeout: 25 }, controller.signal as never));
    await expect.poll(() => seen.length).toBe(1);
    controller.abort();
    expect(await call).toMatchObject({ error: { code: 'ABORTED' } });
  });

  it('follows no redirect', async () => {
    answer = (_request, response) => response.writeHead(307, { location: `${apiRoot}/elsewhere` }).end();
    await failure(apiWith(0).sendMessage(1, 'x'));
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['a reset', (request: IncomingMessage) => void request.socket.destroy()],
    [
      'a page instead of JSON',
      (_: IncomingMessage, response: ServerResponse) => void response.writeHead(502).end('<html>'),
    ],
    [
      'half an answer',
      (request: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"ok":');
        setTimeout(() => request.socket.destroy(), 20);
      },
    ],
  ])('carries neither token nor address in its error after %s', async (_what, play) => {
    answer = play;
    const error = await failure(apiWith(0).sendMessage(1, 'planted-text'));
    const shown = `${inspect(error, { depth: 12, showHidden: true })} ${JSON.stringify(error)} ${error}`;
    expect(shown).toContain('TelegramFetchError');
    expect(shown).not.toContain(token);
    expect(shown).not.toContain('planted-text');
  });
});

describe('a Telegram call', () => {
  const callTo = (root: string) =>
    createTelegramCall({ apiRoot: root, token, fetch: createTelegramFetch({ obeyUpToMs: 0, dispatcher }) });

  it('gives the result', async () => {
    answer = json(200, { ok: true, result: [1, 2] });
    expect(await callTo(apiRoot)('getUpdates', { limit: 2 })).toEqual({ kind: 'ok', result: [1, 2] });
    expect(seen[0]?.body).toBe('{"limit":2}');
  });

  it('gives a refusal with its wait', async () => {
    answer = json(429, {
      ok: false,
      error_code: 429,
      description: 'Too Many Requests',
      parameters: { retry_after: 7 },
    });
    expect(await callTo(apiRoot)('sendMessage', {})).toEqual({
      kind: 'refused',
      status: 429,
      description: 'Too Many Requests',
      retryAfterMs: 7_000,
    });
  });

  it('knows that nothing was sent when no connection was made', async () => {
    const closed = apiRoot;
    await new Promise((done) => server.close(done));
    expect(await callTo(closed)('sendMessage', {})).toEqual({
      kind: 'failed',
      sent: false,
      code: 'ECONNREFUSED',
    });
    server.listen(0);
  });

  it('counts as sent what was cut off without an answer', async () => {
    answer = (request) => void request.socket.destroy();
    expect(await callTo(apiRoot)('sendMessage', {})).toMatchObject({ kind: 'failed', sent: true });
  });

  it('counts a page of a proxy as sent and unreadable', async () => {
    answer = (_request, response) => response.writeHead(502).end('<html>bad gateway</html>');
    expect(await callTo(apiRoot)('sendMessage', {})).toEqual({
      kind: 'failed',
      sent: true,
      code: 'HTTP_502_UNREADABLE',
    });
  });

  it('gives up after its time', async () => {
    answer = () => undefined;
    expect(await callTo(apiRoot)('getUpdates', {}, { timeoutMs: 50 })).toMatchObject({
      kind: 'failed',
      sent: true,
    });
  });

  it('refuses an answer that does not end', async () => {
    answer = (_request, response) => {
      response.writeHead(200);
      response.end(Buffer.alloc(6 * 1024 * 1024, 'x'));
    };
    expect(await callTo(apiRoot)('getUpdates', {})).toMatchObject({
      kind: 'failed',
      code: 'ANSWER_TOO_LARGE',
    });
  });
});
