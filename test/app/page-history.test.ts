// The exchange's history as screens show it: with a total, without one, filtered, and bounded for one tap.
import { describe, expect, it } from 'vitest';
import type { HistoryFound, HistoryPlace } from '../../src/app/app.ts';
import { PAGES_A_TAP } from '../../src/app/page-history.ts';
import { amountOf } from '../../src/domain/money.ts';
import { HISTORY_PAGE_SIZE_MAX, type HistoryRow } from '../../src/domain/order.ts';
import { FLEX } from './fake-earn.ts';
import { START } from './harness.ts';
import { createScene, type Scene } from './moves.ts';

const DEPOSIT = 'INVEST_SERVICE_TYPE_DEPOSIT';
const REDEEM = 'INVEST_SERVICE_TYPE_REDEEM';

/** Entry number `index`, the newest first; every tenth is a redemption of BTC. */
function rowAt(index: number): HistoryRow {
  const isTenth = index % 10 === 9;
  return {
    name: FLEX.name,
    currency: isTenth ? 'BTC' : 'USDT',
    type: FLEX.type,
    txnTime: START - index * 1_000,
    txnType: isTenth ? REDEEM : DEPOSIT,
    rate: amountOf('10'),
    amount: amountOf(String(index + 1)),
    totalAmount: amountOf('0'),
    interestEarned: undefined,
    duration: 0,
  };
}

type Shape = 'envelope' | 'paged bare array' | 'whole bare array';

async function withHistory(count: number, shape: Shape = 'envelope') {
  const scene = await createScene();
  const { live } = scene.house.earn;
  live.history = Array.from({ length: count }, (_, index) => rowAt(index));
  if (shape === 'whole bare array') live.bareArray = true;
  if (shape === 'paged bare array') {
    const { history } = live.api;
    Object.assign(live.api, {
      history: async (...args: Parameters<typeof history>) => {
        const read = await history(...args);
        return read.ok ? { ok: true, value: { ...read.value, totalRows: undefined } } : read;
      },
    });
  }
  return scene;
}

async function list({ a, user }: Scene, page: number, size = 8) {
  const read = await a.app.history(user, page, size);
  if (!read.ok) throw new Error(read.reason.kind);
  const { rows, ...where } = read.value;
  return { amounts: rows.map(({ amount }) => Number(amount)), ...where };
}

async function find(
  { a, user }: Scene,
  filter: { coin?: string; txnType?: string },
  from?: HistoryPlace,
  size = 8,
): Promise<HistoryFound> {
  const { coin, txnType } = filter;
  const read = await a.app.historyMatching(user, { coin, txnType }, from, size);
  if (!read.ok) throw new Error(read.reason.kind);
  return read.value;
}

const amounts = ({ rows }: HistoryFound) => rows.map(({ amount }) => Number(amount));

/** Every page there is, following `next`; gives up where there is no end. */
async function findAll(scene: Scene, filter: { coin?: string; txnType?: string }) {
  const pages: number[][] = [];
  let from: HistoryPlace | undefined;
  for (let tap = 0; tap < 50; tap += 1) {
    const found = await find(scene, filter, from);
    pages.push(amounts(found));
    from = found.next;
    if (from === undefined) return pages;
  }
  throw new Error('there is no end');
}

const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('a page of everything', () => {
  it('is the exchange’s own, with their number', async () => {
    const scene = await withHistory(20);
    expect(await list(scene, 1)).toMatchObject({ amounts: upTo(8), page: 1, pages: 3, hasNext: true });
    expect(await list(scene, 3)).toMatchObject({ amounts: upTo(20, 17), page: 3, pages: 3, hasNext: false });
    expect(scene.house.earn.live.reads).toEqual(['history', 'history']);
  });

  it.each([
    ['whole bare array', 7],
    ['whole bare array', 8],
    ['whole bare array', 16],
    ['whole bare array', 23],
    ['whole bare array', 50],
    ['whole bare array', 120],
    ['paged bare array', 7],
    ['paged bare array', 8],
    ['paged bare array', 50],
    ['paged bare array', 120],
  ] as const)('of a %s of %i entries has as many pages as there are, and then ends', async (shape, count) => {
    const scene = await withHistory(count, shape);
    const seen: number[] = [];
    let page = 1;
    for (;;) {
      const shown = await list(scene, page);
      seen.push(...shown.amounts);
      expect(shown.page).toBe(page);
      expect(shown.amounts.length).toBeLessThanOrEqual(8);
      if (!shown.hasNext) break;
      page += 1;
    }
    expect(seen).toEqual(upTo(count));
    expect(page).toBe(Math.ceil(count / 8));
  });

  it('behind the end of a bare array is the last one there is', async () => {
    const scene = await withHistory(10, 'whole bare array');
    expect(await list(scene, 9)).toMatchObject({ amounts: [9, 10], page: 2, pages: 2, hasNext: false });
  });

  it('of an empty history is one page with nothing on it', async () => {
    for (const shape of ['envelope', 'whole bare array'] as const) {
      const scene = await withHistory(0, shape);
      expect(await list(scene, 1)).toMatchObject({ amounts: [], page: 1, pages: 1, hasNext: false });
    }
  });

  it('is not cut short by an exchange that serves fewer entries than it was asked for', async () => {
    const scene = await withHistory(25);
    const { live } = scene.house.earn;
    const { history } = live.api;
    Object.assign(live.api, {
      history: (caller: Parameters<typeof history>[0], page: Parameters<typeof history>[1]) =>
        history(caller, { ...page, pageSize: 10 }),
    });
    expect(await list(scene, 1)).toMatchObject({ amounts: upTo(10), pages: 3 });
    expect(await list(scene, 3)).toMatchObject({ amounts: upTo(25, 21), hasNext: false });
    expect((await findAll(scene, { txnType: REDEEM })).flat()).toEqual([10, 20]);
  });
});

