// The demo page as a person uses it in a browser: with the mouse or by keyboard alone. Waits are bounded and look at
// what the page shows; every label comes from the bot's or the page's own texts.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { lines, type Piece } from '../../src/bot/html.ts';
import type { StepName, SwitchName } from '../../src/simulator/page/contract.ts';

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
  readonly shot: (step: string) => Promise<void>;
  /** The newest message whose text matches; waits for it. */
  readonly says: (text: RegExp, timeoutMs?: number) => Promise<Locator>;
  readonly send: (text: string) => Promise<void>;
  /** Clicks the newest button of the chat with this text. */
  readonly click: (label: string | RegExp, timeoutMs?: number) => Promise<void>;
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
  return {
    page,
    problems,
    shot: async (step) => {
      await page.screenshot({ path: join(SHOTS, `${story}-${step}.png`) });
    },
    says: async (text, timeoutMs = STEP_MS) => {
      const found = messages.filter({ hasText: text }).last();
      await found.waitFor({ timeout: timeoutMs });
      return found;
    },
    send: async (text) => {
      await page.fill('#say', text);
      await page.press('#say', 'Enter');
    },
    click: (label, timeoutMs = STEP_MS) =>
      keys
        .filter({ hasText: typeof label === 'string' ? exactly(label) : label })
        .last()
        .click({ timeout: timeoutMs }),
    toggle: async (name, on) => {
      await page.locator(`#switches input[name="${name}"]`).setChecked(on);
      await expect.poll(() => page.locator(`#switches input[name="${name}"]`).isChecked()).toBe(on);
    },
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

/** Text smaller than 24 px needs 4.5 : 1 (WCAG 2.1, AA). */
const CONTRAST = 4.5;

/** The texts of the page that are too faint, with their contrast; none is expected. */
export async function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(${FIND_FAINT})(${CONTRAST})`);
}

/** The page's width beyond its window, in px: 0 where nothing sticks out. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Runs in the page: paints each colour on a canvas to know its channels, whatever notation it has. */
const FIND_FAINT = `(least) => {
  const paint = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const channels = (colors) => {
    paint.globalCompositeOperation = 'copy';
    paint.fillStyle = '#fff';
    paint.fillRect(0, 0, 1, 1);
    paint.globalCompositeOperation = 'source-over';
    for (const color of colors) { paint.fillStyle = color; paint.fillRect(0, 0, 1, 1); }
    return [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((value) => { const part = value / 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || !element.checkVisibility({ visibilityProperty: true }) || element.closest('.visually-hidden, .skip, option, [aria-busy="true"]')) continue;
    const grounds = [];
    for (let at = element; at !== null; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    const ground = light(channels(grounds));
    const text = light(channels([...grounds, getComputedStyle(element).color]));
    const ratio = (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05);
    if (ratio < least) found.push(element.textContent.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return found;
}`;
