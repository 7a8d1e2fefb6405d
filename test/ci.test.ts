// CI and the two READMEs: what is shown to people is what CI runs, and each command is there.
import { accessSync, constants, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string): string => readFileSync(path, 'utf8');
const ci = read('.ci/run');
const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(read('package.json'));

/** Commands of npm in the code of a page, without comments. */
const npmCommands = (page: string): readonly string[] => {
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.split('\n'));
  const inline = [...page.matchAll(/`(npm [^`]+)`/g)].map(([, command = '']) => command);
  const all = [...blocks, ...inline].map((line) => line.replace(/\s+#.*/, '').trim());
  return [...new Set(all.filter((line) => line.startsWith('npm ')))];
};

/** Commands that CI leaves out, and why. */
const NOT_IN_CI: Readonly<Record<string, string>> = {
  'npm start': 'needs a token; only its tests can run it',
  'npm run demo': 'waits for Ctrl-C; CI plays its story instead',
  'npm run mutate': 'takes an hour; run on demand',
  'npm run bench': 'lists the benches, which take an hour; run on demand',
};

describe.each(['README.md', 'README.zh-CN.md'])('%s', (page) => {
  const commands = npmCommands(read(page));

  it('shows only commands that there are', () => {
    expect(commands.length).toBeGreaterThan(4);
    const names = commands.map((command) => /^npm (?:run )?([\w:]+)/.exec(command)?.[1] ?? command);
    expect(names.filter((name) => name !== 'ci' && scripts[name] === undefined)).toEqual([]);
  });
});

describe('.ci/run', () => {
  it('runs every command of the README, as it stands there', () => {
    const shown = npmCommands(read('README.md')).filter((command) => NOT_IN_CI[command] === undefined);
    const missing = shown.filter((command) => !new RegExp(`\\b${command}(?![\\w:-])`).test(ci));
    expect(missing).toEqual([]);
  });

  it('leaves out only what the README shows and CI does not run', () => {
    const shown = npmCommands(read('README.md'));
    const leftOut = Object.keys(NOT_IN_CI);
    expect(leftOut.filter((command) => !shown.includes(command))).toEqual([]);
    expect(leftOut.filter((command) => new RegExp(`${command}(?! --)(?![\\w:-])`).test(ci))).toEqual([]);
  });

  it.each(['npm run simulate -- --seeds 2000', 'npm run crash -- --kills 20'])(
    'runs %s, and fails with it',
    (command) => {
      expect(ci.split('\n')).toContain(`step '${command}' ${command}`);
    },
  );

  it.each(['npm run demo -- --play', 'npm run demo -- --play --lang zh'])(
    'runs %s within a minute, and fails with it',
    (command) => {
      expect(ci.split('\n')).toContain(`step '${command}' timeout 60 ${command}`);
    },
  );

  it('can be run', () => {
    expect(() => accessSync('.ci/run', constants.X_OK)).not.toThrow();
  });
});
