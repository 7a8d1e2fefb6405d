// Seals what must not lie in clear in the database: API keys, passphrases, dialogs, updates. Stores nothing itself.
// A sealed text opens only in the row and column it was made for, and only unchanged.
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { SealContext, Vault } from './app/ports.ts';

const FORMAT = 'v1';
const CIPHER = 'aes-256-gcm';
/** Bytes of a master key and of the keys derived from it. */
const KEY_BYTES = 32;
/** 96 bits, the length GCM is specified for. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Fewer different bytes than this in 32 random ones has a chance below 10^-20: such a key was typed, not made. */
const LEAST_DIFFERENT_BYTES = 8;
const KEY_ID = /^[A-Za-z0-9_-]{1,16}$/;
const BASE64URL = /^[A-Za-z0-9_-]+={0,2}$/;

export interface MasterKey {
  /** 1–16 letters, digits, `_`, `-`: stands in clear in every sealed text. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** A sealed text did not open, or could not be made. Says nothing about the value, the key or the row. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  constructor() {
    super('The vault refused a sealed value.');
  }
}

export interface VaultDeps {
  /** Opens with any of them, seals with the first. */
  readonly keys: readonly MasterKey[];
  /** 32 bytes that outlive a rotation of the master keys: fingerprints stay comparable. */
  readonly fingerprintKey: Buffer;
  /** Random bytes for the IV; tests pass their own. */
  readonly random?: (bytes: number) => Buffer;
}

/** The vault over the given keys. Throws when there is none: an unsealed start is no start. */
export function createVault({ keys, fingerprintKey, random = randomBytes }: VaultDeps): Vault {
  const current = keys[0];
  if (current === undefined || fingerprintKey.length !== KEY_BYTES) throw new VaultError();

  const seal = (plain: string, context: SealContext): string => {
    const iv = random(IV_BYTES);
    const cipher = createCipheriv(CIPHER, recordKey(current, context), iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(boundTo(context, current.id));
    const body = Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${FORMAT}.${current.id}.${body.toString('base64url')}`;
  };

  const open = (sealed: string, context: SealContext): string => {
    try {
      return opened(sealed, context, keys);
    } catch {
      // The cause may quote what it failed on; the caller needs only the fact.
      throw new VaultError();
    }
  };

  const fingerprint = (apiKey: string): string =>
    createHmac('sha256', fingerprintKey).update(apiKey, 'utf8').digest('base64url');

  return { seal, open, fingerprint };
}

/** True when the text was not sealed with the first of the keys: a rotation seals it again. */
export function isSealedWithOther(sealed: string, current: MasterKey): boolean {
  return !sealed.startsWith(`${FORMAT}.${current.id}.`);
}

function opened(sealed: string, context: SealContext, keys: readonly MasterKey[]): string {
  const [format, keyId, text, ...rest] = sealed.split('.');
  const key = keys.find((candidate) => candidate.id === keyId);
  if (format !== FORMAT || key === undefined || text === undefined || rest.length > 0) throw new VaultError();
  const body = Buffer.from(text, 'base64url');
  // The last character of base64url has spare bits: only the canonical text may open.
  if (body.toString('base64url') !== text || body.length < IV_BYTES + TAG_BYTES) throw new VaultError();
  const iv = body.subarray(0, IV_BYTES);
  const decipher = createDecipheriv(CIPHER, recordKey(key, context), iv, { authTagLength: TAG_BYTES });
  decipher.setAAD(boundTo(context, key.id));
  decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
  const plain = decipher.update(body.subarray(IV_BYTES, body.length - TAG_BYTES));
  return Buffer.concat([plain, decipher.final()]).toString('utf8');
}

/** One key a record, so that no key seals more than a few values and IVs cannot run out. */
function recordKey(master: MasterKey, context: SealContext): Buffer {
  const info = Buffer.concat([Buffer.from('earnest:record:'), boundTo(context, master.id)]);
  return Buffer.from(hkdfSync('sha256', master.key, Buffer.alloc(0), info, KEY_BYTES));
}

/** JSON of an array is unambiguous: no two contexts share the same bytes. */
function boundTo(context: SealContext, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, keyId, context.owner, context.record, context.field]));
}

export type MasterKeysResult =
  | { readonly ok: true; readonly keys: readonly [MasterKey, ...MasterKey[]] }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads `id:base64url of 32 bytes`, comma-separated, first is current. Problems name the place of a key, never the key.
 * Short, zero, repeated and counted-up keys are refused: they were typed, not made.
 * @param place where the text stands, for the problems: the setting, or the file of an embedded start
 */
export function parseMasterKeys(text: string, place = 'MASTER_KEYS'): MasterKeysResult {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const problems: string[] = [];
  const keys: MasterKey[] = [];
  for (const [index, part] of parts.entries()) {
    const key = parseMasterKey(part);
    if (typeof key === 'string') problems.push(`${place}, key ${index + 1}: ${key}.`);
    else if (keys.some((other) => other.id === key.id)) {
      problems.push(`${place}, key ${index + 1}: its id stands there twice.`);
    } else keys.push(key);
  }
  const [first, ...others] = keys;
  if (problems.length > 0) return { ok: false, problems };
  if (first === undefined) return { ok: false, problems: [`${place} is empty.`] };
  return { ok: true, keys: [first, ...others] };
}

function parseMasterKey(part: string): MasterKey | string {
  const colon = part.indexOf(':');
  const id = part.slice(0, Math.max(colon, 0));
  const text = part.slice(colon + 1);
  if (!KEY_ID.test(id)) return 'its id must be 1 to 16 letters, digits, _ or -, then a colon';
  if (!BASE64URL.test(text)) return 'the part after the colon is not base64url';
  const key = Buffer.from(text, 'base64url');
  if (key.length !== KEY_BYTES) return `it has ${key.length} bytes instead of ${KEY_BYTES}`;
  if (isPredictable(key)) return 'it is a default or predictable key; make a random one';
  return { id, key };
}

/** Zeros, one byte repeated, a short pattern repeated, or bytes that count up or down. */
function isPredictable(key: Buffer): boolean {
  if (new Set(key).size < LEAST_DIFFERENT_BYTES) return true;
  const repeats = [8, 16].some((length) => key.equals(Buffer.alloc(KEY_BYTES, key.subarray(0, length))));
  const steps = new Set(key.subarray(1).map((byte, index) => byte - (key[index] ?? 0)));
  return repeats || steps.size === 1;
}

/** A new master key as it stands in MASTER_KEYS. */
export function makeMasterKey(id: string, random: (bytes: number) => Buffer = randomBytes): string {
  return `${id}:${random(KEY_BYTES).toString('base64url')}`;
}
