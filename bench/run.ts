// `npm run bench`: lists the benches; `npm run bench -- <name> [options]` runs one. A bench with a package of its own
// gets it installed first, beside itself: nothing it compares Earnest with is ever a dependency of Earnest.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

interface Bench {
  readonly entry: string;
  readonly about: string;
  /** Folder of the bench's own package. */
  readonly ownPackage?: string;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  'grammy-kills': {
    entry: 'grammy-kills/bench.ts',
    about: "deposits under kill -9: grammY's own polling, grammY's runner, Earnest (about half an hour)",
    ownPackage: 'grammy-kills',
  },
  mutation: {
    entry: 'mutation/run.ts',
    about: 'mutants of the domain and of the money use cases, each to be noticed by a test (about an hour)',
    ownPackage: 'mutation',
  },
  flood: {
    entry: 'flood.ts',
    about: 'one person sends 10,000 updates at once: how long another waits for /help (about a minute)',
  },
};

const HERE = import.meta.dirname;

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Ends with 1 when it cannot be installed. */
function install(folder: string): void {
  if (existsSync(join(HERE, folder, 'node_modules'))) return;
  print(`bench/${folder} has no node_modules: running npm ci --prefix bench/${folder}`);
  const { status } = spawnSync('npm', ['ci', '--prefix', join(HERE, folder), '--no-audit', '--no-fund'], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

const [name, ...options] = process.argv.slice(2);
const bench = BENCHES[name ?? ''];
if (bench === undefined) {
  if (name !== undefined) print(`There is no bench "${name}".`);
  print('npm run bench -- <name> [options]');
  for (const [known, { about }] of Object.entries(BENCHES)) print(`  ${known}  ${about}`);
  process.exitCode = name === undefined ? 0 : 2;
} else {
  if (bench.ownPackage !== undefined) install(bench.ownPackage);
  // In the foreground of the same terminal: Ctrl-C reaches the bench, which then clears up after itself.
  process.on('SIGINT', () => undefined);
  const { status } = spawnSync(process.execPath, [join(HERE, bench.entry), ...options], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
