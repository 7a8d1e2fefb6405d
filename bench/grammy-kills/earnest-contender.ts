// Earnest itself under the same test: the real src/main.ts, on Postgres where TEST_DATABASE_URL names a server, else
// on its embedded database.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { openDatabase } from '../../src/db/client.ts';
import { makeMasterKey } from '../../src/vault.ts';
import { readMove } from '../../test/crash/judge/told-moves.ts';
import { connect, goToDepositCard } from '../../test/e2e/steps.ts';
import { buttonOf, type Contender, type Home } from './contender.ts';
import type { World } from './world.ts';

/** Longer than any answer of this exchange takes; ten minutes by default, for a real one. */
const RECONCILE_WAIT_SECONDS = 10;

const BUTTON = /^Deposit [\d.,]+ \w+ to Earn/;

function settingsOf(world: World, folder: string) {
  return {
    BOT_TOKEN: world.telegram.token,
    TELEGRAM_API_ROOT: world.telegramUrl,
    BTSE_LIVE_URL: world.exchangeUrl,
    BTSE_TESTNET_URL: world.exchangeUrl,
    BTSE_PRACTICE_URL: world.exchangeUrl,
    BTSE_MAX_RPS: '200',
    ACCESS: 'open',
    RECONCILE_WAIT_SECONDS: String(RECONCILE_WAIT_SECONDS),
    DATA_DIR: join(folder, 'data'),
    MASTER_KEYS: makeMasterKey('k1'),
  };
}

async function onServer(server: string, statement: string): Promise<void> {
  const database = await openDatabase({ kind: 'postgres', url: server, poolMax: 1 });
  try {
    await database.queries.execute(sql.raw(statement));
  } finally {
    await database.close();
  }
}

/** A database of this run's own, dropped afterwards. The server's fsync and commit settings are left as they are. */
async function makeDatabase(server: string): Promise<Home> {
  const name = `earnest_bench_${process.pid}_${randomBytes(4).toString('hex')}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    env: { DATABASE_URL: url.href },
    remove: () => onServer(server, `drop database if exists ${name} with (force)`),
  };
}

/** @param server of Postgres; undefined: the embedded database */
export function createEarnest(server: string | undefined): Contender {
  return {
    id: 'earnest',
    title: `Earnest on ${server === undefined ? 'its embedded database' : 'Postgres'}`,
    entry: join(import.meta.dirname, '..', '..', 'src', 'main.ts'),
    readyMark: '"bot.ready"',
    hasLane: true,
    async open(world, folder) {
      const settings = settingsOf(world, folder);
      if (server === undefined) return { env: settings, remove: async () => undefined };
      const { env, remove } = await makeDatabase(server);
      return { env: { ...settings, ...env }, remove };
    },
    join: async (chat, key) => void (await connect(chat, key)),
    async card(chat, amount) {
      const { messageId, keyboard } = await goToDepositCard(chat, { amount });
      return { messageId, button: buttonOf(keyboard, BUTTON) };
    },
    read(text, amount) {
      const move = readMove(text);
      if (move?.kind === 'deposit' && move.amount === amount)
        return move.told === 'absent' ? 'not_done' : move.told;
      // A tap that came too late gets a new card of the same amount.
      const again = text.includes('Nothing was sent.') && text.includes(`${amount} USDT`);
      return again ? 'not_done' : undefined;
    },
  };
}
