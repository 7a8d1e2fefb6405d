// One running demo and one browser for a suite: started before it, ended after it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchChromium } from './chromium.ts';
import { type DemoProcess, startDemo } from './demo-process.ts';
import { openScreen, type Screen, type ScreenOptions, START_MS } from './demo-screen.ts';

export interface RunningDemo {
  readonly open: (options: ScreenOptions) => Promise<Screen>;
  /** Ctrl-C; the exit code. */
  readonly interrupt: () => Promise<number | null>;
  /** Once more, with the same data. */
  readonly startAgain: () => Promise<void>;
}

export function useDemo(): RunningDemo {
  let dir: string;
  let browser: Browser | undefined;
  let demo: DemoProcess | undefined;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'earnest-page-'));
    [demo, browser] = await Promise.all([startDemo(dir), launchChromium()]);
  }, START_MS);

  afterAll(async () => {
    await browser?.close();
    await demo?.interrupt();
    await rm(dir, { recursive: true, force: true });
  }, START_MS);

  return {
    open: (options) => {
      if (browser === undefined || demo === undefined) throw new Error('the demo is there inside tests only');
      return openScreen(browser, demo.url, options);
    },
    interrupt: async () => {
      const ending = demo;
      demo = undefined;
      return ending === undefined ? null : ending.interrupt();
    },
    startAgain: async () => {
      demo = await startDemo(dir);
    },
  };
}
