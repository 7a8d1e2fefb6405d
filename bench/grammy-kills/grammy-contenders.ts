// The two bots that are compared with Earnest: the same deposit bot on grammY's own polling and on its runner.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { READY } from './bot-settings.ts';
import { buttonOf, type Contender } from './contender.ts';

const BUTTON = /^Deposit \d+ USDT$/;

const shared: Omit<Contender, 'id' | 'title' | 'entry'> = {
  readyMark: READY,
  hasLane: false,
  async open(world, folder, keys) {
    const keysFile = join(folder, 'keys.json');
    await writeFile(keysFile, JSON.stringify(keys), { mode: 0o600 });
    const env = {
      BOT_TOKEN: world.telegram.token,
      TELEGRAM_API_ROOT: world.telegramUrl,
      EXCHANGE_URL: world.exchangeUrl,
      KEYS_FILE: keysFile,
    };
    return { env, remove: async () => undefined };
  },
  join: async () => undefined,
  async card(chat, amount) {
    await chat.send(`/deposit ${amount}`);
    const { messageId, keyboard } = await chat.waitFor(new RegExp(`^Deposit ${amount} USDT to Earn`));
    return { messageId, button: buttonOf(keyboard, BUTTON) };
  },
  read(text, amount) {
    if (text.startsWith(`Deposited ${amount} USDT`)) return 'done';
    if (text.startsWith(`Not deposited: ${amount} USDT`)) return 'not_done';
    return text.startsWith(`No answer for ${amount} USDT`) ? 'open' : undefined;
  },
};

const entryOf = (file: string): string => join(import.meta.dirname, file);

export const POLLING: Contender = {
  ...shared,
  id: 'polling',
  title: 'grammY, its own polling',
  entry: entryOf('polling-bot.ts'),
};

export const RUNNER: Contender = {
  ...shared,
  id: 'runner',
  title: 'grammY with its runner',
  entry: entryOf('runner-bot.ts'),
};
