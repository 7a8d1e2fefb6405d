import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type ForeignChange, foreignChanges, type RecentMove } from '../../src/domain/foreign-changes.ts';
import { add, subtract, sum } from '../../src/domain/money.ts';
import type { Move, OperationState } from '../../src/domain/operation.ts';
import type { Order } from '../../src/domain/order.ts';
import { linkOrder } from '../../src/domain/payout.ts';
import { a, amounts, DAY, depositOf, FLEX, order, PAYOUT, RUNS, redeemOf, renewOf } from './samples.ts';

const NOW = PAYOUT - 60_000;
const SEEN = NOW - 3_600_000;
const OTHER = { ...FLEX, name: 'other' };

function done(move: Move, change: Partial<RecentMove> = {}): RecentMove {
  return { id: `${move.kind} 1`, move, state: 'done', explained: false, ...change };
}

interface World {
  readonly before?: readonly Order[];
  readonly now?: readonly Order[];
  readonly moves?: readonly RecentMove[];
  readonly nowEnvMs?: number;
}

function find({
  before = [],
  now = [],
  moves = [],
  nowEnvMs = NOW,
}: World): ReturnType<typeof foreignChanges> {
  const byId = new Map(now.map((item) => [item.id, item]));
  const stored = before.map((item) => linkOrder(item, SEEN));
  return foreignChanges({
    kept: stored.flatMap((item) => {
      const fresh = byId.get(item.order.id);
      return fresh === undefined ? [] : [{ stored: item, now: fresh }];
    }),
    opened: now.filter((item) => !before.some(({ id }) => id === item.id)),
    closed: stored.filter((item) => !byId.has(item.order.id)),
    nowEnvMs,
    moves,
  });
}

function kinds(world: World): readonly string[] {
  return find(world).changes.map(({ kind, amount }: ForeignChange) => (amount ? `${kind} ${amount}` : kind));
}

describe('what nobody asked for', () => {
  it.each<[string, World, readonly string[]]>([
    ['nothing', { before: [order()], now: [order()] }, []],
    ['a new order', { now: [order()] }, ['opened 1000']],
    ['a larger order', { before: [order()], now: [order({ investAmt: a('1500') })] }, ['grew 500']],
    ['a smaller order', { before: [order()], now: [order({ investAmt: a('400') })] }, ['shrank 600']],
    [
      'a redemption that began',
      { before: [order()], now: [order({ redemptionProcessing: true })] },
      ['shrank'],
    ],
    ['an order that is gone', { before: [order()] }, ['closed 1000']],
    ['renewal on', { before: [order()], now: [order({ autoRenew: true })] }, ['renewal_on']],
    ['renewal off', { before: [order({ autoRenew: true })], now: [order()] }, ['renewal_off']],
    [
      'two things at once',
      { before: [order()], now: [order({ autoRenew: true, investAmt: a('1') })] },
      ['shrank 999', 'renewal_on'],
    ],
  ])('%s', (_what, world, expected) => {
    expect(kinds(world)).toEqual(expected);
  });

  it('is named with its order and product', () => {
    expect(find({ now: [order()] }).changes).toEqual([
      { kind: 'opened', orderId: 7, product: FLEX, amount: '1000' },
    ]);
  });
});

