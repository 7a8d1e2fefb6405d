import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter, RETRY_AFTER_MAX_MS } from '../../src/exchange/retry-after.ts';

const NOW = Date.UTC(2024, 4, 17, 10, 0, 0);

describe('Retry-After', () => {
  it.each([
    ['seconds', '5', 5_000],
    ['seconds with a fraction', '1.5', 1_500],
    ['zero', '0', 0],
    ['Unix seconds', String(NOW / 1000 + 7), 7_000],
    ['Unix milliseconds', String(NOW + 7_250), 7_250],
    ['an HTTP date', 'Fri, 17 May 2024 10:05:00 GMT', 300_000],
    ['the older date with a two-digit year', 'Friday, 17-May-24 10:05:00 GMT', 300_000],
    ['the oldest date, which has no zone', 'Fri May 17 10:05:00 2024', 300_000],
    ['a moment in the past', String(NOW / 1000 - 60), 0],
    ['spaces around it', ' 5 ', 5_000],
  ])('reads %s', (_form, header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected);
  });

  it.each([null, '', 'soon', '-5', '5s', '1e3', 'Fri', '2024-05-17T10:05:00Z', '99999999999999999999'])(
    'says nothing about %j',
    (header) => {
      expect(parseRetryAfter(header, NOW)).toBeUndefined();
    },
  );

  it.each(['3600', String(NOW / 1000 + 86_400), String(NOW + 86_400_000), 'Sat, 18 May 2024 10:00:00 GMT'])(
    'caps %s at fifteen minutes and a margin',
    (header) => {
      expect(parseRetryAfter(header, NOW)).toBe(RETRY_AFTER_MAX_MS);
    },
  );

  it('finds the same wait in all four forms', () => {
    const seconds = fc.integer({ min: 0, max: 900 });
    const now = fc
      .integer({ min: 1_500_000_000, max: 4_000_000_000 })
      .map((unixSeconds) => unixSeconds * 1000);
    fc.assert(
      fc.property(seconds, now, (wait, nowMs) => {
        const until = nowMs + wait * 1000;
        const forms = [String(wait), String(until / 1000), String(until), new Date(until).toUTCString()];
        expect(forms.map((form) => parseRetryAfter(form, nowMs))).toEqual(forms.map(() => wait * 1000));
      }),
      { numRuns: 1_000 },
    );
  });

  it('never waits a negative time or beyond the cap, whatever it reads', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.nat().map(String)), (header) => {
        const wait = parseRetryAfter(header, NOW) ?? 0;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(RETRY_AFTER_MAX_MS);
      }),
      { numRuns: 1_000 },
    );
  });
});
