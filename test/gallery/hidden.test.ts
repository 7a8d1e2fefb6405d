// A person who hides amounts: no figure of theirs stands outside a spoiler or on a button, on any view of the gallery.
import { describe, expect, it } from 'vitest';
import { escapeHtml } from '../../src/bot/html.ts';
import { CATALOGUES, LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { parseHtml } from '../../src/simulator/telegram/html.ts';
import { COINS_SHOWN, GALLERY } from './fixtures.ts';

type Language = (typeof LANGUAGES)[number];

const coins = COINS_SHOWN.map((coin) => escapeHtml(coin).replace(/[&|;()[\]]/g, '\\$&')).join('|');
/** An amount of a coin, or a worth in dollars, as it stands in markup. */
const FIGURE = new RegExp(`[\\d.,]*\\d (?:${coins})|\\$\\d[\\d.,]*`, 'g');
const SPOILER = /<tg-spoiler>.*?<\/tg-spoiler>/gs;

/** Lines that tell the exchange's published terms, which are nobody's own. */
function isOfTheProduct(language: Language, line: string): boolean {
  const { products, deposit } = CATALOGUES[language];
  const openings = [products.minimum(''), products.step(''), products.dailyLimit('')];
  // The public part of a limit, a step and a minimum; what is left of them is the person's.
  const problems = [
    deposit.problems.below_minimum('§'),
    deposit.problems.above_limit('§', '§'),
    deposit.problems.off_step('§', '§', '§'),
    deposit.problems.off_step_one('§', '§'),
  ].map(({ markup }) => markup.slice(0, markup.indexOf('§')));
  const examples = /1,000 (?:would earn|预计可得|每天预计可得|預計可得|每天預計可得)/;
  const published = [...openings.map(({ markup }) => markup), ...problems];
  return examples.test(line) || published.some((opening) => line.startsWith(opening));
}

function figuresIn(markup: string, language: Language): readonly string[] {
  return markup.split('\n').flatMap((line) => {
    const figures = line.match(FIGURE) ?? [];
    // At most one figure of such a line is the exchange's: the one it opens with.
    return isOfTheProduct(language, line) ? figures.slice(1) : figures;
  });
}

const hidden = GALLERY.filter(({ id }) => id.endsWith('-hidden'));
const cases = hidden.flatMap(({ id, view }) =>
  LANGUAGES.map((language) => ({ name: `${id} in ${language}`, view: view(language), language })),
);

describe('a person who hides amounts', () => {
  it('has a view of their own wherever amounts stand', () => {
    const shown = GALLERY.filter(({ view }) => figuresIn(view('en').text, 'en').length > 0);
    const drawn = new Set(GALLERY.map(({ id }) => id));
    expect(shown.length).toBeGreaterThan(50);
    expect(shown.filter(({ id }) => !id.endsWith('-hidden') && !drawn.has(`${id}-hidden`))).toEqual([]);
  });

  it.each(cases)('sees no figure of theirs: $name', ({ view, language }) => {
    expect(figuresIn(view.text.replace(SPOILER, ''), language)).toEqual([]);
    for (const { label } of view.keyboard.flat()) {
      expect(escapeHtml(label).match(FIGURE)).toBeNull();
    }
    expect(parseHtml(view.text).ok).toBe(true);
  });
});
