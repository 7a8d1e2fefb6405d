// Starts a bot as a process with nothing but the given settings, and says when it is at work and when it has ended.
import { spawn } from 'node:child_process';
import type { WriteStream } from 'node:fs';

export interface ProcessOptions {
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** An empty directory, so that nobody's `.env` is read. */
  readonly cwd: string;
  /** Stands in the output when the bot is at work. */
  readonly readyMark: string;
}

export interface BotProcess {
  readonly kill: () => void;
  /** Resolves when it has ended and all it wrote is read. */
  readonly closed: Promise<void>;
}

/** @param onReady is called at most once, and never after `onExit` */
export function startProcess(
  { entry, env, cwd, readyMark }: ProcessOptions,
  log: WriteStream,
  { onReady, onExit }: { readonly onReady: () => void; readonly onExit: () => void },
): BotProcess {
  const child = spawn(process.execPath, [entry], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let seen = '';
  let isWaiting = true;
  const read = (chunk: Buffer): void => {
    log.write(chunk);
    if (!isWaiting) return;
    seen += chunk.toString('utf8');
    if (!seen.includes(readyMark)) return;
    isWaiting = false;
    onReady();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  child.once('exit', () => {
    isWaiting = false;
    onExit();
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return { kill: () => void child.kill('SIGKILL'), closed };
}
