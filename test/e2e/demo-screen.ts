// The demo page as a person uses it in a browser: with the mouse or by keyboard alone. Waits are bounded and look at
// what the page shows; every label comes from the bot's or the page's own texts.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { lines, type Piece } from '../../src/bot/html.ts';
import type { StepName, SwitchName } from '../../src/simulator/page/contract.ts';
import { cutTexts, faintTexts, overflow } from './page-looks.ts';

const SHOTS = join(import.meta.dirname, '..', '..', 'artifacts', 'demo');
/** The bot's first start makes its database; everything else is far quicker. */
export const START_MS = 90_000;
export const STEP_MS = 30_000;
export const STORY_MS = 180_000;
export const AMOUNT = '500 USDT';
/** Flexible USDT of the simulated market. */
export const PRODUCT = /USDT.*4\.5/;
/** The first line of a payout's push. */
export const GAIN = /^\+[\d.,]+\sUSDT/;
const PHONE = { width: 390, height: 844 } as const;
/** Buttons on a page are fewer. */
const TABS_MAX = 80;
/** A stand-in for what a text is filled with. */
export const ANYTHING = '§§';

/** What of a text a chat shows: no tags; `ANYTHING` stands for whatever it is filled with. */
export function shown(piece: Piece): RegExp {
  const plain = lines(piece)
    .replace(/<[^>]+>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
  const parts = plain.split(ANYTHING).map(literal);
  return new RegExp(parts.join('.*'));
}

export interface Screen {
  readonly page: Page;
  /** Errors of the page's own script. */
  readonly problems: readonly string[];
  /** A picture in both colour schemes, and where asked on a phone too; every text in it must be legible and inside. */
  readonly shot: (step: string, options?: { readonly phone?: boolean }) => Promise<void>;
  /** The newest message whose text (not its buttons) matches; waits for it. */
  readonly says: (text: RegExp, timeoutMs?: number) => Promise<Locator>;
  /** Waits until the text of the newest message matches. */
  readonly newest: (text: RegExp, timeoutMs?: number) => Promise<void>;
  readonly send: (text: string) => Promise<void>;
  /** Clicks the newest button of the chat with this text. */
  readonly click: (label: string | RegExp, timeoutMs?: number) => Promise<void>;
  /** Does something on the panel, which on a phone is behind a tab. */
  readonly behind: (work: () => Promise<unknown>) => Promise<void>;
  readonly toggle: (name: SwitchName, on: boolean) => Promise<void>;
  readonly stepsDone: () => Promise<readonly StepName[]>;
  /** Everything the chat shows but the time of day, oldest first. */
  readonly chat: () => Promise<readonly string[]>;
  readonly moves: () => Promise<readonly string[]>;
  /** Presses Tab (or Shift+Tab) until this element has the focus, then returns. */
  readonly tabTo: (target: Locator, back?: boolean) => Promise<void>;
}

export interface ScreenOptions {
  readonly story: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
}

export async function openScreen(browser: Browser, url: string, options: ScreenOptions): Promise<Screen> {
  const { story, width, height, colorScheme } = options;
  mkdirSync(SHOTS, { recursive: true });
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  page.setDefaultTimeout(STEP_MS);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(url);
  const messages = page.locator('#messages > li');
  const keys = page.locator('#messages .keys button');
  const behind = async (work: () => Promise<unknown>): Promise<void> => {
    const hasTabs = await page.locator('#tab-panel').isVisible();
    if (hasTabs) await page.click('#tab-panel');
    await work();
    if (hasTabs) await page.click('#tab-chat');
  };
  return {
    page,
    problems,
    shot: async (step, { phone = false } = {}) => {
      await shoot(page, `${story}-${step}`);
      if (phone && width > PHONE.width) {
        await page.setViewportSize(PHONE);
        await shoot(page, `${story}-${step}-phone`);
        await page.setViewportSize({ width, height });
      }
      await page.emulateMedia({ colorScheme });
    },
    says: async (text, timeoutMs = STEP_MS) => {
      const found = messages.filter({ has: page.locator('.bubble', { hasText: text }) }).last();
      await found.waitFor({ timeout: timeoutMs });
      return found;
    },
    newest: (text, timeoutMs = STEP_MS) =>
      expect
        .poll(() => messages.last().locator('.bubble').textContent(), { timeout: timeoutMs })
        .toMatch(text),
    send: async (text) => {
      await page.fill('#say', text);
      await page.press('#say', 'Enter');
    },
    click: (label, timeoutMs = STEP_MS) =>
      keys
        .filter({ hasText: typeof label === 'string' ? exactly(label) : label })
        .last()
        .click({ timeout: timeoutMs }),
    behind,
    toggle: (name, on) =>
      behind(async () => {
        await page.locator(`#switches input[name="${name}"]`).setChecked(on);
        await expect.poll(() => page.locator(`#switches input[name="${name}"]`).isChecked()).toBe(on);
      }),
    stepsDone: () =>
      page.evaluate(
        `[...document.querySelectorAll('#rail li[data-state="done"]')].map((item) => item.dataset.step)`,
      ),
    chat: () =>
      page.evaluate(
        `[...document.querySelectorAll('#messages > li')].map((item) => [...item.querySelectorAll('.bubble, .keys button')].map((part) => { const copy = part.cloneNode(true); copy.querySelector('.meta')?.remove(); return copy.textContent; }).join(' | '))`,
      ),
    moves: () => page.locator('#moves li').allTextContents(),
    tabTo: (target, back = false) => tabTo(page, target, back),
  };
}

/** One picture for each colour scheme. */
async function shoot(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(SHOTS, `${name}-${colorScheme}.png`) });
    const looks = {
      faint: await faintTexts(page),
      overflow: await overflow(page),
      cut: await cutTexts(page),
    };
    expect(looks, `${name}, ${colorScheme}`).toEqual({ faint: [], overflow: 0, cut: [] });
  }
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function exactly(label: string): RegExp {
  return new RegExp(`^${literal(label)}$`);
}

/** Buttons that name the account after this text. */
export function startsWith(text: string): RegExp {
  return new RegExp(`^${literal(text)}`);
}

async function tabTo(page: Page, target: Locator, back: boolean): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    if ((await target.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
  }
  throw new Error('the keyboard does not reach it');
}
