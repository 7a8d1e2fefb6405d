// A server on a raw socket that records what arrives and answers as scripted, also in ways no HTTP library would.
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export interface Arrived {
  readonly method: string;
  /** With query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Number of the connection, from 1. */
  readonly connection: number;
}

/** What happens when a whole request has arrived. */
export type Script = (socket: Socket, request: Arrived) => void;

export interface ScriptedServer {
  readonly origin: string;
  /** Base URL with `/spot`. */
  readonly baseUrl: string;
  readonly arrived: readonly Arrived[];
  /** POSTs of which at least the head arrived. */
  posts(): readonly Arrived[];
  connections(): number;
  /** Replaces the script for complete requests. */
  on(script: Script): void;
  /** Called as soon as a head is complete, before its body; true: the request is dealt with. */
  onHead(script: ((socket: Socket) => boolean) | undefined): void;
  close(): Promise<void>;
}

/** The bytes of an ordinary answer. */
export function answer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries({
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Scripted\r\n${lines.join('')}\r\n${body}`;
}

/** A script that gives the same answer to every request. */
export function replying(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Script {
  return (socket) => {
    socket.write(answer(status, body, headers));
  };
}

export async function startScriptedServer(tls?: TlsOptions): Promise<ScriptedServer> {
  const arrived: Arrived[] = [];
  const sockets = new Set<Socket>();
  let script: Script = replying(404, '');
  let headScript: ((socket: Socket) => boolean) | undefined;
  let connections = 0;

  const serve = (socket: Socket) => {
    connections += 1;
    const connection = connections;
    let buffered = Buffer.alloc(0);
    let headSeen = false;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      buffered = Buffer.concat([buffered, chunk]);
      const end = buffered.indexOf('\r\n\r\n');
      if (end < 0) return;
      const { method, path, headers } = parseHead(buffered.subarray(0, end).toString());
      if (!headSeen && headScript?.(socket) === true) {
        arrived.push({ method, path, headers, body: '', connection });
        headSeen = true;
        return;
      }
      headSeen = true;
      const length = Number(headers['content-length'] ?? 0);
      const body = buffered.subarray(end + 4);
      if (body.length < length) return;
      buffered = body.subarray(length);
      headSeen = false;
      const request = { method, path, headers, body: body.subarray(0, length).toString(), connection };
      arrived.push(request);
      script(socket, request);
    });
  };

  const server: Server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    baseUrl: `${origin}/spot`,
    arrived,
    posts: () => arrived.filter((request) => request.method === 'POST'),
    connections: () => connections,
    on: (next) => {
      script = next;
    },
    onHead: (next) => {
      headScript = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parseHead(head: string): Pick<Arrived, 'method' | 'path' | 'headers'> {
  const [first = '', ...lines] = head.split('\r\n');
  const [method = '', path = ''] = first.split(' ');
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { method, path, headers };
}
