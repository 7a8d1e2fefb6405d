import fc from 'fast-check';
import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { makeMasterKey } from '../src/vault.ts';

const token = '123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0';
const noFiles = (): string => {
  throw new Error('no such file');
};

describe('DATABASE_URL', () => {
  const keys = makeMasterKey('k1');
  const judged = (url: string): readonly string[] => {
    const result = parseConfig({ BOT_TOKEN: token, MASTER_KEYS: keys, DATABASE_URL: url }, noFiles);
    return result.ok ? [] : result.problems;
  };

  it.each([
    'postgres://localhost/earnest',
    'postgresql://me@db.example.org:6432/earnest-2?sslmode=require',
    'postgres://me:p%40%2F%3A%23%25w@127.0.0.1:5432/earnest',
    'postgres://me:p@ss@127.0.0.1:5432/earnest',
  ])('may be %s', (url) => {
    expect(judged(url)).toEqual([]);
  });

  it.each([
    ['postgres://user:planted@host:notaport/db', 'is no address'],
    ['postgres://user:planted@host:99999/db', 'is no address'],
    ['postgres://user:pla nted@ho st/db', 'is no address'],
    ['postgres://user:12#planted@host/db', 'is no address'],
    ['postgres://user:planted%zz@host/db', 'begins no code'],
    ['postgres://us%er:planted@host/db', 'begins no code'],
    ['postgres://', 'one host'],
    ['postgres:///db', 'one host'],
    ['postgres://user:planted@/db', 'is no address'],
    ['postgres://user:planted@one,two/db', 'one host'],
    ['postgres://user:planted@[::1]:5432/db', 'one host'],
    ['postgres://user:planted@ho%zzst/db', 'one host'],
    ['postgres://user:pl@nted,planted@host/db', 'is no address'],
    ['postgres://@:,planted@0/0', 'is no address'],
    ['postgres://user:planted@host', 'name of a database'],
    ['postgres://user:planted@host/', 'name of a database'],
    ['postgres://user:planted@host/a/b', 'name of a database'],
    ['postgres://user:12/planted@host/db', 'name of a database'],
    ['postgres://user:12?planted@host/db', 'name of a database'],
    ['postgres://host/db?password=planted', 'password= after the ?'],
    ['postgres://host/db?target_session_attrs=planted', 'target_session_attrs= after the ?'],
    ['mysql://user:planted@host/db', 'must begin with postgres://'],
    ['planted', 'must begin with postgres://'],
  ])('may not be %s, which is said in one line without the value', (url, problem) => {
    const problems = judged(url);
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(problems[0]).toMatch(/^DATABASE_URL [^\n]+\.$/);
    expect(problems[0]).not.toContain('planted');
  });

  it('that is accepted is taken by everything that reads it: nothing throws, whatever the text', () => {
    const part = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom('', '%', '%zz', '@', ':', '/', '?', '#'),
    );
    const like = fc
      .tuple(part, part, part, part)
      .map(([user, password, host, name]) => `postgres://${user}:${password}@${host}/${name}`);
    const open = fc.oneof(
      like,
      part.map((rest) => `postgres://me:pw@host/db${rest}`),
      fc.string(),
    );
    let accepted = 0;
    fc.assert(
      fc.property(open, (url) => {
        if (url.trim() === '' || judged(url).length > 0) return;
        accepted += 1;
        decodeURIComponent(new URL(url.trim()).password);
        postgres(url.trim());
      }),
      { numRuns: 3_000 },
    );
    expect(accepted).toBeGreaterThan(30);
  });
});
