// The demo page by keyboard alone, in Chinese, dark, on a phone; and its looks from 320 px up. Pictures go to artifacts/demo.
import { describe, expect, it } from 'vitest';
import { CATALOGUES } from '../../src/bot/locales/catalogue.ts';
import { PAGE_TEXTS } from '../../src/simulator/page/texts.ts';
import { CHROMIUM } from './chromium.ts';
import {
  AMOUNT,
  ANYTHING,
  GAIN,
  PRODUCT,
  START_MS,
  STEP_MS,
  STORY_MS,
  shown,
  startsWith,
} from './demo-screen.ts';
import { useDemo } from './use-demo.ts';

const zh = CATALOGUES['zh-hans'];

describe.runIf(CHROMIUM !== undefined)('the demo page on a small screen', () => {
  const demo = useDemo();

  it(
    'tells the whole story in Chinese, dark, on a phone, by keyboard alone',
    async () => {
      const screen = await demo.open({
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
      /** Goes behind the scenes, does it there, and comes back. */
      const behind = async (act: () => Promise<unknown>) => {
        await tabTo(page.locator('#tab-panel'), true);
        await page.keyboard.press('Enter');
        await act();
        await tabTo(page.locator('#tab-chat'), true);
        await page.keyboard.press('Enter');
      };
      const flip = (name: string) => async () => {
        await tabTo(page.locator(`#switches input[name="${name}"]`));
        await page.keyboard.press('Space');
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
      // Slow answers hold the deposit where it is while the bot is killed.
      await behind(flip('slow'));
      await press(startsWith(zh.confirm.depositButton(AMOUNT)));
      await says(shown(zh.receipts.sending(ANYTHING)));
      await behind(async () => {
        await tabTo(page.locator('#kill'));
        await page.keyboard.press('Enter');
        await expect.poll(() => page.textContent('#kills')).not.toBe('');
        await shot('2-killed-panel');
        await flip('slow')();
      });
      await shot('2-killed');
      await says(shown(zh.receipts.doneDeposit(AMOUNT, ANYTHING)), START_MS);
      expect(await page.textContent('#kills')).toBe(words.kills(1, 1));
      await says(GAIN);
      await shot('3-payout');

      await type('/redeem');
      await press(/USDT/);
      await press(zh.redeem.all);
      await press(startsWith(zh.confirm.redeemButton(AMOUNT)));
      await says(shown(zh.receipts.doneRedeem(AMOUNT, ANYTHING)));
      await shot('4-redeemed');

      await tabTo(page.locator('#tab-panel'), true);
      await page.keyboard.press('Enter');
      await expect.poll(() => page.textContent('#agree'), { timeout: STEP_MS }).toBe(words.agree);
      await expect.poll(stepsDone).toEqual(['start', 'practice', 'deposit', 'payout', 'redeem']);
      await tabTo(page.locator('#switches input').last());
      await shot('5-panel');
      expect(await screen.moves()).toHaveLength(2);
      expect(screen.problems).toEqual([]);
      await page.close();
    },
    STORY_MS,
  );

  it.each([320, 390, 768, 1280])(
    'fits a window %i px wide, and every text in it can be read',
    async (width) => {
      const height = width < 500 ? 700 : 860;
      const options = { story: `${width}`, width, height, colorScheme: 'light' } as const;
      const screen = await demo.open(options);
      await screen.page.locator('#messages > li').first().waitFor();
      await screen.shot('chat');
      await screen.behind(() => screen.shot('panel'));
      await screen.page.close();
    },
    STORY_MS,
  );
});
