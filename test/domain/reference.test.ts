import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { referenceOf } from '../../src/domain/reference.ts';
import { RUNS } from './samples.ts';

describe('a reference code', () => {
  it.each([
    ['kJ3_x-9QzR0aVb7LmN2pTw', 'MN2PTW'],
    ['kJ3x9QzR0aVb7LmN-_2p-T_w', 'MN2PTW'],
    ['AAAAAAAAAAAAAAAAabcdef', 'ABCDEF'],
    ['operation-1', 'ATION1'],
    ['a-1', 'A1'],
  ])('of %s is %s', (id, code) => {
    expect(referenceOf(id)).toBe(code);
  });

  it('is the same each time, so that the chat and the log agree', () => {
    expect(referenceOf('kJ3_x-9QzR0aVb7LmN2pTw')).toBe(referenceOf('kJ3_x-9QzR0aVb7LmN2pTw'));
  });
});

const IDS = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));

test('property: a code is of capitals and digits, and ends the id it is of', () => {
  fc.assert(
    fc.property(IDS, (id) => {
      const code = referenceOf(id);
      expect(code).toMatch(/^[A-Z0-9]{0,6}$/);
      expect(id.replaceAll(/[-_]/g, '').toUpperCase().endsWith(code)).toBe(true);
    }),
    RUNS,
  );
});
