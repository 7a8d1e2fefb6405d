import { describe, expect, it } from 'vitest';
import { parseAction } from '../../src/bot/action.ts';
import { CALLBACK_DATA_MAX_BYTES, callbackData, parseCallbackData } from '../../src/bot/callback-data.ts';

const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const TOKEN = 'abcdefghijkl';

describe('callback data', () => {
  it('carries two random ids in at most 64 bytes', () => {
    const data = callbackData({ cardId: ID, token: TOKEN });
    expect(Buffer.byteLength(data)).toBeLessThanOrEqual(CALLBACK_DATA_MAX_BYTES);
    expect(parseCallbackData(data)).toEqual({ cardId: ID, token: TOKEN });
    expect(Buffer.byteLength(callbackData({ cardId: 'x'.repeat(48), token: TOKEN }))).toBeLessThanOrEqual(64);
  });

  it.each([
    undefined,
    '',
    ID,
    `${ID}.`,
    `.${TOKEN}`,
    `${ID}.${TOKEN}x`,
    `${ID}.${TOKEN.slice(1)}`,
    `${ID}.${TOKEN} `,
    `${ID}.${TOKEN}\n`,
    `${ID}/${TOKEN}`,
    'deposit:500',
    '__proto__.constructor',
    'x'.repeat(65),
  ])('parses nothing from %j', (text) => {
    expect(parseCallbackData(text)).toBeUndefined();
  });

  it('refuses to be built from ids that do not fit', () => {
    expect(() => callbackData({ cardId: 'short', token: TOKEN })).toThrow('does not fit');
  });
});

describe('a stored action', () => {
  it('is read back only when the schema knows it', () => {
    const action = { kind: 'open', screen: { name: 'home' } } as const;
    expect(parseAction(action)).toEqual(action);
  });

  it.each([
    undefined,
    {},
    { kind: 'send_money' },
    { kind: 'confirm' },
    { kind: 'confirm', operationId: 5 },
    { kind: 'open', screen: { name: 'nowhere' } },
    { kind: 'start_redeem', orderId: 1.5 },
  ])('is nothing when it is %j', (stored) => {
    expect(parseAction(stored)).toBeUndefined();
  });
});
