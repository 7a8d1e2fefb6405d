import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { judgeDeposit, judgeMove, judgeRedeem, judgeRenew, type Reading } from '../../src/domain/evidence.ts';
import type { Evidence } from '../../src/domain/operation.ts';
import type { HistoryRow, Order } from '../../src/domain/order.ts';
import { type Debt, expectedRow, explainRows, hasShape, newRows } from '../../src/domain/row-matching.ts';
import { a, DAY, depositOf, order, PAYOUT, REDEEM_ROW, RUNS, redeemOf, renewOf, row } from './samples.ts';

const TAKEN = PAYOUT - 3_600_000;

function snapshot(change: Partial<Evidence> = {}): Evidence {
  return { takenAt: TAKEN, orders: [], history: { rows: [], totalRows: 0 }, balances: undefined, ...change };
}

function reading(change: Partial<Reading> = {}): Reading {
  return {
    evidence: snapshot(),
    orders: [],
    rows: [],
    debts: [],
    alreadyExplained: [],
    nowEnvMs: TAKEN + 60_000,
    ...change,
  };
}

const mine = row({ txnTime: TAKEN + 1_000 });
const opened = order({ id: 9, investAmt: a('500') });

describe('the row a move leaves', () => {
  it('has product and amount, and is a deposit or not', () => {
    expect(expectedRow(depositOf('5'))).toMatchObject({ amount: '5', deposit: true });
    expect(expectedRow(redeemOf('5'))).toMatchObject({ amount: '5', deposit: false });
    expect(expectedRow(renewOf(true))).toBeUndefined();
  });

  it('is told by kind, product and amount, and a redemption may be written with a minus', () => {
    const deposit = { product: opened, amount: a('500'), deposit: true };
    const redeem = { ...deposit, deposit: false };
    expect(hasShape(mine, deposit)).toBe(true);
    expect(hasShape(row({ amount: a('500.01') }), deposit)).toBe(false);
    expect(hasShape(row({ amount: a('-500') }), deposit)).toBe(false);
    expect(hasShape(row({ name: 'other' }), deposit)).toBe(false);
    expect(hasShape(row({ txnType: 'NEW_KIND' }), deposit)).toBe(false);
    expect(hasShape(row({ txnType: 'NEW_KIND', amount: a('-500') }), redeem)).toBe(true);
    expect(hasShape(mine, redeem)).toBe(false);
  });
});

describe('new rows', () => {
  it('are counted, since equal rows in one millisecond are as many events', () => {
    expect(newRows([mine], [mine, mine, mine])).toHaveLength(2);
    expect(newRows([mine, mine], [mine])).toEqual([]);
    expect(newRows([], [])).toEqual([]);
  });

  it('are told by six fields, and the others may change between reads', () => {
    const later = { ...mine, rate: a('9'), totalAmount: a('9'), interestEarned: a('9'), duration: 9 };
    expect(newRows([mine], [later])).toEqual([]);
    for (const change of [
      { txnTime: 1 },
      { name: 'x' },
      { currency: 'x' },
      { type: 'x' },
      { txnType: 'x' },
    ]) {
      expect(newRows([mine], [{ ...mine, ...change }])).toHaveLength(1);
    }
    expect(newRows([mine], [{ ...mine, amount: a('1') }])).toHaveLength(1);
  });
});

describe('debts of a history row', () => {
  const debt = (operationId: string, since: number, amount = '500'): Debt => ({
    operationId,
    move: depositOf(amount),
    since,
  });

  it('are paid oldest debtor first, with the oldest row', () => {
    const rows = [row({ txnTime: 300 }), row({ txnTime: 200 })];
    const { paid, unexplained } = explainRows({ rows, debtors: [debt('young', 150), debt('old', 100)] });
    expect(paid.map((item) => [item.operationId, item.row.txnTime])).toEqual([
      ['old', 200],
      ['young', 300],
    ]);
    expect(unexplained).toEqual([]);
  });

  it('are not paid by another shape or by a row from before the move', () => {
    const rows = [row({ amount: a('1') }), row({ txnTime: 94_999 })];
    const { paid, unexplained } = explainRows({ rows, debtors: [debt('x', 100_000)] });
    expect(paid).toEqual([]);
    expect(unexplained).toHaveLength(2);
    expect(
      explainRows({ rows: [row({ txnTime: 95_000 })], debtors: [debt('x', 100_000)] }).paid,
    ).toHaveLength(1);
  });

  it('are not owed by a renewal', () => {
    const owing = { operationId: 'r', move: renewOf(true), since: 0 };
    expect(explainRows({ rows: [mine], debtors: [owing] }).paid).toEqual([]);
  });
});

