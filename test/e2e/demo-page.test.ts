// The demo page in a real browser, with the real bot behind it. Pictures of every screen go to artifacts/demo.
import { describe, expect, it } from 'vitest';
import { CATALOGUES } from '../../src/bot/locales/catalogue.ts';
import { PAGE_TEXTS } from '../../src/simulator/page/texts.ts';
import { CHROMIUM } from './chromium.ts';
import {
  AMOUNT,
  ANYTHING,
  GAIN,
  PRODUCT,
  type Screen,
  START_MS,
  STEP_MS,
  STORY_MS,
  shown,
  startsWith,
} from './demo-screen.ts';
import { useDemo } from './use-demo.ts';

const en = CATALOGUES.en;

describe.runIf(CHROMIUM !== undefined)('the demo page', () => {
  const demo = useDemo();
  const openEnglish = () => demo.open({ story: 'en', width: 1280, height: 860, colorScheme: 'light' });

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
      // Most likely the bot is not up yet: what is sent now is answered when it is.
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
      await expect.poll(() => page.textContent('#waiting')).toBe(PAGE_TEXTS.en.goneHint);
      await send('/cancel');
      await shot('4-killed');
      await toggle('slow', false);
      await says(shown(en.errors.nothingToCancel), START_MS);
      expect(await page.textContent('#waiting')).toBe('');
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
        expect(await page.textContent('#trouble-hint')).toBe(PAGE_TEXTS.en.switchHints[name]);
        await shot(`9-${name}`);
        await toggle(name, false);
        await expect.poll(askAgain, { timeout: STEP_MS }).toMatch(shown(en.history.title));
      }
      expect(await page.textContent('#trouble-hint')).toBe(PAGE_TEXTS.en.troubleHint);
      await send('/orders');
      await expect.poll(() => page.textContent('#agree'), { timeout: STEP_MS }).toBe(PAGE_TEXTS.en.agree);
      expect(screen.problems).toEqual([]);
      await page.close();
    },
    STORY_MS,
  );

  it(
    'hears of the interest paid meanwhile when a revoked key works again, without being asked',
    async () => {
      const screen = await openEnglish();
      const { page, toggle } = screen;
      const paid = async () => (await page.textContent('#ledger')) ?? '';
      const agree = () => page.textContent('#agree');
      await page.getByRole('button', { name: PAGE_TEXTS.en.speeds.fast }).click();
      await toggle('keyRevoked', true);
      const before = await paid();
      await expect.poll(paid, { timeout: STEP_MS }).not.toBe(before);
      await expect.poll(agree, { timeout: STEP_MS }).toBe(PAGE_TEXTS.en.behind);
      await screen.shot('9-behind');
      await page.getByRole('button', { name: PAGE_TEXTS.en.speeds.still }).click();
      await toggle('keyRevoked', false);
      await expect.poll(agree, { timeout: STEP_MS }).toBe(PAGE_TEXTS.en.agree);
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
      expect(await demo.interrupt()).toBe(0);
      await expect.poll(() => before.page.textContent('#presence')).toBe(PAGE_TEXTS.en.ended);
      await before.page.close();

      await demo.startAgain();
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
