// What was measured, kept in bench/results: as JSON, and as a page made of it. Rows are kept one by one, so that a run
// that is ended half-way leaves what it had.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Report, viewReport } from './report.ts';
import type { KeptRow, Row } from './row.ts';
import { LATENCIES_MS } from './world.ts';

const FOLDER = join(import.meta.dirname, '..', 'results');
const JSON_FILE = join(FOLDER, 'grammy-kills.json');
const PAGE = join(FOLDER, 'grammy-kills.md');
const DATE_LENGTH = 10;

const ORDER = { lives: ['long', 'short'], bot: ['polling', 'runner', 'earnest'] } as const;

const placeOf = ({ lives, bot }: Row): number =>
  ORDER.lives.indexOf(lives.id) * ORDER.bot.length + ORDER.bot.indexOf(bot);

/** Puts the row in the place of the one with the same bot and lives. */
export function mergeRow(kept: readonly KeptRow[], row: KeptRow): readonly KeptRow[] {
  const others = kept.filter((other) => placeOf(other) !== placeOf(row));
  return [...others, row].toSorted((a, b) => placeOf(a) - placeOf(b));
}

export function keepRow(row: Row): void {
  const kept: KeptRow = { ...row, on: new Date().toISOString().slice(0, DATE_LENGTH), commit: commit() };
  const report: Report = { latenciesMs: LATENCIES_MS, rows: mergeRow(readRows(), kept) };
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(JSON_FILE, `${JSON.stringify(report, undefined, 2)}\n`);
  writeFileSync(PAGE, `${viewReport(report)}\n`);
}

/** Rows of an older shape say less than the page shows: they are dropped. */
export function keptRows({ rows }: Pick<Report, 'rows'>): readonly KeptRow[] {
  return rows.filter((row) => 'words' in row);
}

function readRows(): readonly KeptRow[] {
  try {
    // Written by this very file, perhaps long ago.
    return keptRows(JSON.parse(readFileSync(JSON_FILE, 'utf8')));
  } catch {
    return [];
  }
}

function commit(): string {
  const asked = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' });
  return asked.status === 0 ? asked.stdout.trim() : '';
}
