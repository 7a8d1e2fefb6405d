// What the compared bots are told through their environment.
import { readFileSync } from 'node:fs';
import { createDepositClient, type DepositClient, type ExchangeKey } from './deposit-client.ts';

export interface BotSettings {
  readonly token: string;
  readonly apiRoot: string;
  readonly exchange: DepositClient;
}

/** The line with which a bot says that it is at work; from then on its life counts. */
export const READY = 'bot.ready';

export function readSettings(env: NodeJS.ProcessEnv): BotSettings {
  const read = (name: string): string => {
    const value = env[name];
    if (value === undefined) throw new Error(`${name} is not set`);
    return value;
  };
  // The file is written by the driver of the same bench.
  const keys: Record<string, ExchangeKey> = JSON.parse(readFileSync(read('KEYS_FILE'), 'utf8'));
  return {
    token: read('BOT_TOKEN'),
    apiRoot: read('TELEGRAM_API_ROOT'),
    exchange: createDepositClient(read('EXCHANGE_URL'), keys),
  };
}
