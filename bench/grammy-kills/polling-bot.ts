// The deposit bot on grammY's own long polling: `bot.start()`, ended politely by a signal, as the documentation says.
import { Bot } from 'grammy';
import { READY, readSettings } from './bot-settings.ts';
import { installDeposits } from './deposit-bot.ts';

const { token, apiRoot, exchange } = readSettings(process.env);
const bot = new Bot(token, { client: { apiRoot } });
installDeposits(bot, exchange);

process.once('SIGINT', () => void bot.stop());
process.once('SIGTERM', () => void bot.stop());
await bot.start({
  onStart: () => {
    process.stdout.write(`${READY}\n`);
  },
});