describe('what the bot sent', () => {
  it.each<[string, World, string]>([
    ['a new order', { now: [order()], moves: [done(depositOf('1000'))] }, 'deposit 1'],
    [
      'a larger order',
      { before: [order()], now: [order({ investAmt: a('1500') })], moves: [done(depositOf('500'))] },
      'deposit 1',
    ],
    [
      'a smaller order',
      { before: [order()], now: [order({ investAmt: a('600') })], moves: [done(redeemOf('400'))] },
      'redeem 1',
    ],
    [
      'a redemption that began',
      { before: [order()], now: [order({ redemptionProcessing: true })], moves: [done(redeemOf('400'))] },
      'redeem 1',
    ],
    [
      'an order that is gone',
      { before: [order()], moves: [done(redeemOf('1000', { whole: true }))] },
      'redeem 1',
    ],
    [
      'renewal on',
      { before: [order()], now: [order({ autoRenew: true })], moves: [done(renewOf(true))] },
      'renew 1',
    ],
  ])('explains %s and is used up', (_what, world, used) => {
    expect(find(world)).toEqual({ changes: [], explained: [used] });
    const usedUp = (world.moves ?? []).map((move) => ({ ...move, explained: true }));
    expect(kinds({ ...world, moves: usedUp })).toHaveLength(1);
  });

  it('explains two changes of one order together, in one change', () => {
    const moves = [done(depositOf('500')), done(redeemOf('400'))];
    expect(find({ before: [order()], now: [order({ investAmt: a('1100') })], moves })).toEqual({
      changes: [],
      explained: ['deposit 1', 'redeem 1'],
    });
    const parts = [done(redeemOf('400')), done(redeemOf('600'), { id: 'redeem 2' })];
    expect(find({ before: [order()], moves: parts }).explained).toEqual(['redeem 1', 'redeem 2']);
  });

  it('explains one change and no second', () => {
    const now = [order({ id: 8, investAmt: a('500') }), order({ id: 9, investAmt: a('500') })];
    expect(kinds({ now, moves: [done(depositOf('500'))] })).toEqual(['opened 500']);
  });

  it('does not explain another amount, order, product or direction', () => {
    const grown = { before: [order()], now: [order({ investAmt: a('1500') })] };
    expect(kinds({ ...grown, moves: [done(depositOf('499'))] })).toEqual(['grew 500']);
    expect(
      kinds({ ...grown, moves: [done(depositOf('500', { product: { ...OTHER, id: 'x' } }))] }),
    ).toHaveLength(1);
    expect(kinds({ ...grown, moves: [done(redeemOf('500'))] })).toHaveLength(1);
    const shrunk = { before: [order()], now: [order({ investAmt: a('600') })] };
    expect(kinds({ ...shrunk, moves: [done(redeemOf('400', { orderId: 8 }))] })).toHaveLength(1);
    const renewed = { before: [order()], now: [order({ autoRenew: true })] };
    expect(kinds({ ...renewed, moves: [done(renewOf(false))] })).toHaveLength(1);
    expect(kinds({ ...renewed, moves: [done({ ...renewOf(true), orderId: 8 })] })).toHaveLength(1);
  });

  it('does not explain anything when it was rejected', () => {
    expect(kinds({ now: [order()], moves: [done(depositOf('1000'), { state: 'rejected' })] })).toHaveLength(
      1,
    );
  });
});

describe('a move that is not settled', () => {
  it.each<OperationState>(['confirmed', 'sending', 'unknown', 'not_found', 'needs_review'])(
    'silences alarms for its product while %s',
    (state) => {
      const moves = [done(depositOf('77'), { state })];
      expect(find({ now: [order()], moves })).toEqual({ changes: [], explained: [] });
      expect(kinds({ now: [order(OTHER)], moves })).toEqual(['opened 1000']);
    },
  );

  it('is used up by the change it made, so that a later one is not hidden', () => {
    const moves = [done(depositOf('1000'), { state: 'unknown' })];
    expect(find({ now: [order()], moves }).explained).toEqual(['deposit 1']);
    expect(
      find({ now: [order()], moves: [done(depositOf('1000'), { state: 'confirmed' })] }).explained,
    ).toEqual([]);
  });
});

