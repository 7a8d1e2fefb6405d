// npm run demo -- --play: the story of the demo through the real bot, printed as text. Zero only if every step came true.
import { rm } from 'node:fs/promises';
import { lines, type Piece } from '../bot/html.ts';
import { CATALOGUES } from '../bot/locales/catalogue.ts';
import type { PageLanguage } from '../simulator/page/contract.ts';
import { createTelegramControlClient, type TelegramChat } from '../simulator/telegram/client.ts';
import type { TelegramEvent } from '../simulator/telegram/event-log.ts';
import type { BotProcess } from './bot-process.ts';
import { PERSON_ID, PERSON_NAME, TELEGRAM_LANGUAGE } from './person.ts';
import { sumByCoin, toldInterest } from './told.ts';
import type { DemoWorld } from './world.ts';

/** A step that takes longer has not come true. */
const STEP_MS = 15_000;
/** The bot's first start makes its database; a loaded machine takes longest for that. */
const START_MS = 60_000;
/** A payout is told within this long of the deposit. */
const PAYOUT_MS = 20_000;
const AMOUNT = '500';

export interface Story {
  readonly world: DemoWorld;
  readonly bot: BotProcess;
  readonly language: PageLanguage;
  /** Folder of this run; removed when the story came true. */
  readonly home: string;
  readonly now: () => number;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

/** Prints what happens in the chat as it happens. */
function printChat({ world, now }: Story): () => void {
  const startedAt = now();
  return world.telegram.control.on((event: TelegramEvent) => {
    if (event.type !== 'message' && event.type !== 'edit') return;
    const { message } = event;
    const seconds = ((now() - startedAt) / 1_000).toFixed(1).padStart(5);
    const who = message.from === 'person' ? PERSON_NAME : 'Earnest';
    const how = event.type === 'edit' ? ' (edits)' : message.silent ? ' (silent)' : '';
    const keys = message.keyboard.map((row) => row.map(({ text }) => `[${text}]`).join(' ')).join('\n');
    print(`${seconds} s  ${who}${how}\n${indented(message.text)}${keys === '' ? '' : `\n${indented(keys)}`}`);
  });
}

async function told(name: string, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
    print(`      ✓ ${name}`);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : 'unknown trouble'}`);
  }
}

async function tap(chat: TelegramChat, button: string | RegExp): Promise<void> {
  await chat.tap(button, { timeoutMs: STEP_MS });
  print(`         ${PERSON_NAME} taps [${button instanceof RegExp ? button.source : button}]`);
}

async function effects(world: DemoWorld, kind: string): Promise<readonly { readonly amount: string }[]> {
  const all = await world.exchange.control.effects();
  return all.filter((effect) => effect.kind === kind && effect.by === 'request');
}

async function expectOne(world: DemoWorld, kind: string): Promise<void> {
  const found = await effects(world, kind);
  const amounts = found.map(({ amount }) => amount).join(', ') || 'nothing';
  if (found.length !== 1 || found[0]?.amount !== AMOUNT) {
    throw new Error(`the exchange's ledger shows ${amounts} instead of one ${kind} of ${AMOUNT}`);
  }
}

/** Told and paid are equal as soon as the last push is out; the redeemed order pays no more. */
async function expectSameBooks({ world, now }: Story): Promise<void> {
  const endAt = now() + STEP_MS;
  for (;;) {
    const paid = JSON.stringify(sumByCoin(await world.exchange.control.interestPaid()));
    const heard = JSON.stringify(toldInterest(world.telegram.control.sent({ chatId: PERSON_ID })));
    if (paid === heard && paid !== '[]') return;
    if (now() > endAt) throw new Error(`the exchange paid ${paid}, the chat was told ${heard}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function playSteps(story: Story, chat: TelegramChat): Promise<void> {
  const { world, language } = story;
  const text = CATALOGUES[language];
  const money = `${AMOUNT} USDT`;
  await told('the bot greets', async () => {
    await chat.send('/start');
    await chat.waitFor(
      (message) => message.keyboard.flat().some((key) => key.text === text.start.tryPractice),
      START_MS,
    );
  });
  await told('a practice account is open', async () => {
    await tap(chat, text.start.tryPractice);
    await tap(chat, text.practice.open);
    await chat.waitFor(text.notices.connectedOrders(0), STEP_MS);
  });
  await told('the deposit was made once', async () => {
    await chat.send('/deposit');
    await tap(chat, /USDT.*4\.5|4\.5.*USDT/);
    await chat.waitFor(
      (message) => message.keyboard.flat().some((key) => key.text === text.common.cancel),
      STEP_MS,
    );
    await chat.send(AMOUNT);
    await tap(chat, new RegExp(escaped(text.confirm.depositButton(money))));
    await chat.waitFor(
      (message) => message.text.includes(boldText(text.receipts.doneDeposit(money, ''))),
      STEP_MS,
    );
    await expectOne(world, 'deposit');
  });
  await told('the payout was told', async () => {
    await chat.waitFor(/^.*\+[\d.,]+\sUSDT/, PAYOUT_MS);
  });
  await told('the redemption was made once', async () => {
    await chat.send('/redeem');
    await tap(chat, /USDT/);
    await tap(chat, text.redeem.all);
    await tap(chat, new RegExp(escaped(text.confirm.redeemButton(money))));
    await chat.waitFor(
      (message) => message.text.includes(boldText(text.receipts.doneRedeem(money, ''))),
      STEP_MS,
    );
    await expectOne(world, 'redeem');
  });
  await told('what was told of interest equals what was paid, to the last digit', () =>
    expectSameBooks(story),
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s');
}

/** The bold fact of a text as the chat shows it, without tags and without the product that follows. */
function boldText(piece: Piece): string {
  const bold = /<b>(.*?)<\/b>/.exec(lines(piece))?.[1];
  if (bold === undefined) throw new Error('this text has no bold part to wait for');
  return bold;
}

/** @returns the exit code */
export async function playStory(story: Story): Promise<number> {
  const { world, language, home } = story;
  const stopPrinting = printChat(story);
  const client = createTelegramControlClient(world.telegramUrl);
  try {
    const chat = await client.chat({
      id: PERSON_ID,
      firstName: PERSON_NAME,
      languageCode: TELEGRAM_LANGUAGE[language],
    });
    await playSteps(story, chat);
    print('Every step came true.');
    return 0;
  } catch (error) {
    print(`Not true: ${error instanceof Error ? error.message : 'unknown trouble'}`);
    print(`The bot's log: ${home}/bot.log`);
    return 1;
  } finally {
    stopPrinting();
  }
}

/** A story that came true leaves nothing behind; another keeps its log and books. */
export async function tidyUp(home: string, code: number): Promise<void> {
  if (code === 0) await rm(home, { recursive: true, force: true });
}
