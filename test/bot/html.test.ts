import { describe, expect, it } from 'vitest';
import { escapeHtml, html, joined, lines, link, plainText, shortened, spoiler } from '../../src/bot/html.ts';
import { parseHtml } from '../../src/simulator/telegram/html.ts';

/** A small generator with a fixed seed: the same hostile names in every run. */
function createHostileNames(seed: number) {
  let state = seed;
  const next = (limit: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % limit;
  };
  const pieces = [
    ...['<', '>', '&', '"', "'", '</b>', '<b>', '<a href="tg://user?id=1">', '&lt;', '&#60;', '&amp', '<!--'],
    ...[
      '\u202e',
      '\u2066',
      '\u0000',
      '\n',
      '\r\n',
      '\u2028',
      '\ud800',
      '\udc00',
      '👩‍👩‍👧',
      '名',
      'a',
      ' ',
      '\t',
    ],
    ...[
      '<tg-spoiler>',
      '</tg-spoiler>',
      '<tg-time unix="1">',
      '{',
      '}',
      '\u0024{x}',
      '%s',
      '`',
      '*',
      '_',
      '\ufeff',
    ],
  ];
  return () => Array.from({ length: 1 + next(12) }, () => pieces[next(pieces.length)]).join('');
}

describe('escaping', () => {
  it('keeps 10,000 hostile names as plain text inside our markup', () => {
    const name = createHostileNames(20_251_112);
    for (let round = 0; round < 10_000; round += 1) {
      const hostile = name();
      const parsed = parseHtml(html`<b>${hostile}</b>|${spoiler(hostile)}`.markup);
      if (!parsed.ok) throw new Error(`${parsed.reason}: ${JSON.stringify(hostile)}`);
      const { text, entities } = parsed.value;
      // Both copies arrive whole: the same characters, only lines and controls become spaces.
      const middle = (text.length - 1) / 2;
      expect(text.slice(0, middle)).toBe(text.slice(middle + 1));
      const types = entities.map(({ type }) => type);
      expect(types.every((type) => type === 'bold' || type === 'spoiler')).toBe(true);
      expect(types.length).toBeLessThanOrEqual(2);
      expect(text).not.toMatch(/\p{Cc}|[\u202e\u2066\u2028]/u);
    }
  });

  it('does not let a name break out of an attribute', () => {
    const parsed = parseHtml(link('https://example.com/"><b>', 'x').markup);
    expect(parsed.ok && parsed.value.entities.map(({ type }) => type)).toEqual(['text_link']);
  });

  it('escapes once, whatever is nested', () => {
    expect(html`${html`<i>${'a&b'}</i>`} ${'<'}`.markup).toBe('<i>a&amp;b</i> &lt;');
    expect(escapeHtml('"<&>"')).toBe('&quot;&lt;&amp;&gt;&quot;');
    expect(plainText(' a\u202eb\n')).toBe('a b');
  });

  it('leaves absent lines and pieces out', () => {
    expect(lines('a', undefined, html`<b>b</b>`)).toBe('a\n<b>b</b>');
    expect(joined(['a', undefined, '', 'b'], ' & ').markup).toBe('a &amp; b');
  });

  it('shortens by characters, never inside one', () => {
    expect(shortened('👩‍👩‍👧 family', 100)).toBe('👩‍👩‍👧 family');
    expect(shortened('abcdef', 4)).toBe('abc…');
    expect(shortened('😀😀😀', 2)).toBe('😀…');
  });
});
