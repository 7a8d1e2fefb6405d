// The results as people read them: a bar while it runs, a Markdown page at the end. Pure.
import { viewBar } from '../../test/crash/bar.ts';
import type { KeptRow, Row } from './row.ts';

const BAR_WIDTH = 24;

export interface Moment {
  readonly title: string;
  readonly told: number;
  readonly deposits: number;
  readonly kills: number;
  readonly seconds: number;
}

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

export function progressLine({ title, told, deposits, kills, seconds }: Moment): string {
  return `${title}  ${viewBar(told, deposits, BAR_WIDTH)} ${told}/${deposits} told · ${kills} kills · ${clock(seconds)}`;
}

const HEAD = [
  'bot',
  'lives',
  'kills',
  'at work',
  'deposits confirmed',
  'executed once',
  'executed twice or more',
  'executions too many',
  'never executed, never told',
  'never executed, told so',
  'executed, never told',
  'told the opposite',
  'still being checked',
  'start (median)',
] as const;

function cells({
  title,
  lives,
  kills,
  livedSeconds,
  counts,
  startMedianMs,
}: Row): readonly (string | number)[] {
  return [
    title,
    `${lives.leastMs / 1_000}–${lives.mostMs / 1_000} s`,
    kills,
    `${livedSeconds} s`,
    counts.confirmed,
    counts.once,
    counts.twiceOrMore,
    counts.extra,
    counts.lost,
    counts.saidNotDone,
    counts.untold,
    counts.saidWrong,
    counts.open,
    `${(startMedianMs / 1_000).toFixed(1)} s`,
  ];
}

const line = (texts: readonly (string | number)[]): string => `| ${texts.join(' | ')} |`;

/** @param rows in the order in which they are shown */
export function viewTable(rows: readonly Row[]): string {
  const rule = line(HEAD.map((_, n) => (n < 2 ? '---' : '--:')));
  return [line(HEAD), rule, ...rows.map((row) => line(cells(row)))].join('\n');
}

interface Range {
  readonly least: number;
  readonly most: number;
}

export interface Report {
  readonly latenciesMs: Readonly<Record<'exchange' | 'telegram', Range>>;
  readonly rows: readonly KeptRow[];
}

function viewLives({ leastMs, mostMs, gapMs, waitingTapsMax }: Row['lives']): string {
  const range = `${leastMs / 1_000}–${mostMs / 1_000} s`;
  return `Lives of ${range}: a tap every ${gapMs / 1_000} s on average; people hold back while ${waitingTapsMax} taps wait at Telegram.`;
}

function viewRun(row: KeptRow): string {
  const told = Object.entries(row.words).map(
    ([text, times]) => `${text === '' ? 'nothing' : `“${text}”`} ${times}`,
  );
  const { cores, load, node, on, commit } = row;
  const where = commit === '' ? '' : `, commit ${commit.slice(0, 12)}`;
  return `- ${row.title}, lives from ${row.lives.leastMs / 1_000} s: told ${told.join(', ')}. ${row.seconds} s, ${cores} cores with a load average of ${load}, Node ${node}, ${on}${where}.`;
}

/** The table and what has to be known to read it. */
export function viewReport({ latenciesMs, rows }: Report): string {
  const lives = new Map(rows.map((row) => [row.lives.id, row.lives]));
  const people = Math.max(...rows.map((row) => row.people));
  const { exchange, telegram } = latenciesMs;
  return [
    viewTable(rows),
    '',
    `${people} people, one tap a deposit.`,
    ...[...lives.values()].map(viewLives),
    `The exchange answers after ${exchange.least}–${exchange.most} ms, Telegram after ${telegram.least}–${telegram.most} ms. A life counts from the moment the bot says it is at work; then comes SIGKILL, and it is started again at once. Every row plays the same seed.`,
    'Counted from the exchange’s own ledger and from what the chats were told. A row ends after its deposits or after its time.',
    '',
    ...rows.map(viewRun),
  ].join('\n');
}