describe('judging a deposit', () => {
  const judge = (change: Partial<Reading>): ReturnType<typeof judgeDeposit> =>
    judgeDeposit({ move: depositOf('500'), ...reading(change) });

  it('is seen with one row and a new order', () => {
    expect(judge({ rows: [mine], orders: [opened] })).toEqual({
      kind: 'seen',
      orderId: 9,
      row: mine,
      paid: [],
    });
  });

  it('is seen with one row and an order that grew by it', () => {
    const evidence = snapshot({ orders: [order()] });
    expect(judge({ evidence, rows: [mine], orders: [order({ investAmt: a('1500') })] })).toMatchObject({
      kind: 'seen',
      orderId: 7,
    });
  });

  it('allows for interest that was added to the principal meanwhile', () => {
    const before = order({ compounding: true, interestEarned: a('2') });
    const grown = {
      ...before,
      investAmt: a('1500.1'),
      interestEarned: a('2.1'),
      nextInterestPayoutTime: PAYOUT + DAY,
    };
    const at = { evidence: snapshot({ orders: [before] }), rows: [mine], nowEnvMs: PAYOUT + 60_000 };
    expect(judge({ ...at, orders: [grown] })).toMatchObject({ kind: 'seen' });
    expect(judge({ ...at, orders: [{ ...grown, investAmt: a('1503') }] })).toMatchObject({ kind: 'unclear' });
    expect(
      judge({ ...at, orders: [{ ...grown, nextInterestPayoutTime: PAYOUT, interestEarned: a('2') }] }),
    ).toMatchObject({
      kind: 'unclear',
    });
    expect(judge({ ...at, rows: [], orders: [{ ...grown, investAmt: a('1000.1') }] })).toMatchObject({
      kind: 'absent',
    });
  });

  it('takes interest of the very amount for interest, under either meaning of the figure', () => {
    const move = depositOf('0.1');
    const before = order({ compounding: true, interestEarned: a('0.09') });
    const paid = { ...before, investAmt: a('1000.1'), nextInterestPayoutTime: PAYOUT + DAY };
    const evidence = snapshot({ orders: [before] });
    for (const interestEarned of ['0.19', '0.1']) {
      const orders = [{ ...paid, interestEarned: a(interestEarned) }];
      expect(judgeDeposit({ move, ...reading({ evidence, orders, nowEnvMs: PAYOUT + 1 }) }).kind).toBe(
        'absent',
      );
    }
  });

  it('is absent with neither row nor trace, one read of two', () => {
    expect(judge({})).toEqual({ kind: 'absent', paid: [] });
    expect(judge({ orders: [order({ investAmt: a('499') })] })).toMatchObject({ kind: 'absent' });
    expect(judge({ orders: [order({ ...opened, name: 'other' })] })).toMatchObject({ kind: 'absent' });
  });

  it('is unclear with half of the evidence', () => {
    expect(judge({ orders: [opened] })).toMatchObject({ kind: 'unclear' });
    expect(judge({ rows: [mine] })).toMatchObject({ kind: 'unclear', row: mine });
  });

  it('is unclear while the product grew by more than history tells: its row may be on the way', () => {
    const evidence = snapshot({ orders: [order()] });
    const orders = [order({ investAmt: a('1570') })];
    const other = row({ txnTime: TAKEN + 2_000, amount: a('70') });
    expect(judge({ evidence, orders })).toMatchObject({ kind: 'unclear' });
    expect(judge({ evidence, orders, rows: [other] })).toMatchObject({ kind: 'unclear' });
    expect(judge({ evidence, orders, rows: [{ ...other, amount: a('70.01') }] })).toMatchObject({
      kind: 'absent',
    });
  });

  it('is several with two rows that fit', () => {
    const rows = [mine, { ...mine, txnTime: TAKEN + 2_000 }];
    expect(judge({ rows, orders: [opened] })).toEqual({ kind: 'several', candidates: rows, paid: [] });
  });

  it('is seen on an order that other deposits of the same time made grow as well', () => {
    const evidence = snapshot({ orders: [order({ investAmt: a('1000') })] });
    const other = row({ txnTime: TAKEN + 2_000, amount: a('70') });
    const merged = order({ investAmt: a('1570') });
    const judged = judge({ evidence, rows: [mine, other], orders: [merged] });
    expect(judged).toMatchObject({ kind: 'seen', orderId: 7, row: mine });
    expect(judge({ evidence, rows: [mine], orders: [merged] })).toMatchObject({ kind: 'unclear' });
  });

  it('names no order when two fit', () => {
    expect(judge({ rows: [mine], orders: [opened, { ...opened, id: 10 }] })).toMatchObject({
      kind: 'seen',
      orderId: undefined,
    });
  });

  it('does not count rows that were there, that explain another move, or that are older', () => {
    const evidence = snapshot({ history: { rows: [mine], totalRows: 1 } });
    expect(judge({ evidence, rows: [mine] })).toMatchObject({ kind: 'absent' });
    expect(judge({ alreadyExplained: [mine], rows: [mine] })).toMatchObject({ kind: 'absent' });
    expect(judge({ rows: [row({ txnTime: TAKEN - 5_001 })] })).toMatchObject({ kind: 'absent' });
    expect(judge({ rows: [row({ txnTime: TAKEN - 5_000 })] })).toMatchObject({ kind: 'unclear' });
  });

  it('lets a row pay the debt of a move that ended done before it is evidence', () => {
    const debts = [{ operationId: 'earlier', move: depositOf('500'), since: TAKEN - 60_000 }];
    const judged = judge({ debts, rows: [mine], orders: [opened] });
    expect(judged).toMatchObject({ kind: 'unclear', paid: [{ operationId: 'earlier', row: mine }] });
    const second = { ...mine, txnTime: TAKEN + 2_000 };
    expect(judge({ debts, rows: [second, mine], orders: [opened] })).toMatchObject({
      kind: 'seen',
      row: second,
    });
  });

  it('lets the row of an earlier move pay its debt, though it is older than the snapshot or stands in it', () => {
    const debts = [{ operationId: 'earlier', move: depositOf('500'), since: TAKEN - 60_000 }];
    const older = row({ txnTime: TAKEN - 50_000 });
    const judged = judge({ debts, rows: [older, mine], orders: [opened] });
    expect(judged).toMatchObject({ kind: 'seen', row: mine, paid: [{ operationId: 'earlier', row: older }] });
    const evidence = snapshot({ history: { rows: [row({ txnTime: TAKEN - 1_000 })], totalRows: 1 } });
    const justBefore = row({ txnTime: TAKEN - 1_000 });
    expect(judge({ evidence, debts, rows: [justBefore, mine], orders: [opened] })).toMatchObject({
      kind: 'seen',
      row: mine,
      paid: [{ row: justBefore }],
    });
  });

  it('proves nothing without history, neither then nor now', () => {
    expect(judge({ rows: undefined })).toMatchObject({ kind: 'unclear' });
    expect(
      judge({ evidence: snapshot({ history: undefined }), rows: [mine], orders: [opened] }),
    ).toMatchObject({
      kind: 'unclear',
    });
  });
});

