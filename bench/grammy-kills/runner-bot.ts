// The deposit bot on grammY's runner, updates of one chat in sequence, as the documentation says.
// The root's tsconfig leaves out this one file: the runner is installed here only. `tsc -p bench/grammy-kills` has it.
import { run, sequentialize } from '@grammyjs/runner';
import { Bot, type Context } from 'grammy';
import { READY, readSettings } from './bot-settings.ts';
import { installDeposits } from './deposit-bot.ts';

const { token, apiRoot, exchange } = readSettings(process.env);
const bot = new Bot(token, { client: { apiRoot } });
bot.use(
  sequentialize((ctx: Context) =>
    [ctx.chat?.id, ctx.from?.id].filter((id) => id !== undefined).map((id) => String(id)),
  ),
);
installDeposits(bot, exchange);

await bot.init();
const runner = run(bot);
process.stdout.write(`${READY}\n`);

const stop = (): void => {
  if (runner.isRunning()) void runner.stop();
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
