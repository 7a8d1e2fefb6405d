// The socket under a connection to Postgres. Speaks no protocol.
import { connect, type Socket } from 'node:net';

/** What postgres.js hands to its (undocumented in its types) `socket` option: its own parsed options. */
export interface SocketTarget {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path: string | false | undefined;
}

export function dial(target: SocketTarget): Socket {
  const host = target.host[0] ?? 'localhost';
  if (target.path) return connect(target.path);
  // postgres.js verifies the server's certificate against this name.
  return Object.assign(connect(target.port[0] ?? 5432, host), { host });
}

export function untilConnected(socket: Socket, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(new Error('connect timeout')), timeoutMs);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', reject);
      resolve();
    });
    socket.once('error', reject);
    socket.once('close', () => clearTimeout(timer));
  });
}
