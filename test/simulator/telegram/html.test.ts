import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settleText } from '../../../src/simulator/telegram/formatted-text.ts';
import { parseHtml } from '../../../src/simulator/telegram/html.ts';

function entitiesOf(source: string) {
  const parsed = parseHtml(source);
  if (!parsed.ok) throw new Error(parsed.reason);
  return settleText(parsed.value);
}

function complaint(source: string): string {
  const parsed = parseHtml(source);
  return parsed.ok ? 'none' : parsed.reason;
}

describe('HTML that Telegram takes', () => {
  test.each([
    ['<b>a</b><strong>b</strong>', 'ab', [{ type: 'bold', offset: 0, length: 2 }]],
    [
      'x<i>a</i> <em>b</em>',
      'xa b',
      [
        { type: 'italic', offset: 1, length: 1 },
        { type: 'italic', offset: 3, length: 1 },
      ],
    ],
    ['<u>a</u>', 'a', [{ type: 'underline', offset: 0, length: 1 }]],
    ['<del>a</del>', 'a', [{ type: 'strikethrough', offset: 0, length: 1 }]],
    ['<span class="tg-spoiler">12</span>', '12', [{ type: 'spoiler', offset: 0, length: 2 }]],
    ['<tg-spoiler>12</tg-spoiler>', '12', [{ type: 'spoiler', offset: 0, length: 2 }]],
    [
      '<a href="https://btse.com">x</a>',
      'x',
      [{ type: 'text_link', offset: 0, length: 1, url: 'https://btse.com/' }],
    ],
    ['<code>k</code>', 'k', [{ type: 'code', offset: 0, length: 1 }]],
    ['<pre>k</pre>', 'k', [{ type: 'pre', offset: 0, length: 1 }]],
    [
      '<pre><code class="language-json">{}</code></pre>',
      '{}',
      [{ type: 'pre', offset: 0, length: 2, language: 'json' }],
    ],
    ['<blockquote>q</blockquote>', 'q', [{ type: 'blockquote', offset: 0, length: 1 }]],
    ['<blockquote expandable>q</blockquote>', 'q', [{ type: 'expandable_blockquote', offset: 0, length: 1 }]],
    [
      '<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>',
      '👍',
      [{ type: 'custom_emoji', offset: 0, length: 2, custom_emoji_id: '5368324170671202286' }],
    ],
    [
      '<tg-time unix="1647531900" format="wDT">then</tg-time>',
      'then',
      [{ type: 'date_time', offset: 0, length: 4, unix_time: 1647531900, date_time_format: 'wDT' }],
    ],
    [
      '<tg-time unix="1647531900">then</tg-time>',
      'then',
      [{ type: 'date_time', offset: 0, length: 4, unix_time: 1647531900, date_time_format: '' }],
    ],
    ['<B>a</b>', 'a', [{ type: 'bold', offset: 0, length: 1 }]],
    ['<b>a</>', 'a', [{ type: 'bold', offset: 0, length: 1 }]],
    ['<b></b>a', 'a', []],
  ])('%s', (source, text, entities) => {
    expect(entitiesOf(source)).toEqual({ text, entities });
  });

  test('offsets count UTF-16 units', () => {
    expect(entitiesOf('👍 <b>申购</b>').entities).toEqual([{ type: 'bold', offset: 3, length: 2 }]);
  });

  test('character references are read, unknown ones stay as written', () => {
    expect(entitiesOf('&lt;b&gt; &amp;amp; &quot; &#39; &#x41; &nbsp; & &#0;').text).toBe(
      '<b> &amp; " \' A &nbsp; & &#0;',
    );
  });

  test('a bold around code leaves the code alone', () => {
    expect(entitiesOf('<b>a <code>k</code> b</b>').entities).toEqual([
      { type: 'bold', offset: 0, length: 2 },
      { type: 'code', offset: 2, length: 1 },
      { type: 'bold', offset: 3, length: 2 },
    ]);
  });

  test('spaces at both ends go, and the entities follow the text', () => {
    expect(entitiesOf('\n  <b>a</b> \n')).toEqual({
      text: 'a',
      entities: [{ type: 'bold', offset: 0, length: 1 }],
    });
  });

  test('commands, links and cashtags are found, but not inside code', () => {
    expect(entitiesOf('/deposit $BTC https://btse.com/en. <code>/no</code>').entities).toEqual([
      { type: 'bot_command', offset: 0, length: 8 },
      { type: 'cashtag', offset: 9, length: 4 },
      { type: 'url', offset: 14, length: 19 },
      { type: 'code', offset: 35, length: 3 },
    ]);
  });
});

describe('HTML that Telegram refuses', () => {
  test.each([
    ['text <x>', 'Unsupported start tag "x" at byte offset 5'],
    ['申 <br/>', 'Unsupported start tag "br/" at byte offset 4'],
    ['<b>a', `Can't find end tag corresponding to start tag "b"`],
    ['a</b>', 'Unexpected end tag at byte offset 1'],
    ['<b>a</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['<b', 'Unclosed start tag at byte offset 0'],
    ['<b>a</b', 'Unclosed end tag at byte offset 4'],
    ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
    ['<a href>x</a>', 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'],
    ['<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'],
    ['<a href="x', 'Unclosed start tag at byte offset 0'],
    ['<a href=x_y>x</a>', 'Unexpected end of name token at byte offset 8'],
    ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['<tg-emoji emoji-id="x">x</tg-emoji>', 'Invalid custom emoji identifier specified'],
    ['<tg-time unix="soon">x</tg-time>', 'Invalid Unix time specified'],
    ['<tg-time unix="1" format="yyyy">x</tg-time>', 'Invalid date-time format specified'],
  ])('%s', (source, expected) => {
    expect(complaint(source)).toBe(expected);
  });
});

describe('any text', () => {
  test('escaped text comes out as it was', () => {
    const escapeHtml = (text: string) =>
      text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(parseHtml(escapeHtml(text))).toEqual({ ok: true, value: { text, entities: [] } });
      }),
      { numRuns: 1000 },
    );
  });

  test('entities never reach outside the text nor are empty', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '<b>',
        '</b>',
        '<code>',
        '</code>',
        '<i>',
        '</i>',
        ' ',
        '\n',
        'a',
        '👍',
        '&amp;',
        '/x',
        '@user_name',
      ),
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const parsed = parseHtml(parts.join(''));
        if (!parsed.ok) return;
        const { text, entities } = settleText(parsed.value);
        for (const { offset, length } of entities) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(length).toBeGreaterThan(0);
          expect(offset + length).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
