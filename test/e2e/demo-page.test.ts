// The demo page in a real browser, with the real bot behind it. Pictures of every screen go to artifacts/demo.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUES } from '../../src/bot/locales/catalogue.ts';
import { PAGE_TEXTS } from '../../src/simulator/page/texts.ts';
import { CHROMIUM, launchChromium } from './chromium.ts';
import { type DemoProcess, startDemo } from './demo-process.ts';
import {
  AMOUNT,
  ANYTHING,
  faintTexts,
  GAIN,
  openScreen,
  PRODUCT,
  type Screen,
  START_MS,
  STEP_MS,
  STORY_MS,
  shown,
  startsWith,
} from './demo-screen.ts';

const en = CATALOGUES.en;

if (CHROMIUM === undefined) console.info('No Chromium on this machine: the demo page is not tested here.');

describe.runIf(CHROMIUM !== undefined)('the demo page', () => {
  let browser: Browser;
  let dir: string;
  let english: DemoProcess;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'earnest-page-'));
    [english, browser] = await Promise.all([startDemo(dir), launchChromium()]);
  }, START_MS);

  afterAll(async () => {
    await browser?.close();
    await english?.interrupt();
    await rm(dir, { recursive: true, force: true });
  }, START_MS);

  const openEnglish = () =>
    openScreen(browser, english.url, { story: 'en', width: 1280, height: 860, colorScheme: 'light' });

  async function prepareDeposit({ send, click, says }: Screen): Promise<void> {
    await send('/deposit');
    await click(PRODUCT);
    await says(shown(en.deposit.howMuch(ANYTHING)));
    await send('500');
    await says(shown(en.confirm.life));
  }

  const confirmLabel = startsWith(en.confirm.depositButton(AMOUNT));
  const deposited = shown(en.receipts.doneDeposit(AMOUNT, ANYTHING));

  it(
    'leads through the whole story, with the bot killed in the middle of a deposit',
    async () => {
      const screen = await openEnglish();
      const { page, click, says, send, shot, toggle, stepsDone, moves } = screen;
      await page.locator('#begin').waitFor();
      await shot('1-empty');
      await page.click('#begin');
      await click(en.start.tryPractice, START_MS);
      await shot('2-practice');
      await click(en.practice.open);
      await says(shown(en.notices.connectedOrders(0)));
      await expect.poll(stepsDone).toEqual(['start', 'practice']);

      await prepareDeposit(screen);
      await shot('3-confirm');
      // Slow answers hold the deposit where it is while the bot is killed.
      await toggle('slow', true);
      await click(confirmLabel);
      await says(shown(en.receipts.sending(ANYTHING)));
      await page.click('#kill');
      await expect.poll(() => page.textContent('#presence'), { timeout: STEP_MS }).toBe(PAGE_TEXTS.en.gone);
      await shot('4-killed');
      await toggle('slow', false);
      await says(deposited, START_MS);
      await expect.poll(moves).toEqual([expect.stringContaining('500 USDT')]);
      expect(await page.textContent('#kills')).toBe(PAGE_TEXTS.en.kills(1, 1));

      await says(GAIN);
      await expect.poll(() => page.textContent('#agree')).toBe(PAGE_TEXTS.en.agree);
      await shot('5-payout');
      await page.screenshot({ path: 'artifacts/demo/readme.png' });

      await send('/redeem');
      await click(/USDT/);
      await click(en.redeem.all);
      await click(startsWith(en.confirm.redeemButton(AMOUNT)));
      await says(shown(en.receipts.doneRedeem(AMOUNT, ANYTHING)));
      await expect
        .poll(stepsDone, { timeout: STEP_MS })
        .toEqual(['start', 'practice', 'deposit', 'payout', 'redeem']);
      await expect.poll(() => page.textContent('#agree'), { timeout: STEP_MS }).toBe(PAGE_TEXTS.en.agree);
      expect(await moves()).toHaveLength(2);
      await shot('6-redeemed');
      expect(await faintTexts(page)).toEqual([]);
      expect(screen.problems).toEqual([]);
      await page.close();
    },
    STORY_MS,
  );

  it(
    'tells the truth about a deposit that was executed while its answer was lost and the bot killed',
    async () => {
      const screen = await openEnglish();
      const { page, click, says, shot, toggle, moves } = screen;
      const before = (await moves()).length;
      await prepareDeposit(screen);
      await toggle('lostAnswer', true);
      await click(confirmLabel);
      await says(shown(en.receipts.unknown(ANYTHING)));
      await page.click('#kill');
      await shot('7-being-checked');
      await says(shown(en.receipts.doneSeen), START_MS);
      await expect.poll(async () => (await moves()).length).toBe(before + 1);
      expect((await moves())[0]).toContain('500 USDT');
      await shot('8-settled');
      expect(screen.problems).toEqual([]);
      await page.close();
    },
    STORY_MS,
  );

  it(
    'stays calm while the exchange fails in each way, and goes on when it is back',
    async () => {
      const screen = await openEnglish();
      const { page, click, send, shot, toggle } = screen;
      const { failures } = en.errors;
      const newest = page.locator('#messages > li').last();
      await page.getByRole('button', { name: PAGE_TEXTS.en.speeds.still }).click();
      await send('/history');
      // The first time it asks for the time zone.
      await click(en.settings.useUtc);
      const askAgain = async () => {
        await send('/history');
        await page.waitForTimeout(1_000);
        return newest.textContent();
      };
      await expect.poll(askAgain, { timeout: STEP_MS }).toMatch(shown(en.history.title));
      const troubles = [
        ['slow', shown(en.common.checking)],
        ['down', shown(failures.unavailable)],
        ['rateLimited', shown(failures.rate_limited)],
        ['keyRevoked', shown(failures.unauthorized)],
      ] as const;
      for (const [name, calm] of troubles) {
        await toggle(name, true);
        await send('/history');
        await expect.poll(() => newest.textContent(), { timeout: STEP_MS }).toMatch(calm);
        await shot(`9-${name}`);
        await toggle(name, false);
        await expect.poll(askAgain, { timeout: STEP_MS }).toMatch(shown(en.history.title));
      }
      expect(screen.problems).toEqual([]);
      await page.close();
    },
    STORY_MS,
  );

  it(
    'finds everything as it was after Ctrl-C and a new start',
    async () => {
      const before = await openEnglish();
      await before.page.locator('#messages > li').last().waitFor();
      const seen = {
        chat: await before.chat(),
        moves: await before.moves(),
        steps: await before.stepsDone(),
      };
      expect(seen.chat.length).toBeGreaterThan(5);
      expect(await english.interrupt()).toBe(0);
      await expect.poll(() => before.page.textContent('#presence')).toBe(PAGE_TEXTS.en.ended);
      await before.page.close();

      english = await startDemo(dir);
      const after = await openEnglish();
      await expect.poll(after.chat).toEqual(seen.chat);
      expect(await after.moves()).toEqual(seen.moves);
      expect(await after.stepsDone()).toEqual(seen.steps);
      await expect
        .poll(() => after.page.textContent('#presence'), { timeout: START_MS })
        .toBe(PAGE_TEXTS.en.online);
      await after.shot('10-started-again');
      expect(after.problems).toEqual([]);
      await after.page.close();
    },
    STORY_MS,
  );
});
