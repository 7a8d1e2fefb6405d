// The calls of the Earn API: which permission each needs and what it does with an account. Pure.
import { type Amount, parseAmount } from '../../domain/money.ts';
import { isExactNumber, type Json, parseExact } from '../../exchange/json.ts';
import type { Permissions, SimAccount } from './account.ts';
import { jsonAnswer, type Processed, refusalAnswer } from './answer.ts';
import type { Cause } from './book.ts';
import { deposit } from './deposit.ts';
import type { Market } from './market.ts';
import type { Moved } from './moved.ts';
import { redeem } from './redeem.ts';
import { renew } from './renew.ts';
import type { ServerSettings } from './server-settings.ts';
import { wireBalances, wireHistory, wireOrders, wireProducts } from './wire.ts';

export interface Asked {
  /** Accrued to `now`; after a step back of the clock it stays where it was. */
  readonly account: SimAccount;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly now: number;
  readonly market: Market;
  readonly cause: Cause;
  readonly settings: ServerSettings;
}

export interface Done extends Processed {
  readonly account: SimAccount;
}

export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly needs: readonly (keyof Permissions)[];
  readonly act: (asked: Asked) => Done;
}

const READ: readonly (keyof Permissions)[] = ['read'];
const MONEY: readonly (keyof Permissions)[] = ['wallet', 'trading'];

/** By the path after the version. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/invest/products': {
    method: 'GET',
    needs: READ,
    act: (asked) => shown(asked, wireProducts(asked.market, asked.account.accruedTo)),
  },
  '/invest/orders': {
    method: 'GET',
    needs: READ,
    act: (asked) => shown(asked, wireOrders(asked.account, asked.market, asked.account.accruedTo)),
  },
  '/invest/history': { method: 'GET', needs: READ, act: showHistory },
  '/user/wallet': { method: 'GET', needs: READ, act: (asked) => shown(asked, wireBalances(asked.account)) },
  '/invest/deposit': { method: 'POST', needs: MONEY, act: takeDeposit },
  '/invest/redeem': { method: 'POST', needs: MONEY, act: takeRedemption },
  '/invest/renew': { method: 'POST', needs: MONEY, act: takeRenewal },
};

function shown({ account }: Asked, value: unknown): Done {
  return { account, answer: jsonAnswer(200, value), executed: false };
}

function refused({ account, settings, now }: Asked, code: number, message: string): Done {
  return {
    account,
    answer: refusalAnswer(settings.refusalShape, { status: 400, code, message, at: now }),
    executed: false,
  };
}

function ended(asked: Asked, moved: Moved, answer: unknown): Done {
  if (!moved.ok) return refused(asked, moved.reason.code, moved.reason.message);
  return { account: moved.value, answer: jsonAnswer(200, answer), executed: true };
}

const DEFAULT_PAGE_SIZE = 10;

function showHistory(asked: Asked): Done {
  const pageNumber = wholeNumber(asked.query.get('pageNumber') ?? '1');
  const pageSize = wholeNumber(asked.query.get('pageSize') ?? String(DEFAULT_PAGE_SIZE));
  if (pageNumber === undefined || pageNumber < 1) return refused(asked, -2, 'Invalid pageNumber');
  if (pageSize === undefined || pageSize < 1) return refused(asked, -2, 'Invalid pageSize');
  return shown(asked, wireHistory(asked.account, { pageNumber, pageSize }, asked.account.accruedTo));
}

function takeDeposit(asked: Asked): Done {
  const { productId, amount, renew: renews, day } = fields(asked.body);
  const size = plainDecimal(amount);
  const days = integer(day);
  if (typeof productId !== 'string') return refused(asked, -2, 'Invalid productId');
  if (size === undefined) return refused(asked, -2, 'Invalid amount');
  if (typeof renews !== 'boolean') return refused(asked, -2, 'Invalid renew');
  if (days === undefined) return refused(asked, -2, 'Invalid day');
  const request = { productId, amount: size, days, renew: renews };
  return ended(asked, deposit(asked.account, request, asked.cause, asked.market), { success: true });
}

function takeRedemption(asked: Asked): Done {
  const { orderId, amount } = fields(asked.body);
  const id = integer(orderId);
  const size = plainDecimal(amount);
  if (id === undefined) return refused(asked, -2, 'Invalid orderId');
  if (size === undefined) return refused(asked, -2, 'Invalid amount');
  const request = { orderId: id, amount: size };
  return ended(asked, redeem(asked.account, request, asked.cause, asked.market), { success: true });
}

function takeRenewal(asked: Asked): Done {
  const { orderId, autoRenew } = fields(asked.body);
  const id = integer(orderId);
  if (id === undefined) return refused(asked, -2, 'Invalid orderId');
  if (typeof autoRenew !== 'boolean') return refused(asked, -2, 'Invalid autoRenew');
  const moved = renew(asked.account, { orderId: id, autoRenew }, asked.cause, asked.market);
  return ended(asked, moved, { orderId: id, autoRenew });
}

function fields(body: string): Readonly<Record<string, Json | undefined>> {
  const value = parseExact(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isExactNumber(value)) return {};
  return Object.fromEntries(Object.entries(value));
}

/** A JSON number in plain digits; text and exponents are refused, as a strict server would. */
function plainDecimal(value: Json | undefined): Amount | undefined {
  return isExactNumber(value) && !/e/i.test(value.rawJSON) ? parseAmount(value.rawJSON) : undefined;
}

function integer(value: Json | undefined): number | undefined {
  return isExactNumber(value) ? wholeNumber(value.rawJSON) : undefined;
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
