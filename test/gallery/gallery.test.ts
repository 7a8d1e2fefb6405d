// Holds every view in every language to Telegram's limits and to our manners.
import { describe, expect, it } from 'vitest';
import { LABEL_MAX, parseAction } from '../../src/bot/action.ts';
import { LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { parseHtml } from '../../src/simulator/telegram/html.ts';
import { GALLERY } from './fixtures.ts';

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

  it('keeps its buttons short, known and few', () => {
    for (const { label, action } of buttons) {
      expect(label.length).toBeLessThanOrEqual(LABEL_MAX);
      expect(label.trim()).not.toBe('');
      expect(parseAction(action)).toEqual(action);
    }
    expect(view.keyboard.length).toBeLessThanOrEqual(8);
    for (const row of view.keyboard) expect(row.length).toBeLessThanOrEqual(4);
  });

  it('puts at most two buttons with words in a row', () => {
    for (const row of view.keyboard) {
      const words = row.filter(({ label }) => !/^[\d:.,%\s]+$/.test(label));
      if (row.length > 2)
        expect(words.length, row.map(({ label }) => label).join(' | ')).toBeLessThanOrEqual(4);
      if (words.length === row.length && row.some(({ label }) => label.length > 14)) {
        expect(row.length).toBeLessThanOrEqual(2);
      }
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

describe('the gallery', () => {
  it('names every item once', () => {
    expect(new Set(GALLERY.map(({ id }) => id)).size).toBe(GALLERY.length);
  });

  it('has every view differ between the languages', () => {
    for (const item of GALLERY) {
      const texts = LANGUAGES.map((language) => item.view(language).text);
      expect(new Set(texts).size, item.id).toBe(LANGUAGES.length);
    }
  });
});
