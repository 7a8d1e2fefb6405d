import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compare } from '../../src/domain/money.ts';
import type { Order } from '../../src/domain/order.ts';
import {
  checkRedeem,
  checkRenew,
  maturityOf,
  redeemChanged,
  redeemShares,
} from '../../src/domain/redeem-rules.ts';
import { a, amounts, DAY, order, PAYOUT, RUNS } from './samples.ts';

const NOW = PAYOUT - 3_600_000;

function check(amount: string, held: Order | undefined = order(), firstMove = false): unknown {
  const result = checkRedeem({ order: held, amount: a(amount), now: NOW, firstMove });
  return result.ok ? result.value : result.reason;
}

describe('the amount of a redemption', () => {
  it.each([
    ['zero', '0', { kind: 'not_positive' }],
    ['negative', '-1', { kind: 'not_positive' }],
    ['the smallest part', '0.00000001', { whole: false, warnings: [], needsThirdStep: false }],
    ['just below the principal', '999.99999999', { whole: false, warnings: [], needsThirdStep: false }],
    ['the principal', '1000', { whole: true, warnings: [], needsThirdStep: false }],
    ['just above the principal', '1000.00000001', { kind: 'above_principal', principal: '1000' }],
    ['huge', '999999999999999999999999', { kind: 'above_principal', principal: '1000' }],
  ])('%s: %s', (_what, amount, outcome) => {
    expect(check(amount)).toEqual(outcome);
  });

  it('needs an order that is there and not being redeemed', () => {
    expect(checkRedeem({ order: undefined, amount: a('1'), now: NOW })).toEqual({
      ok: false,
      reason: { kind: 'order_gone' },
    });
    expect(check('1', order({ redemptionProcessing: true }))).toEqual({ kind: 'already_redeeming' });
  });

  it('is typed once more with a key that never moved money', () => {
    expect(check('1', order(), true)).toMatchObject({ needsThirdStep: true, warnings: [] });
  });
});

describe('what a redemption costs', () => {
  const ends = { endTime: NOW + DAY, startTime: NOW - DAY };
  it.each<[string, Partial<Order>, readonly string[], boolean]>([
    ['Flex at any time', { endTime: NOW + 1 }, [], false],
    [
      'Fixed one moment before its end',
      { type: 'Fixed', endTime: NOW + 1 },
      ['early', 'loses_interest'],
      true,
    ],
    ['Fixed at its end', { type: 'Fixed', endTime: NOW }, [], false],
    ['Fixed that tells no end at all', { type: 'Fixed' }, ['early', 'loses_interest'], true],
    [
      'Fixed whose end follows from its duration',
      { type: 'Fixed', startTime: NOW - DAY, durationMs: DAY },
      [],
      false,
    ],
    ['Staking without an end', { type: 'Staking' }, ['locked_24h'], false],
    ['Staking before its end', { type: 'Staking', ...ends }, ['early', 'locked_24h'], true],
    ['Lending without an end', { type: 'Lending' }, ['loses_day'], false],
    ['an unknown kind before its end', { type: 'Dual', ...ends }, ['early'], true],
    ['an unknown kind without an end', { type: 'Dual' }, [], false],
  ])('%s', (_what, change, warnings, needsThirdStep) => {
    expect(check('1', order(change))).toEqual({ whole: false, warnings, needsThirdStep });
  });

  it('tells of the lock before a payout, from its first moment to the payout', () => {
    const locked = (lockMs: number, now: number): boolean => {
      const result = checkRedeem({ order: order({ payoutLockTimeMs: lockMs }), amount: a('1'), now });
      return result.ok && result.value.warnings.includes('payout_lock');
    };
    expect(locked(300_000, PAYOUT - 300_001)).toBe(false);
    expect(locked(300_000, PAYOUT - 300_000)).toBe(true);
    expect(locked(300_000, PAYOUT - 1)).toBe(true);
    expect(locked(300_000, PAYOUT)).toBe(false);
  });
});

describe('the end of a term', () => {
  it('is stated, or follows from start and duration, and Flex has none', () => {
    expect(maturityOf(order({ type: 'Fixed', endTime: 5 }))).toBe(5);
    expect(maturityOf(order({ type: 'Fixed', startTime: 5, durationMs: 2 }))).toBe(7);
    expect(maturityOf(order({ type: 'Fixed', startTime: 5, durationMs: 0 }))).toBeUndefined();
    expect(maturityOf(order({ startTime: 5 }))).toBeUndefined();
  });
});

describe('the amounts on the buttons', () => {
  it('are all and three shares, rounded down', () => {
    expect(redeemShares(order({ investAmt: a('0.00000003') }))).toEqual({
      all: '0.00000003',
      quarter: undefined,
      half: '0.00000001',
      threeQuarters: '0.00000002',
    });
  });

  it('keep every decimal of the whole', () => {
    expect(redeemShares(order({ investAmt: a('1.000000000000000001') })).all).toBe('1.000000000000000001');
    expect(redeemShares(order({ investAmt: a('0') })).all).toBeUndefined();
  });
});

describe('an order that moved', () => {
  it.each<[string, Partial<Order>, string, readonly string[]]>([
    ['nothing', {}, '400', []],
    ['compounding under a part', { investAmt: a('1000.1') }, '400', []],
    ['compounding under the whole', { investAmt: a('1000.1') }, '1000', ['order']],
    ['a smaller principal that suffices', { investAmt: a('900') }, '400', ['order']],
    ['a smaller principal that does not', { investAmt: a('399') }, '400', ['balance', 'order']],
    ['the rate', { rate: a('3.66') }, '400', ['rate']],
    ['the end', { endTime: 1 }, '400', ['term']],
    ['the duration', { durationMs: 1 }, '400', ['term']],
    ['a redemption that runs now', { redemptionProcessing: true }, '400', ['order']],
    ['another product', { type: 'Fixed' }, '400', ['order']],
  ])('%s', (_what, change, amount, changes) => {
    expect(redeemChanged(order(), order(change), a(amount))).toEqual(changes);
  });

  it('may be gone', () => {
    expect(redeemChanged(order(), undefined, a('1'))).toEqual(['gone']);
  });
});

describe('a switch of renewal', () => {
  const check = (held: Order | undefined, on: boolean): unknown => {
    const result = checkRenew(held, on);
    return result.ok ? result.value.order.id : result.reason;
  };
  it('is made where it changes something', () => {
    expect(check(order(), true)).toBe(7);
    expect(check(order(), false)).toBe('already');
    expect(check(undefined, true)).toBe('order_gone');
  });

  it('goes on only where it is supported and no redemption runs, and goes off always', () => {
    expect(check(order({ autoRenewSupported: false }), true)).toBe('not_supported');
    expect(check(order({ redemptionProcessing: true }), true)).toBe('not_supported');
    const held = order({ autoRenew: true, autoRenewSupported: false, redemptionProcessing: true });
    expect(check(held, false)).toBe(7);
  });
});

test('property: every share may be redeemed, and shares rise', () => {
  fc.assert(
    fc.property(amounts(8, 1n, 10n ** 18n), (investAmt) => {
      const held = order({ investAmt });
      const { all, quarter, half, threeQuarters } = redeemShares(held);
      expect(all).toBe(investAmt);
      const shares = [quarter, half, threeQuarters, all].filter((share) => share !== undefined);
      for (const amount of shares) {
        expect(checkRedeem({ order: held, amount, now: NOW }).ok).toBe(true);
      }
      expect(shares).toEqual(shares.toSorted((x, y) => compare(x, y)));
    }),
    RUNS,
  );
});
