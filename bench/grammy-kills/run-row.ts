// One row of the table: a contender, a range of lives, the same seed for all. Opens a world, plays, counts, clears up.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../../test/simulation/random.ts';
import { countDeposits } from './count.ts';
import { depositsOf, isSettled, keyRing, makePeople, type Person, wordsOf } from './people.ts';
import { playRounds } from './rounds.ts';
import type { Plan, Progress, Row } from './row.ts';
import { startVictim, type Victim } from './victim.ts';
import { openWorld, type World } from './world.ts';

/** How many people connect side by side. */
const JOINS_AT_ONCE = 8;

/** Clears up in any case: when `stopping` is aborted, the row rejects once that is done. */
export async function runRow(
  plan: Plan,
  onProgress: (progress: Progress) => void,
  stopping: AbortSignal,
): Promise<Row> {
  const folder = await mkdtemp(join(tmpdir(), 'earnest-bench-'));
  const world = await openWorld(createRandom(plan.seed, 'world'));
  const people = await makePeople(world, plan.people);
  const home = await plan.contender.open(world, folder, keyRing(people));
  const victim = openVictim(plan, folder, home.env);
  try {
    return await Promise.race([play(plan, { world, people, victim }, onProgress), aborted(stopping)]);
  } finally {
    await victim.stop();
    await world.close();
    await home.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function openVictim({ contender, lives, seed }: Plan, folder: string, env: VictimEnv): Victim {
  const random = createRandom(seed, `lives ${lives.id}`);
  return startVictim({
    entry: contender.entry,
    readyMark: contender.readyMark,
    env,
    cwd: folder,
    logFile: join(folder, 'bot.log'),
    nextLifeMs: () => random.int(lives.leastMs, lives.mostMs),
  });
}

type VictimEnv = Readonly<Record<string, string>>;

interface Stage {
  readonly world: World;
  readonly people: readonly Person[];
  readonly victim: Victim;
}

async function play(
  { contender, lives, deposits, minutes, seed }: Plan,
  { world, people, victim }: Stage,
  onProgress: (progress: Progress) => void,
): Promise<Row> {
  const startedAt = performance.now();
  await victim.endKilling();
  const queue = [...people];
  const join = async (): Promise<void> => {
    for (let person = queue.shift(); person !== undefined; person = queue.shift())
      await contender.join(person.chat, person.key);
  };
  await Promise.all(Array.from({ length: JOINS_AT_ONCE }, join));
  const { rounds, cardsMissed } = await playRounds(world, contender, victim, people, {
    deposits,
    enoughMs: minutes * 60_000,
    gapMs: lives.gapMs,
    waitingTapsMax: lives.waitingTapsMax,
    random: createRandom(seed, 'taps'),
    onProgress: () => onProgress({ told: toldOf(people), kills: victim.book().kills }),
  });
  const { kills, endedByItself, livedMs, startsMs } = victim.book();
  return {
    bot: contender.id,
    title: contender.title,
    lives,
    seed,
    people: people.length,
    rounds,
    cardsMissed,
    counts: countDeposits(depositsOf(people), await executions(world)),
    words: wordsOf(people),
    kills,
    endedByItself,
    livedSeconds: Math.round(livedMs / 1_000),
    startMedianMs: Math.round(startsMs.toSorted((a, b) => a - b)[Math.floor(startsMs.length / 2)] ?? 0),
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    load: Math.round((loadavg()[1] ?? 0) * 10) / 10,
    cores: availableParallelism(),
    node: process.version,
  };
}

const toldOf = (people: readonly Person[]): number =>
  people.reduce((sum, { deposits }) => sum + deposits.filter(isSettled).length, 0);

/** What the exchange really did: the witness. */
async function executions({ exchange }: World) {
  const effects = await exchange.control.effects();
  return effects.filter(({ kind, by }) => kind === 'deposit' && by === 'request');
}
