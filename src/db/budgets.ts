// A rate limit that all instances share: slots are moments on one row, bought a quarter of a second ahead. Interactive
// calls go first; a 429 anywhere stops everyone. Knows nothing of HTTP.
import type { Budget, Clock } from '../app/ports.ts';
import { type BudgetRow, createBudgetRow, type Purchase, STALE_MS } from './budget-row.ts';
import type { Database } from './client.ts';
import { withDbErrors } from './errors.ts';
import { createKeySpacing } from './key-spacing.ts';
import { createSlotQueue } from './slot-queue.ts';

export interface BudgetOptions {
  /** Row of the budget: `live`, `testnet`, `practice`, `pushes`. */
  readonly name: string;
  /** Slots a second over all instances. */
  readonly maxRps: number;
  /** Slots a second of one key. */
  readonly perKeyRps: number;
  /** Real clock. */
  readonly clock: Clock;
  /** Resolves after `ms`, or at once when the house is stopping. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Then nobody gets a slot any more. */
  readonly isStopping: () => boolean;
}

/** How far ahead slots are sold: the bucket. */
const HORIZON_MS = 250;
/** Background calls buy only while less than this much of the bucket is sold. */
const BACKGROUND_HORIZON_MS = HORIZON_MS / 2;
/** Between two looks while nothing is for sale: also how late a deadline may be noticed. */
const LOOK_AGAIN_MS = 20;

/** Rejects with DbError when the database fails. */
export function createBudget(database: Database, options: BudgetOptions): Budget {
  return createBudgetOver(
    createBudgetRow(database, options.name, Math.ceil(1_000 / options.maxRps)),
    options,
  );
}

/** The budget over its row, wherever that is. */
export function createBudgetOver(row: BudgetRow, options: Omit<BudgetOptions, 'name' | 'maxRps'>): Budget {
  const { clock, sleep, isStopping } = options;
  const keys = createKeySpacing(Math.ceil(1_000 / options.perKeyRps));
  const queue = createSlotQueue();
  let known: Purchase = { slots: [], nextAt: 0, blockedUntil: 0 };
  let serving = false;

  /**
   * One sleep, whatever the clock says then: a timer may ring a millisecond early, and a clock be set back.
   * @returns false when the house is stopping
   */
  async function until(moment: number): Promise<boolean> {
    const waitMs = moment - clock.now();
    if (waitMs > 0) await sleep(waitMs);
    return waitMs <= 0 || !isStopping();
  }

  /** Slots for those who wait, interactive ones alone if there are any. The database is asked only when it may sell. */
  async function buy(): Promise<readonly number[]> {
    const now = clock.now();
    const interactive = queue.count('interactive');
    const horizonMs = interactive > 0 ? HORIZON_MS : BACKGROUND_HORIZON_MS;
    const soldOut = known.nextAt > now + horizonMs && known.nextAt <= now + STALE_MS;
    if (known.blockedUntil > now || soldOut) return [];
    known = await row.buy(now, interactive > 0 ? interactive : queue.count('background'), horizonMs);
    return known.slots;
  }

  async function serveRound(): Promise<boolean> {
    const slots = await buy();
    if (slots.length === 0) return until(clock.now() + LOOK_AGAIN_MS);
    for (const slot of slots) {
      if (!(await until(slot))) return false;
      if (known.blockedUntil > clock.now()) return true;
      queue.refuseLate(clock.now());
      queue.grantNext();
    }
    return true;
  }

  async function serve(): Promise<void> {
    if (serving) return;
    serving = true;
    try {
      for (let running = true; running; ) {
        queue.refuseLate(clock.now());
        if (queue.isEmpty()) break;
        running = await serveRound();
      }
      queue.refuseAll();
    } catch (error) {
      queue.failAll(error);
    } finally {
      serving = false;
    }
  }

  return withDbErrors<Budget>({
    async take(key, priority, withinMs) {
      const deadline = clock.now() + withinMs;
      const startAt = key === undefined ? clock.now() : keys.reserve(key, clock.now(), deadline);
      if (startAt === undefined || !(await until(startAt))) return false;
      const granted = queue.wait(priority, deadline);
      void serve();
      return granted;
    },
    async block(forMs) {
      const blockedUntil = clock.now() + forMs;
      known = { ...known, blockedUntil: Math.max(known.blockedUntil, blockedUntil) };
      await row.block(blockedUntil);
    },
  });
}