describe('a page of what matches', () => {
  it.each(['envelope', 'paged bare array', 'whole bare array'] as const)(
    'is filled from as many pages of the exchange as it takes, and ends (%s)',
    async (shape) => {
      const scene = await withHistory(203, shape);
      expect(await findAll(scene, { coin: 'BTC' })).toEqual([
        [10, 20, 30, 40, 50, 60, 70, 80],
        [90, 100, 110, 120, 130, 140, 150, 160],
        [170, 180, 190, 200],
      ]);
    },
  );

  it('has no next page where exactly one page matches', async () => {
    const scene = await withHistory(89);
    const found = await find(scene, { coin: 'BTC' });
    expect(amounts(found)).toHaveLength(8);
    expect(found).toMatchObject({ next: undefined, stopped: false, lookedAt: 89 });
  });

  it('holds by coin and kind together', async () => {
    const scene = await withHistory(40);
    scene.house.earn.live.history[5] = { ...rowAt(5), currency: 'BTC' };
    expect((await findAll(scene, { coin: 'BTC', txnType: DEPOSIT })).flat()).toEqual([6]);
    expect((await findAll(scene, { coin: 'USDT', txnType: REDEEM })).flat()).toEqual([]);
    expect((await findAll(scene, {})).flat()).toEqual(upTo(40));
  });

  it('stops after ten pages of the exchange, says so, and goes on from there', async () => {
    const scene = await withHistory(1_000);
    const { live } = scene.house.earn;
    live.history[700] = { ...rowAt(700), currency: 'AXS' };
    const first = await find(scene, { coin: 'AXS' });
    expect(live.reads).toHaveLength(PAGES_A_TAP);
    expect(first).toMatchObject({
      rows: [],
      stopped: true,
      lookedAt: PAGES_A_TAP * HISTORY_PAGE_SIZE_MAX,
      next: { page: 11, skip: 0 },
    });
    const second = await find(scene, { coin: 'AXS' }, first.next);
    expect(amounts(second)).toEqual([701]);
    expect(second).toMatchObject({ next: undefined, stopped: false });
    expect(live.reads).toHaveLength(20);
  });

  it('stops when the time of the screen is up, with what was found', async () => {
    const scene = await withHistory(500);
    const { house } = scene;
    house.settings.current = { ...house.settings.current, readTimeoutMs: 8_000 };
    house.earn.live.onCall = () => house.advance(2_500);
    const slow = house.instance('slow');
    const before = house.clock.now;
    const found = await find({ ...scene, a: slow }, { txnType: REDEEM, coin: 'BTC' }, undefined, 30);
    expect(amounts(found)).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150]);
    expect(found).toMatchObject({ stopped: true, next: { page: 4, skip: 0 } });
    expect(house.clock.now - before).toBeLessThanOrEqual(8_000);
  });

  it('stops when the exchange falls silent on the way, and fails when it is silent from the start', async () => {
    const scene = await withHistory(500);
    const { live } = scene.house.earn;
    let calls = 0;
    live.onCall = () => {
      calls += 1;
      if (calls === 3) live.failReads('history', 'timeout');
    };
    expect(await find(scene, { coin: 'AXS' })).toMatchObject({ stopped: true, lookedAt: 100 });
    live.onCall = undefined;
    live.failReads('history', 'timeout');
    await expect(find(scene, { coin: 'AXS' })).rejects.toThrow('exchange');
    calls = 0;
    live.onCall = () => {
      calls += 1;
      if (calls === 3) live.failReads('history', 'forbidden');
    };
    await expect(find(scene, { coin: 'AXS' })).rejects.toThrow('exchange');
  });
});

describe('what a filter can choose from', () => {
  it('are the coins and kinds of the newest two hundred entries', async () => {
    const scene = await withHistory(300);
    const { live } = scene.house.earn;
    live.history[150] = { ...rowAt(150), currency: 'ETH', txnType: 'AUTO' };
    live.history[250] = { ...rowAt(250), currency: 'AXS' };
    const read = await scene.a.app.historyChoices(scene.user);
    expect(read).toMatchObject({
      ok: true,
      value: { account: { id: scene.account.id }, coins: ['USDT', 'BTC', 'ETH'] },
    });
    expect(read).toMatchObject({ value: { txnTypes: [DEPOSIT, REDEEM, 'AUTO'] } });
    expect(live.reads).toHaveLength(4);
  });

  it('cannot be told without an answer or an account', async () => {
    const scene = await withHistory(3);
    scene.house.earn.live.failReads('history', 'timeout');
    expect(await scene.a.app.historyChoices(scene.user)).toMatchObject({ reason: { kind: 'exchange' } });
    expect(await scene.a.app.historyChoices({ ...scene.user, id: 99 })).toEqual({
      ok: false,
      reason: { kind: 'no_account' },
    });
  });
});
