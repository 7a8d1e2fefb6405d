// `npm run bench -- flood`: one person sends 10,000 updates at once; how long does another wait for /help meanwhile?
// The real bot as a process, the emulated Telegram in this one. PGlite, or Postgres with --database postgres://…
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MAIN_ENTRY, startBotProcess } from '../src/demo/bot-process.ts';
import { createMemoryStore } from '../src/simulator/telegram/store.ts';
import { createTelegramSimulator, serveTelegram, type TelegramSimulator } from '../src/simulator/telegram.ts';

const FLOODER = 90_001;
const OTHER = 90_002;
const IDLE_ASKS = 20;
const ASK_EVERY_MS = 100;
/** From the first update of the flood. */
const WATCHED_MS = 30_000;
/** An answer that takes longer is called lost. */
const LOST_MS = 60_000;
const RESULTS = join(import.meta.dirname, 'results');

const now = () => Date.now();
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const print = (text: string) => void process.stdout.write(`${text}\n`);

interface Row {
  readonly when: string;
  readonly asks: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly mostMs: number;
}

function rowOf(when: string, took: readonly number[]): Row {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
  return { when, asks: took.length, medianMs: at(0.5), p95Ms: at(0.95), mostMs: at(1) };
}

/** The other person asks once; how long the answer took. */
async function ask({ control }: TelegramSimulator): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const lost = setTimeout(() => reject(new Error('no answer')), LOST_MS);
    const stop = control.on((event) => {
      if (event.type !== 'message' || event.chatId !== OTHER || event.message.from === 'person') return;
      clearTimeout(lost);
      stop();
      resolve(performance.now() - startedAt);
    });
    control.sendText(OTHER, '/help');
  });
}

async function measure(telegram: TelegramSimulator, updates: number) {
  const { control } = telegram;
  const idle: number[] = [];
  for (let asked = 0; asked < IDLE_ASKS; asked += 1) {
    idle.push(await ask(telegram));
    await pause(ASK_EVERY_MS);
  }
  // Met before, as a person is who then goes wild.
  control.sendText(FLOODER, '/help');
  await pause(1_000);
  const answersTo = () => control.sent({ chatId: FLOODER }).filter(({ kind }) => kind === 'send').length;
  const before = answersTo();
  const startedAt = performance.now();
  // Half of the flood lies before the first question of the other person, half behind it.
  for (let sent = 0; sent < updates / 2; sent += 1) control.sendText(FLOODER, `hello ${sent}`);
  const first = ask(telegram);
  for (let sent = updates / 2; sent < updates; sent += 1) control.sendText(FLOODER, `hello ${sent}`);
  const during: number[] = [await first];
  let takenMs = Number.NaN;
  while (performance.now() - startedAt < WATCHED_MS) {
    const left = control.status().pendingUpdates;
    if (left === 0 && Number.isNaN(takenMs)) takenMs = performance.now() - startedAt;
    print(`  ${left} updates to be taken, ${answersTo() - before} answered`);
    during.push(await ask(telegram));
    await pause(ASK_EVERY_MS);
  }
  return { idle, during, takenMs, answers: answersTo() - before };
}

function report(rows: readonly Row[], facts: readonly string[]): string {
  return [
    '# One person sends far too much',
    '',
    ...facts.map((fact) => `- ${fact}`),
    '',
    '| the other person’s /help | asks | median ms | p95 ms | most ms |',
    '|---|---|---|---|---|',
    ...rows.map(
      ({ when, asks, medianMs, p95Ms, mostMs }) =>
        `| ${when} | ${asks} | ${medianMs} | ${p95Ms} | ${mostMs} |`,
    ),
    '',
  ].join('\n');
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { updates: { type: 'string', default: '10000' }, database: { type: 'string' } },
  });
  const updates = Number(values.updates);
  const home = await mkdtemp(join(tmpdir(), 'earnest-flood-'));
  const random = () => randomBytes(4).readUInt32BE() / 2 ** 32;
  const telegram = await createTelegramSimulator({ now, random, store: createMemoryStore() });
  const server = await serveTelegram(telegram, { host: '127.0.0.1', port: 0 });
  telegram.control.ensureUser({ id: FLOODER, firstName: 'Flood', languageCode: 'en' });
  telegram.control.ensureUser({ id: OTHER, firstName: 'Other', languageCode: 'en' });
  const bot = startBotProcess({
    entry: MAIN_ENTRY,
    env: {
      BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: server.url,
      DATA_DIR: home,
      ACCESS: 'open',
      LOG_LEVEL: 'info',
      // Nobody is there to ask.
      BTSE_LIVE_URL: 'http://127.0.0.1:9/spot',
      BTSE_TESTNET_URL: 'http://127.0.0.1:9/spot',
      ...(values.database === undefined
        ? {}
        : { DATABASE_URL: values.database, MASTER_KEYS: `k1:${randomBytes(32).toString('base64url')}` }),
    },
    cwd: home,
    logFile: join(home, 'bot.log'),
    readyMark: /"bot\.ready"/,
    onChange: () => undefined,
    now,
  });
  try {
    while (!bot.state().running) await pause(100);
    const { idle, during, takenMs, answers } = await measure(telegram, updates);
    const rows = [rowOf('with nobody else there', idle), rowOf('from the flood on, 30 s', during)];
    const facts = [
      `${updates} updates of one person at once; database: ${values.database === undefined ? 'PGlite' : 'Postgres'}`,
      `taken in ${(takenMs / 1_000).toFixed(1)} s, ${Math.round(updates / (takenMs / 1_000))} a second`,
      `${answers} messages in 30 s to the one who sent them`,
    ];
    const text = report(rows, facts);
    print(`\n${text}`);
    await mkdir(RESULTS, { recursive: true });
    const name = values.database === undefined ? 'flood-pglite' : 'flood-postgres';
    await writeFile(join(RESULTS, `${name}.md`), text);
    await writeFile(
      join(RESULTS, `${name}.json`),
      `${JSON.stringify({ updates, takenMs, answers, rows }, null, 2)}\n`,
    );
  } finally {
    await bot.stop();
    await server.close();
    await telegram.close();
    await rm(home, { recursive: true, force: true });
  }
}

await main();
