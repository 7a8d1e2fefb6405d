import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/simulator/telegram/store.ts';
import {
  createTelegramSimulator,
  type Served,
  serveTelegram,
  type TelegramSimulator,
} from '../../src/simulator/telegram.ts';
import { makeMasterKey } from '../../src/vault.ts';
import { type BotProcess, startBot } from './bot-process.ts';
import { pause } from './harness.ts';

const TIMEOUT_MS = 120_000;
const WAIT = { timeout: 60_000, interval: 50 };
const PERSON = 4_242;
/** Two presses of Ctrl-C are further apart than one that comes twice. */
const SAME_PRESS_MS = 700;

let home: string;
let telegram: TelegramSimulator;
let served: Served;
const bots: BotProcess[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'earnest-process-'));
  telegram = await createTelegramSimulator({
    now: () => Date.now(),
    random: () => Math.random(),
    store: createMemoryStore(),
  });
  served = await serveTelegram(telegram, { host: '127.0.0.1', port: 0 });
  telegram.control.ensureUser({ id: PERSON, firstName: 'Ann', languageCode: 'en' });
});

afterEach(async () => {
  telegram.control.clearFaults();
  for (const bot of bots.splice(0)) {
    bot.signal('SIGKILL');
    await bot.ended;
  }
});

afterAll(async () => {
  await telegram.close();
  await served.close();
  rmSync(home, { recursive: true });
});

const start = (env: Readonly<Record<string, string>> = {}): BotProcess => {
  const bot = startBot(home, {
    BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: served.url,
    DATA_DIR: join(home, 'data'),
    ACCESS: 'open',
    ...env,
  });
  bots.push(bot);
  return bot;
};

/** What the bot said in the private chat after the event. */
const answersSince = (eventId: number) =>
  telegram.control
    .messages(PERSON)
    .filter(({ from, changedEventId }) => from === 'bot' && changedEventId > eventId);

const say = (text: string): number => telegram.control.sendText(PERSON, text).eventId;

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const stopped = async (bot: BotProcess) => {
  bot.signal('SIGTERM');
  return bot.ended;
};

describe('npm start', () => {
  it('without a token says in one line what to do and ends with 1', async () => {
    const bot = start({ BOT_TOKEN: '' });
    expect(await bot.ended).toEqual({ code: 1, signal: null });
    expect(bot.output().trim().split('\n')).toHaveLength(1);
    expect(bot.output()).toContain('@BotFather');
    expect(bot.output()).toContain('npm run demo');
  });

  it('lists every problem of its settings and quotes none of them', async () => {
    const bot = start({ ACCESS: 'planted', PORT: 'planted', DATABASE_URL: 'planted' });
    expect(await bot.ended).toEqual({ code: 1, signal: null });
    for (const name of ['ACCESS', 'PORT', 'DATABASE_URL', 'MASTER_KEYS'])
      expect(bot.output()).toContain(`- ${name}`);
    expect(bot.output()).not.toContain('planted');
  });

  it.each([
    ['an address that is none', 'postgres://user:planted@host:notaport/db'],
    ['a password that cannot be decoded', 'postgres://user:planted%zz@host/db'],
    ['no database', 'postgres://user:planted@host'],
  ])(
    'says in one line among the others that DATABASE_URL is %s, without a word of it',
    async (_what, url) => {
      const bot = start({
        DATABASE_URL: url,
        MASTER_KEYS: 'k1:planted',
        BTSE_LIVE_URL: 'https://planted:x@h',
      });
      expect(await bot.ended).toEqual({ code: 1, signal: null });
      const lines = bot.output().trim().split('\n');
      expect(lines.map((line) => line.split(/[ ,]/)[1])).toEqual([
        'cannot',
        'DATABASE_URL',
        'BTSE_LIVE_URL',
        'MASTER_KEYS',
      ]);
      expect(bot.output()).not.toContain('planted');
    },
  );

  it('prints no setting while the database and Telegram cannot be reached', async () => {
    const master = makeMasterKey('k1');
    const bot = start({
      // Port 1 is privileged and unused: the connection is refused.
      DATABASE_URL: 'postgres://planted-user:planted%2Fpassword@127.0.0.1:1/planted-name',
      MASTER_KEYS: master,
      TELEGRAM_API_ROOT: 'http://127.0.0.1:1',
      LOG_LEVEL: 'trace',
    });
    await bot.printed('"start.database_unreachable"');
    await bot.printed('"tries":3');
    bot.signal('SIGKILL');
    await bot.ended;
    for (const secret of ['planted', master.slice(3), telegram.token, telegram.token.split(':')[1] ?? '']) {
      expect(bot.output()).not.toContain(secret);
    }
  });
});

