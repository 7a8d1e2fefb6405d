// Holds every view in every language to Telegram's limits and to our manners.
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LABEL_MAX, parseAction } from '../../src/bot/action.ts';
import { LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { parseHtml } from '../../src/simulator/telegram/html.ts';
import { functionsCalled } from './drawn.ts';
import { GALLERY } from './fixtures.ts';

/** The manners of the product page, written out: the views have constants of their own. */
const ROWS_MAX = 8;
const WORD_COLUMNS = 2;
const NUMBER_COLUMNS = 4;
/** Both scripts write these words with the same characters. */
const ALIKE_IN_CHINESE = new Set(['hint-let-in']);
/** A time, a share, a bare amount: anything with a letter in it is a word. */
const NUMBER = /^[\d:.,%+\s]+$/;

const cases = GALLERY.flatMap((item) =>
  LANGUAGES.map((language) => ({
    name: `${item.id} in ${language}`,
    id: item.id,
    view: item.view(language),
    language,
  })),
);

function plain(markup: string): string {
  const parsed = parseHtml(markup);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value.text;
}

describe.each(cases)('$name', ({ id, view, language }) => {
  const text = plain(view.text);
  const buttons = view.keyboard.flat();

  it('is valid markup within the length of one message', () => {
    expect(text.trim()).not.toBe('');
    expect(text.length).toBeLessThanOrEqual(4096);
  });

  it('has no unfilled placeholder and no text of another language', () => {
    const all = [text, ...buttons.map(({ label }) => label)].join('\n');
    expect(all).not.toMatch(/undefined|\[object|NaN|\$\{|Invalid Date|=>/);
    if (language === 'en') expect(all.replace(/简体中文|繁體中文/g, '')).not.toMatch(/\p{Script=Han}/u);
  });

  it('keeps its buttons short and known', () => {
    for (const { label, action } of buttons) {
      expect(label.length).toBeLessThanOrEqual(LABEL_MAX);
      expect(label.trim()).not.toBe('');
      expect(parseAction(action)).toEqual(action);
    }
  });

  it('has at most two columns of words, four of numbers, and eight rows', () => {
    expect(view.keyboard.length).toBeLessThanOrEqual(ROWS_MAX);
    for (const row of view.keyboard) {
      const isNumbers = row.every(({ label }) => NUMBER.test(label));
      const labels = row.map(({ label }) => label).join(' | ');
      expect(row.length, labels).toBeLessThanOrEqual(isNumbers ? NUMBER_COLUMNS : WORD_COLUMNS);
    }
  });

  it('says its fact in at most six lines and three buttons when it is a push or a receipt', () => {
    if (!/^(push|receipt)-/.test(id)) return;
    const lines = text.split('\n').filter((line) => line !== reminderOfRepeat(text));
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(buttons.length).toBeLessThanOrEqual(3);
  });
});

/** The mark of a repeat is not part of what the push says. */
function reminderOfRepeat(text: string): string | undefined {
  return text.split('\n').find((line) => /may be a repeat|可能是重复的|可能是重複的/.test(line));
}

/** `export function viewX` of every file of views. */
function exportedViews(): readonly string[] {
  return globSync('src/bot/views/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^export (?:async )?(?:function|const) (view\w+)/gm)].map(
      ([, name]) => `${basename(file)} ${name}`,
    ),
  );
}

describe('the gallery', () => {
  it('shows every view there is: a new one joins it', async () => {
    const views = exportedViews();
    expect(views.length).toBeGreaterThan(40);
    const called = await functionsCalled('/src/bot/views/', () => {
      for (const { view } of GALLERY) view('en');
    });
    const drawn = new Set(called.map(({ file, name }) => `${basename(file)} ${name}`));
    expect(views.filter((view) => !drawn.has(view))).toEqual([]);
  });

  it('names every item once', () => {
    expect(new Set(GALLERY.map(({ id }) => id)).size).toBe(GALLERY.length);
  });

  it('has every view differ between the languages', () => {
    for (const item of GALLERY) {
      const texts = LANGUAGES.map((language) => item.view(language).text);
      const alike = ALIKE_IN_CHINESE.has(item.id) ? 1 : 0;
      expect(new Set(texts).size, item.id).toBe(LANGUAGES.length - alike);
    }
  });
});
