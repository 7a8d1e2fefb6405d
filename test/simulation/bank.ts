// The simulated exchange as a witness: accounts on the engine's pure functions, every request that reached it, and
// which of them moved money. It knows nothing of the bot's tables and plays no fault.
// Long: the exchange as one thing, its view of orders and history included.
import { type Amount, amountOf } from '../../src/domain/money.ts';
import type { Balance, HistoryPage, HistoryRow, Order } from '../../src/domain/order.ts';
import {
  type Effect,
  newAccount,
  type SimAccount,
  type SimOrder,
} from '../../src/simulator/exchange/account.ts';
import { accrue } from '../../src/simulator/exchange/accrue.ts';
import type { Cause } from '../../src/simulator/exchange/book.ts';
import { earningPrincipal } from '../../src/simulator/exchange/book.ts';
import { deposit } from '../../src/simulator/exchange/deposit.ts';
import {
  DEFAULT_MARKET,
  findProduct,
  type Market,
  productsAt,
  rateAt,
} from '../../src/simulator/exchange/market.ts';
import type { Moved, MoveRefusal } from '../../src/simulator/exchange/moved.ts';
import { redeem } from '../../src/simulator/exchange/redeem.ts';
import { renew } from '../../src/simulator/exchange/renew.ts';
import { actOnSite, type SiteAction } from '../../src/simulator/exchange/site.ts';
import type { Plan } from './plan.ts';

/** What a request for money asks. */
export type Ask =
  | {
      readonly kind: 'deposit';
      readonly productId: string;
      readonly amount: Amount;
      readonly days: number;
      readonly renew: boolean;
    }
  | { readonly kind: 'redeem'; readonly orderId: number; readonly amount: Amount }
  | { readonly kind: 'renew'; readonly orderId: number; readonly autoRenew: boolean };

export type Executed =
  | { readonly kind: 'done'; readonly effect: Effect }
  | { readonly kind: 'refused'; readonly refusal: MoveRefusal }
  /** Key or nonce. */
  | { readonly kind: 'unauthorized' };

export interface Bank {
  readonly market: Market;
  /** Exchange clock: when the simulation began. */
  readonly startAt: number;
  /** The exchange's clock, Unix ms. */
  now(): number;
  toReal(exchangeMs: number): number;
  open(apiKey: string, secret: string): void;
  /** As it stands now, everything due having happened. Undefined: no such key. */
  account(apiKey: string): SimAccount | undefined;
  revoke(apiKey: string): void;
  /** Uses up the nonce; false when the key or the nonce is refused. */
  checkNonce(apiKey: string, nonce: number): boolean;
  act(apiKey: string, ask: Ask, nonce: number): Executed;
  site(apiKey: string, action: SiteAction): Effect | undefined;
  orders(apiKey: string): readonly Order[];
  history(apiKey: string, page: { readonly pageNumber: number; readonly pageSize: number }): HistoryPage;
  balances(apiKey: string): readonly Balance[];
  keys(): readonly string[];
}

/** A coin whose amounts do not fit a binary float, so that a float anywhere shows. */
const BIG_COIN = 'MEME';
/** The exchange accepts nonces this far from its clock. */
const NONCE_WINDOW_MS = 10 * 60_000;
/** More of an account's past than one page of history. */
const PAST_GAP_MS = 3_600_000;

export const MARKET: Market = {
  ...DEFAULT_MARKET,
  products: [
    ...DEFAULT_MARKET.products,
    {
      id: 'OPENMEME0001',
      name: 'MEME Flex Savings',
      currency: BIG_COIN,
      type: 'Flex',
      startDate: 0,
      interestStartDate: 0,
      rates: [{ days: 1, rate: amountOf('2.5') }],
      compounding: false,
      autoRenewSupported: false,
      dailyLimit: amountOf('0'),
      minSize: amountOf('0.00000001'),
      incrementalSize: amountOf('0.00000001'),
      payout: 'daily',
      fixedTerm: false,
      payoutLockTimeMs: 0,
    },
  ],
};

const BALANCES: Readonly<Record<string, Amount>> = {
  USDT: amountOf('20000'),
  USDC: amountOf('20000'),
  ETH: amountOf('100'),
  AXS: amountOf('1000'),
  GBP: amountOf('2000'),
  [BIG_COIN]: amountOf('99999999999999.99999999'),
};