describe('what happens by itself', () => {
  const growing = order({ compounding: true });
  const fixed = order({
    type: 'Fixed',
    startTime: PAYOUT - 10 * DAY,
    endTime: NOW,
    durationMs: 10 * DAY,
    autoRenew: true,
  });
  const renewed = { ...fixed, startTime: NOW, endTime: NOW + 10 * DAY };

  it('is compounding, as far as interest can reach', () => {
    expect(kinds({ before: [growing], now: [{ ...growing, investAmt: a('1000.1') }] })).toEqual([]);
    expect(kinds({ before: [growing], now: [{ ...growing, investAmt: a('1000.2') }] })).toEqual(['grew 0.2']);
    expect(kinds({ before: [order()], now: [order({ investAmt: a('1000.1') })] })).toEqual(['grew 0.1']);
  });

  it('is compounding beside a deposit', () => {
    const now = [{ ...growing, investAmt: a('1500.1') }];
    expect(kinds({ before: [growing], now, moves: [done(depositOf('500'))] })).toEqual([]);
  });

  it('is the end of a term', () => {
    expect(kinds({ before: [fixed] })).toEqual([]);
    expect(kinds({ before: [{ ...fixed, endTime: NOW + DAY }] })).toEqual(['closed 1000']);
  });

  it('is the next term, under the same id or a new one, with or without its interest', () => {
    expect(kinds({ before: [fixed], now: [renewed] })).toEqual([]);
    expect(kinds({ before: [fixed], now: [{ ...renewed, investAmt: a('1001') }] })).toEqual([]);
    expect(kinds({ before: [fixed], now: [{ ...renewed, investAmt: a('1100') }] })).toEqual(['grew 100']);
    expect(kinds({ before: [fixed], now: [{ ...renewed, id: 8 }] })).toEqual([]);
    expect(kinds({ before: [fixed], now: [{ ...renewed, id: 8, investAmt: a('1001') }] })).toEqual([]);
  });

  it('is one next term for one ended order', () => {
    const now = [
      { ...renewed, id: 8 },
      { ...renewed, id: 9 },
    ];
    expect(kinds({ before: [fixed], now })).toEqual(['opened 1000']);
    expect(kinds({ before: [{ ...fixed, autoRenew: false }], now: now.slice(1) })).toEqual(['opened 1000']);
    expect(kinds({ before: [fixed], now: [{ ...renewed, id: 8, name: 'other' }] })).toEqual(['opened 1000']);
  });

  it('is the end of a redemption that was known', () => {
    const running = order({ redemptionProcessing: true });
    expect(kinds({ before: [running] })).toEqual([]);
    expect(kinds({ before: [running], now: [order({ investAmt: a('600') })] })).toEqual([]);
    expect(kinds({ before: [running], now: [order()] })).toEqual([]);
    expect(kinds({ before: [running], now: [order({ investAmt: a('1600') })] })).toEqual(['grew 600']);
  });

  it('is a lower principal together with the redemption that takes it, told once', () => {
    const now = [order({ investAmt: a('600'), redemptionProcessing: true })];
    expect(kinds({ before: [order()], now })).toEqual(['shrank 400']);
    expect(find({ before: [order()], now, moves: [done(redeemOf('400'))] })).toEqual({
      changes: [],
      explained: ['redeem 1'],
    });
  });
});

test('property: moves that add up to the change explain it whole, and each is used at most once', () => {
  const parts = fc.array(fc.tuple(fc.boolean(), amounts(2, 1n, 10_000n)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(parts, amounts(2, 1n, 5_000n), (chosen, foreign) => {
      const moves = chosen.map(([isDeposit, amount], index) =>
        done(isDeposit ? depositOf(amount) : redeemOf(amount), { id: String(index) }),
      );
      const change = sum(
        chosen.map(([isDeposit, amount]) => (isDeposit ? amount : subtract(a('0'), amount))),
      );
      const before = order({ investAmt: a('100000') });
      const now = { ...before, investAmt: add(before.investAmt, change) };
      const { changes, explained } = find({ before: [before], now: [now], moves });
      expect(changes).toEqual([]);
      expect(new Set(explained).size).toBe(explained.length);
      const alone = { ...before, investAmt: add(before.investAmt, foreign) };
      expect(find({ before: [before], now: [alone], moves: [] }).changes).toMatchObject([
        { kind: 'grew', amount: foreign },
      ]);
    }),
    RUNS,
  );
});
