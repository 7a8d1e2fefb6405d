// Practice on the simulator in this process: its accounts and its clock are rows of the bot's database, shared by all
// instances, keys sealed. Its time runs fast for a while after somebody used it, then stands still.
import type { Clock, Ids, Log, Vault } from '../app/ports.ts';
import type { Database } from '../db/client.ts';
import { createPracticeStore } from '../db/practice.ts';
import type { ExchangeFetch } from '../exchange/http.ts';
import { HttpFailure } from '../exchange/http-failure.ts';
import { type SimClock, type SimClockState, withTouch } from '../simulator/exchange/clock.ts';
import { createExchangeSimulator } from '../simulator/exchange.ts';
import type { Practice } from './practice.ts';
import { createPracticeAccounts, type PracticeState } from './practice-accounts.ts';
import { createPracticeClock, type PracticeClock } from './practice-clock.ts';

/** A practice day takes a minute. */
const SPEED = 1_440;
/** Time goes on this long after the last use: about three payouts. */
const RUN_MS = 3 * 60_000;
/** With more than this left a use changes nothing: the row is not written on every tap. */
const ENOUGH_LEFT_MS = RUN_MS - 20_000;
/** Never asked for over a network; the client wants an address. */
const BASE_URL = 'http://practice.invalid/spot';

type Rows = ReturnType<typeof createPracticeStore<PracticeState, SimClockState>>;

export async function openLocalPractice(deps: {
  readonly database: Database;
  readonly vault: Vault;
  readonly ids: Ids;
  readonly real: Clock;
  readonly log: Log;
}): Promise<Practice> {
  const { real, log } = deps;
  const rows = createPracticeStore<PracticeState, SimClockState>(deps.database);
  const clock = createPracticeClock({
    read: () => firstState(rows, real),
    initial: await firstState(rows, real),
    real,
    log,
  });
  const simulator = createExchangeSimulator({
    clock: simulatorClock(clock),
    real: real.now,
    store: createPracticeAccounts(rows, deps.vault),
    ids: deps.ids,
  });

  const touch = (): void => {
    const now = real.now();
    const { runUntilReal } = clock.state();
    if (runUntilReal !== null && runUntilReal - now > ENOUGH_LEFT_MS) return;
    rows.clock
      .update((stored) => {
        const state = withTouch(stored ?? freshState(now), now, RUN_MS);
        return { state, value: state };
      })
      .then(clock.show)
      .catch((error: unknown) => log.warn('practice.not_touched', { error }));
  };

  return {
    baseUrl: BASE_URL,
    fetch: inProcess(simulator.fetch),
    clock,
    openAccount: simulator.openPracticeAccount,
    touch,
    start: clock.start,
    stop: clock.stop,
  };
}

/** Standing still until the first use. */
function freshState(realNow: number): SimClockState {
  return { simAt: realNow, realAt: realNow, speed: SPEED, runUntilReal: realNow };
}

async function firstState(rows: Rows, real: Clock): Promise<SimClockState> {
  const stored = await rows.clock.get();
  if (stored !== undefined) return stored;
  return rows.clock.update((raced) => {
    const state = raced ?? freshState(real.now());
    return { state, value: state };
  });
}

/** The simulator only reads its clock here: nobody reaches its control. */
function simulatorClock(clock: PracticeClock): SimClock {
  const refuse = () => {
    throw new RangeError('The practice clock is not changed from here.');
  };
  return {
    now: clock.now,
    toReal: clock.toReal,
    state: clock.state,
    setSpeed: refuse,
    touch: refuse,
    jump: refuse,
  };
}

/** As the network adapter does: asked just before the first byte, and nothing is sent when it is too late. */
function inProcess(fetch: (request: Request) => Promise<Response>): ExchangeFetch {
  return async (request, sending) => {
    if (sending !== undefined && !sending.mayStillSend()) {
      throw new HttpFailure({ code: 'TOO_LATE', connected: false });
    }
    return fetch(request);
  };
}
