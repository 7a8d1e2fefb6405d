// The clock of live or testnet: real time and the offset measured against the exchange. Nobody is asked while nobody
// has an account there. A machine's clock that was set is noticed by one that nobody can set.
import type { Clock, EarnApi, EnvironmentClock, ExchangeFailureKind, Log } from '../app/ports.ts';

/** A reading that took longer says too little about the moment in between; it is better than none. */
const ROUND_TRIP_MAX_MS = 5_000;
const MEASURE_EVERY_MS = 10 * 60_000;
/** After a measurement that failed. */
const MEASURE_AGAIN_MS = 30_000;
/** A smaller correction is not worth setting due times anew, nor a smaller step of the machine's clock measuring. */
const NOTABLE_MS = 1_000;
/** No word of the exchange itself about its time: others of its answers tell that it has none to give. */
const SILENCE: readonly ExchangeFailureKind[] = ['unavailable', 'timeout', 'rate_limited'];

export interface ExchangeClock extends EnvironmentClock {
  /** The last measurement is too old. */
  isStale(): boolean;
  /**
   * Measures if the last one is too old; never rejects. Call it before the exchange is used. False: nothing may be
   * signed by this clock, since the exchange was silent from the start or since the machine's clock was set.
   */
  refresh(): Promise<boolean>;
}

export function createExchangeClock(deps: {
  readonly real: Clock;
  /** Runs evenly and is never set; its zero means nothing. */
  readonly steady: Clock;
  readonly time: EarnApi['time'];
  /** The clock moved notably: due times that wait for its moments are to be set anew. */
  readonly onChange: () => void;
  readonly log: Log;
}): ExchangeClock {
  const { real, steady, log } = deps;
  const apart = (): number => real.now() - steady.now();
  let apartWhenMeasured = apart();
  let offsetMs = 0;
  let nextAt = Number.NEGATIVE_INFINITY;
  let measuring: Promise<void> | undefined;
  let isTrusted = false;

  const wasSet = (): boolean => Math.abs(apart() - apartWhenMeasured) >= NOTABLE_MS;
  const isDue = (): boolean => !isTrusted || real.now() >= nextAt || wasSet();

  const measure = async (): Promise<void> => {
    const before = real.now();
    nextAt = before + MEASURE_AGAIN_MS;
    isTrusted &&= !wasSet();
    apartWhenMeasured = apart();
    const read = await deps.time();
    const after = real.now();
    if (!read.ok) isTrusted ||= !SILENCE.includes(read.reason.kind);
    if (!read.ok || after < before) return;
    const isVague = after - before > ROUND_TRIP_MAX_MS;
    if (isVague && isTrusted) return;
    // The earliest that a vague reading allows: a clock that runs behind harms nobody.
    const measured = Math.round(read.value - (isVague ? after : (before + after) / 2));
    const movedMs = measured - offsetMs;
    offsetMs = measured;
    isTrusted = true;
    if (!isVague) nextAt = after + MEASURE_EVERY_MS;
    if (Math.abs(movedMs) < NOTABLE_MS) return;
    log.warn('clock.corrected', { offsetMs });
    deps.onChange();
  };

  return {
    now: () => real.now() + offsetMs,
    toReal: (environmentMs) => environmentMs - offsetMs,
    // While it is being measured nobody may go on with the old reading: whoever asks waits for the same answer.
    isStale: () => measuring !== undefined || isDue(),
    refresh: async () => {
      if (measuring === undefined && !isDue()) return true;
      measuring ??= measure()
        .catch((error: unknown) => log.warn('clock.not_measured', { error }))
        .finally(() => {
          measuring = undefined;
        });
      await measuring;
      return isTrusted;
    },
  };
}
