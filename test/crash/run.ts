// `npm run crash`: kills the bot again and again on a real Postgres and judges what is left. `--kills`, `--seed`,
// `--people`, `--stop-seconds`. A run of at least a hundred kills is appended to the results with its commit, whatever it
// found.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type CrashResult, runCrashes } from './crash-run.ts';
import { ANSWER_WITHIN_MS } from './judge/check-system.ts';
import { type DatabaseChoice, findDatabase } from './postgres/find-database.ts';
import { crashReport, progressLine, spread, statesOf } from './report.ts';

const RESULTS = new URL('../../bench/results/crash.jsonl', import.meta.url);
const RECORDED_FROM_KILLS = 100;
const BAR_EVERY_MS = 500;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string' },
    people: { type: 'string', default: '14' },
    'stop-seconds': { type: 'string', default: '8' },
  },
});

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function fail(text: string, code: number): never {
  process.stderr.write(`${text}\n`);
  process.exit(code);
}

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return number;
  return fail(`--${name} must be a whole number above 0, not "${text}".`, 2);
}

function git(...command: readonly string[]): string {
  try {
    return execFileSync('git', command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
}

function database(): DatabaseChoice {
  const found = findDatabase();
  if (found === undefined) {
    return fail('npm run crash needs Postgres: install its server programs, or set TEST_DATABASE_URL.', 1);
  }
  if ('server' in found) {
    print('No server programs of Postgres here: its connections are cut, but it is not restarted.');
  }
  return found;
}

interface Code {
  readonly commit: string;
  readonly changes: string;
}

const code = (): Code => ({
  commit: git('rev-parse', 'HEAD'),
  changes: git('status', '--porcelain', '--', 'src', 'test/crash'),
});

interface Run {
  readonly seed: number;
  readonly people: number;
  readonly stopMs: number;
  readonly database: 'own' | 'given';
  /** At the start: what was loaded. */
  readonly code: Code;
}

function record(result: CrashResult, { code: atStart, ...run }: Run, seconds: number): void {
  const atEnd = code();
  const violations = result.findings.reduce((total, finding) => total + finding.violations.length, 0);
  const line = {
    at: new Date().toISOString(),
    commit: atStart.commit,
    isDirty: `${atStart.changes}${atEnd.changes}` !== '' || atStart.commit !== atEnd.commit,
    ...run,
    kills: result.kills,
    violations,
    checks: Object.fromEntries(result.findings.map(({ invariant, checked }) => [invariant, checked])),
    operations: statesOf(result.facts),
    requests: result.facts.posts.length,
    payouts: result.facts.payouts.length,
    logged: result.logged,
    done: result.tally.counts(),
    points: result.tally.hits(),
    answersMs: spread(result.answers.map(({ ms }) => ms)),
    answers: result.answers.length,
    lateAnswers: result.answers.filter(({ ms }) => ms > ANSWER_WITHIN_MS).length,
    takeovers: result.facts.takeovers.length,
    load: result.load,
    cores: availableParallelism(),
    node: process.version,
    seconds: Math.round(seconds),
  };
  mkdirSync(new URL('.', RESULTS), { recursive: true });
  appendFileSync(RESULTS, `${JSON.stringify(line)}\n`);
}

async function main(): Promise<number> {
  const kills = whole('kills', values.kills);
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1e9) : whole('seed', values.seed);
  const chosen = database();
  const options = {
    people: whole('people', values.people),
    stopMs: 1_000 * whole('stop-seconds', values['stop-seconds']),
  };
  const run: Run = { seed, ...options, database: 'server' in chosen ? 'given' : 'own', code: code() };
  const aborting = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => aborting.abort(name));
  print(`seed ${seed}: ${kills} kills, ${options.people} people`);
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1_000;
  let shown = { at: 0, note: '' };
  const onProgress = (done: number, note: string): void => {
    if (note === shown.note && performance.now() - shown.at < BAR_EVERY_MS) return;
    shown = { at: performance.now(), note };
    const line = progressLine(done, kills, seconds(), note);
    process.stderr.write(process.stderr.isTTY ? `\r${line}\u001b[K` : `${line}\n`);
  };
  const result = await runCrashes({
    kills,
    seed,
    ...options,
    judgesAnswers: true,
    database: chosen,
    signal: aborting.signal,
    onProgress,
  });
  if (result === undefined) fail(`\nStopped by ${aborting.signal.reason}.`, 130);
  print(`\n\n${crashReport(result)}\n`);
  const violations = result.findings.flatMap((finding) => finding.violations);
  if (result.kills >= RECORDED_FROM_KILLS) record(result, run, seconds());
  print(`seed ${seed}: ${result.kills} kills in ${seconds().toFixed(0)} s, ${violations.length} violations`);
  if (violations.length === 0) return 0;
  print(`\nThe end of the trace:\n${result.lastLines.join('\n')}\n\nEverything is kept in ${result.folder}.`);
  return 1;
}

process.exitCode = await main();
