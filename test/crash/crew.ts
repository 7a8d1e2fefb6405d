// The one or two processes of the bot: which of them run, how often they were killed, how soon they answered.

import type { Random } from '../simulation/random.ts';
import type { Instance } from './instance.ts';
import type { Probes } from './load/probes.ts';
import { pause } from './pause.ts';
import type { Witness } from './witness.ts';

export interface Answer {
  readonly ms: number;
  /** Processes that ran at the time. */
  readonly instances: number;
}

export interface Crew {
  readonly up: () => readonly Instance[];
  readonly any: () => Instance;
  readonly other: (instance: Instance) => Instance;
  readonly start: (instance: Instance) => void;
  /** SIGKILL, counted. The process executes nothing after the call. */
  readonly kill: (instance: Instance, why: string) => Promise<void>;
  readonly setSize: (count: 1 | 2) => Promise<void>;
  /** Waits for the first answer after the start of this process. */
  readonly answered: (instance: Instance) => Promise<void>;
  /** False when one of those that run is not up in time. */
  readonly ready: (withinMs: number) => Promise<boolean>;
  /** While one stood still another answered after this long, or not at all. */
  readonly overtaken: (answerMs: number | undefined) => void;
  /** Answers while one stood still; undefined: none came. */
  readonly takeovers: readonly (number | undefined)[];
  readonly kills: () => number;
  readonly answers: readonly Answer[];
  readonly close: () => Promise<void>;
}

/** What an answer that never came counts as, ms. */
const NEVER_MS = 30_000;
const LOOK_EVERY_MS = 100;

export function createCrew(deps: {
  readonly instances: readonly [Instance, Instance];
  readonly probes: Probes;
  readonly random: Random;
  readonly witness: Witness;
}): Crew {
  const { instances, probes, random, witness } = deps;
  const [first, second] = instances;
  const answers: Answer[] = [];
  const takeovers: (number | undefined)[] = [];
  let kills = 0;
  let isClosed = false;
  const up = () => instances.filter((instance) => instance.isUp());

  const kill: Crew['kill'] = async (instance, why) => {
    if (!instance.isUp()) return;
    kills += 1;
    witness.trace(`kill ${kills}: ${instance.name} ${why}`);
    witness.struck([instance]);
    await instance.kill();
  };
  const start = (instance: Instance): void => {
    if (instance.isUp() || isClosed) return;
    witness.trace(`start ${instance.name}`);
    instance.start();
  };

  return {
    up,
    any: () => {
      const running = up();
      return running.length === 0 ? first : random.pick(running);
    },
    other: (instance) => (instance === first ? second : first),
    start,
    kill,
    async setSize(count) {
      if (count === 2) for (const instance of instances) start(instance);
      if (up().length === 0) start(first);
      if (count === 1 && up().length === 2) await kill(random.pick(instances), 'so that one is left');
    },
    async answered(instance) {
      const ms = (await probes.ask(instance.startedAt())) ?? NEVER_MS;
      answers.push({ ms, instances: up().length });
      witness.trace(`answered ${Math.round(ms)} ms after the start of ${instance.name}`);
    },
    async ready(withinMs) {
      const endAt = performance.now() + withinMs;
      while (performance.now() < endAt) {
        if (up().length === instances.length && up().every((instance) => instance.isReady())) return true;
        await pause(LOOK_EVERY_MS);
      }
      return false;
    },
    overtaken: (answerMs) => void takeovers.push(answerMs),
    takeovers,
    kills: () => kills,
    answers,
    close: async () => {
      isClosed = true;
      await Promise.all(instances.map((instance) => instance.close()));
    },
  };
}
