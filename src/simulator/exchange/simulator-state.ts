// What the simulator as a whole remembers beside its accounts: settings, the market's changes, skew and switches.
import { type AccountSettings, DEFAULT_ACCOUNT_SETTINGS } from './account.ts';
import type { Market, RateChange, SimProduct } from './market.ts';
import { DEFAULT_SERVER_SETTINGS, type ServerSettings } from './server-settings.ts';
import { SWITCHES_OFF, type SwitchState } from './switches.ts';

/** JSON-safe. */
export interface SimulatorState {
  readonly server: ServerSettings;
  /** For accounts that are opened from now on. */
  readonly newAccounts: AccountSettings;
  readonly rateChanges: readonly RateChange[];
  /** Sold beside the market the simulator was built with. */
  readonly addedProducts: readonly SimProduct[];
  /** The exchange's clock is ahead of the simulated clock by this. */
  readonly skewMs: number;
  readonly switches: SwitchState;
}

export const FRESH_STATE: SimulatorState = {
  server: DEFAULT_SERVER_SETTINGS,
  newAccounts: DEFAULT_ACCOUNT_SETTINGS,
  rateChanges: [],
  addedProducts: [],
  skewMs: 0,
  switches: SWITCHES_OFF,
};

export interface StateHolder {
  get(): SimulatorState;
  set(change: Partial<SimulatorState>): void;
  /** The market with everything that changed since. */
  market(): Market;
}

/** @param onState called with each new state, so that it can be stored */
export function holdState(
  market: Market,
  initial: SimulatorState,
  onState: ((state: SimulatorState) => void) | undefined,
): StateHolder {
  let state = initial;
  let changed = withChanges(market, state);
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change };
      changed = withChanges(market, state);
      onState?.(state);
    },
    market: () => changed,
  };
}

function withChanges(market: Market, { addedProducts, rateChanges }: SimulatorState): Market {
  return {
    ...market,
    products: [...market.products, ...addedProducts],
    rateChanges: [...market.rateChanges, ...rateChanges],
  };
}

/** Which of the mixed settings belong to the server, and which to accounts. */
export function splitSettings(mixed: Partial<ServerSettings & AccountSettings>): {
  readonly server: Partial<ServerSettings>;
  readonly account: Partial<AccountSettings>;
} {
  const entries = Object.entries(mixed);
  return {
    server: Object.fromEntries(entries.filter(([name]) => name in DEFAULT_SERVER_SETTINGS)),
    account: Object.fromEntries(entries.filter(([name]) => name in DEFAULT_ACCOUNT_SETTINGS)),
  };
}
