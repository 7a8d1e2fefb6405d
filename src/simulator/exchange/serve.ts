// The simulated exchange as a real HTTP server: plays faults of the connection on the socket, and closes at once.
import type { Server, ServerResponse } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { ConnectionDropped, type Drop } from './connection-dropped.ts';

/** What the server needs of the simulator: a fetch that throws {@link ConnectionDropped}. */
export interface ServedApp {
  readonly app: { fetch(request: Request): Response | Promise<Response> };
}

export interface ServedExchange {
  /** `http://host:port`; the Earn API is below `/spot`. */
  readonly url: string;
  /** Connections are refused and open ones reset until {@link ServedExchange.listenAgain}: no byte arrives. */
  refuse(): Promise<void>;
  /** Listens on the same port again. */
  listenAgain(): Promise<void>;
  /** Ends every connection, idle ones and hanging ones too, and the server. */
  close(): Promise<void>;
}

/** Port 0 picks a free one. Rejects when the address cannot be had. */
export async function serveExchange(
  simulator: ServedApp,
  { host = '127.0.0.1', port = 0 }: { readonly host?: string; readonly port?: number } = {},
): Promise<ServedExchange> {
  const server = createAdaptorServer({
    overrideGlobalObjects: false,
    fetch: async (request, { outgoing }) => {
      try {
        return await simulator.app.fetch(request);
      } catch (error) {
        if (!(error instanceof ConnectionDropped && 'req' in outgoing)) throw error;
        // The adapter's HTTP/2 response never gets here: the server speaks HTTP/1.1.
        playDrop(error.drop, outgoing as ServerResponse);
        return RESPONSE_ALREADY_SENT;
      }
    },
  }) as Server;
  await listen(server, host, port);
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host}:${boundPort}`,
    refuse: () => stop(server),
    listenAgain: () => listen(server, host, boundPort),
    close: () => stop(server),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  if (server.listening) return Promise.resolve();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function stop(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function playDrop(drop: Drop, outgoing: ServerResponse): void {
  switch (drop.how) {
    case 'reset':
      outgoing.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
    case 'half': {
      const body = Buffer.from(drop.answer.body);
      outgoing.writeHead(drop.answer.status, {
        ...drop.answer.headers,
        'content-length': String(body.length),
      });
      outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), () => outgoing.socket?.destroy());
    }
  }
}
