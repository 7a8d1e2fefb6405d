// `npm run mutate`: mutants of the domain and of the money use cases, each of which a test must notice. Options go to
// Stryker (`--mutate src/domain/money.ts` for one file). The scores are kept in bench/results/mutation.md; what
// survived, and why that is no gap, is explained in survivors.md beside this file.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const STRYKER = join(import.meta.dirname, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
const REPORT = join(ROOT, 'artifacts', 'mutation.json');
const TABLE = join(ROOT, 'bench', 'results', 'mutation.md');
/** Percent of the mutants of all files together. */
const SCORE_BAR = 90;

/** Of Stryker's report (mutation-testing-report-schema), what is used here. */
interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: { readonly line: number } };
}
interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

const CAUGHT: readonly string[] = ['Killed', 'Timeout'];
const MISSED: readonly string[] = ['Survived', 'NoCoverage'];

function scoreOf(mutants: readonly Mutant[]) {
  const caught = mutants.filter(({ status }) => CAUGHT.includes(status)).length;
  const missed = mutants.filter(({ status }) => MISSED.includes(status));
  const all = caught + missed.length;
  return { caught, missed, all, percent: all === 0 ? 100 : (100 * caught) / all };
}

function tableOf({ files }: Report): string {
  const total = scoreOf(Object.values(files).flatMap(({ mutants }) => mutants));
  const rows = Object.entries(files)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([file, { mutants }]) => {
      const { caught, all, percent } = scoreOf(mutants);
      return `| ${file} | ${all} | ${caught} | ${percent.toFixed(1)} % |`;
    });
  const survivors = Object.entries(files).flatMap(([file, { mutants }]) =>
    scoreOf(mutants).missed.map(
      ({ location, mutatorName, status, replacement = '' }) =>
        `- ${file}:${location.start.line} ${mutatorName} (${status}): \`${replacement.replaceAll(/\s+/g, ' ').slice(0, 80)}\``,
    ),
  );
  return [
    '| file | mutants | caught | score |',
    '| --- | --: | --: | --: |',
    ...rows,
    `| all | ${total.all} | ${total.caught} | ${total.percent.toFixed(1)} % |`,
    '',
    ...survivors,
    '',
  ].join('\n');
}

const options = process.argv.slice(2);
const config = join('bench', 'mutation', 'stryker.config.json');
const { status } = spawnSync(process.execPath, [STRYKER, 'run', config, ...options], {
  cwd: ROOT,
  stdio: 'inherit',
});
if (status !== 0 || !existsSync(REPORT)) process.exit(status ?? 1);
const report = JSON.parse(readFileSync(REPORT, 'utf8')) as Report;
const { percent, all, caught } = scoreOf(Object.values(report.files).flatMap(({ mutants }) => mutants));
const table = tableOf(report);
// A part of the files says nothing of the whole: it is only shown.
if (options.length === 0) writeFileSync(TABLE, table);
else process.stdout.write(table);
process.stdout.write(`${caught} of ${all} mutants caught: ${percent.toFixed(2)} % (bar ${SCORE_BAR} %)\n`);
process.exitCode = percent >= SCORE_BAR ? 0 : 1;
