// How a page looks to a reader: what is too faint, sticks out, or is cut off. Runs in the page; needs nothing of it.
import type { Page } from 'playwright-core';

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

/** The texts whose box is narrower or lower than they are, so that a part of them cannot be read; none is expected. */
export async function cutTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(`(${FIND_CUT})()`);
}

/** What scrolls may be longer than it shows; and so may what is meant to end in an ellipsis. */
const FIND_CUT = `() => {
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || !element.checkVisibility({ visibilityProperty: true }) || element.closest('.visually-hidden, .skip, option')) continue;
    const style = getComputedStyle(element);
    if (style.display === 'inline' || style.textOverflow === 'ellipsis') continue;
    const wide = element.scrollWidth - element.clientWidth;
    const high = element.scrollHeight - element.clientHeight;
    if (wide > 1 || high > 1) found.push(element.textContent.slice(0, 30) + ' ' + wide + '×' + high);
  }
  return found;
}`;

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
    if (!own || !element.checkVisibility({ visibilityProperty: true }) || element.closest('.visually-hidden, .skip, option, [aria-busy="true"], .spoiler[aria-expanded="false"]')) continue;
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom <= 0 || top >= innerHeight) continue;
    const grounds = [];
    for (let at = element; at !== null; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
    const ground = light(channels(grounds));
    const text = light(channels([...grounds, getComputedStyle(element).color]));
    const ratio = (Math.max(ground, text) + 0.05) / (Math.min(ground, text) + 0.05);
    if (ratio < least) found.push(element.textContent.slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return found;
}`;