export function createBank(deps: {
  readonly plan: Plan;
  readonly startAt: number;
  readonly realNow: () => number;
}): Bank {
  const { plan, startAt, realNow } = deps;
  const accounts = new Map<string, SimAccount>();
  const revoked = new Set<string>();
  const market = MARKET;
  const now = (): number => startAt + (realNow() - startAt) * plan.speed;

  function current(apiKey: string): SimAccount | undefined {
    const account = accounts.get(apiKey);
    if (account === undefined) return undefined;
    const caughtUp = accrue(account, now(), market);
    accounts.set(apiKey, caughtUp);
    return caughtUp;
  }

  function there(apiKey: string): SimAccount {
    const account = current(apiKey);
    if (account === undefined) throw new Error('no such account');
    return account;
  }

  function keep(apiKey: string, moved: Moved): Effect | undefined {
    if (!moved.ok) return undefined;
    const before = accounts.get(apiKey)?.effectCount ?? 0;
    accounts.set(apiKey, moved.value);
    return moved.value.effects.find((effect) => effect.n === before + 1);
  }

  function move(account: SimAccount, ask: Ask, cause: Cause): Moved {
    switch (ask.kind) {
      case 'deposit':
        return deposit(account, ask, cause, market);
      case 'redeem':
        return redeem(account, ask, cause, market);
      case 'renew':
        return renew(account, ask, cause, market);
    }
  }

  /** Deposits of the past, older than anything the bot will ask for. */
  function withPast(account: SimAccount): SimAccount {
    let past = account;
    for (let index = 0; index < plan.pastRows; index += 1) {
      past = accrue(past, startAt - (plan.pastRows - index) * PAST_GAP_MS, market);
      const action = { kind: 'deposit', productId: 'OPENUSDC0001', amount: amountOf('10') } as const;
      const moved = actOnSite(past, action, startAt, market);
      if (moved.ok) past = moved.value;
    }
    return past;
  }

  return {
    market,
    startAt,
    now,
    toReal: (exchangeMs) => startAt + Math.ceil((exchangeMs - startAt) / plan.speed),
    open(apiKey, secret) {
      const at = startAt - (plan.pastRows + 1) * PAST_GAP_MS;
      const firstOrderId = 1_000 * (accounts.size + 1);
      const fresh = newAccount({
        apiKey,
        secret,
        at,
        firstOrderId,
        balances: BALANCES,
        settings: plan.account,
      });
      accounts.set(apiKey, withPast(fresh));
    },
    account: current,
    revoke: (apiKey) => revoked.add(apiKey),
    checkNonce(apiKey, nonce) {
      const account = current(apiKey);
      if (account === undefined || revoked.has(apiKey)) return false;
      if (nonce <= account.lastNonce || Math.abs(nonce - now()) > NONCE_WINDOW_MS * plan.speed) return false;
      accounts.set(apiKey, { ...account, lastNonce: nonce });
      return true;
    },
    act(apiKey, ask, nonce) {
      const account = there(apiKey);
      const moved = move(account, ask, { by: 'request', nonce, realAt: realNow() });
      if (!moved.ok) return { kind: 'refused', refusal: moved.reason };
      const effect = keep(apiKey, moved);
      if (effect === undefined) throw new Error('a move without an effect');
      return { kind: 'done', effect };
    },
    site: (apiKey, action) => keep(apiKey, actOnSite(there(apiKey), action, realNow(), market)),
    orders: (apiKey) => {
      const account = there(apiKey);
      return account.orders.map((order) => viewOrder(order, account, market, now()));
    },
    history: (apiKey, page) => viewHistory(there(apiKey), page, now()),
    balances: (apiKey) =>
      Object.entries(there(apiKey).balances).map(([currency, amount]) => ({
        currency,
        total: amount,
        available: amount,
      })),
    keys: () => [...accounts.keys()],
  };
}

/** What the offer looks like now. */
export function viewProducts(bank: Bank) {
  return productsAt(bank.market, bank.now());
}

function viewOrder(order: SimOrder, { settings }: SimAccount, market: Market, at: number): Order {
  const product = findProduct(market, order.productId);
  const openEnded = order.endsAt === 0;
  const earns = earningPrincipal(order) !== '0';
  return {
    id: order.id,
    name: product?.name ?? '',
    currency: product?.currency ?? '',
    type: product?.type ?? '',
    rate: (openEnded ? rateAt(market, order.productId, order.days, at) : undefined) ?? order.rate,
    investAmt: order.principal,
    interestEarned: settings.interestEarned === 'total' ? order.totalInterest : order.lastInterest,
    nextInterestPayoutTime: earns ? order.nextPayoutAt : 0,
    startTime: openEnded ? 0 : order.startedAt,
    endTime: order.endsAt,
    durationMs: order.days * 86_400_000,
    payoutLockTimeMs: product?.payoutLockTimeMs ?? 0,
    autoRenew: order.autoRenew,
    compounding: product?.compounding ?? false,
    autoRenewSupported: product?.autoRenewSupported ?? false,
    redemptionProcessing: order.redemption !== null,
  };
}

function viewHistory(
  { history, settings }: SimAccount,
  { pageNumber, pageSize }: { readonly pageNumber: number; readonly pageSize: number },
  at: number,
): HistoryPage {
  const visible = history.filter((row) => row.visibleAt <= at);
  if (settings.historyOrder === 'newest-first') visible.reverse();
  const start = (pageNumber - 1) * pageSize;
  const rows = visible.slice(start, start + pageSize).map(
    (row): HistoryRow => ({
      name: row.name,
      currency: row.currency,
      type: row.type,
      txnTime: row.txnTime,
      txnType: row.txnType,
      rate: row.rate,
      amount: row.amount,
      totalAmount: row.totalAmount,
      interestEarned: settings.rowsTellInterest ? row.interestEarned : undefined,
      duration: row.duration,
    }),
  );
  const totalRows = settings.historyShape === 'bare' ? undefined : visible.length;
  return { rows, pageNumber, pageSize, totalRows };
}
