import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createHttpApp, startHttpServer } from '../../src/http/server.ts';
import { createLogBook } from '../jobs/log-book.ts';

describe('the http server', () => {
  it('picks a free port when asked for port 0 and tells which', async () => {
    const server = await startHttpServer(createHttpApp([], createLogBook().log), {
      host: '127.0.0.1',
      port: 0,
    });
    expect(server.port).toBeGreaterThan(0);
    await server.stop();
  });

  it('says so when the port is taken', async () => {
    const app = createHttpApp([], createLogBook().log);
    const first = await startHttpServer(app, { host: '127.0.0.1', port: 0 });
    await expect(startHttpServer(app, { host: '127.0.0.1', port: first.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
    await first.stop();
  });

  it('answers an error without a word about it, and logs it', async () => {
    const book = createLogBook();
    const broken = new Hono().get('/broken', () => {
      throw new Error('planted-detail');
    });
    const answer = await createHttpApp([broken], book.log).request('/broken');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('planted');
    expect(book.events()).toEqual(['http.failed']);
  });

  it('lets a request under way finish when it stops', async () => {
    const gate = Promise.withResolvers<void>();
    const slow = new Hono().get('/slow', async (context) => {
      await gate.promise;
      return context.text('done');
    });
    const server = await startHttpServer(createHttpApp([slow], createLogBook().log), {
      host: '127.0.0.1',
      port: 0,
    });
    const answer = fetch(`http://127.0.0.1:${server.port}/slow`, { headers: { connection: 'close' } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const stopped = server.stop();
    gate.resolve();
    expect(await (await answer).text()).toBe('done');
    await stopped;
    await expect(fetch(`http://127.0.0.1:${server.port}/slow`)).rejects.toThrow();
  });
});
