// Waits for a crash point of one instance and holds the bot's bytes there until the driver has done its worst.
import type { Moment, Verdict, Watch } from './moments.ts';
import { isMoneyPost, type Point, type Recently } from './points.ts';

export interface Hit {
  readonly point: Point;
  readonly moment: Moment;
  /** Lets the held bytes go on, or drops them with their connection. */
  readonly release: (verdict: Verdict) => void;
  /** Bytes of the bot that lay unread at `connected`, once they were counted after a cut. */
  readonly left: Promise<number>;
}

export interface Traps extends Watch {
  /** Calls back within the moment itself. One point at a time; a new one replaces it. */
  readonly arm: (point: Point, onHit: (hit: Hit) => void) => void;
  readonly disarm: () => void;
  /** A process that began knows nothing of what the last one was sending. */
  readonly reset: () => void;
}

/** From the stored `sending` to the connection of its request. */
const CONNECTS_WITHIN_MS = 1_000;

export function createTraps(onMoment: (moment: Moment) => void): Traps {
  let armed: { readonly point: Point; readonly onHit: (hit: Hit) => void } | undefined;
  let sendingSince = Number.NEGATIVE_INFINITY;
  const recently = (): Recently => ({ isSending: performance.now() - sendingSince < CONNECTS_WITHIN_MS });
  let counted: ((bytes: number) => void) | undefined;

  const note = (moment: Moment): void => {
    if (moment.at === 'database') {
      const { step, phase, inside } = moment;
      if (phase === 'after' && step === 'commit' && inside.includes('mark sending')) {
        sendingSince = performance.now();
      }
    } else if (moment.at === 'exchange' && moment.phase === 'asked' && isMoneyPost(moment)) {
      sendingSince = Number.NEGATIVE_INFINITY;
    }
    onMoment(moment);
  };

  return {
    arm: (point, onHit) => {
      armed = { point, onHit };
    },
    disarm: () => {
      armed = undefined;
    },
    reset: () => {
      sendingSince = Number.NEGATIVE_INFINITY;
    },
    wants: (moment) => armed?.point.isIt(moment, recently()) ?? false,
    pass(moment) {
      const trap = armed;
      const isHit = trap?.point.isIt(moment, recently()) ?? false;
      note(moment);
      if (trap === undefined || !isHit) return 'go';
      armed = undefined;
      return new Promise<Verdict>((release) => {
        const left = new Promise<number>((resolve) => {
          counted = resolve;
        });
        trap.onHit({ point: trap.point, moment, release, left });
      });
    },
    left: (bytes, moments) => {
      for (const moment of moments) note(moment);
      counted?.(bytes);
    },
  };
}
