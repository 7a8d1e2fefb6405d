// The settings with which the demo starts the real bot: nothing but addresses on this machine.
import { join } from 'node:path';
import type { DemoWorld } from './world.ts';

/** How long absence must last before a move counts as not found: short, so that the story can be watched. */
const RECONCILE_WAIT_SECONDS = 20;

export function botEnv(world: DemoWorld, dataDir: string): Readonly<Record<string, string>> {
  return {
    BOT_TOKEN: world.telegram.token,
    TELEGRAM_API_ROOT: world.telegramUrl,
    BTSE_PRACTICE_URL: `${world.exchangeUrl}/spot`,
    // The person may also try to connect a "live" or "testnet" key: nothing here ever reaches the real exchange.
    BTSE_LIVE_URL: `${world.liveUrl}/spot`,
    BTSE_TESTNET_URL: `${world.liveUrl}/spot`,
    DATA_DIR: join(dataDir, 'bot'),
    ACCESS: 'open',
    OWNER_IDS: '',
    BTSE_MAX_RPS: '20',
    RECONCILE_WAIT_SECONDS: String(RECONCILE_WAIT_SECONDS),
    LOG_LEVEL: 'info',
  };
}
