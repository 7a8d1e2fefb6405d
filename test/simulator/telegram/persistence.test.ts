import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSaver, SAVE_DELAY_MS } from '../../../src/simulator/telegram/saver.ts';
import { createFileStore, createMemoryStore } from '../../../src/simulator/telegram/store.ts';
import { ANNA, refusal, result, startTelegram } from './harness.ts';

async function temporaryFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'telegram-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'deep', 'telegram.json');
}

describe('a restart', () => {
  test.each([
    ['a file', async () => createFileStore(await temporaryFile())],
    ['memory', async () => createMemoryStore()],
  ])('finds everything as it was, kept in %s', async (_name, createStore) => {
    const store = await createStore();
    const before = await startTelegram({}, store);
    before.control.ensureUser(ANNA);
    const card = await result(before, 'sendMessage', {
      chat_id: 101,
      text: 'card',
      disable_notification: true,
      reply_markup: { inline_keyboard: [[{ text: 'Go', callback_data: 'x' }]] },
    });
    await refusal(before, 'sendMessage', { chat_id: 1, text: 'x' });
    await result(before, 'setMyCommands', { commands: [{ command: 'home', description: 'Home' }] });
    const tapped = before.control.tap(101, card.message_id, 'Go');
    before.control.tap(101, card.message_id, 'Go', { hold: true });
    const messages = before.control.messages(101);
    const counters = before.control.counters();
    await before.close();

    const after = await startTelegram({}, store);
    expect(after.control.messages(101)).toEqual(messages);
    expect(after.control.counters()).toEqual(counters);
    expect(counters).toMatchObject({
      methods: { sendMessage: 2, setMyCommands: 1 },
      sendsPerChat: { 101: 1 },
      refused: { 'Bad Request: chat not found': 1 },
      totals: { sends: 1, updatesCreated: 1 },
    });
    expect(after.control.menu(101)).toHaveLength(1);
    expect(after.control.status().lastEventId).toBe(before.control.status().lastEventId);
    const [update] = await result(after, 'getUpdates');
    expect(update.update_id).toBe(tapped.updateId);
    await result(after, 'answerCallbackQuery', { callback_query_id: tapped.callbackId });
    expect(after.control.release()).toHaveLength(1);
    const next = await result(after, 'sendMessage', { chat_id: 101, text: 'next' });
    expect(next.message_id).toBe(card.message_id + 1);
  });

  test('a webhook goes on delivering what waited', async () => {
    const store = createMemoryStore();
    const before = await startTelegram({}, store);
    before.control.ensureUser(ANNA);
    await result(before, 'setWebhook', { url: 'http://127.0.0.1:9/hook' });
    before.control.sendText(101, 'a');
    await before.close();
    const after = await startTelegram({}, store);
    await expect.poll(() => after.control.counters().totals.webhookFailures).toBeGreaterThan(0);
    expect((await result(after, 'getWebhookInfo')).pending_update_count).toBe(1);
  });
});

describe('the file store', () => {
  test('leaves one whole file, and is empty before the first save', async () => {
    const path = await temporaryFile();
    const store = createFileStore(path);
    expect(await store.load()).toBeUndefined();
    const telegram = await startTelegram({}, store);
    telegram.control.ensureUser(ANNA);
    await expect.poll(() => readFile(path, 'utf8').catch(() => '')).toContain('"Anna"');
    await telegram.close();
    expect(await readdir(join(path, '..'))).toEqual(['telegram.json']);
  });

  test.each([
    ['{"version":', 'is not JSON'],
    ['{"version":2}', 'is of another version'],
  ])('says what is wrong with %s', async (text, message) => {
    const path = await temporaryFile();
    const store = createFileStore(path);
    const telegram = await startTelegram({}, store);
    telegram.control.ensureUser(ANNA);
    await telegram.close();
    await writeFile(path, text);
    await expect(store.load()).rejects.toThrow(message);
  });
});

describe('the saver', () => {
  test('saves many changes at once, and what failed again', async () => {
    const failures: unknown[] = [];
    let saves = 0;
    let broken = true;
    const saver = createSaver(
      async () => {
        saves += 1;
        if (broken) throw new Error('disk full');
      },
      (error) => failures.push(error),
    );
    for (let count = 0; count < 50; count += 1) saver.changed();
    await expect.poll(() => failures.length, { timeout: SAVE_DELAY_MS * 20 }).toBe(1);
    expect(saves).toBe(1);
    broken = false;
    await saver.flush();
    expect(saves).toBe(2);
    await saver.flush();
    expect(saves).toBe(2);
  });
});
