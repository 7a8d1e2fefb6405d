import { describe, expect, it } from 'vitest';
import { type CreditQuestion, readCredit } from '../../src/domain/payout-reading.ts';
import { a } from './samples.ts';

const each = { low: a('0.1'), high: a('0.1') };

interface Change extends Partial<Omit<CreditQuestion, 'baseline' | 'value'>> {
  readonly baseline: string;
  readonly value: string;
}

function read({ baseline, value, ...change }: Change): string {
  const reading = readCredit({
    meaning: 'unknown',
    expected: each,
    expectedLast: each,
    periods: 1,
    advanced: true,
    steady: true,
    repeatable: true,
    newTerm: false,
    principalGrowth: undefined,
    baseline: a(baseline),
    value: a(value),
    ...change,
  });
  switch (reading.kind) {
    case 'credited':
      return `${reading.amount} ${reading.meaning}`;
    case 'partly':
      return `partly ${reading.amount}`;
    default:
      return reading.kind;
  }
}

const twice = { expected: { low: a('0.2'), high: a('0.2') }, periods: 2 };
const wide = {
  expected: { low: a('0.1'), high: a('0.3') },
  expectedLast: { low: a('0.1'), high: a('0.3') },
  steady: false,
};

describe('a figure whose meaning is not known', () => {
  it.each<[string, Change, string]>([
    ['grew by the expected: a running total', { baseline: '5', value: '5.1' }, '0.1 total'],
    ['is the expected: the last payout', { baseline: '5', value: '0.1' }, '0.1 unknown'],
    ['is the expected and grew a little: the last payout', { baseline: '0.0995', value: '0.1' }, '0.1 last'],
    [
      // 47.718 earned once; 100.748 at the last look, 90.6732 when it was paid, 143.7332 now.
      'is a total that fits as the last payout, since the principal fell and rose between two looks',
      {
        baseline: '0.00588304',
        value: '0.01706193',
        expected: { low: a('0.01242099'), high: a('0.01772053') },
        expectedLast: { low: a('0.01242099'), high: a('0.01772053') },
        steady: false,
      },
      'unstated',
    ],
    ['stood still at the expected: the same payout again', { baseline: '0.1', value: '0.1' }, '0.1 last'],
    [
      'stood still at the expected, payout time not moved on',
      { baseline: '0.1', value: '0.1', advanced: false },
      'not_yet',
    ],
    ['stood still far from the expected', { baseline: '5', value: '5', repeatable: false }, 'not_yet'],
    ['stood still at zero', { baseline: '0', value: '0' }, 'not_yet'],
    ['came from nothing: either reads the same', { baseline: '0', value: '0.1' }, '0.1 unknown'],
    [
      'came from nothing to the unexpected: either reads the same',
      { baseline: '0', value: '0.04' },
      '0.04 unknown',
    ],
    ['grew by the unexpected', { baseline: '5', value: '5.5' }, 'unstated'],
    ['grew over two payouts', { baseline: '5', value: '5.2', ...twice }, '0.2 total'],
    ['shows the last of two payouts', { baseline: '0.09', value: '0.1', ...twice }, 'partly 0.1'],
    [
      'came from nothing over two payouts, as a total',
      { baseline: '0', value: '0.2', ...twice },
      '0.2 total',
    ],
    [
      'came from nothing over two payouts, as the last',
      { baseline: '0', value: '0.1', ...twice },
      'partly 0.1',
    ],
    ['fits both, and exactly the total', { baseline: '0.001', value: '0.101' }, '0.1 total'],
    ['fits both, and exactly the last', { baseline: '0.001', value: '0.1' }, '0.1 last'],
    ['fits both and neither exactly', { baseline: '0.001', value: '0.1004' }, 'unstated'],
    ['fits both while the principal moved', { baseline: '0.1', value: '0.25', ...wide }, 'unstated'],
    [
      'fits one while the principal moved: told, not learned',
      { baseline: '5', value: '5.25', ...wide },
      '0.25 unknown',
    ],
    ['stood still while the principal moved', { baseline: '0.1', value: '0.1', ...wide }, 'not_yet'],
  ])('%s', (_what, change, reading) => {
    expect(read(change)).toBe(reading);
  });
});

describe('a figure known to be a running total', () => {
  const meaning = 'total';
  it.each<[string, Change, string]>([
    ['grew', { baseline: '5', value: '5.1' }, '0.1 total'],
    ['grew by the unexpected: growth is the truth', { baseline: '5', value: '5.5' }, '0.5 total'],
    ['stood still, even at the expected', { baseline: '0.1', value: '0.1' }, 'not_yet'],
    ['contradicts it plainly while nothing moved', { baseline: '0.03', value: '0.1' }, '0.1 last'],
    [
      'seems to contradict it while the principal moved',
      { baseline: '0.03', value: '0.1', steady: false },
      '0.07 total',
    ],
    ['fell to nothing with the payout time moved on', { baseline: '5', value: '0' }, 'unstated'],
    ['fell to nothing before it', { baseline: '5', value: '0', advanced: false }, 'not_yet'],
    ['fell and earned one payout since', { baseline: '5', value: '0.1' }, '0.1 unknown'],
    ['fell and earned something over two payouts', { baseline: '5', value: '0.1', ...twice }, 'partly 0.1'],
    [
      'grew unexpectedly in a new term',
      { baseline: '5', value: '5.5', newTerm: true, steady: false },
      'unstated',
    ],
  ])('%s', (_what, change, reading) => {
    expect(read({ meaning, ...change })).toBe(reading);
  });
});

describe('a figure known to be the last payout', () => {
  const meaning = 'last';
  it.each<[string, Change, string]>([
    ['grew', { baseline: '0.1', value: '0.101' }, '0.101 last'],
    ['stood still with the payout time moved on', { baseline: '0.1', value: '0.1' }, '0.1 last'],
    ['stood still before it', { baseline: '0.1', value: '0.1', advanced: false }, 'not_yet'],
    ['grew by the unexpected', { baseline: '0.1', value: '0.5' }, '0.5 last'],
    ['fell by the unexpected', { baseline: '0.1', value: '0.02' }, '0.02 last'],
    ['fell to nothing', { baseline: '0.1', value: '0' }, 'unstated'],
    ['contradicts it plainly', { baseline: '5', value: '5.1' }, '0.1 total'],
    ['moved over two payouts', { baseline: '0.09', value: '0.1', ...twice }, 'partly 0.1'],
    ['fell over two payouts', { baseline: '0.12', value: '0.1', ...twice }, 'partly 0.1'],
    ['stood still over two payouts', { baseline: '0.1', value: '0.1', ...twice }, 'partly 0.1'],
  ])('%s', (_what, change, reading) => {
    expect(read({ meaning, ...change })).toBe(reading);
  });
});

describe('a principal that grows by the interest', () => {
  it('tells the amount where the figure does not', () => {
    const grown = { principalGrowth: a('0.1') };
    expect(read({ baseline: '5', value: '5.5', ...grown })).toBe('0.1 unknown');
    expect(read({ baseline: '5', value: '0', ...grown })).toBe('0.1 unknown');
    expect(read({ baseline: '0.001', value: '0.1004', ...grown })).toBe('0.1 unknown');
    expect(read({ baseline: '5', value: '5.5', principalGrowth: a('0.3') })).toBe('unstated');
    expect(read({ baseline: '5', value: '5.5', principalGrowth: a('0') })).toBe('unstated');
  });
});
