// `npm run simulate`: plays many seeds on two threads, prints what was covered and appends the finished range to the
// results. `--seed 7` plays one seed and prints its trace; `--verify` plays each seed twice and compares the traces.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { addCoverage, emptyCoverage } from './coverage.ts';
import { coverageReport, progressLine } from './report.ts';
import { simulate } from './simulate.ts';
import type { Failure, Range, Report } from './worker.ts';

const RESULTS = new URL('../../bench/results/simulate.jsonl', import.meta.url);
/** Seeds a thread gets at once. */
const CHUNK = 50;
const FAILURES_SHOWN = 20;
const BAR_EVERY_MS = 500;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    workers: { type: 'string' },
    verify: { type: 'boolean', default: false },
  },
});

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  process.stderr.write(`--${name} must be a whole number, not "${text}".\n`);
  process.exit(2);
}

function git(...command: readonly string[]): string {
  try {
    return execFileSync('git', [...command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}

const showFailure = ({ seed, step, invariant, detail }: Failure): string =>
  `seed=${seed} step=${step}\n  ${invariant}\n  ${detail}`;

async function playOne(seed: number): Promise<boolean> {
  const { trace, book, breaches, plan, steps } = await simulate(seed, { keepsTrace: true });
  print(JSON.stringify(plan, undefined, 1));
  print(trace);
  print(`The exchange's book:\n${book}`);
  for (const breach of breaches) print(showFailure({ ...breach, seed }));
  print(`${steps} steps, ${breaches.length} breaches`);
  return breaches.length === 0;
}

interface Played {
  readonly coverage: ReturnType<typeof emptyCoverage>;
  readonly failures: readonly Failure[];
  readonly steps: number;
}

/** Hands out ranges until all seeds are played. */
function playAll(
  from: number,
  to: number,
  threads: number,
  onProgress: (done: number, failed: number) => void,
): Promise<Played> {
  const coverage = emptyCoverage();
  const failures: Failure[] = [];
  let next = from;
  let done = 0;
  let steps = 0;
  const take = (): Range | undefined => {
    if (next >= to) return undefined;
    const range = { from: next, to: Math.min(to, next + CHUNK), twice: values.verify };
    next = range.to;
    return range;
  };
  const thread = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      const giveMore = (): void => {
        const range = take();
        if (range !== undefined) worker.postMessage(range);
        else void worker.terminate().then(() => resolve());
      };
      worker.on('error', reject);
      worker.on('message', (report: Report) => {
        addCoverage(coverage, report.coverage);
        failures.push(...report.failures);
        for (const failure of report.failures.slice(0, 1))
          process.stderr.write(`\n${showFailure(failure)}\n`);
        done += report.range.to - report.range.from;
        steps += report.steps;
        onProgress(done, failures.length);
        giveMore();
      });
      giveMore();
    });
  return Promise.all(Array.from({ length: threads }, thread)).then(() => ({ coverage, failures, steps }));
}

async function playRange(): Promise<boolean> {
  const from = whole('from', values.from);
  const to = from + whole('seeds', values.seeds);
  const threads =
    values.workers === undefined ? Math.min(2, availableParallelism()) : whole('workers', values.workers);
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1_000;
  let shownAt = 0;
  const { coverage, failures, steps } = await playAll(from, to, threads, (done, failed) => {
    if (performance.now() - shownAt < BAR_EVERY_MS && done < to - from) return;
    shownAt = performance.now();
    const line = progressLine(done, to - from, failed, seconds());
    process.stderr.write(process.stderr.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
  });
  const tookS = seconds();
  print(`\n\n${coverageReport(coverage)}\n`);
  for (const failure of failures.slice(0, FAILURES_SHOWN)) print(showFailure(failure));
  const failedSeeds = new Set(failures.map(({ seed }) => seed)).size;
  const rate = (to - from) / tookS;
  print(
    `seeds ${from}–${to - 1}: ${failedSeeds} failed, ${steps} steps, ${tookS.toFixed(0)} s, ${rate.toFixed(0)} seeds/s`,
  );
  mkdirSync(new URL('.', RESULTS), { recursive: true });
  const line = {
    at: new Date().toISOString(),
    commit: git('rev-parse', 'HEAD'),
    isDirty: git('status', '--porcelain', '--', 'src', 'test/simulation', 'test/app') !== '',
    from,
    to: to - 1,
    twice: values.verify,
    failedSeeds,
    steps,
    seconds: Math.round(tookS),
    threads,
  };
  appendFileSync(RESULTS, `${JSON.stringify(line)}\n`);
  return failures.length === 0;
}

const isGood = values.seed === undefined ? await playRange() : await playOne(whole('seed', values.seed));
process.exitCode = isGood ? 0 : 1;
