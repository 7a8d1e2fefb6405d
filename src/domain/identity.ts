// Which text looks like an API key or its passphrase, so that it can be taken off the chat. It keeps and logs nothing.

/** Shorter text is never taken for a secret at an unexpected moment. */
export const KEY_LENGTH_MIN = 32;
/** What the exchange could still issue, and what one field of a form takes. */
export const KEY_LENGTH_MAX = 256;
/** Where a passphrase is asked for, a person's own shorter word counts too. */
const ASKED_LENGTH_MIN = 8;

const URL_TEXT = /\b(?:https?:\/\/|tg:\/\/|www\.|t\.me\/)\S+/giu;
const NOT_OF_A_KEY = /[^A-Za-z0-9_\-+/=]+/u;
/** Bech32 has two lengths and leaves out 1, b, i and o: a hexadecimal secret that begins with bc1 is no address. */
const ADDRESS =
  /^(?:0x[0-9a-f]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|(?:bc1|ltc1)(?:[02-9ac-hj-np-z]{39}|[02-9ac-hj-np-z]{59}))$/iu;
const SECRET_LABEL = /pass\s*phrase|password|secret|api\s*密[码碼]|密[码碼]/giu;
const KEY_LABEL = /(?:api\s*)?key|api\s*密[钥鑰]|密[钥鑰]|金鑰/giu;

/**
 * True when a message holds key-shaped text: a token of 32 characters or more that mixes digits and letters. Never
 * for a sentence, an address on the web or on a chain, or a number; nor for a link's own `/start` payload.
 */
export function looksLikeKey(text: string): boolean {
  if (/^\/start\b/u.test(text)) return false;
  return tokensOf(text).some(isKeyShaped);
}

function tokensOf(text: string): readonly string[] {
  const plain = text.normalize('NFKC').replace(URL_TEXT, ' ');
  return plain
    .split(NOT_OF_A_KEY)
    .map((token) => token.replace(/^[-_+/=]+|[-_+/]+$/gu, ''))
    .filter((token) => token !== '');
}

function isKeyShaped(token: string): boolean {
  const mixed = /\d/u.test(token) && /[A-Za-z]/u.test(token);
  return token.length >= KEY_LENGTH_MIN && mixed && !isWords(token) && !ADDRESS.test(token);
}

/** "a-long-name-of-2024-with-words" is no key: it is made of short parts with letters only or digits only. */
function isWords(token: string): boolean {
  const parts = token.split(/[-_/+]/u);
  return parts.length > 3 && parts.every((part) => /^(?:[A-Za-z]*|\d*)$/u.test(part));
}

export interface KeyPair {
  readonly apiKey: string;
  readonly secret: string;
}

/**
 * Reads key and passphrase out of one message, in this order or as labelled ("API Key: … Passphrase: …").
 * @returns undefined unless exactly two tokens can be them
 */
export function parseKeyPair(text: string): KeyPair | undefined {
  const plain = text.normalize('NFKC');
  const keyAt = firstIndex(plain, KEY_LABEL);
  const secretAt = firstIndex(plain, SECRET_LABEL);
  const unlabelled = plain.replace(SECRET_LABEL, ' ').replace(KEY_LABEL, ' ');
  const tokens = tokensOf(unlabelled).filter(
    (token) => token.length >= ASKED_LENGTH_MIN && token.length <= KEY_LENGTH_MAX,
  );
  const [first, second, ...more] = tokens;
  if (first === undefined || second === undefined || more.length > 0) return undefined;
  if (!isKeyShaped(first) && !isKeyShaped(second)) return undefined;
  const reversed = secretAt !== -1 && (keyAt === -1 || secretAt < keyAt);
  return reversed ? { apiKey: second, secret: first } : { apiKey: first, secret: second };
}

function firstIndex(text: string, pattern: RegExp): number {
  return text.search(pattern);
}

/**
 * Reads one key or passphrase that was asked for: one word of 8–256 visible characters.
 * @returns undefined for anything else
 */
export function parseKeyText(text: string): string | undefined {
  const word = text.trim().replace(/^(["'`])(.*)\1$/u, '$2');
  const fits = word.length >= ASKED_LENGTH_MIN && word.length <= KEY_LENGTH_MAX;
  return fits && /^[\x21-\x7e]+$/u.test(word) ? word : undefined;
}
