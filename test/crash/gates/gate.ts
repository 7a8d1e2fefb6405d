// A door between the bot and a server on the loopback address: every byte passes through us, in order, and may be
// held. Knows no protocol; a guard for each connection does.
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Guard {
  /** The bot's connection stands and nothing was read from it. False: it is not to be served. */
  readonly connected?: () => Promise<boolean>;
  /** Bytes of the bot; sends on what may go on. False: both sides are cut. */
  readonly fromClient: (chunk: Buffer) => Promise<boolean>;
  readonly fromServer: (chunk: Buffer) => Promise<boolean>;
  /** The server ended the connection; what it left unfinished can still be sent on. */
  readonly serverEnded?: () => Promise<void>;
}

export interface Wires {
  readonly toClient: (bytes: Buffer) => Promise<void>;
  readonly toServer: (bytes: Buffer) => Promise<void>;
  /** Reads the bot's side to its end, without serving it. */
  readonly drain: () => Promise<Buffer>;
}

export interface Gate {
  readonly port: number;
  /** Cuts every connection that stands. */
  readonly cutAll: () => void;
  readonly close: () => Promise<void>;
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** What a dead bot had sent stays on its way this long, as it would on a real network. */
const LINGER_MS = 300;

export async function openGate(target: Target, guardOf: (wires: Wires) => Guard): Promise<Gate> {
  const cuts = new Set<() => void>();
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (client) => {
    serve(client, target, guardOf, cuts);
  });
  const port = await listen(server);
  const cutAll = (): void => {
    for (const cut of [...cuts]) cut();
  };
  return {
    port,
    cutAll,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cutAll();
      }),
  };
}

function serve(
  client: Socket,
  target: Target,
  guardOf: (wires: Wires) => Guard,
  cuts: Set<() => void>,
): void {
  const upstream = connect({ ...target, noDelay: true });
  const cut = (): void => {
    cuts.delete(cut);
    client.resetAndDestroy();
    upstream.destroy();
  };
  cuts.add(cut);
  const guard = guardOf({
    toClient: (bytes) => write(client, bytes),
    toServer: (bytes) => write(upstream, bytes),
    drain: () => drain(client),
  });
  const fromClient = async (): Promise<void> => {
    if (guard.connected !== undefined && !(await guard.connected())) return cut();
    if (!(await pump(client, guard.fromClient))) return cut();
    setTimeout(cut, LINGER_MS).unref();
  };
  const fromServer = async (): Promise<void> => {
    if (!(await pump(upstream, guard.fromServer))) return cut();
    await guard.serverEnded?.();
    cuts.delete(cut);
    client.end();
  };
  fromClient().catch(() => setTimeout(cut, LINGER_MS).unref());
  fromServer().catch(cut);
}

/** False when `take` wants no more; true when the socket ended by itself. Rejects when it broke. */
async function pump(socket: Socket, take: (chunk: Buffer) => Promise<boolean>): Promise<boolean> {
  for await (const chunk of socket) if (!(await take(chunk))) return false;
  return true;
}

async function drain(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of socket) chunks.push(chunk);
  } catch {
    // Reset: what was read is what there was.
  }
  return Buffer.concat(chunks);
}

function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
