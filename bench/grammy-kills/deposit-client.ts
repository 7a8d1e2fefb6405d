// A small signed client of the exchange for the compared bots: one POST, no retry. It signs with Earnest's own
// signature code, since the signature is not what is compared.
import { sign } from '../../src/exchange/signature.ts';

export interface ExchangeKey {
  readonly apiKey: string;
  readonly secret: string;
}

export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly why: string }
  /** No answer came: it may have happened. */
  | { readonly kind: 'unclear' };

export interface DepositClient {
  /** @param amount plain digits */
  deposit(userId: number, amount: string): Promise<Outcome>;
}

const PATH = '/api/v3.2/invest/deposit';
const PRODUCT = { productId: 'OPENUSDT0001', renew: false, day: 1 };
const TIMEOUT_MS = 30_000;

/** @param baseUrl with `/spot` */
export function createDepositClient(
  baseUrl: string,
  keys: Readonly<Record<string, ExchangeKey>>,
): DepositClient {
  return {
    async deposit(userId, amount) {
      const key = keys[String(userId)];
      if (key === undefined) return { kind: 'refused', why: 'No key is known for you.' };
      const body = JSON.stringify({ ...PRODUCT, amount: Number(amount) });
      const nonce = Date.now();
      const headers = {
        'content-type': 'application/json',
        'request-api': key.apiKey,
        'request-nonce': String(nonce),
        'request-sign': sign({ secret: key.secret, path: PATH, nonce, body }),
      };
      return post(`${baseUrl}${PATH}`, headers, body);
    },
  };
}

async function post(url: string, headers: Record<string, string>, body: string): Promise<Outcome> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(url, { method: 'POST', headers, body, signal });
    const said = await answer.text();
    return answer.ok ? { kind: 'done' } : { kind: 'refused', why: `The exchange said: ${said}` };
  } catch {
    return { kind: 'unclear' };
  }
}
