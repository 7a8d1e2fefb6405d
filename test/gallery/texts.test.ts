// Every text of the catalogues stands somewhere in the gallery, and keeps the limit of the place where it stands.
import { describe, expect, it } from 'vitest';
import { LABEL_MAX } from '../../src/bot/action.ts';
import { CATALOGUES, LANGUAGES } from '../../src/bot/locales/catalogue.ts';
import { feedsOf, leavesOf, saidBy } from '../bot/leaves.ts';
import { GALLERY } from './fixtures.ts';
import { createTrace } from './traced.ts';

/** Telegram's limits, in characters. */
const CALLBACK_ANSWER_MAX = 200;
const MESSAGE_MAX = 4096;

/** What answers a tap in a small window of its own. */
const TOASTS = ['errors.oldButtonToast', 'common.sending'];

/** Said elsewhere than in a view of one person. */
const UNDRAWN = new Set([
  ...TOASTS,
  // In a group, where nothing else is ever said.
  'start.privateOnly',
  // Telegram's own menu draws them.
  ...Object.keys(CATALOGUES.en.commands).map((command) => `commands.${command}`),
]);

const trace = createTrace(CATALOGUES.en);
const drawn = new Set<string>();
const onButtons = new Set<string>();
for (const { view } of GALLERY) {
  const { text, keyboard } = view('en', trace.dress);
  for (const path of trace.pathsIn(text)) drawn.add(path);
  for (const path of trace.pathsIn(
    keyboard
      .flat()
      .map(({ label }) => label)
      .join('\n'),
  ))
    onButtons.add(path);
}

/** The longest a text gets with nothing but marks in it. */
function longest(language: (typeof LANGUAGES)[number], path: string): number {
  const leaf = leavesOf(CATALOGUES[language]).find((one) => one.path === path);
  if (leaf === undefined) throw new Error(`${path} is not there`);
  return Math.max(...feedsOf(leaf).map((feed) => saidBy(leaf, feed).length));
}

describe('the gallery', () => {
  it('draws every text there is', () => {
    const missing = leavesOf(CATALOGUES.en)
      .map(({ path }) => path)
      .filter((path) => !drawn.has(path) && !onButtons.has(path));
    expect(missing.filter((path) => !UNDRAWN.has(path))).toEqual([]);
    expect([...UNDRAWN].filter((path) => !missing.includes(path))).toEqual([]);
  });
});

describe.each(LANGUAGES)('the texts in %s', (language) => {
  it('fit where they stand alone: on a button, in the answer to a tap, in a message', () => {
    expect(onButtons.size).toBeGreaterThan(60);
    const tooLong = leavesOf(CATALOGUES[language])
      .map(({ path }) => ({ path, length: longest(language, path) }))
      .filter(({ path, length }) => {
        if (onButtons.has(path)) return length > LABEL_MAX;
        return length > (TOASTS.includes(path) ? CALLBACK_ANSWER_MAX : MESSAGE_MAX);
      });
    expect(tooLong).toEqual([]);
  });
});
