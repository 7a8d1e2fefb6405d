// A Postgres server of the run's own: made, started, restarted under the bot, ended. fsync is on.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFreePort } from './free-port.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';

export type RestartMode = 'immediate' | 'fast';

export interface OwnServer {
  /** Loopback. */
  readonly port: number;
  readonly restart: (mode: RestartMode) => Promise<void>;
  readonly close: () => Promise<void>;
}

const SIGNALS = { immediate: 'SIGQUIT', fast: 'SIGINT' } as const;
const SETTINGS = [
  'fsync=on',
  'synchronous_commit=on',
  'listen_addresses=127.0.0.1',
  'log_min_messages=fatal',
];
/** From this version on; without it a crash recovery opens every file of the cluster one by one. */
const SYNC_METHOD = { from: 14, setting: 'recovery_init_sync_method=syncfs' } as const;

/**
 * @param folder empty and ours; data and socket go below it
 * @param untilReady resolves when the server takes connections on the port
 */
export async function startOwnServer(
  binaries: PostgresBinaries,
  folder: string,
  user: string,
  untilReady: (port: number) => Promise<void>,
): Promise<OwnServer> {
  const { runAs, version } = binaries;
  const home = join(folder, 'postgres');
  mkdirSync(home, { mode: 0o700 });
  if (runAs !== undefined) chownSync(home, runAs.uid, runAs.gid);
  const as = { ...(runAs ?? {}), cwd: home };
  const data = join(home, 'data');
  const made = ['-D', data, '-U', user, '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  await promisify(execFile)(binaries.initdb, made, as);

  const port = await findFreePort();
  const isQuick = process.platform === 'linux' && version >= SYNC_METHOD.from;
  const settings = isQuick ? [...SETTINGS, SYNC_METHOD.setting] : SETTINGS;
  const args = ['-D', data, '-p', String(port), '-k', home, ...settings.flatMap((one) => ['-c', one])];
  const spawned = () => spawn(binaries.postgres, args, { ...as, stdio: 'ignore' });
  return run(spawned, port, untilReady);
}

async function run(
  spawned: () => ChildProcess,
  port: number,
  untilReady: (port: number) => Promise<void>,
): Promise<OwnServer> {
  let server: ChildProcess | undefined;
  let isClosed = false;
  const start = async (): Promise<void> => {
    if (isClosed) return;
    server = spawned();
    await untilReady(port);
  };
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = server;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await ended;
  };
  const onExit = () => void server?.kill('SIGQUIT');
  process.once('exit', onExit);
  await start();
  return {
    port,
    restart: async (mode) => {
      await stop(SIGNALS[mode]);
      await start();
    },
    close: async () => {
      isClosed = true;
      await stop('SIGQUIT');
      process.off('exit', onExit);
    },
  };
}
