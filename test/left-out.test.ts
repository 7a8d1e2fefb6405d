import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { leftOutLine, type Machine } from './left-out.ts';

const NOTHING: Machine = {
  hasDatabase: false,
  hasPostgresServer: false,
  hasPgDump: false,
  hasWal: false,
  hasChromium: false,
};
const EVERYTHING: Machine = {
  hasDatabase: true,
  hasPostgresServer: true,
  hasPgDump: true,
  hasWal: true,
  hasChromium: true,
};

describe('what the tests leave out', () => {
  it('is said in one line, with the way to have it', () => {
    const line = leftOutLine(NOTHING);
    expect(line).not.toContain('\n');
    for (const word of ['TEST_DATABASE_URL', 'killing the bot', 'install Chromium']) {
      expect(line).toContain(word);
    }
  });

  it('is nothing where the machine has everything', () => {
    expect(leftOutLine(EVERYTHING)).toBe('Nothing is left out.');
  });

  it.each([
    ['hasDatabase', 'tests on Postgres'],
    ['hasPgDump', 'pg_dump'],
    ['hasWal', 'WAL'],
    ['hasChromium', 'Chromium'],
  ] as const)('names what is missing: without %s', (name, word) => {
    const line = leftOutLine({ ...EVERYTHING, [name]: false });
    expect(line).toMatch(/^Left out: [^;]+\.$/);
    expect(line).toContain(word);
  });

  it('is said by nobody else: no test file prints', () => {
    const files = globSync('test/**/*.test.ts');
    expect(files.length).toBeGreaterThan(100);
    const printing = /\bconsole\s*\.|\bprocess\s*\.\s*(stdout|stderr)\b/;
    const code = (file: string): string => readFileSync(file, 'utf8').replace(/`[^`]*`|'[^'\n]*'/g, '');
    const shared = ['test/e2e/engines.ts', 'test/e2e/harness.ts', 'test/db/databases.ts'];
    expect([...files, ...shared].filter((file) => printing.test(code(file)))).toEqual([]);
  });
});
