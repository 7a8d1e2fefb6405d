// The demo as a person starts it: a child process that prints one address and ends on Ctrl-C.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { PageAct } from '../../src/simulator/page/contract.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** The address comes before the bot is ready; 20 s is the promise, a loaded machine gets more. */
const ADDRESS_MS = 60_000;
/** The demo waits up to 12 s for its bot. */
const STOP_MS = 30_000;

export interface DemoProcess {
  readonly url: string;
  /** Everything it wrote so far. */
  readonly output: () => string;
  /** Ctrl-C; the exit code. Ends it hard when it does not obey. */
  readonly interrupt: () => Promise<number | null>;
  /** SIGKILL, to it alone. */
  readonly kill: () => Promise<void>;
}

export interface DemoRun {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

/**
 * Starts `npm run demo` with these arguments, in a process group as a terminal gives it one; only what the demo needs
 * is in its environment.
 */
export function runDemo(dataDir: string, args: readonly string[]): DemoRun {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'src', 'demo.ts'), ...args],
    {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const read = (chunk: Buffer) => {
    output += chunk.toString('utf8');
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { process: child, output: () => output, ended };
}

/** A port of this machine that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Does to the demo's world what its page can do, as soon as the page is there: while a story is played too. */
export async function actOnDemo(run: DemoRun, port: number, act: PageAct): Promise<void> {
  const endAt = performance.now() + ADDRESS_MS;
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(act),
  };
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/act`, request).catch(() => undefined);
    if (answer?.ok) return;
    if (answer !== undefined || performance.now() > endAt || run.process.exitCode !== null) {
      throw new Error(`the demo does not do this (${answer?.status ?? 'no answer'}): ${run.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function findAddress(run: DemoRun): Promise<string> {
  const endAt = performance.now() + ADDRESS_MS;
  for (;;) {
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(run.output()) ?? [];
    if (address !== undefined) return address;
    if (performance.now() > endAt || run.process.exitCode !== null) {
      run.process.kill('SIGKILL');
      throw new Error(`the demo printed no address: ${run.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A terminal signals everyone in its group, not the one process that a test knows. */
function signalGroup({ process: leader }: DemoRun, signal: NodeJS.Signals): void {
  if (leader.pid !== undefined && leader.exitCode === null) process.kill(-leader.pid, signal);
}

/** Starts the demo on a free port and waits for its address. */
export async function startDemo(dataDir: string): Promise<DemoProcess> {
  const run = runDemo(dataDir, ['--port', '0']);
  const url = await findAddress(run);
  return {
    url,
    output: run.output,
    interrupt: async () => {
      signalGroup(run, 'SIGINT');
      const hard = setTimeout(() => signalGroup(run, 'SIGKILL'), STOP_MS);
      const code = await run.ended;
      clearTimeout(hard);
      return code;
    },
    kill: async () => {
      run.process.kill('SIGKILL');
      await run.ended;
    },
  };
}
