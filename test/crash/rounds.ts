// Chooses what is done next and does it: half of the time with two processes, at the points that were hit least, with
// trouble of the database in between. Every process that is killed comes back; some are timed until they answer.
import type { Random } from '../simulation/random.ts';
import { ANYWHERE, type Blows } from './blows.ts';
import { choosePoint } from './choose-point.ts';
import type { Crew } from './crew.ts';
import { FORGOTTEN_UNDER_WAY, POINTS } from './gates/points.ts';
import type { Instance } from './instance.ts';
import type { Faults } from './load/faults.ts';
import { pause } from './pause.ts';
import type { Tally } from './tally.ts';
import type { Witness } from './witness.ts';
import type { World } from './world.ts';

export interface RoundsDeps {
  readonly crew: Crew;
  readonly blows: Blows;
  readonly faults: Faults;
  readonly random: Random;
  readonly tally: Tally;
  readonly world: World;
  readonly witness: Pick<Witness, 'posts'>;
  /** False where the database is not ours to restart. */
  readonly mayRestart: boolean;
}

export interface Rounds {
  /** One round; at least one process runs afterwards. */
  readonly play: () => Promise<void>;
}

type Round = 'kill' | 'stop' | 'cut' | 'restart' | 'terminate' | 'forget';

const WEIGHTS: readonly (readonly [Round, number])[] = [
  ['kill', 52],
  ['restart', 32],
  ['cut', 8],
  ['stop', 3],
  ['terminate', 4],
  ['forget', 1],
];
/** Rare ones come by turns too, or a run might have none: stops to its end, forgetting until it came off. */
const TURNS = { stop: [25, 3], forget: [6, 4] } as const;

const DATABASE_POINTS = POINTS.filter(({ at }) => at === 'database');
/** Rounds with as many processes in a row. */
const BLOCK = 4;
/** Kills that wait for no point, and lives that are timed until their first answer, as parts of all. */
const UNAIMED = 0.2;
const TIMED = 0.4;
/** Lives in a row that nobody waits for: then one has to answer. */
const UNTIMED_MAX = 3;
/** A life that nobody times may be shorter than it takes to come up; this part of them ends by a kill at once. */
const SHORT_LIVES = 0.5;
const SHORT_LIFE_MS = [200, 3_000] as const;
/** Practice days are skipped this often at most. */
const SKIP_EVERY_MS = 6_000;
/** Rounds in a row without a money request; then one is waited for, this long at most. */
const IDLE_ROUNDS = 3;
const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 100;

export function createRounds(deps: RoundsDeps): Rounds {
  const { crew, random, tally } = deps;
  const untilBusy = createBusyWait(deps);
  const skipDays = createDaySkips(deps);
  const play = createPlay(deps);
  let played = 0;
  return {
    async play() {
      // Two processes in every other block.
      await crew.setSize(Math.floor(played / BLOCK) % 2 === 0 ? 1 : 2);
      played += 1;
      await untilBusy();
      skipDays();
      tally.count(crew.up().length === 2 ? 'rounds with two instances' : 'rounds with one instance');
      const round = roundOf(played, random, tally);
      await play[round === 'restart' && !deps.mayRestart ? 'cut' : round]();
      if (crew.up().length === 0) crew.start(crew.any());
    },
  };
}

function roundOf(played: number, random: Random, tally: Tally): Round {
  const isTurn = ([every, turn]: readonly [number, number]): boolean => played % every === turn;
  if (isTurn(TURNS.stop)) return 'stop';
  if (isTurn(TURNS.forget) && tally.hits()[FORGOTTEN_UNDER_WAY] === undefined) return 'forget';
  return random.weighted(WEIGHTS);
}

function createPlay(deps: RoundsDeps): Readonly<Record<Round, () => Promise<void>>> {
  const { blows, crew, random, tally } = deps;
  const comeBack = createComeBack(deps);
  const point = (points = POINTS) => choosePoint(points, random, tally);
  const kill = async (): Promise<void> => {
    await comeBack(random.chance(UNAIMED) ? await blows.killNow() : await blows.killAt(point()));
  };
  return {
    kill,
    restart: async () => {
      await blows.restartAt(point());
      if (random.chance(0.5)) await kill();
    },
    cut: async () => {
      if (random.chance(0.5)) await blows.cutAt(point(DATABASE_POINTS));
      else await blows.killBackends();
      await kill();
    },
    stop: async () => {
      await crew.setSize(2);
      await blows.stopAt(point());
      await kill();
    },
    terminate: async () => comeBack(await blows.terminate()),
    forget: async () => comeBack(await blows.forgetAndKill()),
  };
}

function createComeBack({ crew, faults, random, tally }: RoundsDeps): (victim: Instance) => Promise<void> {
  let untimed = 0;
  return async (victim) => {
    const isTimed = untimed >= UNTIMED_MAX || random.chance(TIMED);
    untimed = isTimed ? 0 : untimed + 1;
    crew.start(victim);
    if (!isTimed) {
      await pause(random.int(...SHORT_LIFE_MS));
      if (!victim.isUp() || !random.chance(SHORT_LIVES)) return;
      tally.hit(ANYWHERE, 'kill');
      await crew.kill(victim, 'in its short life');
      return crew.start(victim);
    }
    faults.spareIntake(true);
    await crew.answered(victim);
    faults.spareIntake(false);
  };
}

/** Kills say nothing while nothing moves: on a slow machine the people are given time to get somewhere. */
function createBusyWait({ witness }: RoundsDeps): () => Promise<void> {
  let idle = 0;
  let before = 0;
  return async () => {
    idle = witness.posts.length > before ? 0 : idle + 1;
    before = witness.posts.length;
    const endAt = performance.now() + PATIENCE_MS;
    while (idle >= IDLE_ROUNDS && performance.now() < endAt) {
      await pause(LOOK_EVERY_MS);
      if (witness.posts.length > before) idle = 0;
    }
  };
}

function createDaySkips({ world, tally }: RoundsDeps): () => void {
  let skippedAt = performance.now();
  return () => {
    if (performance.now() - skippedAt < SKIP_EVERY_MS) return;
    world.skipToPayout();
    skippedAt = performance.now();
    tally.count('payout times skipped to');
  };
}