describe('judging a redemption', () => {
  const held = order({ rate: a('3.65') });
  const whole = redeemOf('1000', { whole: true });
  const judge = (
    now: Order | undefined,
    move = redeemOf('400'),
    before: Order | undefined = held,
    change: Partial<Reading> = {},
  ): ReturnType<typeof judgeRedeem> =>
    judgeRedeem({
      move,
      ...reading({
        evidence: snapshot({ orders: before === undefined ? [] : [before] }),
        orders: now === undefined ? [] : [now],
        ...change,
      }),
    });
  const redeemed = row({ txnTime: TAKEN + 1_000, txnType: REDEEM_ROW, amount: a('400') });

  it.each<[string, Order | undefined, string]>([
    ['lower by the amount', order({ investAmt: a('600') }), 'seen'],
    ['being redeemed', order({ redemptionProcessing: true }), 'seen'],
    ['unchanged', order(), 'absent'],
    ['lower by another amount', order({ investAmt: a('700') }), 'unclear'],
    ['higher', order({ investAmt: a('1600') }), 'unclear'],
    ['gone after a part was redeemed', undefined, 'several'],
  ])('an order that is %s: %s', (_what, now, kind) => {
    expect(judge(now).kind).toBe(kind);
  });

  it('is seen when the order is gone after the whole was redeemed', () => {
    expect(judge(undefined, whole)).toEqual({ kind: 'seen', orderId: 7, row: undefined, paid: [] });
  });

  it('keeps the row beside it from explaining anything else, when there is exactly one', () => {
    expect(judge(order({ investAmt: a('600') }), redeemOf('400'), held, { rows: [redeemed] })).toMatchObject({
      kind: 'seen',
      row: redeemed,
    });
    expect(
      judge(order({ investAmt: a('600') }), redeemOf('400'), held, { rows: [redeemed, redeemed] }),
    ).toMatchObject({ kind: 'seen', row: undefined });
  });

  it('is unclear while there is a row and the order has not moved', () => {
    expect(judge(order(), redeemOf('400'), held, { rows: [redeemed] })).toMatchObject({ kind: 'unclear' });
  });

  it('works without history, since the order is the evidence', () => {
    expect(judge(order({ investAmt: a('600') }), redeemOf('400'), held, { rows: undefined }).kind).toBe(
      'seen',
    );
  });

  it('is not proven by an order whose term ended meanwhile, unless a row from before the end tells', () => {
    const fixed = order({ type: 'Fixed', endTime: TAKEN + 30_000 });
    const move = redeemOf('1000', { whole: true, product: fixed });
    const gone = { ...redeemed, type: 'Fixed', amount: a('1000') };
    const judgeFixed = (rows: readonly HistoryRow[]): string => judge(undefined, move, fixed, { rows }).kind;
    expect(judgeFixed([])).toBe('several');
    expect(judgeFixed([{ ...gone, txnTime: TAKEN + 30_000 }])).toBe('several');
    expect(judgeFixed([{ ...gone, txnTime: TAKEN + 29_999 }])).toBe('seen');
    expect(judgeFixed([gone, gone])).toBe('several');
  });

  it('is not proven by an order that another redemption was already taking away', () => {
    const running = order({ redemptionProcessing: true });
    expect(judge(undefined, whole, running).kind).toBe('several');
    expect(judge(running, whole, running).kind).toBe('absent');
  });

  it('is unclear about an order that the snapshot does not know', () => {
    expect(judgeRedeem({ move: whole, ...reading({ orders: [held] }) }).kind).toBe('unclear');
  });

  it('allows for interest added to the principal, and doubts what could be either', () => {
    const before = order({ compounding: true });
    const paid = { nextInterestPayoutTime: PAYOUT + DAY, interestEarned: a('0.1'), compounding: true };
    const at = { nowEnvMs: PAYOUT + 60_000 };
    expect(judge(order({ ...paid, investAmt: a('600.1') }), redeemOf('400'), before, at).kind).toBe('seen');
    expect(judge(order({ ...paid, investAmt: a('1000.1') }), redeemOf('400'), before, at).kind).toBe(
      'absent',
    );
    expect(judge(order({ ...paid, investAmt: a('1000.05') }), redeemOf('0.05'), before, at).kind).toBe(
      'unclear',
    );
    expect(judge(order({ compounding: true }), redeemOf('0.05'), before, at).kind).toBe('absent');
  });
});

