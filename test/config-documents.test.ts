// The settings as they are written down: the schema, .env.example and the README's table say the same.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { RECONCILE_WAIT_MAX_S, VARIABLES } from '../src/config-schema.ts';

const token = '123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0';
const noFiles = (): string => {
  throw new Error('no such file');
};

describe('the settings as they are documented', () => {
  const exampleText = readFileSync('.env.example', 'utf8');
  /** Set lines, and those that are commented out because a container sets them. */
  const linesOf = (pattern: RegExp): Readonly<Record<string, string>> =>
    Object.fromEntries([...exampleText.matchAll(pattern)].map(([, name = '', value = '']) => [name, value]));
  const set = linesOf(/^([A-Z_]+)=(.*)$/gm);
  const example = { ...set, ...linesOf(/^# ([A-Z_]+)=(.*)$/gm) };
  /** Read by compose.yaml only. */
  const FOR_COMPOSE = 'POSTGRES_PASSWORD';
  const table = Object.fromEntries(
    [...readFileSync('README.md', 'utf8').matchAll(/^\| `([A-Z_]+)` \| (?:`(.*?)`|–) \|/gm)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );
  const named = [...VARIABLES, FOR_COMPOSE].sort();

  it('are named by .env.example and by the README, each of them and no other', () => {
    expect(Object.keys(example).sort()).toEqual(named);
    expect(Object.keys(table).sort()).toEqual(named);
  });

  it('have the same default in .env.example and in the README', () => {
    expect(table).toEqual(example);
  });

  it.each([
    ['.env.example', example],
    ['the README', table],
  ])('have the defaults of the schema in %s: copied with a token, they change nothing', (_where, values) => {
    const copied = parseConfig({ ...values, BOT_TOKEN: token }, noFiles);
    expect(copied.ok).toBe(true);
    expect(JSON.stringify(copied)).toBe(JSON.stringify(parseConfig({ BOT_TOKEN: token }, noFiles)));
  });

  it('say which can come from a file', () => {
    for (const text of [exampleText, readFileSync('README.md', 'utf8')]) {
      for (const name of ['BOT_TOKEN', 'DATABASE_URL', 'MASTER_KEYS', 'WEBHOOK_SECRET']) {
        expect(text).toContain(name);
      }
      expect(text).toContain('BOT_TOKEN_FILE=');
    }
  });

  it('say the range of the wait for no trace', () => {
    expect(exampleText).toContain(`1 to ${RECONCILE_WAIT_MAX_S}`);
    expect(readFileSync('README.md', 'utf8')).toContain(`1 to ${RECONCILE_WAIT_MAX_S}`);
  });
});
