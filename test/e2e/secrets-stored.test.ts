// What a thief of the disk would get: the bytes of the embedded database's folder, a dump of Postgres and its WAL, after
// a whole life of an account. A name that is stored in clear is found in each, so that the search is known to work.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { POSTGRES_URL } from '../db/databases.ts';
import { FLOW_TIMEOUT_MS } from './harness.ts';
import { dumpBytes, findPostgresTools, walFileNow, walFiles } from './postgres-tools.ts';
import { useProcessTown } from './process-town.ts';
import { depositDone, goToRedeemCard, tapRedeem } from './steps.ts';
import { en, exactly } from './words.ts';

const tools =
  POSTGRES_URL === undefined
    ? { hasPgDump: false, walFolder: undefined }
    : await findPostgresTools(POSTGRES_URL);

/** Stored in clear, on purpose. */
const NAME = `Canary${Date.now()}x${process.pid}`;

interface Planted {
  readonly what: string;
  readonly text: string;
}

/** As it is, in hex, and as it stands inside base64 that began 0, 1 or 2 bytes before it. */
function formsOf(text: string): readonly string[] {
  const inner = [0, 1, 2].map((before) => {
    const bytes = Buffer.from('\0'.repeat(before) + text);
    // Characters that also hold bits of what stands before or behind it are left out.
    const from = Math.ceil((before * 8) / 6);
    return bytes.toString('base64').slice(from, Math.floor((bytes.length * 8) / 6));
  });
  const urlSafe = inner.map((coded) => coded.replaceAll('+', '-').replaceAll('/', '_'));
  return [text, Buffer.from(text).toString('hex'), ...inner, ...urlSafe];
}

/** What of the planted stands in the bytes; never the secret itself. */
function foundIn(chunks: Iterable<Buffer>, planted: readonly Planted[]): readonly string[] {
  const needles = planted.flatMap(({ what, text }) => formsOf(text).map((form) => ({ what, form })));
  const found = new Set<string>();
  for (const bytes of chunks) {
    for (const { what, form } of needles) if (bytes.includes(form)) found.add(what);
  }
  return [...found].sort();
}

function* bytesOfFolder(folder: string): Generator<Buffer> {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, path);
    if (statSync(file).isFile()) yield readFileSync(file);
  }
}

function* bytesOfFiles(paths: readonly string[]): Generator<Buffer> {
  for (const path of paths) yield readFileSync(path);
}

/** The whole life of an account: connected by a message in the chat, used, disconnected. */
function describeLife(engine: 'PGlite' | 'Postgres', look: (life: Life) => void): void {
  const town = useProcessTown(engine);
  const planted: Planted[] = [];
  const life: Life = { planted, dataDir: '', databaseUrl: '', wal: ['', ''] };

  beforeAll(async () => {
    const { home, telegram } = town();
    life.dataDir = home.env.DATA_DIR ?? '';
    life.databaseUrl = home.env.DATABASE_URL ?? '';
    if (tools.walFolder !== undefined && engine === 'Postgres')
      life.wal[0] = await walFileNow(life.databaseUrl);
    const bot = await town().ready();
    const { chat, key } = await town().customer({ firstName: NAME });
    planted.push(
      { what: 'the name', text: NAME },
      { what: 'the API key', text: key.apiKey },
      { what: 'the passphrase', text: key.secret },
      { what: 'the bot token', text: telegram.token },
      { what: 'the secret half of the bot token', text: telegram.token.split(':')[1] ?? '' },
      { what: 'the master key', text: home.env.MASTER_KEYS?.split(':')[1] ?? '' },
    );
    await depositDone(chat);
    await goToRedeemCard(chat);
    await tapRedeem(chat);
    await chat.waitFor(/^500 USDT redeemed/);
    await chat.send('/accounts');
    await chat.tap('Main');
    await chat.tap(exactly(en.accounts.disconnect));
    await chat.tap(exactly(en.accounts.disconnectNow));
    await chat.waitFor(/Main is disconnected and its key wiped\./);
    bot.signal('SIGTERM');
    await bot.ended;
    if (tools.walFolder !== undefined && engine === 'Postgres')
      life.wal[1] = await walFileNow(life.databaseUrl);
  }, FLOW_TIMEOUT_MS);
  look(life);
}

interface Life {
  readonly planted: readonly Planted[];
  dataDir: string;
  databaseUrl: string;
  /** The files of the WAL in which it began and ended. */
  readonly wal: [string, string];
}

describe('no secret, but the name, stands in the bytes of', () => {
  describe('the embedded database', () => {
    describeLife('PGlite', (life) => {
      it('its whole folder, log and deleted rows too', () => {
        expect(foundIn(bytesOfFolder(life.dataDir), life.planted)).toEqual(['the name']);
      });
    });
  });

  const { hasPgDump, walFolder } = tools;
  if (!hasPgDump && walFolder === undefined) return;
  describe('Postgres', () => {
    describeLife('Postgres', (life) => {
      if (hasPgDump) {
        it('a dump', async () => {
          expect(foundIn([await dumpBytes(life.databaseUrl)], life.planted)).toEqual(['the name']);
        });
      }
      if (walFolder === undefined) return;
      it('its write-ahead log', () => {
        const files = walFiles(walFolder, ...life.wal);
        expect(files.length).toBeGreaterThan(0);
        expect(foundIn(bytesOfFiles(files), life.planted)).toEqual(['the name']);
      });
    });
  });
});

describe('the search', () => {
  it.each([
    ['as it is', (text: string) => text],
    ['in hex', (text: string) => Buffer.from(text).toString('hex')],
    ['in base64 of a longer text', (text: string) => Buffer.from(`{"key":"${text}"}`).toString('base64')],
    ['in base64url of another', (text: string) => Buffer.from(`x>?${text}`).toString('base64url')],
    ['in base64 of a third', (text: string) => Buffer.from(`ab${text}c`).toString('base64')],
  ])('finds a secret %s', (_how, code) => {
    const secret = 'f3a9>>>b71c???0d5e7f9a';
    const bytes = Buffer.concat([Buffer.from([0, 255]), Buffer.from(code(secret)), Buffer.from([7])]);
    expect(foundIn([bytes], [{ what: 'it', text: secret }])).toEqual(['it']);
    expect(foundIn([bytes], [{ what: 'it', text: secret.replace('c', 'd') }])).toEqual([]);
  });
});
