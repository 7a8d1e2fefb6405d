// What `npm run simulate` prints: a progress bar while it runs, then invariants, crash points and faults with their
// counts. It judges nothing.
import type { Counts, Coverage } from './coverage.ts';
import { CRASH_MODES, CRASH_POINTS } from './plan.ts';

const BAR_WIDTH = 30;

export function progressLine(done: number, all: number, failures: number, seconds: number): string {
  const filled = Math.round((BAR_WIDTH * done) / Math.max(1, all));
  const bar = '█'.repeat(filled).padEnd(BAR_WIDTH, '░');
  const rate = done / Math.max(0.001, seconds);
  const leftS = Math.round((all - done) / Math.max(0.001, rate));
  const left = done === 0 ? '' : `, ${Math.floor(leftS / 60)} min ${leftS % 60} s left`;
  return `${bar} ${done}/${all} seeds, ${rate.toFixed(0)}/s${left}${failures > 0 ? `, ${failures} failed` : ''}`;
}

function table(title: string, counts: Counts): string {
  const rows = Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return [
    title,
    ...rows.map(([name, times]) => `  ${name.padEnd(width)} ${String(times).padStart(12)}`),
  ].join('\n');
}

/** Rows are crash points, columns how the instance was hit. */
function crashTable(crashes: Counts): string {
  const width = Math.max(...CRASH_POINTS.map((point) => point.length));
  const header = `  ${''.padEnd(width)} ${CRASH_MODES.map((mode) => mode.padStart(9)).join('')}`;
  const rows = CRASH_POINTS.map((point) => {
    const alone = crashes[point];
    const cells = CRASH_MODES.map((mode) => String(crashes[`${point} × ${mode}`] ?? 0).padStart(9)).join('');
    return `  ${point.padEnd(width)} ${alone === undefined ? cells : String(alone).padStart(9)}`;
  });
  return ['Crash points, by how an instance was hit', header, ...rows].join('\n');
}

export function coverageReport(coverage: Coverage): string {
  return [
    crashTable(coverage.crashes),
    table('Faults played', coverage.faults),
    table('What happened', coverage.events),
    table('Invariants checked', coverage.checks),
  ].join('\n\n');
}
