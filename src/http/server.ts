// The http server: the routes it is given on one address. Knows no route by itself and adds no header but safe ones.
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import type { Log } from '../app/ports.ts';

/** A request that is not whole by then is cut off: slow senders hold no connection for long. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface HttpServer {
  /** Where it listens; the port is the chosen one when 0 was asked for. */
  readonly host: string;
  readonly port: number;
  /** Takes no new connection, lets requests under way finish. */
  stop(): Promise<void>;
}

/** Joins routes into one application. An error answers 500 without a word about it. */
export function createHttpApp(routes: readonly Hono[], log: Log): Hono {
  const app = new Hono();
  for (const route of routes) app.route('/', route);
  app.notFound((context) => context.text('Not found', 404));
  app.onError((error, context) => {
    log.error('http.failed', { error });
    return context.text('Internal error', 500);
  });
  return app;
}

/** Listens. Rejects when the address is taken or not allowed. */
export async function startHttpServer(
  app: Hono,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<HttpServer> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    // The adapter would replace the process's Request and Response for everyone.
    overrideGlobalObjects: false,
    serverOptions: { requestTimeout: REQUEST_TIMEOUT_MS },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return {
    host,
    port: isAddressInfo(address) ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      }),
  };
}

function isAddressInfo(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
