// Several instances of the bot on one Postgres: they share the work, and the work of a dead or stopped one goes on.
import { mkdtempSync, rmSync } from 'node:fs';
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
import { POSTGRES_URL } from '../db/databases.ts';
import { type BotProcess, startBot } from './bot-process.ts';
import { type Home, openHome } from './engines.ts';

const TIMEOUT_MS = 150_000;
const WAIT = { timeout: 60_000, interval: 50 };
const PERSON = 4_242;

let cwd: string;
let telegram: TelegramSimulator;
let served: Served;
const bots = new Set<BotProcess>();

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'earnest-instances-'));
  telegram = await createTelegramSimulator({
    now: () => Date.now(),
    random: () => Math.random(),
    store: createMemoryStore(),
  });
  served = await serveTelegram(telegram, { host: '127.0.0.1', port: 0 });
  telegram.control.ensureUser({ id: PERSON, firstName: 'Ann', languageCode: 'en' });
});

afterEach(async () => {
  for (const bot of bots) await kill(bot);
});

afterAll(async () => {
  await telegram.close();
  await served.close();
  rmSync(cwd, { recursive: true });
});

const start = (env: Readonly<Record<string, string>>): BotProcess => {
  const settings = { BOT_TOKEN: telegram.token, TELEGRAM_API_ROOT: served.url, ACCESS: 'open' };
  const bot = startBot(cwd, { ...settings, ...env });
  bots.add(bot);
  return bot;
};

const kill = async (bot: BotProcess): Promise<void> => {
  bots.delete(bot);
  bot.signal('SIGCONT');
  bot.signal('SIGKILL');
  await bot.ended;
};

/** Says it, and how many answers came to it, once there is one. */
const answered = async (text: string, expected: string): Promise<() => number> => {
  const { eventId } = telegram.control.sendText(PERSON, text);
  const answers = () =>
    telegram.control.messages(PERSON).filter(({ from, changedEventId, text: said }) => {
      return from === 'bot' && changedEventId > eventId && said.includes(expected);
    }).length;
  await expect.poll(answers, WAIT).toBeGreaterThan(0);
  return answers;
};

function onPostgres(): void {
  let home: Home;
  beforeAll(async () => {
    home = await openHome('Postgres');
  });
  afterAll(() => home.remove());

  const ready = async (): Promise<BotProcess> => {
    const bot = start(home.env);
    await bot.printed('"bot.ready"');
    return bot;
  };

  it('answer whichever of them is killed', { timeout: TIMEOUT_MS }, async () => {
    const first = await ready();
    const second = await ready();
    await answered('/help', '/products');
    await kill(first);
    await answered('/help', '/products');
    const third = await ready();
    await kill(second);
    await answered('/help', '/products');
    third.signal('SIGTERM');
    expect(await third.ended).toEqual({ code: 0, signal: null });
    bots.delete(third);
  });

  it('go on without one that hangs, and it does nothing twice when it wakes', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const first = await ready();
    const second = await ready();
    first.signal('SIGSTOP');
    const whileStopped = await answered('/help', '/products');
    first.signal('SIGCONT');
    const after = await answered('/privacy', 'key');
    second.signal('SIGSTOP');
    const other = await answered('/help', '/products');
    second.signal('SIGCONT');
    await answered('/help', '/products');
    expect([whileStopped(), after(), other()]).toEqual([3, 1, 2]);
  });
}

if (POSTGRES_URL !== undefined) describe('instances on one Postgres', onPostgres);

describe('instances on the embedded database', () => {
  it('are one at a time: a second process is refused', { timeout: TIMEOUT_MS }, async () => {
    const home = await openHome('PGlite');
    const first = start(home.env);
    await first.printed('"bot.ready"');
    const second = start(home.env);
    expect(await second.ended).toEqual({ code: 1, signal: null });
    expect(second.output()).toContain('DATA_DIR');
    await kill(first);
    await home.remove();
  });
});
