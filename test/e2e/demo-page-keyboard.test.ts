// The demo page by keyboard alone, in Chinese, dark, on a phone; and its looks from 320 px up. Pictures go to artifacts/demo.
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
  overflow,
  PRODUCT,
  START_MS,
  STEP_MS,
  STORY_MS,
  shown,
  startsWith,
} from './demo-screen.ts';

const zh = CATALOGUES['zh-hans'];

describe.runIf(CHROMIUM !== undefined)('the demo page on a small screen', () => {
  let browser: Browser;
  let dir: string;
  let chinese: DemoProcess;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'earnest-page-'));
    [chinese, browser] = await Promise.all([startDemo(dir), launchChromium()]);
  }, START_MS);

  afterAll(async () => {
    await browser?.close();
    await chinese?.interrupt();
    await rm(dir, { recursive: true, force: true });
  }, START_MS);

  it(
    'tells the whole story in Chinese, dark, on a phone, by keyboard alone',
    async () => {
      const screen = await openScreen(browser, chinese.url, {
        story: 'zh',
        width: 390,
        height: 844,
        colorScheme: 'dark',
      });
      const { page, says, shot, stepsDone, tabTo } = screen;
      const words = PAGE_TEXTS['zh-hans'];
      const say = page.locator('#say');
      const key = (label: string | RegExp) =>
        page.locator('#messages .keys button').filter({ hasText: label }).last();
      const type = async (text: string) => {
        await tabTo(say);
        await page.keyboard.type(text);
        await page.keyboard.press('Enter');
      };
      const press = async (label: string | RegExp, timeoutMs = STEP_MS) => {
        await key(label).waitFor({ timeout: timeoutMs });
        await tabTo(key(label), true);
        await page.keyboard.press('Enter');
        await expect.poll(() => page.evaluate('document.activeElement !== document.body')).toBe(true);
      };

      await tabTo(page.locator('#language'));
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => say.getAttribute('placeholder')).toBe(words.say);
      await type('/start');
      await press(zh.start.tryPractice, START_MS);
      await shot('1-practice');
      await press(zh.practice.open);
      await says(shown(zh.notices.connectedOrders(0)));

      await type('/deposit');
      await press(PRODUCT);
      await says(shown(zh.deposit.howMuch(ANYTHING)));
      await type('500');
      await says(shown(zh.confirm.life));
      const newest = page.locator('#messages > li').last();
      await expect.poll(() => newest.locator('.keys button').last().isVisible()).toBe(true);
      await shot('2-confirm');
      await press(startsWith(zh.confirm.depositButton(AMOUNT)));
      await says(shown(zh.receipts.doneDeposit(AMOUNT, ANYTHING)));
      await says(GAIN);
      await shot('3-payout');

      await type('/redeem');
      await press(/USDT/);
      await press(zh.redeem.all);
      await press(startsWith(zh.confirm.redeemButton(AMOUNT)));
      await says(shown(zh.receipts.doneRedeem(AMOUNT, ANYTHING)));
      await shot('4-redeemed');
      expect(await faintTexts(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);

      await tabTo(page.locator('#tab-panel'), true);
      await page.keyboard.press('Enter');
      await expect.poll(() => page.textContent('#agree'), { timeout: STEP_MS }).toBe(words.agree);
      await expect.poll(stepsDone).toEqual(['start', 'practice', 'deposit', 'payout', 'redeem']);
      await tabTo(page.locator('#switches input').last());
      await shot('5-panel');
      expect(await faintTexts(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      expect(screen.problems).toEqual([]);
      await page.close();
    },
    STORY_MS,
  );

  it.each([320, 390, 768, 1280])(
    'fits a window %i px wide, and every text in it can be read',
    async (width) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const screen = await openScreen(browser, chinese.url, {
          story: `${width}-${colorScheme}`,
          width,
          height: width < 500 ? 700 : 860,
          colorScheme,
        });
        await screen.page.locator('#messages > li').first().waitFor();
        await screen.shot('chat');
        expect(await overflow(screen.page)).toBe(0);
        expect(await faintTexts(screen.page)).toEqual([]);
        if (await screen.page.locator('#tab-panel').isVisible()) {
          await screen.page.click('#tab-panel');
          await screen.shot('panel');
          expect(await overflow(screen.page)).toBe(0);
          expect(await faintTexts(screen.page)).toEqual([]);
        }
        await screen.page.close();
      }
    },
  );
});
