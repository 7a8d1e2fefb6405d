import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpApp, type HttpServer, startHttpServer } from '../../src/http/server.ts';
import { createWebhookRoutes, WEBHOOK_PATH } from '../../src/http/webhook.ts';
import { createLogBook } from '../jobs/log-book.ts';

const secret = 'right_Secret-1';
let server: HttpServer;
let stored: unknown[];
let accept: (updates: readonly unknown[]) => Promise<number>;

beforeEach(async () => {
  stored = [];
  accept = async (updates) => stored.push(...updates);
  const book = createLogBook();
  const routes = createWebhookRoutes({ secret, accept: (updates) => accept(updates), log: book.log });
  server = await startHttpServer(createHttpApp([routes], book.log), { host: '127.0.0.1', port: 0 });
});
afterEach(() => server.stop());

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${server.port}${WEBHOOK_PATH}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', connection: 'close', ...headers },
  });
const withSecret = (given: string) => ({ 'x-telegram-bot-api-secret-token': given });

describe('the webhook', () => {
  it('answers 200 only after the update is stored', async () => {
    const gate = Promise.withResolvers<void>();
    accept = async (updates) => {
      await gate.promise;
      return stored.push(...updates);
    };
    let answered = false;
    const answer = post('{"update_id":1}', withSecret(secret)).finally(() => {
      answered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answered).toBe(false);
    gate.resolve();
    expect((await answer).status).toBe(200);
    expect(stored).toEqual([{ update_id: 1 }]);
  });

  it.each([
    ['no secret', {}],
    ['an empty secret', withSecret('')],
    ['a wrong secret', withSecret('wrong')],
    ['a prefix of the secret', withSecret(secret.slice(0, -1))],
    ['the secret and more', withSecret(`${secret}x`)],
    ['the secret in another case', withSecret(secret.toUpperCase())],
  ])('answers 401 and stores nothing with %s', async (_what, headers) => {
    expect((await post('{"update_id":1}', headers)).status).toBe(401);
    expect(stored).toEqual([]);
  });

  it('answers 401 before a body has arrived', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port: server.port, path: WEBHOOK_PATH, method: 'POST' });
      call.setHeader('content-length', '1000000');
      call.flushHeaders();
      call.on('response', (answer) => {
        resolve(answer.statusCode);
        call.destroy();
      });
      call.on('error', reject);
    });
    expect(status).toBe(401);
  });

  it('takes one megabyte and not one byte more', async () => {
    const bodyOf = (bytes: number) => {
      const empty = JSON.stringify({ update_id: 1, text: '' });
      return JSON.stringify({ update_id: 1, text: 'x'.repeat(bytes - empty.length) });
    };
    expect((await post(bodyOf(1024 * 1024), withSecret(secret))).status).toBe(200);
    expect((await post(bodyOf(1024 * 1024 + 1), withSecret(secret))).status).toBe(413);
    expect(stored).toHaveLength(1);
  });

  it('answers 400 to what is not JSON and stores nothing', async () => {
    expect((await post('<html>', withSecret(secret))).status).toBe(400);
    expect(stored).toEqual([]);
  });

  it('answers 503 when the update is not stored, so that Telegram posts it again', async () => {
    accept = () => Promise.reject(new Error('database away'));
    expect((await post('{"update_id":1}', withSecret(secret))).status).toBe(503);
  });

  it('knows no other path and no other method', async () => {
    const root = `http://127.0.0.1:${server.port}`;
    expect((await fetch(`${root}/`, { headers: { connection: 'close' } })).status).toBe(404);
    const get = await fetch(root + WEBHOOK_PATH, { headers: { ...withSecret(secret), connection: 'close' } });
    expect(get.status).toBe(404);
  });
});
