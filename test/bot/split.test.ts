import { describe, expect, it } from 'vitest';
import { MESSAGE_MAX, splitRows, visibleLength } from '../../src/bot/split.ts';

describe('long messages', () => {
  it('stay whole up to the limit, counted without markup', () => {
    const row = `<b>${'a'.repeat(MESSAGE_MAX)}</b>`;
    expect(splitRows(row)).toEqual([row]);
    expect(visibleLength('<b>a</b>&amp;')).toBe(2);
  });

  it('are split between rows and lose none', () => {
    const rows = Array.from({ length: 300 }, (_, index) => `<b>row ${index}</b> ${'x'.repeat(40)}`);
    const parts = splitRows(rows.join('\n'));
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.join('\n').split('\n')).toEqual(rows);
    for (const part of parts) expect(visibleLength(part)).toBeLessThanOrEqual(MESSAGE_MAX);
  });

  it('cut a single row that is too long, without broken markup', () => {
    const [only = '', ...rest] = splitRows(`<b>${'&amp;'.repeat(5000)}</b>`);
    expect(rest).toEqual([]);
    expect(only).not.toContain('<');
    expect(visibleLength(only)).toBeLessThanOrEqual(MESSAGE_MAX);
  });
});
