// A working copy of one account while events happen to it: credits, orders, history rows and ledger lines.
// It decides nothing: rules live in accrue and moves.
import { type Amount, add, subtract, ZERO } from '../../domain/money.ts';
import type { Effect, EffectBy, EffectKind, SimAccount, SimHistoryRow, SimOrder } from './account.ts';
import { DAY_MS } from './interest.ts';
import { findProduct, type Market } from './market.ts';

/** Who or what makes the next effects happen. */
export interface Cause {
  readonly by: EffectBy;
  readonly nonce: number | null;
  /** Real clock, Unix ms. */
  readonly realAt: number | null;
}

export const BY_EXCHANGE: Cause = { by: 'exchange', nonce: null, realAt: null };

/** Only the deposit kind is published; the others are plausible and must never be relied on. */
export const TXN_TYPES = {
  deposit: 'INVEST_SERVICE_TYPE_DEPOSIT',
  redeem: 'INVEST_SERVICE_TYPE_REDEEM',
  interest: 'INVEST_SERVICE_TYPE_INTEREST',
  renew: 'INVEST_SERVICE_TYPE_RENEW',
} as const;

export interface Book {
  readonly account: SimAccount;
  orders(): readonly SimOrder[];
  credit(currency: string, amount: Amount): void;
  /** Stores a new or changed order. */
  put(order: SimOrder): void;
  remove(orderId: number): void;
  takeOrderId(): number;
  row(
    at: number,
    order: SimOrder,
    row: { kind: keyof typeof TXN_TYPES; amount: Amount; interest: Amount },
  ): void;
  effect(at: number, cause: Cause, order: SimOrder, effect: EffectDetail): void;
  close(change?: Partial<Pick<SimAccount, 'accruedTo' | 'deposited'>>): SimAccount;
}

export interface EffectDetail {
  readonly kind: EffectKind;
  readonly amount: Amount;
  readonly number?: number;
  readonly days?: number;
  readonly autoRenew?: boolean;
}

function keepNewest<Row>(kept: readonly Row[], fresh: readonly Row[], max: number): readonly Row[] {
  if (fresh.length === 0) return kept;
  return [...kept, ...fresh].slice(-max);
}

export function openBook(account: SimAccount, market: Market): Book {
  const orders = new Map(account.orders.map((order) => [order.id, order]));
  const balances = { ...account.balances };
  const rows: SimHistoryRow[] = [];
  const effects: Effect[] = [];
  let nextOrderId = account.nextOrderId;

  function named(order: SimOrder): { name: string; currency: string; type: string } {
    const product = findProduct(market, order.productId);
    return {
      name: product?.name ?? order.productId,
      currency: product?.currency ?? '',
      type: product?.type ?? '',
    };
  }

  return {
    account,
    orders: () => [...orders.values()],
    credit(currency, amount) {
      balances[currency] = add(balances[currency] ?? ZERO, amount);
    },
    put(order) {
      orders.set(order.id, order);
    },
    remove(orderId) {
      orders.delete(orderId);
    },
    takeOrderId() {
      nextOrderId += 1;
      return nextOrderId - 1;
    },
    row(at, order, { kind, amount, interest }) {
      const { historyLateMs, redemptionRowLateMs } = account.settings;
      const late = historyLateMs + (kind === 'redeem' ? redemptionRowLateMs : 0);
      rows.push({
        ...named(order),
        txnTime: at,
        txnType: TXN_TYPES[kind],
        rate: order.rate,
        amount,
        totalAmount: order.principal,
        interestEarned: interest,
        duration: order.endsAt === 0 ? 0 : order.days * DAY_MS,
        orderId: order.id,
        visibleAt: at + late,
      });
    },
    effect(at, cause, order, detail) {
      effects.push({
        n: account.effectCount + effects.length + 1,
        at,
        realAt: cause.realAt,
        by: cause.by,
        nonce: cause.nonce,
        kind: detail.kind,
        productId: order.productId,
        orderId: order.id,
        currency: named(order).currency,
        amount: detail.amount,
        number: detail.number ?? null,
        days: detail.days ?? null,
        autoRenew: detail.autoRenew ?? null,
      });
    },
    close: (change) => ({
      ...account,
      ...change,
      balances,
      orders: [...orders.values()],
      history: keepNewest(account.history, rows, account.settings.historyRowsMax),
      effects: keepNewest(account.effects, effects, account.settings.effectsMax),
      effectCount: account.effectCount + effects.length,
      nextOrderId,
    }),
  };
}

/** What of an order still earns: its principal without a running redemption. */
export function earningPrincipal(order: SimOrder): Amount {
  return order.redemption === null ? order.principal : subtract(order.principal, order.redemption.amount);
}
