// The controllable clock of the simulated exchange: it can run faster than real time, stand still and jump.
// All arithmetic is in pure functions over a JSON state, so the bot can use them on a state it fetched.

/** Everything the clock knows; JSON-safe. All times Unix ms. */
export interface SimClockState {
  /** What the clock showed at `realAt`. */
  readonly simAt: number;
  readonly realAt: number;
  /** Simulated ms per real ms; 0 stands still. */
  readonly speed: number;
  /** The clock stands still after this real moment; null runs for ever. */
  readonly runUntilReal: number | null;
}

/** Fastest the clock may run: about eleven simulated days a second. */
export const SIM_SPEED_MAX = 1_000_000;
/** Furthest one jump may go, either way: catching up costs one event per order and day. */
export const SIM_JUMP_MAX_MS = 3_660 * 86_400_000;

export interface SimClock {
  /** Unix ms as the simulated exchange sees it. */
  now(): number;
  /** The real moment at which the clock shows `simMs`; undefined while it will not get there. */
  toReal(simMs: number): number | undefined;
  state(): SimClockState;
  /** 0 to {@link SIM_SPEED_MAX}; throws RangeError outside. The moment shown stays. */
  setSpeed(speed: number): void;
  /** Keeps the clock running for at least `forMs` of real time from now. */
  touch(forMs: number): void;
  /** Moves the shown moment, also backwards; throws RangeError beyond {@link SIM_JUMP_MAX_MS}. */
  jump(ms: number): void;
}

/** A clock that shows real time and never stands still. */
export function steadyClockState(realNow: number): SimClockState {
  return { simAt: realNow, realAt: realNow, speed: 1, runUntilReal: null };
}

/** What the clock shows at `realNow`, whole ms. */
export function simNow(state: SimClockState, realNow: number): number {
  const until = state.runUntilReal === null ? realNow : Math.min(realNow, state.runUntilReal);
  return state.simAt + Math.floor(Math.max(0, until - state.realAt) * state.speed);
}

/**
 * The first real ms at which the clock shows `simMs` or later; a moment already past gives `realAt` or later.
 * @returns undefined when the clock stands still before it gets there.
 */
export function simToReal(state: SimClockState, simMs: number): number | undefined {
  const ahead = simMs - state.simAt;
  if (ahead <= 0) return state.realAt;
  if (state.speed <= 0) return undefined;
  let real = state.realAt + Math.ceil(ahead / state.speed);
  // Division by a fractional speed can land a hair early.
  if (simNow({ ...state, runUntilReal: null }, real) < simMs) real += 1;
  return state.runUntilReal !== null && real > state.runUntilReal ? undefined : real;
}

function restart(state: SimClockState, realNow: number): SimClockState {
  return { ...state, simAt: simNow(state, realNow), realAt: realNow };
}

export function withSpeed(state: SimClockState, realNow: number, speed: number): SimClockState {
  if (!(speed >= 0 && speed <= SIM_SPEED_MAX)) throw new RangeError('The speed must be from 0 to 1,000,000.');
  return { ...restart(state, realNow), speed };
}

/** Lets the clock run until `forMs` after `realNow`, never shortening a longer run. The still time stays still. */
export function withTouch(state: SimClockState, realNow: number, forMs: number): SimClockState {
  if (state.runUntilReal === null) return state;
  const until = Math.max(state.runUntilReal, realNow + forMs);
  return { ...restart(state, realNow), runUntilReal: until };
}

export function withJump(state: SimClockState, realNow: number, ms: number): SimClockState {
  if (!(Math.abs(ms) <= SIM_JUMP_MAX_MS)) throw new RangeError('A jump is at most ten years.');
  const restarted = restart(state, realNow);
  return { ...restarted, simAt: restarted.simAt + Math.trunc(ms) };
}

/**
 * @param deps.real real time, Unix ms
 * @param deps.onChange called with each new state, so that it can be stored
 */
export function createSimClock(deps: {
  readonly real: () => number;
  readonly state: SimClockState;
  readonly onChange?: (state: SimClockState) => void;
}): SimClock {
  let state = deps.state;
  function change(next: SimClockState): void {
    state = next;
    deps.onChange?.(next);
  }
  return {
    now: () => simNow(state, deps.real()),
    toReal: (simMs) => simToReal(state, simMs),
    state: () => state,
    setSpeed: (speed) => change(withSpeed(state, deps.real(), speed)),
    touch: (forMs) => change(withTouch(state, deps.real(), forMs)),
    jump: (ms) => change(withJump(state, deps.real(), ms)),
  };
}
