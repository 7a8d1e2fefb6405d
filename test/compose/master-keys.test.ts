import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { obtainMasterKeys, openVault } from '../../src/compose/master-keys.ts';
import { StartProblem } from '../../src/compose/start-problem.ts';
import { createSecret } from '../../src/secret.ts';
import { makeMasterKey } from '../../src/vault.ts';
import { createMemoryState, createMemoryStore } from '../app/memory-store.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'earnest-keys-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const embedded = () => ({ dataDir, embedded: true });
const path = () => join(dataDir, 'master-keys');
const metaOf = () => createMemoryStore({ instanceId: 'one', state: createMemoryState() }).meta;

describe('the master keys', () => {
  it('are made on the first embedded start, readable by the owner only, and found again', () => {
    const made = obtainMasterKeys(undefined, embedded());
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(obtainMasterKeys(undefined, embedded())).toEqual(made);
  });

  it('in a file that others may read are closed to them', () => {
    obtainMasterKeys(undefined, embedded());
    chmodSync(path(), 0o644);
    obtainMasterKeys(undefined, embedded());
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it('come from the setting when it is given, and no file is made', () => {
    const keys = obtainMasterKeys(createSecret(makeMasterKey('mine')), embedded());
    expect(keys.map(({ id }) => id)).toEqual(['mine']);
    expect(() => statSync(path())).toThrow();
  });

  it('of the file still open what they sealed once the setting is given', () => {
    obtainMasterKeys(undefined, embedded());
    const keys = obtainMasterKeys(createSecret(makeMasterKey('mine')), embedded());
    expect(keys.map(({ id }) => id)).toEqual(['mine', 'k1']);
  });

  it.each(['k1:c2hvcnQ', `k1:${Buffer.alloc(32).toString('base64url')}`, 'nonsense'])(
    'refuse to start when they are bad: %s',
    (text) => {
      expect(() => obtainMasterKeys(createSecret(text), embedded())).toThrow(StartProblem);
      writeFileSync(path(), text);
      expect(() => obtainMasterKeys(undefined, embedded())).toThrow(StartProblem);
      expect(readFileSync(path(), 'utf8')).toBe(text);
    },
  );

  it('that are bad say where they stand: in the setting, or in the file', () => {
    writeFileSync(path(), 'k1:c2hvcnQ');
    const problemsOf = (work: () => unknown): readonly string[] => {
      try {
        work();
      } catch (error) {
        if (error instanceof StartProblem) return error.problems;
      }
      return [];
    };
    const setting = createSecret('k2:c2hvcnQ');
    expect(problemsOf(() => obtainMasterKeys(setting, embedded()))[0]).toMatch(/^MASTER_KEYS, key 1: /);
    const [ofFile] = problemsOf(() => obtainMasterKeys(undefined, embedded()));
    expect(ofFile).toBe(`${path()}, key 1: it has 5 bytes instead of 32.`);
  });

  it('are required with Postgres', () => {
    expect(() => obtainMasterKeys(undefined, { dataDir, embedded: false })).toThrow(StartProblem);
    expect(() => statSync(path())).toThrow();
  });
});

describe('the vault of an installation', () => {
  const keysOf = (...texts: readonly string[]) => obtainMasterKeys(createSecret(texts.join(',')), embedded());

  it('has the same fingerprints after a restart and after a rotation', async () => {
    const meta = metaOf();
    const old = makeMasterKey('old');
    const first = await openVault(keysOf(old), meta);
    const again = await openVault(keysOf(old), meta);
    const rotated = await openVault(keysOf(makeMasterKey('new'), old), meta);
    expect(again.fingerprint('key')).toBe(first.fingerprint('key'));
    expect(rotated.fingerprint('key')).toBe(first.fingerprint('key'));
  });

  it('keeps its fingerprint key sealed in the database', async () => {
    const meta = metaOf();
    await openVault(keysOf(makeMasterKey('old')), meta);
    expect(await meta.get('fingerprint_key')).toMatch(/^v1\.old\./);
  });

  it('is the same for two instances that start at once', async () => {
    const meta = metaOf();
    const keys = keysOf(makeMasterKey('k1'));
    const [one, two] = await Promise.all([openVault(keys, meta), openVault(keys, meta)]);
    expect(one.fingerprint('key')).toBe(two.fingerprint('key'));
  });

  it('refuses to start with keys that its database was not sealed with', async () => {
    const meta = metaOf();
    await openVault(keysOf(makeMasterKey('k1')), meta);
    await expect(openVault(keysOf(makeMasterKey('k1')), meta)).rejects.toBeInstanceOf(StartProblem);
    await expect(openVault(keysOf(makeMasterKey('k2')), meta)).rejects.toBeInstanceOf(StartProblem);
  });
});