describe('judging a renewal', () => {
  it('is the state of the order', () => {
    expect(judgeRenew({ move: renewOf(true), orders: [order({ autoRenew: true })] }).kind).toBe('seen');
    expect(judgeRenew({ move: renewOf(true), orders: [order()] }).kind).toBe('absent');
    expect(judgeRenew({ move: renewOf(false), orders: [] }).kind).toBe('absent');
  });
});

describe('judging any move', () => {
  it('goes to the rule of its kind', () => {
    expect(judgeMove(depositOf('500'), reading({ rows: [mine], orders: [opened] })).kind).toBe('seen');
    expect(judgeMove(redeemOf('400'), reading()).kind).toBe('unclear');
    expect(judgeMove(renewOf(true), reading()).kind).toBe('absent');
  });
});

const rowsOf = fc.array(
  fc.record({ txnTime: fc.integer({ min: 0, max: 3 }), amount: fc.constantFrom(a('1'), a('2')) }),
  { maxLength: 12 },
);

test('property: new rows are the multiset difference', () => {
  fc.assert(
    fc.property(rowsOf, rowsOf, (before, after) => {
      const counted = (rows: readonly HistoryRow[]): Map<string, number> => {
        const counts = new Map<string, number>();
        for (const { txnTime, amount } of rows) {
          counts.set(`${txnTime} ${amount}`, (counts.get(`${txnTime} ${amount}`) ?? 0) + 1);
        }
        return counts;
      };
      const [then, now] = [before.map((change) => row(change)), after.map((change) => row(change))];
      const fresh = counted(newRows(then, now));
      for (const [key, count] of counted(now)) {
        expect(fresh.get(key) ?? 0).toBe(Math.max(0, count - (counted(then).get(key) ?? 0)));
      }
    }),
    RUNS,
  );
});

