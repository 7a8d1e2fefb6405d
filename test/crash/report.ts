// What `npm run crash` prints: a progress bar while it runs, then what was done to the bot and every invariant with its
// count. It judges nothing.
import { viewBar } from './bar.ts';
import { ANYWHERE } from './blows.ts';
import type { CrashResult } from './crash-run.ts';
import { NOT_REACHED, POINTS, STAGED_POINTS } from './gates/points.ts';
import { givenUpUnread } from './judge/check-pushes.ts';
import type { Facts } from './judge/facts.ts';
import type { Finding } from './judge/findings.ts';
import { STROKES } from './tally.ts';

const BAR_WIDTH = 30;
const DETAILS_SHOWN = 5;

export function progressLine(kills: number, all: number, seconds: number, note: string): string {
  const done = Math.min(kills, all);
  const leftS = done === 0 ? 0 : Math.round(((all - done) * seconds) / done);
  const left = done === 0 || done === all ? '' : `, ${Math.floor(leftS / 60)} min ${leftS % 60} s left`;
  return `${viewBar(done, all, BAR_WIDTH)} ${done}/${all} kills, ${note}${left}`;
}

function pointTable({ tally }: CrashResult): string {
  const hits = tally.hits();
  const names = [
    ...POINTS.flatMap(({ name, withBytes }) => (withBytes === undefined ? [name] : [name, withBytes])),
    ...STAGED_POINTS,
    ANYWHERE,
  ];
  const width = Math.max(...names.map((name) => name.length));
  const header = `  ${''.padEnd(width)} ${STROKES.map((stroke) => stroke.padStart(8)).join('')}`;
  const rows = names.map((name) => {
    const row = hits[name];
    const cells = STROKES.map((stroke) => String(row?.[stroke] ?? 0).padStart(8)).join('');
    return `  ${name.padEnd(width)} ${cells}${row === undefined ? '  not hit' : ''}`;
  });
  const left = Object.entries(NOT_REACHED).map(([name, why]) => `  ${name.padEnd(width)}   not hit: ${why}`);
  return ['Crash points, by what struck there', header, ...rows, ...left].join('\n');
}

function countTable(title: string, counts: Readonly<Record<string, number>>): string {
  const rows = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return [title, ...rows.map(([name, times]) => `  ${name.padEnd(width)} ${String(times).padStart(8)}`)].join(
    '\n',
  );
}

/** Nearest rank; 0 for none. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export function spread(values: readonly number[]): {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
} {
  const sorted = values.map(Math.round).toSorted((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), max: sorted.at(-1) ?? 0 };
}

function answerTable(result: CrashResult): string {
  const { answers, databaseAnswers } = result;
  const row = (name: string, values: readonly number[]): string => {
    const { p50, p99, max } = spread(values);
    return `  ${name.padEnd(38)} ${String(values.length).padStart(6)}  p50 ${p50} ms  p99 ${p99} ms  max ${max} ms`;
  };
  const of = (count: number) => answers.filter(({ instances }) => instances === count).map(({ ms }) => ms);
  return [
    `Answers to /help after a restart, from the start of the process (load of the machine: ${result.load.toFixed(1)})`,
    row('one instance', of(1)),
    row('two instances', of(2)),
    row(
      'while the other stands still (no bar)',
      result.facts.takeovers.filter((ms) => ms !== undefined),
    ),
    row('after a database restart (no bar)', databaseAnswers),
  ].join('\n');
}

function invariantTable(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ invariant }) => invariant.length));
  const rows = findings.flatMap(({ invariant, checked, violations }) => [
    `  ${invariant.padEnd(width)} ${String(checked).padStart(8)} checked ${String(violations.length).padStart(5)} violated`,
    ...violations.slice(0, DETAILS_SHOWN).map((detail) => `      ${detail}`),
  ]);
  return ['Invariants', ...rows].join('\n');
}

export function statesOf({ operations }: Facts): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of operations) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

export function crashReport(result: CrashResult): string {
  const { facts } = result;
  const confirmed = facts.operations.filter(({ confirmedAt }) => confirmedAt !== undefined).length;
  const done = {
    ...result.tally.counts(),
    SIGKILLs: result.kills,
    'operations confirmed': confirmed,
    'money requests': facts.posts.length,
    'payouts credited': facts.effects.filter(({ kind }) => kind === 'interest').length,
    'updates sent to the bot': facts.updates.made,
    takeovers: facts.takeovers.filter((ms) => ms !== undefined).length,
    'people forgotten': facts.forgotten.size,
    'Telegram faults played': facts.faults.played,
    'Telegram faults without room': facts.faults.withoutRoom,
    'signed requests': facts.signed.requests,
    'payout pushes given up unread': givenUpUnread(facts).length,
  };
  return [
    pointTable(result),
    countTable('What was done', done),
    countTable('Operations by their end', statesOf(facts)),
    countTable('Said by the bot of itself', result.logged),
    countTable('Faults planned', result.faults),
    answerTable(result),
    invariantTable(result.findings),
  ].join('\n\n');
}
