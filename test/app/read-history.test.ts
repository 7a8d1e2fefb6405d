import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/app/account-session.ts';
import { directionOf, PAGES_MAX, READ_TRIES, readHistory } from '../../src/app/read-history.ts';
import { amountOf } from '../../src/domain/money.ts';
import type { HistoryRow } from '../../src/domain/order.ts';
import { createFakeEarn, type FakeEarn } from './fake-earn.ts';

const row = (txnTime: number): HistoryRow => ({
  txnTime,
  name: 'Flexible USDT',
  currency: 'USDT',
  type: 'Flex',
  txnType: 'INVEST_SERVICE_TYPE_DEPOSIT',
  rate: amountOf('1'),
  amount: amountOf(String(txnTime)),
  totalAmount: amountOf('1'),
  interestEarned: undefined,
  duration: 0,
});

const rows = (count: number): HistoryRow[] => Array.from({ length: count }, (_, index) => row(index + 1));

function createReader(count: number): { readonly fake: FakeEarn; readonly session: Session } {
  const fake = createFakeEarn('live', () => 0);
  fake.history = rows(count);
  const caller = { apiKey: '', secret: '', priority: 'interactive', nextNonce: async () => 1 } as const;
  return { fake, session: { api: fake.api, caller } as unknown as Session };
}

const timesOf = (read: Awaited<ReturnType<typeof readHistory>>): readonly number[] =>
  read.ok ? read.value.rows.map(({ txnTime }) => txnTime).toSorted((a, b) => a - b) : [];

const upTo = (last: number, first = 1): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('history is read completely back to a moment', () => {
  it.each([0, 1, 49, 50])('in one page where %i rows are all there is', async (count) => {
    const { fake, session } = createReader(count);
    expect(timesOf(await readHistory(session, 0))).toEqual(upTo(count));
    expect(fake.reads).toHaveLength(1);
  });

  it('in one page where the newest come first and reach back far enough', async () => {
    const { fake, session } = createReader(500);
    expect(timesOf(await readHistory(session, 452))).toEqual(upTo(500, 451));
    expect(fake.reads).toHaveLength(1);
  });

  it.each([true, false])('over as many pages as it takes (newest first: %s)', async (newestFirst) => {
    const { fake, session } = createReader(230);
    fake.newestFirst = newestFirst;
    const read = timesOf(await readHistory(session, 120));
    expect(read).toEqual(expect.arrayContaining([...upTo(230, 120)]));
    expect(new Set(read).size).toBe(read.length);
    expect(fake.reads.length).toBeLessThan(6);
  });

  it('counts a paged read only when total and page 1 are equal before and after', async () => {
    const { fake, session } = createReader(120);
    let calls = 0;
    fake.onCall = () => {
      calls += 1;
      // A row is inserted while paging: one row would be missed, one read twice.
      if (calls === 2) fake.history = [...fake.history, row(121)];
    };
    const read = timesOf(await readHistory(session, 0));
    expect(read).toEqual(upTo(121));
    expect(calls).toBe(8);
  });

  it('gives up as unreadable when it never holds still', async () => {
    const { fake, session } = createReader(120);
    let calls = 0;
    fake.onCall = () => {
      calls += 1;
      fake.history = [...fake.history, row(120 + calls)];
    };
    expect(await readHistory(session, 0)).toMatchObject({ ok: false, reason: { kind: 'unreadable' } });
    expect(calls).toBeGreaterThanOrEqual(READ_TRIES * 3);
    expect(calls).toBeLessThanOrEqual(READ_TRIES * 6);
  });

  it.each([true, false])('also where pages are shorter than asked for (newest first: %s)', async (newest) => {
    const { fake, session } = createReader(0);
    const all = newest ? rows(45).toReversed() : rows(45);
    const api = {
      ...fake.api,
      history: async (_: unknown, { pageNumber }: { pageNumber: number }) =>
        ({
          ok: true,
          value: {
            rows: all.slice((pageNumber - 1) * 10, pageNumber * 10),
            pageNumber,
            pageSize: 10,
            totalRows: 45,
          },
        }) as const,
    };
    expect(timesOf(await readHistory({ ...session, api }, 0))).toEqual(upTo(45));
  });

  it('reads everything where the rows are in no order', async () => {
    const { fake, session } = createReader(0);
    const shuffled = rows(120).map((one) => ({ ...one, txnTime: (one.txnTime * 37) % 121 }));
    const page = (pageNumber: number) => shuffled.slice((pageNumber - 1) * 50, pageNumber * 50);
    const api = {
      ...fake.api,
      history: async (_: unknown, { pageNumber }: { pageNumber: number }) =>
        ({ ok: true, value: { rows: page(pageNumber), pageNumber, pageSize: 50, totalRows: 120 } }) as const,
    };
    expect(timesOf(await readHistory({ ...session, api }, 60))).toEqual(upTo(120));
  });

  it('is not complete when rows in no order do not add up to the total', async () => {
    const { fake, session } = createReader(0);
    const equal = rows(120).map((one) => ({ ...one, txnTime: 5 }));
    const api = {
      ...fake.api,
      history: async (_: unknown, { pageNumber }: { pageNumber: number }) =>
        ({
          ok: true,
          value: {
            rows: pageNumber === 2 ? [] : equal.slice((pageNumber - 1) * 50, pageNumber * 50),
            pageNumber,
            pageSize: 50,
            totalRows: 120,
          },
        }) as const,
    };
    expect(await readHistory({ ...session, api }, 0)).toMatchObject({ ok: false });
  });

  it('does not begin what it could never end', async () => {
    const { fake, session } = createReader(0);
    const equal = rows(50).map((one) => ({ ...one, txnTime: 5 }));
    const api = {
      ...fake.api,
      history: async () =>
        ({
          ok: true,
          value: { rows: equal, pageNumber: 1, pageSize: 50, totalRows: PAGES_MAX * 50 + 1 },
        }) as const,
    };
    expect(await readHistory({ ...session, api }, 0)).toMatchObject({ reason: { kind: 'unreadable' } });
  });
});