test('property: no row pays two debts and no debt is paid twice; what is unexplained pays none', () => {
  const debts = fc.array(fc.record({ since: fc.nat(20_000), amount: fc.constantFrom('1', '2') }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(rowsOf, debts, (changes, owed) => {
      const rows = changes.map(({ txnTime, amount }) => row({ txnTime: txnTime * 5_000, amount }));
      const debtors = owed.map(({ since, amount }, index) => ({
        operationId: String(index),
        move: depositOf(amount),
        since,
      }));
      const { paid, unexplained } = explainRows({ rows, debtors });
      expect(new Set([...paid.map((item) => item.row), ...unexplained]).size).toBe(rows.length);
      expect(new Set(paid.map((item) => item.operationId)).size).toBe(paid.length);
      const unpaid = debtors.filter((debt) => !paid.some((item) => item.operationId === debt.operationId));
      for (const debt of unpaid) {
        const couldPay = unexplained.some(
          (item) => item.amount === debt.move.amount && item.txnTime >= debt.since - 5_000,
        );
        expect(couldPay).toBe(false);
      }
    }),
    RUNS,
  );
});

test('property: a deposit is never called absent when it shows anywhere, nor seen when it shows nowhere', () => {
  const world = fc.record({
    executed: fc.boolean(),
    rowLate: fc.boolean(),
    merged: fc.boolean(),
    compounding: fc.boolean(),
    paidOut: fc.boolean(),
    others: fc.array(fc.constantFrom('100', '250', '1000.5'), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(world, ({ executed, rowLate, merged, compounding, paidOut, others }) => {
      const before = order({ compounding });
      const interest = paidOut ? 0.1 : 0;
      const held = order({
        compounding,
        interestEarned: a(String(interest)),
        nextInterestPayoutTime: paidOut ? PAYOUT + DAY : PAYOUT,
        investAmt: a(String(1000 + (compounding ? interest : 0) + (executed && merged ? 500 : 0))),
      });
      const foreign = others.map((amount, index) => order({ id: 20 + index, investAmt: a(amount) }));
      const rows = [
        ...others.map((amount, index) => row({ txnTime: TAKEN + index, amount: a(amount) })),
        ...(executed && !rowLate ? [mine] : []),
      ];
      const orders = [held, ...foreign, ...(executed && !merged ? [opened] : [])];
      const evidence = snapshot({ orders: [before] });
      const { kind } = judgeDeposit({
        move: depositOf('500'),
        ...reading({ evidence, orders, rows, nowEnvMs: PAYOUT + 60_000 }),
      });
      expect(kind).toBe(executed ? (rowLate ? 'unclear' : 'seen') : 'absent');
    }),
    RUNS,
  );
});
