// npm run demo -- --play: the story without a browser, told as text.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CATALOGUES } from '../../src/bot/locales/catalogue.ts';
import { actOnDemo, freePort, runDemo } from './demo-process.ts';

/** The story takes about 25 s; a loaded machine takes longest for the bot's first start. */
const STORY_MS = 150_000;

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'earnest-play-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

describe('npm run demo -- --play', () => {
  it.each([
    ['English', [], CATALOGUES.en],
    ['Chinese', ['--lang', 'zh'], CATALOGUES['zh-hans']],
  ] as const)(
    'tells the whole story in %s, ends with 0 and leaves nothing behind',
    async (_name, args, text) => {
      const run = runDemo(dir, ['--play', ...args]);
      const code = await run.ended;
      const output = run.output();
      expect(code, output).toBe(0);
      expect(output.match(/^ {6}✓ /gm)).toHaveLength(6);
      expect(output).toMatch(/Every step came true\.\s*$/);
      for (const button of [
        text.start.tryPractice,
        text.practice.open,
        text.confirm.redeemButton('500 USDT'),
      ]) {
        expect(output).toContain(`[${button}`);
      }
      expect(output).toMatch(/^ +\+[\d.,]+ USDT/m);
      expect(await readdir(dir)).toEqual([]);
    },
    STORY_MS,
  );

  it(
    'ends with 1, names the step that did not come true, and keeps the log and the books',
    async () => {
      const port = await freePort();
      const run = runDemo(dir, ['--play', '--port', String(port)]);
      // Before the bot is at work: it greets without the exchange, and no practice account can be opened.
      await actOnDemo(run, port, { do: 'switch', name: 'down', on: true });
      const code = await run.ended;
      const output = run.output();
      expect(code, output).toBe(1);
      expect(output.match(/^ {6}✓ .*$/gm)).toEqual(['      ✓ the bot greets']);
      expect(output).toMatch(/^Not true: a practice account is open: /m);
      expect(output).not.toContain('Every step came true.');
      const [home = 'none', ...others] = await readdir(dir);
      expect(others).toEqual([]);
      expect(output.trimEnd().split('\n').at(-1)).toBe(`The bot's log: ${join(dir, home, 'bot.log')}`);
      expect(await readdir(join(dir, home))).toEqual(
        expect.arrayContaining(['bot.log', 'exchange.json', 'telegram.json']),
      );
    },
    STORY_MS,
  );

  it.each([
    ['a language it does not speak', ['--play', '--lang', 'xx'], /--lang takes one of: en, zh/],
    ['an option it does not know', ['--paly'], /--paly/],
    ['a port that is none', ['--port', 'many'], /--port takes 0 to 65535/],
  ] as const)(
    'refuses %s in one line, with 1',
    async (_name, args, reason) => {
      const run = runDemo(dir, args);
      expect(await run.ended).toBe(1);
      expect(run.output().trim().split('\n')).toEqual([expect.stringMatching(reason)]);
      expect(await readdir(dir)).toEqual([]);
    },
    STORY_MS,
  );
});
