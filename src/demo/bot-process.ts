// Runs the real bot (main.ts) as a process of its own, brings it back whenever it ends, and can kill it for real.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';

/** First wait before the bot comes back; doubles while it keeps ending young. */
const RESTART_MS = 250;
const RESTART_MAX_MS = 5_000;
/** A bot that lived this long starts again without a longer wait. */
const GROWN_UP_MS = 10_000;
/** The bot's own shutdown takes at most 10 s; later it is ended for real. */
const STOP_MS = 12_000;

export interface BotState {
  readonly running: boolean;
  /** Of the living process. */
  readonly pid: number | undefined;
  readonly kills: number;
  readonly restarts: number;
}

export interface BotProcess {
  readonly state: () => BotState;
  /** A real SIGKILL; the process comes back by itself. */
  readonly kill: () => void;
  /** SIGTERM, and no coming back. */
  readonly stop: () => Promise<void>;
}

export interface BotProcessOptions {
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Everything the bot writes goes to this file, newest run only. */
  readonly logFile: string;
  /** A line of the bot's output that says it is at work. */
  readonly readyMark: RegExp;
  readonly onChange: () => void;
  readonly now: () => number;
}

/** Starts the bot at once. `env` is all it gets: nothing of the operator's own settings leaks in. */
export function startBotProcess(options: BotProcessOptions): BotProcess {
  const log = createWriteStream(options.logFile, { flags: 'w' });
  let child: ChildProcess | undefined;
  let ready = false;
  let stopping = false;
  let kills = 0;
  let starts = 0;
  let waitMs = RESTART_MS;
  let timer: NodeJS.Timeout | undefined;

  function start(): void {
    starts += 1;
    ready = false;
    const startedAt = options.now();
    const started = spawn(process.execPath, [options.entry], {
      env: { ...options.env },
      // Away from the project's folder: an operator's .env there is not the demo's.
      cwd: options.cwd,
      // In a group of its own: the terminal's Ctrl-C is for the demo, which tells the bot once. The channel says
      // nothing; it breaks when the demo is killed, and then the bot ends too.
      detached: true,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child = started;
    const read = (chunk: Buffer) => {
      log.write(chunk);
      if (!ready && options.readyMark.test(chunk.toString('utf8'))) {
        ready = true;
        options.onChange();
      }
    };
    started.stdout?.on('data', read);
    started.stderr?.on('data', read);
    started.once('exit', () => {
      child = undefined;
      ready = false;
      options.onChange();
      if (stopping) return;
      waitMs = options.now() - startedAt > GROWN_UP_MS ? RESTART_MS : Math.min(waitMs * 2, RESTART_MAX_MS);
      timer = setTimeout(start, waitMs);
    });
  }

  start();
  return {
    state: () => ({ running: ready, pid: child?.pid, kills, restarts: starts - 1 }),
    kill: () => {
      if (child === undefined) return;
      kills += 1;
      // A kill on purpose is no illness: come back at once.
      waitMs = RESTART_MS / 2;
      child.kill('SIGKILL');
    },
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      const ending = child;
      if (ending !== undefined) {
        const ended = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
        ending.kill('SIGTERM');
        const hard = setTimeout(() => ending.kill('SIGKILL'), STOP_MS);
        await ended;
        clearTimeout(hard);
      }
      await new Promise<void>((resolve) => log.end(resolve));
    },
  };
}

/** Where main.ts is, seen from this file. */
export const MAIN_ENTRY = join(import.meta.dirname, '..', 'main.ts');
