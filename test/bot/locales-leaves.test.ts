// Every single text of the catalogues, and of the demo page, is there in three languages: none was left in English,
// and none drops what it is given to show.
import { describe, expect, it } from 'vitest';
import { CATALOGUES } from '../../src/bot/locales/catalogue.ts';
import { FORBIDDEN, GLOSSARY } from '../../src/bot/locales/glossary.ts';
import { PAGE_TEXTS } from '../../src/simulator/page/texts.ts';
import { feedsOf, type Leaf, leavesOf, marksIn, saidBy } from './leaves.ts';
import { foreignTo } from './scripts.ts';

const CHINESE = ['zh-hans', 'zh-hant'] as const;
const HAN = /\p{Script=Han}/u;

/** The same in every language: marks that stand in capitals on every card, and what only joins its arguments. */
const SAME = new Set([
  'common.demo',
  'common.testnet',
  'common.page',
  'accounts.row',
  'deposit.termButton',
  'filters.chosen',
  // Three commands, which are typed as they are.
  'help.rows.11',
]);
/** Of their own, but without a word: separators, colons of full width, another order of the arguments. */
const WORDLESS = new Set(['common.product', 'common.separator', 'notices.line', 'status.account']);

interface Pair {
  readonly path: string;
  readonly english: Leaf;
  readonly chinese: Leaf;
}

/** Each English leaf beside its Chinese one; fails where the shapes differ. */
function pairsOf(english: unknown, chinese: unknown): readonly Pair[] {
  const others = new Map(leavesOf(chinese).map((leaf) => [leaf.path, leaf]));
  const pairs = leavesOf(english).map((leaf) => {
    const other = others.get(leaf.path);
    if (other === undefined) throw new Error(`${leaf.path} is not there`);
    return { path: leaf.path, english: leaf, chinese: other };
  });
  expect(others.size).toBe(pairs.length);
  return pairs;
}

function untranslated(pairs: readonly Pair[]): readonly string[] {
  return pairs.flatMap(({ path, english, chinese }) =>
    feedsOf(english)
      .filter((feed) => {
        const said = saidBy(chinese, feed);
        if (SAME.has(path)) return false;
        return saidBy(english, feed) === said || !(HAN.test(said) || WORDLESS.has(path));
      })
      .map((feed) => `${path}(${feed.join(', ')}): ${saidBy(chinese, feed)}`),
  );
}

function droppedArguments(pairs: readonly Pair[]): readonly string[] {
  return pairs.flatMap(({ path, english, chinese }) =>
    feedsOf(english)
      .map((feed) => [saidBy(english, feed), saidBy(chinese, feed)] as const)
      .filter(([one, other]) => marksIn(one).join() !== marksIn(other).join())
      .map(([one, other]) => `${path}: ${one} | ${other}`),
  );
}

describe.each(CHINESE)('every text in %s', (language) => {
  const pairs = pairsOf(CATALOGUES.en, CATALOGUES[language]);

  it('is translated', () => {
    expect(pairs.length).toBeGreaterThan(400);
    expect(untranslated(pairs)).toEqual([]);
  });

  it('shows what the English one shows, and nothing else', () => {
    expect(droppedArguments(pairs)).toEqual([]);
  });

  it('is excepted only while it is the same in both, or has no word', () => {
    const alike = pairs.filter(({ english, chinese }) =>
      feedsOf(english).every((feed) => saidBy(english, feed) === saidBy(chinese, feed)),
    );
    expect(alike.map(({ path }) => path).toSorted()).toEqual([...SAME].toSorted());
    const wordless = pairs.filter(({ path, chinese }) =>
      feedsOf(chinese).every((feed) => !SAME.has(path) && !HAN.test(saidBy(chinese, feed))),
    );
    expect(wordless.map(({ path }) => path).toSorted()).toEqual([...WORDLESS].toSorted());
  });
});

describe.each(CHINESE)('every text of the demo page in %s', (language) => {
  const pairs = pairsOf(PAGE_TEXTS.en, PAGE_TEXTS[language]);
  const source = leavesOf(PAGE_TEXTS[language])
    .flatMap((leaf) => feedsOf(leaf).map((feed) => saidBy(leaf, feed)))
    .join('\n');

  it('is translated', () => {
    expect(pairs.length).toBeGreaterThan(60);
    expect(untranslated(pairs)).toEqual([]);
  });

  it('shows what the English one shows, and nothing else', () => {
    expect(droppedArguments(pairs)).toEqual([]);
  });

  it('is in one script', () => {
    expect(foreignTo(language, source)).toBe('');
  });

  it.each(['deposit', 'redeem', 'payout', 'interest', 'account', 'send'] as const)(
    'uses the word of the glossary for %s',
    (term) => {
      expect(source).toContain(GLOSSARY[term][language]);
    },
  );
});

describe('the words of the demo page', () => {
  it.each(['en', ...CHINESE] as const)('have no rival of the glossary in %s', (language) => {
    const source = leavesOf(PAGE_TEXTS[language])
      .map((leaf) => saidBy(leaf, feedsOf(leaf)[0] ?? []))
      .join('\n')
      .toLowerCase();
    expect(FORBIDDEN[language].filter((word) => source.includes(word))).toEqual([]);
  });
});