describe('the bot as a process', { timeout: TIMEOUT_MS }, () => {
  it('starts, answers, is ready, ends cleanly on SIGTERM, and shows no secret', async () => {
    const bot = start({ PORT: '0', LOG_LEVEL: 'trace' });
    await bot.printed('"bot.ready"');
    expect(bot.output()).toMatch(/https:\/\/t\.me\/\w+\?start=[A-Za-z0-9_-]{20,}\n/);

    const asked = say('/start');
    await expect.poll(() => answersSince(asked).at(-1)?.text, WAIT).toContain('unofficial');

    const port = /"port":(\d+),"msg":"http.listening"/.exec(bot.output())?.[1];
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(await ready.json()).toMatchObject({ ready: true });

    const key = 'f3a9'.repeat(16);
    const leaked = say(key);
    await expect.poll(() => answersSince(leaked).length, WAIT).toBeGreaterThan(0);
    const secret = telegram.control.messages(PERSON).find(({ text }) => text === key);
    await expect
      .poll(
        () =>
          telegram.control.messages(PERSON).find(({ messageId }) => messageId === secret?.messageId)?.deleted,
        WAIT,
      )
      .toBe(true);

    expect(await stopped(bot)).toEqual({ code: 0, signal: null });
    expect(bot.output()).toContain('"stop.done"');
    expect(bot.output()).not.toContain('"stop.deadline"');
    const master =
      readFileSync(join(home, 'data', 'master-keys'), 'utf8')
        .trim()
        .split(':')[1] ?? '';
    for (const planted of [telegram.token, telegram.token.split(':')[1] ?? '', master, key]) {
      expect(planted.length).toBeGreaterThan(10);
      expect(bot.output()).not.toContain(planted);
    }
  });

  it('answers after kill -9 what it had taken before', async () => {
    const first = start();
    await first.printed('"bot.ready"');
    telegram.control.addFault({ method: 'sendMessage', kind: 'hang', times: 100 });
    const asked = say('/help');
    await expect.poll(() => telegram.control.status().pendingUpdates, WAIT).toBe(0);
    first.signal('SIGKILL');
    await first.ended;
    telegram.control.clearFaults();
    const second = start();
    await expect.poll(() => answersSince(asked).at(-1)?.text, WAIT).toContain('/products');
    expect(await stopped(second)).toEqual({ code: 0, signal: null });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends at once on a second %s, and the next start goes on',
    async (signal) => {
      const first = start();
      await first.printed('"bot.ready"');
      const hung = () => telegram.control.counters().faults.hang ?? 0;
      const before = hung();
      telegram.control.addFault({ method: 'sendMessage', kind: 'hang', times: 100 });
      const asked = say('/privacy');
      await expect.poll(hung, WAIT).toBeGreaterThan(before);
      first.signal(signal);
      await first.printed('"stop.begun"');
      if (signal === 'SIGINT') await pause(SAME_PRESS_MS);
      first.signal(signal);
      expect(await first.ended).toEqual({ code: 0, signal: null });
      expect(first.output()).not.toContain('"stop.done"');
      // Without the second signal it would have waited for the reply until its deadline.
      expect(first.output()).not.toContain('"stop.deadline"');
      telegram.control.clearFaults();
      const second = start();
      await expect.poll(() => answersSince(asked).length, WAIT).toBeGreaterThan(0);
      expect(await stopped(second)).toEqual({ code: 0, signal: null });
    },
  );

  it('takes one Ctrl-C for one, though the terminal and npm both send it', async () => {
    const bot = start();
    await bot.printed('"bot.ready"');
    bot.signal('SIGINT');
    await bot.printed('"stop.begun"');
    bot.signal('SIGINT');
    expect(await bot.ended).toEqual({ code: 0, signal: null });
    expect(bot.output()).toContain('"stop.done"');
  });

  it('takes updates by webhook, and polling takes over again', async () => {
    const port = await freePort();
    const hooked = start({
      UPDATES: 'webhook',
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      WEBHOOK_SECRET: 'a_Hook-Secret-1',
    });
    await hooked.printed('"bot.ready"');
    expect(telegram.control.status().webhookUrl).toBe(`http://127.0.0.1:${port}/telegram/webhook`);
    const asked = say('/help');
    await expect.poll(() => answersSince(asked).at(-1)?.text, WAIT).toContain('/products');
    expect(await stopped(hooked)).toEqual({ code: 0, signal: null });
    expect(hooked.output()).not.toContain('a_Hook-Secret-1');

    const missed = say('/help');
    const polling = start();
    await expect.poll(() => answersSince(missed).at(-1)?.text, WAIT).toContain('/products');
    expect(telegram.control.status().webhookUrl).toBe('');
    expect(await stopped(polling)).toEqual({ code: 0, signal: null });
  });
});
