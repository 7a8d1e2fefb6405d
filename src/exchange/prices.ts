// Dollar prices, remembered for a minute and asked once for all who wait. Keeps no failure for long and never guesses.
import type { Clock, ExchangeFailure } from '../app/ports.ts';
import type { Amount } from '../domain/money.ts';
import { fail, type Result } from '../domain/result.ts';
import { failure } from './errors.ts';

/** How long a price is used. */
export const PRICE_LIFE_MS = 60_000;
/** How long a failure is repeated without asking, so that an outage costs no budget. */
export const PRICE_FAILURE_LIFE_MS = 15_000;
/** Coins that are remembered; beyond it the oldest goes. */
const COINS_MAX = 500;

export type PriceResult = Result<Amount, ExchangeFailure>;

interface Entry {
  readonly result: Promise<PriceResult>;
  /** Real time; undefined while the request is under way. */
  settledAt: number | undefined;
  lifeMs: number;
}

/** @param ask fetches one price; it never rejects. */
export function createPrices(clock: Clock, ask: (currency: string) => Promise<PriceResult>) {
  const entries = new Map<string, Entry>();

  const isFresh = (entry: Entry) => {
    if (entry.settledAt === undefined) return true;
    const ageMs = clock.now() - entry.settledAt;
    return ageMs >= 0 && ageMs < entry.lifeMs;
  };

  const start = (currency: string): Entry => {
    const entry: Entry = {
      result: ask(currency).then((result) => {
        entry.settledAt = clock.now();
        entry.lifeMs = result.ok ? PRICE_LIFE_MS : PRICE_FAILURE_LIFE_MS;
        return result;
      }),
      settledAt: undefined,
      lifeMs: 0,
    };
    return entry;
  };

  /** Who may not wait longer goes on without the price; the request itself goes on for the others. */
  const awaited = (result: Promise<PriceResult>, deadlineAt: number | undefined): Promise<PriceResult> => {
    if (deadlineAt === undefined) return result;
    const tooLate = Promise.withResolvers<PriceResult>();
    const timer = setTimeout(
      () => tooLate.resolve(fail(failure('timeout'))),
      Math.max(deadlineAt - clock.now(), 0),
    );
    return Promise.race([result, tooLate.promise]).finally(() => clearTimeout(timer));
  };

  return {
    /** Dollars for one unit of the coin. `deadlineAt`: real time. */
    dollarPrice(currency: string, deadlineAt?: number): Promise<PriceResult> {
      const known = entries.get(currency);
      if (known !== undefined && isFresh(known)) return awaited(known.result, deadlineAt);
      entries.delete(currency);
      const [oldest] = entries.keys();
      if (entries.size >= COINS_MAX && oldest !== undefined) entries.delete(oldest);
      const entry = start(currency);
      entries.set(currency, entry);
      return awaited(entry.result, deadlineAt);
    },
  };
}
