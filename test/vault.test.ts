import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVault, isSealedWithOther, makeMasterKey, parseMasterKeys, VaultError } from '../src/vault.ts';

const old = { id: 'k1', key: randomBytes(32) };
const fresh = { id: 'k2', key: randomBytes(32) };
const fingerprintKey = randomBytes(32);
const vault = createVault({ keys: [old], fingerprintKey });
const context = { owner: 7, record: 'account-1', field: 'secret' };

describe('a sealed value', () => {
  it('opens to exactly what was sealed, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.record({ owner: fc.nat(), record: fc.string(), field: fc.string() }),
        (text, where) => {
          expect(vault.open(vault.seal(text, where), where)).toBe(text);
        },
      ),
    );
  });

  it('never looks the same twice and never shows the text', () => {
    const first = vault.seal('planted-secret', context);
    expect(vault.seal('planted-secret', context)).not.toBe(first);
    expect(first).toMatch(/^v1\.k1\.[A-Za-z0-9_-]+$/);
    expect(Buffer.from(first.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('planted');
  });

  it.each([
    ['owner', { ...context, owner: 8 }],
    ['record', { ...context, record: 'account-2' }],
    ['field', { ...context, field: 'key' }],
  ])('does not open in a row with another %s', (_what, where) => {
    const sealed = vault.seal('planted-secret', context);
    expect(() => vault.open(sealed, where)).toThrow(VaultError);
  });

  it('does not open for contexts that would read the same when joined', () => {
    const sealed = vault.seal('x', { owner: 1, record: 'a', field: 'bc' });
    expect(() => vault.open(sealed, { owner: 1, record: 'ab', field: 'c' })).toThrow(VaultError);
  });

  it('does not open after any single flipped bit', () => {
    const sealed = vault.seal('secret text', context);
    const body = Buffer.from(sealed.split('.')[2] ?? '', 'base64url');
    for (let bit = 0; bit < body.length * 8; bit += 1) {
      const flipped = Buffer.from(body);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => vault.open(`v1.k1.${flipped.toString('base64url')}`, context)).toThrow(VaultError);
    }
  });

  it('does not open when any character of its text is changed', () => {
    const sealed = vault.seal('secret text!', context);
    for (let at = 0; at < sealed.length; at += 1) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1);
      expect(() => vault.open(changed, context)).toThrow(VaultError);
    }
  });

  it('does not open when it claims to be sealed with another known key', () => {
    const both = createVault({ keys: [old, { id: 'k3', key: old.key }], fingerprintKey });
    const sealed = both.seal('x', context);
    expect(() => both.open(sealed.replace('v1.k1.', 'v1.k3.'), context)).toThrow(VaultError);
  });

  it.each(['', 'v1', 'v1.k1.', 'v2.k1.AAAA', 'v1.k9.AAAA', 'v1.k1.AAAA.AAAA', 'v1.k1.***'])(
    'is refused when it is no sealed text: %j',
    (text) => {
      expect(() => vault.open(text, context)).toThrow(VaultError);
    },
  );

  it('opens with an old key after a rotation, and new ones carry the new key', () => {
    const before = vault.seal('secret', context);
    const rotated = createVault({ keys: [fresh, old], fingerprintKey });
    expect(rotated.open(before, context)).toBe('secret');
    expect(rotated.seal('secret', context)).toMatch(/^v1\.k2\./);
    expect(isSealedWithOther(before, fresh)).toBe(true);
    expect(isSealedWithOther(rotated.seal('secret', context), fresh)).toBe(false);
  });

  it('does not open when its key is missing', () => {
    const other = createVault({ keys: [fresh], fingerprintKey });
    expect(() => other.open(vault.seal('secret', context), context)).toThrow(VaultError);
  });
});

describe('a vault error', () => {
  it('carries no plain text, no key and no row', () => {
    const sealed = vault.seal('planted-secret', context);
    try {
      vault.open(sealed, { ...context, owner: 9 });
      expect.unreachable();
    } catch (error) {
      const shown = `${inspect(error, { depth: 9 })} ${JSON.stringify(error)}`;
      expect(shown).not.toContain('planted');
      expect(shown).not.toContain('account-1');
      expect(shown).not.toContain(sealed);
      expect(Object.hasOwn(error as Error, 'cause')).toBe(false);
    }
  });
});

describe('a fingerprint', () => {
  it('is the same for the same API key, also after the master keys were rotated', () => {
    const rotated = createVault({ keys: [fresh], fingerprintKey });
    expect(rotated.fingerprint('api-key')).toBe(vault.fingerprint('api-key'));
  });

  it('differs between API keys and between installations, and does not show the key', () => {
    const elsewhere = createVault({ keys: [old], fingerprintKey: randomBytes(32) });
    expect(vault.fingerprint('api-key')).not.toBe(vault.fingerprint('api-kez'));
    expect(elsewhere.fingerprint('api-key')).not.toBe(vault.fingerprint('api-key'));
    expect(vault.fingerprint('api-key')).not.toContain('api-key');
  });
});

describe('master keys', () => {
  it('are read in order, first is current', () => {
    const parsed = parseMasterKeys(`${makeMasterKey('b')} , ${makeMasterKey('a')}`);
    expect(parsed.ok && parsed.keys.map((key) => key.id)).toEqual(['b', 'a']);
  });

  it.each([
    ['nothing', ''],
    ['only commas', ' , ,'],
    ['no id', randomBytes(32).toString('base64url')],
    ['an id with a dot', makeMasterKey('a.b')],
    ['a short key', `k1:${randomBytes(31).toString('base64url')}`],
    ['a long key', `k1:${randomBytes(33).toString('base64url')}`],
    ['no base64url', 'k1:change me please'],
    ['zero bytes', `k1:${Buffer.alloc(32).toString('base64url')}`],
    ['one byte repeated', `k1:${Buffer.alloc(32, 0xab).toString('base64url')}`],
    ['a repeated pattern', `k1:${Buffer.alloc(32, 'changeme').toString('base64url')}`],
    ['a repeated half', `k1:${Buffer.alloc(32, randomBytes(16)).toString('base64url')}`],
    [
      'bytes that count up',
      `k1:${Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString('base64url')}`,
    ],
    ['one id twice', `${makeMasterKey('k1')},${makeMasterKey('k1')}`],
  ])('are refused: %s', (_what, text) => {
    expect(parseMasterKeys(text).ok).toBe(false);
  });

  it('are all judged at once, and no problem quotes a key', () => {
    const short = randomBytes(9).toString('base64url');
    const parsed = parseMasterKeys(`k1:${short},${makeMasterKey('k2')},k3:${short}`);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.problems).toHaveLength(2);
    expect(parsed.problems.join(' ')).not.toContain(short);
  });

  it('made here are always accepted', () => {
    for (let round = 0; round < 1000; round += 1) {
      expect(parseMasterKeys(makeMasterKey('k1')).ok).toBe(true);
    }
  });

  it('are needed: a vault without one does not start', () => {
    expect(() => createVault({ keys: [], fingerprintKey })).toThrow(VaultError);
  });
});
