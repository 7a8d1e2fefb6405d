import { describe, expect, it } from 'vitest';
import { createFormat, isTimeZone, spanOf, zoneLabel } from '../../src/bot/format.ts';
import { amountOf } from '../../src/domain/money.ts';
import { NOW } from './facts.ts';

const english = createFormat('en', 'Asia/Taipei', false);

describe('amounts', () => {
  it.each([
    ['0', '0'],
    ['1234567.89', '1,234,567.89'],
    ['0.000000000000000000000001', '0.000000000000000000000001'],
    [
      '999999999999999999999999.000000000000000000000001',
      '999,999,999,999,999,999,999,999.000000000000000000000001',
    ],
    ['-0.1', '-0.1'],
    ['0.30000000000000004', '0.30000000000000004'],
  ])('shows %s exactly as %s', (amount, shown) => {
    expect(english.number(amountOf(amount))).toBe(shown);
  });

  it('shows gains with a sign', () => {
    expect(english.gain(amountOf('0.42'), 'USDT').markup).toBe('+0.42 USDT');
    expect(english.gain(amountOf('-0.42'), 'USDT').markup).toBe('−0.42 USDT');
  });

  it('rounds only dollars and long rates', () => {
    expect(english.dollars(amountOf('1234.565')).markup).toBe('≈ $1,234.56');
    expect(english.percent(amountOf('3.65'))).toBe('3.65%');
    expect(english.percent(amountOf('3.123456'))).toBe('3.1234%');
  });

  it('escapes the name of a coin', () => {
    expect(english.money(amountOf('1'), '<b>').markup).toBe('1 &lt;b&gt;');
  });

  it('wraps hidden amounts in spoilers and gives none to buttons', () => {
    const hidden = createFormat('en', undefined, true);
    expect(hidden.money(amountOf('5'), 'BTC').markup).toBe('<tg-spoiler>5 BTC</tg-spoiler>');
    expect(hidden.gain(amountOf('5'), 'BTC').markup).toContain('<tg-spoiler>');
    expect(hidden.dollars(amountOf('5')).markup).toContain('<tg-spoiler>');
    expect(hidden.label(amountOf('5'), 'BTC')).toBeUndefined();
  });
});

describe('times', () => {
  it('are date_time entities with a fallback in the chosen zone, named', () => {
    expect(english.moment(NOW, 'live', 'minute').markup).toBe(
      `<tg-time unix="${NOW / 1000}" format="Dt">12 Nov 2025, 14:00 Taipei</tg-time>`,
    );
    expect(createFormat('en', undefined, false).plainMoment(NOW, 'minute')).toBe('12 Nov 2025, 06:00 UTC');
  });

  it('of practice are simulated, so they are plain text', () => {
    expect(english.moment(NOW, 'practice', 'day').markup).toBe('12 Nov 2025');
  });

  it('follow the language', () => {
    expect(createFormat('zh-hans', 'Asia/Shanghai', false).plainMoment(NOW, 'day')).toBe('2025年11月12日');
  });

  it('fall back to UTC for a zone that does not exist', () => {
    expect(createFormat('en', 'Mars/Olympus', false).zoneName).toBe('UTC');
    expect(isTimeZone('Mars/Olympus')).toBe(false);
    expect(isTimeZone('Asia/Taipei')).toBe(true);
    expect(zoneLabel('America/Sao_Paulo')).toBe('Sao Paulo');
    const names = (zone: string | undefined) =>
      (['en', 'zh-hans', 'zh-hant'] as const).map((language) => createFormat(language, zone, false).zoneName);
    expect(names('Asia/Taipei')).toEqual(['Taipei', '台北时间', '台北時間']);
    expect(names('Europe/Berlin')).toEqual(['Berlin', '中欧时间', '中歐時間']);
    expect(names(undefined)).toEqual(['UTC', 'UTC', 'UTC']);
  });
});

describe('spans', () => {
  it.each([
    [999, 'second', 0],
    [59_999, 'second', 59],
    [60_000, 'minute', 1],
    [3_599_999, 'minute', 59],
    [3_600_000, 'hour', 1],
    [86_400_000, 'day', 1],
    [-5, 'second', 0],
  ])('%i ms is %s %i', (ms, unit, count) => {
    expect(spanOf(ms)).toEqual({ unit, count });
  });
});
