// `npm run db:check`: fails when the migrations do not make the tables that the schema says, or when an old step was
// changed. Writes only into a temporary directory.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const committed = join(root, 'migrations');

/** The steps that drizzle-kit would add to `folder` for the schema as it is. */
function generate(folder: string): readonly string[] {
  const before = new Set(stepsIn(folder));
  const bin = join(root, 'node_modules', 'drizzle-kit', 'bin.cjs');
  // drizzle-kit takes `out` relative to the working directory only.
  const options = [
    '--dialect',
    'postgresql',
    '--schema',
    './src/db/schema/*.ts',
    '--out',
    relative(root, folder),
  ];
  const done = spawnSync(process.execPath, [bin, 'generate', ...options], { cwd: root, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`drizzle-kit failed:\n${done.stdout}\n${done.stderr}`);
  return stepsIn(folder).filter((step) => !before.has(step));
}

function stepsIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.sql')) : [];
}

/** Steps and journal must name each other, or a step would be skipped in silence. */
function journalProblems(): readonly string[] {
  const journal: unknown = JSON.parse(readFileSync(join(committed, 'meta', '_journal.json'), 'utf8'));
  const text = JSON.stringify(journal);
  return stepsIn(committed)
    .filter((step) => !text.includes(`"tag":"${step.replace(/\.sql$/, '')}"`))
    .map((step) => `${step} is not in the journal.`);
}

const folder = mkdtempSync(join(tmpdir(), 'earnest-migrations-'));
try {
  cpSync(committed, folder, { recursive: true });
  const missing = generate(folder).map(
    (step) =>
      `The schema has changed; run \`npm run db:generate\`. It would add:\n${readFileSync(join(folder, step), 'utf8')}`,
  );
  const problems = [...missing, ...journalProblems()];
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(`The migrations (${stepsIn(committed).length}) match the schema.`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
