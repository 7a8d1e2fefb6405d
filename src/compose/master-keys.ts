// Where the master keys come from: the setting, or a file of DATA_DIR made on the first embedded start. Also the key
// of fingerprints, which is kept sealed in the database so that it outlives a rotation. Prints no key.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Vault } from '../app/ports.ts';
import type { MetaStore } from '../app/store.ts';
import type { Secret } from '../secret.ts';
import { createVault, type MasterKey, makeMasterKey, parseMasterKeys, VaultError } from '../vault.ts';
import { StartProblem } from './start-problem.ts';

const FILE_NAME = 'master-keys';
const FINGERPRINT_META = 'fingerprint_key';
const FINGERPRINT_CONTEXT = { owner: 0, record: 'meta', field: FINGERPRINT_META } as const;
const FINGERPRINT_BYTES = 32;

export type MasterKeys = readonly [MasterKey, ...MasterKey[]];

/**
 * The keys of the setting, then those of the file: values sealed before MASTER_KEYS was set still open. Without
 * either a key is made and stored with mode 0600. Throws StartProblem when a key is refused.
 * @param embedded false: only the setting counts, which the settings' check requires then
 */
export function obtainMasterKeys(
  setting: Secret | undefined,
  { dataDir, embedded }: { readonly dataDir: string; readonly embedded: boolean },
): MasterKeys {
  const given = setting === undefined ? [] : readKeys(setting.reveal());
  const kept = embedded ? keysOfFile(dataDir, given.length === 0) : [];
  const ids = new Set(given.map(({ id }) => id));
  const [first, ...others] = [...given, ...kept.filter(({ id }) => !ids.has(id))];
  if (first === undefined) throw new StartProblem(['MASTER_KEYS is missing.']);
  return [first, ...others];
}

function readKeys(text: string, place?: string): readonly MasterKey[] {
  const parsed = parseMasterKeys(text, place);
  if (!parsed.ok) throw new StartProblem(parsed.problems);
  return parsed.keys;
}

function keysOfFile(dataDir: string, makeOne: boolean): readonly MasterKey[] {
  const path = join(dataDir, FILE_NAME);
  if (makeOne) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    try {
      // `wx` never replaces a key that others are sealed with.
      writeFileSync(path, `${makeMasterKey('k1')}\n`, { flag: 'wx', mode: 0o600, flush: true });
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw new StartProblem([`The master key cannot be written to ${path}.`]);
    }
  }
  try {
    const text = readFileSync(path, 'utf8');
    chmodSync(path, 0o600);
    return readKeys(text.trim(), path);
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    if (!makeOne && isCode(error, 'ENOENT')) return [];
    throw new StartProblem([`The master key in ${path} cannot be read.`]);
  }
}

/** The vault of this installation. Throws StartProblem when the keys are not those its database was sealed with. */
export async function openVault(keys: MasterKeys, meta: MetaStore): Promise<Vault> {
  // Only seals and opens: its fingerprints are never used.
  const opener = createVault({ keys, fingerprintKey: randomBytes(FINGERPRINT_BYTES) });
  const fresh = opener.seal(randomBytes(FINGERPRINT_BYTES).toString('base64url'), FINGERPRINT_CONTEXT);
  const sealed = (await meta.get(FINGERPRINT_META)) ?? (await meta.setIfAbsent(FINGERPRINT_META, fresh));
  try {
    const fingerprintKey = Buffer.from(opener.open(sealed, FINGERPRINT_CONTEXT), 'base64url');
    return createVault({ keys, fingerprintKey });
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new StartProblem(['MASTER_KEYS does not hold the key that this database was sealed with.']);
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
