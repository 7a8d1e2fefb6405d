// The deposit bot that grammY's documentation leads to: a card with a button, and a handler that deposits and then
// edits the card. No database and nothing durable; else as good as its author could make it.
import { type Bot, InlineKeyboard } from 'grammy';
import type { DepositClient, Outcome } from './deposit-client.ts';

const COIN = 'USDT';

const AMOUNT_MAX_DIGITS = 9;
const COMMAND = new RegExp(`^([1-9]\\d{0,${AMOUNT_MAX_DIGITS - 1}})$`);
const BUTTON = new RegExp(`^deposit:([1-9]\\d{0,${AMOUNT_MAX_DIGITS - 1}})$`);

/** Installs the handlers; what has to come before them (sequentialize) is in use already. */
export function installDeposits(bot: Bot, exchange: DepositClient): void {
  bot.command('deposit', async (ctx) => {
    const amount = COMMAND.exec(ctx.match)?.[1];
    if (amount === undefined) {
      await ctx.reply('How much? Like this: /deposit 500');
      return;
    }
    const keyboard = new InlineKeyboard()
      .text(`Deposit ${amount} ${COIN}`, `deposit:${amount}`)
      .text('Cancel', 'cancel');
    await ctx.reply(`Deposit ${amount} ${COIN} to Earn · Flexible ${COIN}?`, { reply_markup: keyboard });
  });

  bot.callbackQuery(BUTTON, async (ctx) => {
    const amount = ctx.match[1] ?? '';
    // A tap that comes late can no longer be answered, and is a tap all the same.
    await ctx.answerCallbackQuery({ text: 'Sending…' }).catch(report);
    const outcome = await exchange.deposit(ctx.from.id, amount);
    // Without a keyboard: the button is gone, so nobody taps it twice.
    await ctx.editMessageText(viewOutcome(amount, outcome));
  });

  bot.callbackQuery('cancel', async (ctx) => {
    await ctx.answerCallbackQuery().catch(report);
    await ctx.editMessageText('Cancelled.');
  });

  bot.catch((failure) => report(failure.error));
}

function viewOutcome(amount: string, outcome: Outcome): string {
  switch (outcome.kind) {
    case 'done':
      return `Deposited ${amount} ${COIN}`;
    case 'refused':
      return `Not deposited: ${amount} ${COIN}. ${outcome.why}`;
    case 'unclear':
      return `No answer for ${amount} ${COIN}: look at your orders before you try again.`;
  }
}

function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : 'unknown error'}\n`);
}
