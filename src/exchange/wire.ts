// The exchange's answers as domain data. A row that cannot be read makes its whole answer unreadable:
// half a list of orders would look like orders that are gone.
import { z } from 'zod';
import { type Amount, isPositive } from '../domain/money.ts';
import type { Balance, HistoryPage, HistoryRow, Order } from '../domain/order.ts';
import type { Product } from '../domain/product.ts';
import type { Json } from './json.ts';
import {
  amountField,
  countField,
  flagField,
  holdingField,
  limitField,
  measureField,
  momentField,
  optionalField,
  textField,
} from './wire-fields.ts';

const productRow = z.object({
  id: textField,
  name: textField,
  currency: textField,
  type: textField,
  startDate: momentField,
  interestStartDate: momentField,
  rates: z.array(z.object({ days: countField, rate: amountField })),
  compounding: flagField,
  autoRenewSupported: flagField,
  dailyLimit: limitField,
  minSize: limitField,
  incrementalSize: limitField,
});

const orderRow = z.object({
  id: countField,
  name: textField,
  currency: textField,
  type: textField,
  rate: amountField,
  investAmt: holdingField,
  interestEarned: amountField,
  nextInterestPayoutTime: momentField,
  startTime: momentField,
  endTime: momentField,
  duration: countField,
  payoutLockTime: countField,
  autoRenew: flagField,
  compounding: flagField,
  autoRenewSupported: flagField,
  redemptionProcessing: flagField,
});

const historyRow = z.object({
  txnTime: countField,
  name: textField,
  currency: textField,
  type: textField,
  txnType: textField,
  rate: amountField,
  amount: amountField,
  totalAmount: amountField,
  interestEarned: optionalField(amountField),
  duration: measureField,
});

const historyEnvelope = z.object({
  totalRows: optionalField(countField),
  pageNumber: optionalField(countField),
  pageSize: optionalField(countField),
  data: z.array(historyRow),
});

const balanceRow = z.object({ currency: textField, total: amountField, available: amountField });
const timeAnswer = z.object({ iso: z.string().max(64) });
const rateAnswer = z.object({ success: flagField, code: countField, data: z.object({ rate: amountField }) });

/** An array, or the envelope `{data: [...]}` that other calls of the exchange put around theirs. */
function parseList<Row extends z.ZodType>(row: Row, json: Json): z.infer<Row>[] | undefined {
  const list = z.array(row);
  const bare = Array.isArray(json) ? json : z.object({ data: z.unknown() }).safeParse(json).data?.data;
  return list.safeParse(bare).data;
}

/** `GET /invest/products`; undefined when unreadable, as for all parsers here. */
export function parseProducts(json: Json): readonly Product[] | undefined {
  return parseList(productRow, json);
}

/** `GET /invest/orders`. */
export function parseOrders(json: Json): readonly Order[] | undefined {
  return parseList(orderRow, json)?.map(({ duration, payoutLockTime, ...order }) => ({
    ...order,
    durationMs: duration,
    payoutLockTimeMs: payoutLockTime,
  }));
}

/** `GET /invest/history`: the envelope, or the bare array of older versions (no total then). */
export function parseHistory(
  json: Json,
  asked: { readonly pageNumber: number; readonly pageSize: number },
): HistoryPage | undefined {
  const page = historyEnvelope.safeParse(Array.isArray(json) ? { data: json } : json).data;
  return page === undefined
    ? undefined
    : {
        rows: page.data.map((row): HistoryRow => ({ ...row, interestEarned: row.interestEarned })),
        pageNumber: page.pageNumber ?? asked.pageNumber,
        pageSize: page.pageSize ?? asked.pageSize,
        totalRows: page.totalRows,
      };
}

/** `GET /user/wallet`. */
export function parseBalances(json: Json): readonly Balance[] | undefined {
  return parseList(balanceRow, json);
}

const ISO_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

/** `GET /time`: Unix ms from `iso` (UTC where it names no zone), since `epoch` has whole seconds only. */
export function parseTime(json: Json): number | undefined {
  const iso = timeAnswer.safeParse(json).data?.iso.trim() ?? '';
  const match = ISO_TIME.exec(iso);
  if (match === null) return undefined;
  const at = Date.parse(`${iso.replace(' ', 'T')}${match[1] === undefined ? 'Z' : ''}`);
  return Number.isNaN(at) ? undefined : at;
}

/** `assets/exchangeRate`: a positive price, and only when the answer calls itself a success with code 1. */
export function parseRate(json: Json): Amount | undefined {
  const answer = rateAnswer.safeParse(json).data;
  if (answer === undefined || !answer.success || answer.code !== 1) return undefined;
  return isPositive(answer.data.rate) ? answer.data.rate : undefined;
}

const renewEcho = z.object({ orderId: countField, autoRenew: flagField });

/** The answer of `POST /invest/renew`: the order and the state it now has. */
export function parseRenewEcho(json: Json): { orderId: number; autoRenew: boolean } | undefined {
  return renewEcho.safeParse(json).data;
}
