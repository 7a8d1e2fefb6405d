import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHttpFetch, type HttpFetch, type Sending } from '../../src/exchange/http.ts';
import { HttpFailure } from '../../src/exchange/http-failure.ts';
import { answer, replying, type ScriptedServer, startScriptedServer } from './scripted-server.ts';
import { makeSelfSigned } from './self-signed.ts';

let server: ScriptedServer;
let fetch: HttpFetch;

beforeEach(async () => {
  server = await startScriptedServer();
  fetch = createHttpFetch({ connectTimeoutMs: 1_500, silenceTimeoutMs: 5_000, bodyBytesMax: 10_000 });
});
afterEach(async () => {
  await fetch.close();
  await server.close();
});

const get = (path = '/spot/x') => new Request(`${server.origin}${path}`);
const post = (url = `${server.origin}/spot/x`, body = '{"a":1}') =>
  new Request(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

async function failureOf(promise: Promise<Response>): Promise<HttpFailure> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HttpFailure)) throw new Error(`expected an HttpFailure, got ${String(error)}`);
  return error;
}

describe('what is sent', () => {
  it('is the body byte for byte, with its length, once', async () => {
    server.on(replying(200, '{"success":true}'));
    const body = '{"productId":"Überall","amount":0.0000001}';
    const response = await fetch(post(undefined, body));
    expect(await response.text()).toBe('{"success":true}');
    expect(server.posts().map((request) => request.body)).toEqual([body]);
    expect(server.posts()[0]?.headers['content-type']).toBe('application/json');
  });

  it('goes over HTTP/1.1 and asks for no compression', async () => {
    server.on(replying(200, '[]'));
    await fetch(get('/spot/x?pageNumber=1&pageSize=50'));
    expect(server.arrived[0]).toMatchObject({ path: '/spot/x?pageNumber=1&pageSize=50', method: 'GET' });
    expect(server.arrived[0]?.headers['accept-encoding']).toBe('identity');
  });

  it('shares connections among reads, and gives each POST a fresh one that it closes', async () => {
    server.on(replying(200, '{}'));
    for (let round = 0; round < 10; round += 1) await (await fetch(get())).text();
    for (let round = 0; round < 3; round += 1) await (await fetch(post())).text();
    const reads = server.arrived.filter((request) => request.method === 'GET');
    expect(new Set(reads.map((request) => request.connection)).size).toBeLessThan(reads.length);
    expect(new Set(server.posts().map((request) => request.connection)).size).toBe(3);
    expect(server.posts().every((request) => request.headers.connection === 'close')).toBe(true);
  });
});

describe('an answer', () => {
  it.each([301, 302, 303, 307, 308, 421, 401, 408, 429, 500, 503])(
    'with status %d is handed on as it is, and its POST is not repeated',
    async (status) => {
      server.on(
        replying(status, '{"code":1}', { location: `${server.origin}/spot/again`, 'retry-after': '3' }),
      );
      const response = await fetch(post());
      expect(response.status).toBe(status);
      expect(await response.text()).toBe('{"code":1}');
      expect(response.headers.get('retry-after')).toBe('3');
      expect(server.arrived).toHaveLength(1);
    },
  );

  it('may be chunked', async () => {
    server.on((socket) => {
      socket.write(
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{"\r\n3\r\na":\r\n2\r\n1}\r\n0\r\n\r\n',
      );
    });
    expect(await (await fetch(get())).text()).toBe('{"a":1}');
  });

  it.each([204, 205, 304])('with status %d has no body', async (status) => {
    server.on((socket) => {
      socket.write(`HTTP/1.1 ${status} None\r\ncontent-length: 0\r\n\r\n`);
    });
    const response = await fetch(get());
    expect([response.status, await response.text()]).toEqual([status, '']);
  });

  it('is read up to its limit and not beyond', async () => {
    server.on(replying(200, 'x'.repeat(10_000)));
    expect((await (await fetch(get())).text()).length).toBe(10_000);
    server.on(replying(200, 'x'.repeat(10_001)));
    expect(await failureOf(fetch(post()))).toMatchObject({ status: 200, connected: true });
  });

  it('keeps back every header the client does not need', async () => {
    server.on(replying(200, '{}', { 'set-cookie': 'session=1', 'x-echo': 'key' }));
    expect([...(await fetch(get())).headers.keys()]).toEqual(['content-type']);
  });
});

