// A small exchange for tests of the use cases: it keeps orders, history and balances, executes what it is told to,
// and answers as scripted. It counts every request, so that a second POST cannot hide.
import type {
  Caller,
  EarnApi,
  ExchangeFailure,
  ExchangeFailureKind,
  MoveAnswer,
} from '../../src/app/ports.ts';
import { type Amount, add, amountOf, compare, subtract, ZERO } from '../../src/domain/money.ts';
import type { Balance, HistoryRow, Order } from '../../src/domain/order.ts';
import type { Environment, Product } from '../../src/domain/product.ts';
import { fail, ok } from '../../src/domain/result.ts';

export type ReadCall = 'products' | 'orders' | 'history' | 'balances' | 'time' | 'price';
export type MoveCall = 'deposit' | 'redeem' | 'renew';

/** What the exchange does with a move, and what it says of it. */
export interface MoveScript {
  readonly executes: boolean;
  readonly answer: MoveAnswer | 'throws';
}

export interface Post {
  readonly call: MoveCall;
  readonly body: Readonly<Record<string, unknown>>;
  readonly nonce: number;
}

export const ACCEPTED: MoveScript = { executes: true, answer: { kind: 'accepted' } };

export interface FakeEarn {
  readonly api: EarnApi;
  products: Product[];
  orders: Order[];
  history: HistoryRow[];
  balances: Balance[];
  newestFirst: boolean;
  /** An exchange of an older version: bare arrays without a total. */
  bareArray: boolean;
  /** Every request for a move that reached the exchange. */
  readonly posts: Post[];
  /** Every read that reached it, in order. */
  readonly reads: ReadCall[];
  readonly nonces: number[];
  /** What the next moves do; afterwards they are accepted. */
  readonly script: MoveScript[];
  /** Runs before a call is answered. */
  onCall: ((call: ReadCall | MoveCall) => void | Promise<void>) | undefined;
  /** Runs after a move was executed and before its answer arrives. */
  onAnswer: ((call: MoveCall) => void) | undefined;
  /** How many of the next reads of a kind fail, and how: as a readable refusal where it is one. */
  failReads(call: ReadCall, kind: ExchangeFailureKind, times?: number, retryAfterMs?: number): void;
  /** A page of a content network or a proxy stands before the exchange and answers the next reads with a status. */
  blockReads(call: ReadCall, status: 401 | 403 | 451, times?: number): void;
  /** The clock as the exchange tells it. */
  clockOffsetMs: number;
  price: Amount | undefined;
  executeDeposit(product: Product, amount: Amount, days: number, renew: boolean): Order;
  executeRedeem(orderId: number, amount: Amount): void;
  row(order: Order, txnType: string, amount: Amount, txnTime?: number): HistoryRow;
}

const DAY_MS = 86_400_000;

const REFUSALS: Readonly<
  Partial<Record<ExchangeFailureKind, { readonly status: number; readonly code: number }>>
> = {
  unauthorized: { status: 401, code: 10_002 },
  forbidden: { status: 403, code: -7 },
  banned: { status: 451, code: -7 },
};
const KINDS = { 401: 'unauthorized', 403: 'forbidden', 451: 'banned' } as const;

export const FLEX: Product = {
  id: 'OPENUSDT0001',
  name: 'Flexible USDT',
  currency: 'USDT',
  type: 'Flex',
  startDate: 0,
  interestStartDate: 0,
  rates: [{ days: 7, rate: amountOf('10') }],
  compounding: false,
  autoRenewSupported: true,
  dailyLimit: ZERO,
  minSize: amountOf('10'),
  incrementalSize: amountOf('0.01'),
};

function failureOf(kind: ExchangeFailureKind, retryAfterMs: number | undefined = undefined): ExchangeFailure {
  return { kind, status: undefined, code: undefined, ...REFUSALS[kind], retryAfterMs };
}

