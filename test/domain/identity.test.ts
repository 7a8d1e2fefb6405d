import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { looksLikeKey, parseKeyPair, parseKeyText } from '../../src/domain/identity.ts';
import { RUNS } from './samples.ts';

const KEY = '4e9536c79f0fdd72bf04f2430982d3f61d9d76c996f0175bbba470d69d59816x';
const PASS = '848db84ac252b6726e5f6e7a711d9c96d9fd77d020151b45839a5b59c37203bx';

describe('key-shaped text', () => {
  it.each([
    ['a key', KEY],
    ['a key with its label', `API Key: ${KEY}`],
    ['a key in quotes', `"${KEY}",`],
    ['a key among words', `hi, here it is ${KEY} thanks`],
    ['a key after a command', `/connect ${KEY}`],
    ['a key of 32 characters', 'abcdefabcdef0123456789abcdef0123'],
    ['a key of letters in both cases', 'aZ3kQ9pL2mN8vB5xC7dF1gH4jK6sT0wYb'],
    ['two keys', `${KEY}\n${PASS}`],
    ['a key in full-width digits', KEY.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))],
    ['hexadecimal that begins as a Bitcoin address', 'bc100000000000000000000000000000000'],
    ['hexadecimal as long as a Bitcoin address', `bc1${'0123456789ab'.repeat(4).slice(0, 39)}`],
  ])('is %s', (_what, text) => {
    expect(looksLikeKey(text)).toBe(true);
  });

  it.each([
    ['nothing', ''],
    ['a sentence', 'Please tell me how much I earned in the last thirty days, thank you very much'],
    ['a long word', 'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk'],
    ['a number', '1234567890123456789012345678901234567890'],
    ['an address on the web', `https://example.com/earn/${KEY}?ref=${PASS}`],
    ['a link to a chat', `t.me/some_bot?start=${KEY}`],
    ["a link's own payload", `/start ${KEY}`],
    ['an Ethereum address', '0x52908400098527886E0F7030069857D2E4169EE7'],
    ['a Tron address', 'TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE'],
    ['a Bitcoin address', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'],
    ['a long Bitcoin address', 'bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3'],
    ['31 characters', 'abcdefabcdef0123456789abcdef012'],
    ['words joined by dashes', 'monthly-report-of-2024-for-the-whole-family'],
    ['Chinese', '请问我这个月的活期收益是多少我想知道每天的派息时间以及赎回需要多久才能到账谢谢你们'],
  ])('is not %s', (_what, text) => {
    expect(looksLikeKey(text)).toBe(false);
  });
});

describe('key and passphrase in one message', () => {
  const pair = { apiKey: KEY, secret: PASS };
  it.each([
    ['two lines', `${KEY}\n${PASS}`],
    ['one line', `${KEY} ${PASS}`],
    ['with labels', `API Key: ${KEY}\nPassphrase: ${PASS}`],
    ['with Chinese labels', `API 密钥：${KEY}\nAPI 密码：${PASS}`],
    ['labels in the other order', `Passphrase: ${PASS}\nAPI Key: ${KEY}`],
    ['only the passphrase named, first', `secret ${PASS} ${KEY}`],
    ['traditional labels', `API 密鑰: ${KEY}, API 密碼: ${PASS}`],
  ])('%s', (_what, text) => {
    expect(parseKeyPair(text)).toEqual(pair);
  });

  it('takes a short passphrase beside a key', () => {
    expect(parseKeyPair(`${KEY} hunter2hunter2`)).toEqual({ apiKey: KEY, secret: 'hunter2hunter2' });
  });

  it.each([
    ['one key', KEY],
    ['three', `${KEY} ${PASS} ${KEY}`],
    ['two words', 'somewhat remarkable'],
    ['one far too long', `${KEY} ${'a1'.repeat(200)}`],
  ])('is not found in %s', (_what, text) => {
    expect(parseKeyPair(text)).toBeUndefined();
  });
});

describe('a key that was asked for', () => {
  it('is one word of 8 to 256 visible characters', () => {
    expect(parseKeyText(` ${KEY} `)).toBe(KEY);
    expect(parseKeyText(`"${KEY}"`)).toBe(KEY);
    expect(parseKeyText('12345678')).toBe('12345678');
    expect(parseKeyText('a'.repeat(256))).toHaveLength(256);
  });

  it.each([['1234567'], ['a'.repeat(257)], ['two words'], ['密码密码密码密码'], ['']])(
    '%s is none',
    (text) => {
      expect(parseKeyText(text)).toBeUndefined();
    },
  );
});

test('property: hexadecimal secrets are always noticed, and words and numbers never', () => {
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 64 });
  const words = fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { maxLength: 12 });
  fc.assert(
    fc.property(hex, words, fc.bigInt({ min: 0n, max: 10n ** 60n }), (secret, around, number) => {
      fc.pre(/\d/.test(secret) && /[a-f]/.test(secret));
      const sentence = around.join(' ');
      expect(looksLikeKey(`${sentence} ${secret} ${sentence}`)).toBe(true);
      expect(looksLikeKey(`${sentence} ${number} ${sentence}`)).toBe(false);
    }),
    RUNS,
  );
});
