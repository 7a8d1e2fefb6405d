// The emulator under the real grammY: long polling, webhook, files and refusals as a bot meets them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Bot, GrammyError, HttpError, InlineKeyboard, InputFile, webhookCallback } from 'grammy';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ANNA, startTelegram, type TestTelegram } from './harness.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function createBot(telegram: TestTelegram): Bot {
  const bot = new Bot(telegram.token, { client: { apiRoot: telegram.url } });
  bot.command('deposit', (ctx) =>
    ctx.reply('Deposit <b>500</b>?', {
      parse_mode: 'HTML',
      reply_markup: new InlineKeyboard().text('Confirm', 'op:1').text('Cancel', 'no'),
    }),
  );
  bot.callbackQuery('op:1', async (ctx) => {
    await ctx.answerCallbackQuery('Sending…');
    await ctx.editMessageText('Deposited.');
  });
  return bot;
}

async function startPolling(telegram: TestTelegram) {
  const bot = createBot(telegram);
  const started = Promise.withResolvers<void>();
  const running = bot.start({ onStart: () => started.resolve() });
  await started.promise;
  onTestFinished(async () => {
    await bot.stop();
    await running;
  });
}

async function startWebhook(telegram: TestTelegram) {
  const bot = createBot(telegram);
  const server = createServer(webhookCallback(bot, 'http', { secretToken: 'S3cret' }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await bot.api.setWebhook(url, { secret_token: 'S3cret' });
}

describe('a grammY bot', () => {
  test.each([
    ['long polling', startPolling],
    ['a webhook', startWebhook],
  ])('holds a conversation over %s', async (_name, start) => {
    const telegram = await startTelegram();
    await start(telegram);
    const chat = await telegram.client.chat(ANNA);
    await chat.send('/deposit');
    const card = await chat.waitFor(/500\?/);
    expect(card.entities).toEqual([{ type: 'bold', offset: 8, length: 3 }]);
    const tapped = await chat.tap(/Confirm/);
    expect((await chat.answer(tapped)).text).toBe('Sending…');
    expect((await chat.waitFor('Deposited.')).messageId).toBe(card.messageId);
    expect(chat.last().text).toBe('Deposited.');
  });

  test('sends pictures and documents, and fetches them again', async () => {
    const telegram = await startTelegram();
    telegram.control.ensureUser(ANNA);
    const { api } = createBot(telegram);
    const photo = await api.sendPhoto(101, new InputFile(PNG, 'chart.png'), {
      caption: '<i>30 days</i>',
      parse_mode: 'HTML',
    });
    expect(photo).toMatchObject({
      caption: '30 days',
      photo: [{ width: 1, height: 1, file_size: PNG.length }],
    });
    const document = await api.sendDocument(101, new InputFile(Buffer.from('a,b\n'), 'export.csv'));
    expect(document.document).toMatchObject({ file_name: 'export.csv', file_size: 4 });
    const again = await api.sendPhoto(101, photo.photo.at(-1)?.file_id ?? '');
    expect(again.photo).toEqual(photo.photo);
    const file = await api.getFile(document.document.file_id);
    const response = await fetch(`${telegram.url}/file/bot${telegram.token}/${file.file_path}`);
    expect(await response.text()).toBe('a,b\n');
    const page = await fetch(`${telegram.url}/control/files/${photo.photo.at(-1)?.file_id}`);
    expect(Buffer.from(await page.arrayBuffer())).toEqual(PNG);
    await expect(api.sendPhoto(101, new InputFile(Buffer.from('not a picture'), 'x.png'))).rejects.toThrow(
      'IMAGE_PROCESS_FAILED',
    );
    await expect(api.sendDocument(101, new InputFile(Buffer.from(''), 'x'))).rejects.toThrow(
      'file must be non-empty',
    );
    await expect(api.sendPhoto(101, 'nothing')).rejects.toThrow('wrong file identifier/HTTP URL specified');
  });

  test('meets refusals and lost answers as the errors it knows', async () => {
    const telegram = await startTelegram();
    telegram.control.ensureUser(ANNA);
    const { api } = createBot(telegram);
    telegram.control.addFault({ method: 'sendMessage', kind: 'http', status: 429, retryAfter: 7 });
    const limited = await api.sendMessage(101, 'x').catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(GrammyError);
    expect(limited).toMatchObject({ error_code: 429, parameters: { retry_after: 7 } });
    telegram.control.addFault({ method: 'sendMessage', kind: 'lost-answer' });
    await expect(api.sendMessage(101, 'x')).rejects.toBeInstanceOf(HttpError);
    telegram.control.addFault({ method: 'sendMessage', kind: 'html502' });
    await expect(api.sendMessage(101, 'x')).rejects.toBeInstanceOf(HttpError);
    expect(telegram.control.messages(101)).toHaveLength(1);
  });
});