export function createFakeEarn(environment: Environment, now: () => number): FakeEarn {
  const failures = new Map<ReadCall, { failure: ExchangeFailure; left: number }>();
  let nextOrderId = 1_000;

  const fake: FakeEarn = {
    api: undefined as unknown as EarnApi,
    products: [FLEX],
    orders: [],
    history: [],
    balances: [{ currency: 'USDT', total: amountOf('10000'), available: amountOf('10000') }],
    newestFirst: true,
    bareArray: false,
    posts: [],
    reads: [],
    nonces: [],
    script: [],
    onCall: undefined,
    onAnswer: undefined,
    clockOffsetMs: 0,
    price: amountOf('1'),
    failReads: (call, kind, times = 1, retryAfterMs = undefined) => {
      failures.set(call, { failure: failureOf(kind, retryAfterMs), left: times });
    },
    blockReads: (call, status, times = 1) => {
      failures.set(call, { failure: { ...failureOf(KINDS[status]), status, code: undefined }, left: times });
    },
    executeDeposit(product, amount, days, renew) {
      const { name, currency, type, compounding, autoRenewSupported } = product;
      const rate = product.rates.find((term) => term.days === days)?.rate ?? ZERO;
      nextOrderId += 1;
      const order: Order = {
        id: nextOrderId,
        name,
        currency,
        type,
        rate,
        investAmt: amount,
        interestEarned: ZERO,
        nextInterestPayoutTime: (Math.floor(now() / DAY_MS) + 1) * DAY_MS,
        startTime: now(),
        endTime: 0,
        durationMs: days * DAY_MS,
        payoutLockTimeMs: 0,
        autoRenew: renew,
        compounding,
        autoRenewSupported,
        redemptionProcessing: false,
      };
      fake.orders = [...fake.orders, order];
      fake.balances = fake.balances.map((balance) =>
        balance.currency === currency
          ? { ...balance, available: subtract(balance.available, amount) }
          : balance,
      );
      fake.history = [...fake.history, fake.row(order, 'INVEST_SERVICE_TYPE_DEPOSIT', amount)];
      return order;
    },
    executeRedeem(orderId, amount) {
      const order = fake.orders.find(({ id }) => id === orderId);
      if (order === undefined) return;
      const left = subtract(order.investAmt, amount);
      fake.orders =
        compare(left, ZERO) === 0
          ? fake.orders.filter(({ id }) => id !== orderId)
          : fake.orders.map((one) => (one.id === orderId ? { ...one, investAmt: left } : one));
      fake.history = [...fake.history, fake.row(order, 'INVEST_SERVICE_TYPE_REDEEM', amount)];
    },
    row: ({ name, currency, type, rate, durationMs }, txnType, amount, txnTime = now()) => ({
      txnTime,
      name,
      currency,
      type,
      txnType,
      rate,
      amount,
      totalAmount: add(amount, ZERO),
      interestEarned: ZERO,
      duration: durationMs,
    }),
  };

  async function sign(caller: Caller): Promise<number | undefined> {
    try {
      const nonce = await caller.nextNonce();
      fake.nonces.push(nonce);
      return nonce;
    } catch {
      return undefined;
    }
  }

  const failure = (kind: ExchangeFailureKind) => fail(failureOf(kind));

  async function read<Value>(call: ReadCall, caller: Caller | undefined, value: () => Value) {
    if (caller !== undefined && (await sign(caller)) === undefined) return failure('unavailable');
    fake.reads.push(call);
    await fake.onCall?.(call);
    const planned = failures.get(call);
    if (planned !== undefined && planned.left > 0) {
      planned.left -= 1;
      return fail(planned.failure);
    }
    return ok(value());
  }

  async function move(
    call: MoveCall,
    caller: Caller,
    body: Readonly<Record<string, unknown>>,
    mayStillSend: () => boolean,
    execute: () => void,
  ): Promise<MoveAnswer> {
    const nonce = await sign(caller);
    await fake.onCall?.(call);
    if (nonce === undefined || !mayStillSend()) return { kind: 'not_sent' };
    const script = fake.script.shift() ?? ACCEPTED;
    if (script.answer !== 'throws' && script.answer.kind === 'not_sent') return script.answer;
    fake.posts.push({ call, body, nonce });
    if (script.executes) execute();
    fake.onAnswer?.(call);
    if (script.answer === 'throws') throw new Error('lost');
    return script.answer;
  }

  const api: EarnApi = {
    environment,
    products: (caller) => read('products', caller, () => fake.products),
    orders: (caller) => read('orders', caller, () => fake.orders),
    history: (caller, { pageNumber, pageSize }) =>
      read('history', caller, () => {
        const sorted = fake.history.toSorted((a, b) =>
          fake.newestFirst ? b.txnTime - a.txnTime : a.txnTime - b.txnTime,
        );
        const rows = fake.bareArray
          ? sorted
          : sorted.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
        return { rows, pageNumber, pageSize, totalRows: fake.bareArray ? undefined : sorted.length };
      }),
    balances: (caller) => read('balances', caller, () => fake.balances),
    dollarPrice: async () => {
      const { price } = fake;
      return price === undefined ? failure('unavailable') : ok(price);
    },
    time: () => read('time', undefined, () => now() + fake.clockOffsetMs),
    deposit: (caller, body, mayStillSend) =>
      move('deposit', caller, body, mayStillSend, () => {
        const product = fake.products.find(({ id }) => id === body.productId);
        if (product !== undefined) fake.executeDeposit(product, body.amount, body.day, body.renew);
      }),
    redeem: (caller, body, mayStillSend) =>
      move('redeem', caller, body, mayStillSend, () => fake.executeRedeem(body.orderId, body.amount)),
    renew: (caller, body, mayStillSend) =>
      move('renew', caller, body, mayStillSend, () => {
        fake.orders = fake.orders.map((order) =>
          order.id === body.orderId ? { ...order, autoRenew: body.autoRenew } : order,
        );
      }),
  };
  return Object.assign(fake, { api });
}
