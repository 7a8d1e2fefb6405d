import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BotProcess, startBotProcess } from '../../src/demo/bot-process.ts';

const PATIENCE = { timeout: 20_000 };

let dir: string;
let bot: BotProcess;
let changes: number;

function start(env: Readonly<Record<string, string>> = {}): BotProcess {
  changes = 0;
  bot = startBotProcess({
    entry: join(import.meta.dirname, 'fake-bot.ts'),
    env,
    cwd: dir,
    logFile: join(dir, 'bot.log'),
    readyMark: /"bot\.ready"/,
    onChange: () => {
      changes += 1;
    },
    now: () => Date.now(),
  });
  return bot;
}

beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'earnest-bot-')));
});
afterEach(async () => {
  await bot.stop();
  await rm(dir, { recursive: true, force: true });
});

describe('the bot of the demo', () => {
  it('is at work only once it said so', async () => {
    start();
    expect(bot.state()).toMatchObject({ running: false, kills: 0, restarts: 0 });
    await expect.poll(() => bot.state().running, PATIENCE).toBe(true);
    expect(bot.state().pid).toBeGreaterThan(0);
    expect(changes).toBe(1);
  });

  it('gets nothing but the settings it is given, in a folder of its own', async () => {
    start({ BOT_TOKEN: 'demo' });
    await expect.poll(() => bot.state().running, PATIENCE).toBe(true);
    await bot.stop();
    const [first = ''] = (await readFile(join(dir, 'bot.log'), 'utf8')).split('\n');
    expect(JSON.parse(first)).toEqual({ cwd: dir, env: ['BOT_TOKEN'] });
  });

  it('is another process after a kill, without being asked', async () => {
    start();
    await expect.poll(() => bot.state().running, PATIENCE).toBe(true);
    const { pid } = bot.state();
    bot.kill();
    await expect.poll(() => bot.state().running, PATIENCE).toBe(false);
    await expect.poll(() => bot.state().running, PATIENCE).toBe(true);
    expect(bot.state()).toMatchObject({ kills: 1, restarts: 1 });
    expect(bot.state().pid).not.toBe(pid);
    // Ready, gone, ready again.
    expect(changes).toBe(3);
  });

  it('comes back also when it ends by itself, again and again', async () => {
    start({ ENDS_YOUNG: '1' });
    await expect.poll(() => bot.state().restarts, PATIENCE).toBeGreaterThanOrEqual(2);
    expect(bot.state()).toMatchObject({ running: false, kills: 0 });
  });

  it('stops when asked to and does not come back; everything it said is in its log', async () => {
    start();
    await expect.poll(() => bot.state().running, PATIENCE).toBe(true);
    await bot.stop();
    expect(bot.state()).toMatchObject({ running: false, pid: undefined, kills: 0, restarts: 0 });
    expect(await readFile(join(dir, 'bot.log'), 'utf8')).toContain('asked to stop');
    bot.kill();
    expect(bot.state().kills).toBe(0);
  });

  it('can be stopped while it is down', async () => {
    start();
    await expect.poll(() => bot.state().running, PATIENCE).toBe(true);
    bot.kill();
    await expect.poll(() => bot.state().pid, PATIENCE).toBeUndefined();
    await bot.stop();
    const { restarts } = bot.state();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(bot.state()).toMatchObject({ pid: undefined, restarts });
  });
});
