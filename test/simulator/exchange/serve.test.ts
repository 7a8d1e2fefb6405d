import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { serveExchange } from '../../../src/simulator/exchange/serve.ts';
import { openExchange } from './harness.ts';

describe('the server', () => {
  test('ends idle and hanging connections when it closes, and can be closed twice', async () => {
    const { simulator, control } = await openExchange();
    const server = await serveExchange(simulator);
    const { port } = new URL(server.url);
    const idle = connect(Number(port), '127.0.0.1');
    await once(idle, 'connect');
    control.addFault({ kind: 'hang' });
    const hanging = fetch(`${server.url}/spot/api/v3.2/invest/products`).catch(() => 'lost');
    await expect.poll(async () => (await control.ledger()).requests.length).toBe(1);
    const ended = once(idle, 'close');
    await server.close();
    await server.close();
    expect(await hanging).toBe('lost');
    await ended;
  });

  test('takes the port it is given, or says that it is taken', async () => {
    const { simulator } = await openExchange();
    const server = await serveExchange(simulator);
    const port = Number(new URL(server.url).port);
    await expect(serveExchange(simulator, { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await server.close();
    const again = await serveExchange(simulator, { host: '127.0.0.1', port });
    expect(again.url).toBe(server.url);
    await again.close();
  });

  test('answers a bug with 500 and goes on', async () => {
    const store = {
      withAccount: () => Promise.reject(new Error('no disk')),
      create: () => Promise.resolve(),
      list: () => Promise.reject(new Error('no disk')),
    };
    const { simulator } = await openExchange({ store });
    const server = await serveExchange(simulator);
    const failed = await fetch(`${server.url}/control/accounts`);
    expect(failed.status).toBe(500);
    expect(await failed.text()).not.toContain('no disk');
    expect((await fetch(`${server.url}/sim/clock`)).status).toBe(200);
    await server.close();
  });
});
