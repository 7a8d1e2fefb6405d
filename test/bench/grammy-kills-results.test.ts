// What the kill test keeps and shows: rows that are shown whole, and nothing of a row that is of an older shape.
import { expect, it } from 'vitest';
import { viewReport, viewTable } from '../../bench/grammy-kills/report.ts';
import { keptRows, mergeRow } from '../../bench/grammy-kills/results.ts';
import type { KeptRow } from '../../bench/grammy-kills/row.ts';

const ROW: KeptRow = {
  bot: 'earnest',
  title: 'Earnest on Postgres',
  lives: { id: 'long', leastMs: 1_500, mostMs: 4_000, gapMs: 350, waitingTapsMax: 6 },
  seed: 1,
  people: 50,
  rounds: 12,
  cardsMissed: 0,
  counts: {
    confirmed: 600,
    once: 599,
    twiceOrMore: 0,
    extra: 0,
    lost: 0,
    saidNotDone: 1,
    untold: 0,
    saidWrong: 0,
    open: 37,
    unexplained: 0,
  },
  words: { Deposited: 599, 'Not sent': 1 },
  kills: 80,
  endedByItself: 0,
  livedSeconds: 200,
  startMedianMs: 900,
  seconds: 300,
  load: 1.2,
  cores: 2,
  node: 'v24.0.0',
  on: '2026-11-22',
  commit: '',
};

it('drops kept rows of an older shape, and shows those that are left', () => {
  const { words: _words, ...old } = { ...ROW, bot: 'polling' as const };
  const rows = keptRows(JSON.parse(JSON.stringify({ rows: [old, ROW] })));
  expect(rows).toEqual([ROW]);
  const page = viewReport({
    latenciesMs: { exchange: { least: 20, most: 150 }, telegram: { least: 20, most: 50 } },
    rows: mergeRow(rows, { ...ROW, bot: 'runner', title: 'grammY with its runner' }),
  });
  expect(page).toContain('“Deposited” 599');
});

it('shows how many moves were still being checked when the run ended', () => {
  const [head = '', , row = ''] = viewTable([ROW]).split('\n');
  const column = head.split(' | ').indexOf('still being checked');
  expect(row.split(' | ')[column]).toBe('37');
});
