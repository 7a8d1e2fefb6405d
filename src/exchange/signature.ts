// The request signature of the exchange. Pure; knows nothing of HTTP, and never keeps a secret.
import { createHmac } from 'node:crypto';

export interface Signable {
  /** The "Passphrase" of the exchange's pages. */
  readonly secret: string;
  /** Path from `/api` on: no `/spot`, no query string. */
  readonly path: string;
  /** UTC milliseconds as the exchange sees them. */
  readonly nonce: number;
  /** The very text that is sent, '' when there is none. */
  readonly body: string;
}

/** `request-sign`: HMAC-SHA384 over path + nonce + body, lower-case hex (96 digits). Source: the specification. */
export function sign({ secret, path, nonce, body }: Signable): string {
  return createHmac('sha384', secret).update(`${path}${nonce}${body}`, 'utf8').digest('hex');
}

/**
 * The part of a request's URL that is signed: what follows the base path, without the query string.
 * @param url the address that is requested, below `baseUrl`
 * @param baseUrl the configured base, e.g. `https://api.btse.com/spot`
 */
export function signedPath(url: string, baseUrl: string): string {
  const base = new URL(baseUrl).pathname.replace(/\/+$/, '');
  const path = new URL(url).pathname;
  return path.startsWith(`${base}/`) ? path.slice(base.length) : path;
}
