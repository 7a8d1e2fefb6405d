// The public price of a coin in dollars, as the exchange serves it next to the Earn API.
import { multiply, parseAmount, round } from '../../domain/money.ts';
import { type Answer, jsonAnswer } from './answer.ts';
import type { Market } from './market.ts';

export const PRICE_PATH = '/public-api/wallet/v1/assets/exchangeRate';
/** Prices have at most this many decimals. */
const PRICE_DECIMALS = 8;

export function priceAnswer(market: Market, query: URLSearchParams, now: number): Answer {
  const price = market.dollars[query.get('baseCurrency') ?? ''];
  const amount = parseAmount(query.get('amount') ?? '1');
  if (price === undefined || amount === undefined || query.get('quoteCurrency') !== 'USD') {
    return jsonAnswer(400, { success: false, code: -2, msg: 'Invalid currency', time: now, data: null });
  }
  const rate = round(multiply(price, amount), PRICE_DECIMALS, 'down');
  return jsonAnswer(200, { success: true, code: 1, msg: 'Success', time: now, data: { rate } });
}