describe('a failure after the request left', () => {
  it.each<[string, (server: ScriptedServer) => void]>([
    ['a reset after the body', (s) => s.on((socket) => socket.resetAndDestroy())],
    ['a close without an answer', (s) => s.on((socket) => socket.end())],
    ['half a head', (s) => s.on((socket) => socket.end('HTTP/1.1 200 O'))],
    ['no HTTP at all', (s) => s.on((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))],
    ['a reset before the body was read', (s) => s.onHead((socket) => socket.resetAndDestroy() !== undefined)],
  ])('%s says that a connection stood, and the POST came at most once', async (_what, script) => {
    script(server);
    const failure = await failureOf(fetch(post()));
    expect(failure.connected).toBe(true);
    expect(failure.status).toBeUndefined();
    expect(server.posts().length).toBeLessThanOrEqual(1);
    expect(server.connections()).toBe(1);
  });

  it('names the status of an answer whose body broke off', async () => {
    server.on((socket) => socket.end(answer(200, '{"success":true}').slice(0, -4)));
    expect(await failureOf(fetch(post()))).toMatchObject({ connected: true, status: 200 });
    expect(server.posts()).toHaveLength(1);
  });

  it('is an abort when the caller has waited long enough', async () => {
    server.on(() => undefined);
    const failure = await failureOf(fetch(new Request(post(), { signal: AbortSignal.timeout(200) })));
    expect(failure).toMatchObject({ code: 'ABORTED', connected: true });
    expect(server.posts()).toHaveLength(1);
  });
});

describe('a failure before anything was sent', () => {
  it('is a refused connection', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const failure = await failureOf(fetch(post(`http://127.0.0.1:${port}/`)));
    expect(failure).toMatchObject({ code: 'ECONNREFUSED', connected: false });
  });

  it('is a name that does not resolve', async () => {
    const failure = await failureOf(fetch(post('http://no-such-host.invalid/')));
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(failure.code);
    expect(failure.connected).toBe(false);
  });

  it('is a handshake that never ends', async () => {
    const failure = await failureOf(fetch(post(server.origin.replace('http:', 'https:'))));
    expect(failure).toMatchObject({ code: 'UND_ERR_CONNECT_TIMEOUT', connected: false });
  });

  it('is a connection that is reset during the handshake', async () => {
    const resetting = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.resetAndDestroy());
    });
    await new Promise<void>((resolve) => resetting.listen(0, '127.0.0.1', resolve));
    const { port } = resetting.address() as AddressInfo;
    const failure = await failureOf(fetch(post(`https://127.0.0.1:${port}/`)));
    expect(failure).toMatchObject({ code: 'ECONNRESET', connected: false });
    await new Promise((resolve) => resetting.close(resolve));
  });

  it('is a certificate that nobody has signed, even when the environment says not to look', async () => {
    const tlsServer = await startScriptedServer(makeSelfSigned());
    tlsServer.on(replying(200, '{"success":true}'));
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    try {
      const failure = await failureOf(fetch(post(`${tlsServer.origin}/`)));
      expect(failure).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT', connected: false });
      expect(await failureOf(fetch(new Request(tlsServer.origin)))).toMatchObject({
        code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      });
      expect(tlsServer.arrived).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
      await tlsServer.close();
    }
  });

  it('is a connection that stood too late', async () => {
    const asked: number[] = [];
    const sending: Sending = {
      mayStillSend: () => {
        asked.push(server.connections());
        return false;
      },
    };
    const failure = await failureOf(fetch(post(), sending));
    expect(failure).toMatchObject({ code: 'TOO_LATE', connected: false });
    expect(asked).toHaveLength(1);
    expect(server.arrived).toEqual([]);
  });
});
