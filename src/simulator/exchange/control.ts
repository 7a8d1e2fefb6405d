// Everything a test, a bench or the demo panel may do to the simulated exchange, in process.
// Over HTTP the same stands in control-routes.
import type { Amount } from '../../domain/money.ts';
import type { AccountSettings } from './account.ts';
import type { SimClock } from './clock.ts';
import type { AccountControl, LedgerEffect } from './control-accounts.ts';
import type { FaultList } from './fault-list.ts';
import type { Limiter } from './limiter.ts';
import { findProduct, type Market, type SimProduct } from './market.ts';
import type { Exchange } from './process-call.ts';
import type { RequestLog, RequestRecord } from './request-log.ts';
import type { ServerSettings } from './server-settings.ts';
import { type StateHolder, splitSettings } from './simulator-state.ts';
import type { Switch, SwitchState } from './switches.ts';

/** What really happened: the witness of every test. */
export interface Ledger {
  readonly effects: readonly LedgerEffect[];
  readonly requests: readonly RequestRecord[];
  readonly counts: {
    readonly requests: number;
    /** Of the effects listed, by kind. */
    readonly effects: Readonly<Record<string, number>>;
  };
}

export interface ExchangeControl extends AccountControl {
  readonly clock: SimClock;
  readonly addFault: FaultList['add'];
  readonly faults: FaultList['list'];
  /** One fault or all; all also lifts blocks of the limiter. */
  clearFaults(id?: number): void;
  switches(): SwitchState;
  setSwitch(name: Switch, on: boolean): void;
  settings(): ServerSettings & AccountSettings;
  /** Server settings count at once; account settings change every account there is and those to come. */
  setSettings(patch: Partial<ServerSettings & AccountSettings>): Promise<void>;
  /** The exchange's clock runs this far ahead of the simulated clock (negative: behind). */
  setSkew(ms: number): void;
  market(): Market;
  /** From now on the term pays another rate; throws RangeError when there is no such term. */
  setRate(productId: string, days: number, rate: Amount): void;
  addProduct(product: SimProduct): void;
  ledger(): Promise<Ledger>;
}

export function createControl(deps: {
  readonly exchange: Exchange;
  readonly accounts: AccountControl;
  readonly clock: SimClock;
  readonly faults: FaultList;
  readonly limiter: Limiter;
  readonly log: RequestLog;
  readonly state: StateHolder;
}): ExchangeControl {
  const { accounts, faults, limiter, log, state, exchange } = deps;
  return {
    ...accounts,
    clock: deps.clock,
    addFault: faults.add,
    faults: faults.list,
    clearFaults(id) {
      faults.clear(id);
      if (id === undefined) limiter.clear();
    },
    switches: () => state.get().switches,
    setSwitch: (name, on) => state.set({ switches: { ...state.get().switches, [name]: on } }),
    settings: () => ({ ...state.get().server, ...state.get().newAccounts }),
    async setSettings(patch) {
      const { server, account } = splitSettings(patch);
      state.set({ server: { ...state.get().server, ...server } });
      if (Object.keys(account).length === 0) return;
      state.set({ newAccounts: { ...state.get().newAccounts, ...account } });
      await accounts.setAccountSettings(account);
    },
    setSkew: (skewMs) => state.set({ skewMs }),
    market: state.market,
    setRate(productId, days, rate) {
      const term = findProduct(state.market(), productId)?.rates.find((other) => other.days === days);
      if (term === undefined) throw new RangeError('No product has this term.');
      const change = { productId, days, rate, at: exchange.now() };
      state.set({ rateChanges: [...state.get().rateChanges, change] });
    },
    addProduct: (product) => state.set({ addedProducts: [...state.get().addedProducts, product] }),
    async ledger() {
      const effects = await accounts.effects();
      const requests = log.list();
      return { effects, requests, counts: { requests: log.count(), effects: countKinds(effects) } };
    },
  };
}

function countKinds(effects: readonly LedgerEffect[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of effects) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
