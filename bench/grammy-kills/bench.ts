// `npm run bench -- grammy-kills`: the same deposits under the same kills for grammY's own polling, grammY's runner and
// Earnest. `--only polling,runner,earnest`, `--lives short,long`, `--deposits 600` (a row), `--minutes 10` (a row),
// `--people 50`, `--seed 1`, `--waiting 6` (taps that may wait at once; else as the lives say).
// Each row replaces its last one in bench/results; rows with sizes of their own are only printed.
import { parseArgs } from 'node:util';
import type { Contender } from './contender.ts';
import { createEarnest } from './earnest-contender.ts';
import { POLLING, RUNNER } from './grammy-contenders.ts';
import { progressLine, viewTable } from './report.ts';
import { keepRow } from './results.ts';
import type { Lives, Plan, Progress, Row } from './row.ts';
import { runRow } from './run-row.ts';

const BAR_EVERY_MS = 500;
/** Without a terminal a line stands for ever: fewer of them. */
const LINE_EVERY_MS = 10_000;

const LIVES: readonly Lives[] = [
  { id: 'long', leastMs: 1_500, mostMs: 4_000, gapMs: 350, waitingTapsMax: 6 },
  { id: 'short', leastMs: 300, mostMs: 800, gapMs: 250, waitingTapsMax: 2 },
];

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'polling,runner,earnest' },
    lives: { type: 'string', default: 'long,short' },
    deposits: { type: 'string' },
    minutes: { type: 'string' },
    people: { type: 'string' },
    waiting: { type: 'string' },
    seed: { type: 'string' },
  },
});

const SIZES = { deposits: 600, minutes: 10, people: 50, seed: 1 } as const;
const hasOwnSizes = [...Object.keys(SIZES), 'waiting'].some((name) => name in values);

function whole(name: keyof typeof SIZES | 'waiting', otherwise: number): number {
  const given = values[name];
  if (given === undefined) return otherwise;
  const number = Number(given);
  if (Number.isSafeInteger(number) && number > 0) return number;
  process.stderr.write(`--${name} must be a whole number above zero, not "${given}".\n`);
  process.exit(2);
}

/** Earnest has no row of short lives: it would spend them starting. */
function plansOf(contenders: readonly Contender[]): readonly Plan[] {
  const asked = { lives: values.lives.split(','), only: values.only.split(',') };
  return LIVES.filter(({ id }) => asked.lives.includes(id)).flatMap((lives) =>
    contenders
      .filter(({ id }) => asked.only.includes(id) && !(id === 'earnest' && lives.id === 'short'))
      .map((contender) => ({
        contender,
        lives: { ...lives, waitingTapsMax: whole('waiting', lives.waitingTapsMax) },
        deposits: whole('deposits', SIZES.deposits),
        minutes: whole('minutes', SIZES.minutes),
        people: whole('people', SIZES.people),
        seed: whole('seed', SIZES.seed),
      })),
  );
}

async function play(plan: Plan, stopping: AbortSignal): Promise<Row> {
  const { isTTY } = process.stderr;
  const startedAt = performance.now();
  let shownAt = 0;
  const show = ({ told, kills }: Progress): void => {
    if (performance.now() - shownAt < (isTTY ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
    shownAt = performance.now();
    const seconds = (shownAt - startedAt) / 1_000;
    const { contender, deposits } = plan;
    const line = progressLine({ title: contender.title, told, deposits, kills, seconds });
    process.stderr.write(isTTY ? `\r${line}\u001b[K` : `${line}\n`);
  };
  const row = await runRow(plan, show, stopping);
  process.stderr.write(isTTY ? '\r\u001b[K' : '');
  return row;
}

const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort(new Error('stopped')));
process.once('SIGTERM', () => stopping.abort(new Error('stopped')));

const rows: Row[] = [];
try {
  for (const plan of plansOf([POLLING, RUNNER, createEarnest(process.env.TEST_DATABASE_URL)])) {
    const row = await play(plan, stopping.signal);
    rows.push(row);
    if (!hasOwnSizes) keepRow(row);
  }
  process.stdout.write(`\n${viewTable(rows)}\n`);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
}
// What was given up may still wait for something.
process.exit();