describe('an exchange that answers a bare array', () => {
  it.each([30, 50, 75])('is read whole with %i rows', async (count) => {
    const { fake, session } = createReader(count);
    fake.bareArray = true;
    fake.newestFirst = false;
    const read = await readHistory(session, 0);
    expect(timesOf(read)).toEqual(upTo(count));
    expect(read).toMatchObject({ ok: true, value: { totalRows: undefined } });
  });

  it.each([true, false])(
    'is paged on without a total until a page is empty (newest first: %s)',
    async (newest) => {
      const { fake, session } = createReader(0);
      const all = newest ? rows(120).toReversed() : rows(120);
      const api = {
        ...fake.api,
        history: async (_: unknown, { pageNumber }: { pageNumber: number }) =>
          ({
            ok: true,
            value: {
              rows: all.slice((pageNumber - 1) * 50, pageNumber * 50),
              pageNumber,
              pageSize: 50,
              totalRows: undefined,
            },
          }) as const,
      };
      expect(timesOf(await readHistory({ ...session, api }, 0))).toEqual(upTo(120));
    },
  );
});

describe('a history without end', () => {
  it('is unreadable rather than cut off', async () => {
    const { fake, session } = createReader(0);
    const api = {
      ...fake.api,
      history: async (_: unknown, { pageNumber }: { pageNumber: number }) =>
        ({
          ok: true,
          value: {
            rows: rows(50).map((one) => ({ ...one, txnTime: one.txnTime + pageNumber * 50 })),
            pageNumber,
            pageSize: 50,
            totalRows: undefined,
          },
        }) as const,
    };
    expect(await readHistory({ ...session, api }, 0)).toMatchObject({ reason: { kind: 'unreadable' } });
  });
});

describe('a failing page', () => {
  it.each([0, 1, 2, 3])('is passed on, whichever it is (after %i good ones)', async (good) => {
    const { fake, session } = createReader(120);
    let calls = 0;
    fake.onCall = (call) => {
      if (calls === good && call === 'history') fake.failReads('history', 'timeout');
      calls += 1;
    };
    expect(await readHistory(session, 0)).toMatchObject({ ok: false, reason: { kind: 'timeout' } });
  });
});

describe('the direction of a page', () => {
  it.each([
    [[], 'mixed'],
    [[5], 'mixed'],
    [[5, 5], 'mixed'],
    [[5, 4, 4], 'newest_first'],
    [[4, 4, 5], 'oldest_first'],
    [[4, 5, 4], 'mixed'],
  ] as const)('of rows at %j is %s', (times, direction) => {
    expect(directionOf(times.map(row))).toBe(direction);
  });
});
