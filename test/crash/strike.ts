// Waits until a process of the bot comes to a crash point, and strikes within that very moment.
import type { Crew } from './crew.ts';
import type { Point } from './gates/points.ts';
import type { Hit } from './gates/traps.ts';
import type { Instance } from './instance.ts';
import type { Tally } from './tally.ts';
import type { Witness } from './witness.ts';

export interface Struck {
  readonly victim: Instance;
  /** Undefined when nobody came to the point in time, and somebody was struck wherever they were. */
  readonly hit: Hit | undefined;
}

/** Whichever process comes to the point first is struck. */
export type StrikeAt = (point: Point, strike?: (victim: Instance) => void) => Promise<Struck>;

const HIT_WITHIN_MS = 4_000;

export function createStrikeAt(deps: {
  readonly crew: Pick<Crew, 'up' | 'any'>;
  readonly tally: Pick<Tally, 'missed'>;
  readonly witness: Pick<Witness, 'trace'>;
}): StrikeAt {
  const { crew, tally, witness } = deps;
  return (point, strike = () => undefined) =>
    new Promise((resolve) => {
      const candidates = crew.up();
      const end = (struck: Struck): void => {
        clearTimeout(timer);
        for (const { traps } of candidates) traps.disarm();
        resolve(struck);
      };
      const timer = setTimeout(() => {
        tally.missed(point.name);
        const victim = crew.any();
        strike(victim);
        end({ victim, hit: undefined });
      }, HIT_WITHIN_MS);
      for (const victim of candidates) {
        victim.traps.arm(point, (hit) => {
          strike(victim);
          witness.trace(`${victim.name} was at "${point.name}"`);
          end({ victim, hit });
        });
      }
    });
}
