// What the driver does to the bot, each one thing: killed, stopped, its database connection cut, its database restarted,
// asked to end; at a crash point if the bot comes there soon, else wherever it is.
import type { Random } from '../simulation/random.ts';
import type { Crew } from './crew.ts';
import { FORGOTTEN_UNDER_WAY, money, type Point } from './gates/points.ts';
import type { Hit } from './gates/traps.ts';
import type { Instance } from './instance.ts';
import type { Probes } from './load/probes.ts';
import { pause } from './pause.ts';
import type { Cluster } from './postgres/cluster.ts';
import { createStrikeAt, type StrikeAt, type Struck } from './strike.ts';
import type { Stroke, Tally } from './tally.ts';
import type { Witness } from './witness.ts';

export interface BlowDeps {
  readonly crew: Crew;
  readonly cluster: Cluster;
  readonly random: Random;
  readonly tally: Tally;
  readonly witness: Witness;
  readonly probes: Pick<Probes, 'ask'>;
  /** How long a stopped process stands still at least. */
  readonly stopMs: number;
  /** One stop in ten lasts longer than anything waits. */
  readonly hasLongStops: boolean;
  /** Takes the time from the database's return to the next answer, while the run goes on. */
  readonly afterRestart: () => void;
  /** The owner of this key has everything forgotten; false: not now. */
  readonly forget: (apiKey: string) => Promise<boolean>;
}

/** Each resolves to the process it struck. */
export interface Blows {
  readonly killAt: (point: Point) => Promise<Instance>;
  readonly killNow: () => Promise<Instance>;
  readonly stopAt: (point: Point) => Promise<void>;
  readonly cutAt: (point: Point) => Promise<void>;
  readonly restartAt: (point: Point) => Promise<void>;
  readonly terminate: () => Promise<Instance>;
  readonly forgetAndKill: () => Promise<Instance>;
  readonly killBackends: () => Promise<void>;
}

const TERMINATED_WITHIN_MS = 12_000;
const BACKENDS_MAX = 6;
const LONG_STOPS = 0.1;
const LONG_STOP_MS = 60_000;
/** A kill at a random moment waits so long first, or it would come just after whatever the round did before. */
const MOMENT_WITHIN_MS = 1_500;
/** A process that takes longer to come up is stopped or overtaken all the same. */
const READY_WITHIN_MS = 20_000;
/** How a blow counts that was aimed at no point. */
export const ANYWHERE = 'a random moment';

interface Kit extends BlowDeps {
  readonly strikeAt: StrikeAt;
}

export function createBlows(deps: BlowDeps): Blows {
  const kit = { ...deps, strikeAt: createStrikeAt(deps) };
  return {
    killAt: (point) => killAt(kit, point),
    killNow: () => killNow(kit),
    stopAt: (point) => stopAt(kit, point),
    cutAt: (point) => cutAt(kit, point),
    restartAt: (point) => restartAt(kit, point),
    terminate: () => terminate(kit),
    forgetAndKill: () => forgetAndKill(kit),
    killBackends: () => killBackends(kit),
  };
}

function mark({ tally }: Kit, { hit }: Struck, stroke: Stroke): void {
  tally.hit(hit?.point.name ?? ANYWHERE, stroke);
}

/** What was on its way when its sender died may still arrive. */
function isLate({ random }: Kit, { moment: { phase } }: Hit): boolean {
  return (phase === 'before' || phase === 'asked') && random.chance(0.5);
}

/** A money request that the exchange has, or has not, executed. */
function sending({ random }: Kit): Point {
  return { name: 'sending', ...money(random.pick(['asked', 'done'] as const)) };
}

async function killNow({ crew, tally, random }: Kit): Promise<Instance> {
  await pause(random.int(0, MOMENT_WITHIN_MS));
  const victim = crew.any();
  tally.hit(ANYWHERE, 'kill');
  await crew.kill(victim, `at ${ANYWHERE}`);
  return victim;
}

async function killAt(kit: Kit, point: Point): Promise<Instance> {
  const deaths: Promise<void>[] = [];
  const kill = (victim: Instance) => void deaths.push(kit.crew.kill(victim, `waiting for "${point.name}"`));
  const struck = await kit.strikeAt(point, kill);
  await Promise.all(deaths);
  const { hit, victim } = struck;
  hit?.release(isLate(kit, hit) ? 'go' : 'cut');
  if (hit !== undefined && point.withBytes !== undefined && (await hit.left) > 0) {
    kit.tally.hit(point.withBytes, 'kill');
  } else mark(kit, struck, 'kill');
  return victim;
}

/** Both are up before; while the one stands still the other has to answer, whoever held the seats. */
async function stopAt(kit: Kit, point: Point): Promise<void> {
  const { crew, probes, random, tally, witness } = kit;
  const isOvertakable = await crew.ready(READY_WITHIN_MS);
  const struck = await kit.strikeAt(point, (one) => {
    one.signal('SIGSTOP');
    witness.struck([one]);
  });
  mark(kit, struck, 'stop');
  const { victim, hit } = struck;
  const stopMs = kit.hasLongStops && random.chance(LONG_STOPS) ? LONG_STOP_MS : kit.stopMs;
  witness.trace(`${victim.name} stands still for ${stopMs} ms`);
  const [answerMs] = await Promise.all([probes.ask(performance.now()), pause(stopMs)]);
  if (isOvertakable) crew.overtaken(answerMs);
  else tally.count('stops before the other was up');
  victim.signal('SIGCONT');
  hit?.release('go');
  witness.trace(`${victim.name} goes on, the other answered after ${answerMs} ms`);
}

async function cutAt(kit: Kit, point: Point): Promise<void> {
  const struck = await kit.strikeAt(point);
  mark(kit, struck, 'cut');
  const { victim, hit } = struck;
  kit.witness.struck([victim]);
  if (hit?.moment.at !== 'database') victim.database.cutAll();
  hit?.release('cut');
  kit.witness.trace(`${victim.name} lost a database connection`);
}

async function restartAt(kit: Kit, point: Point): Promise<void> {
  const { cluster, random, tally, witness } = kit;
  if (cluster.restart === undefined) return;
  const struck = await kit.strikeAt(point);
  const { hit } = struck;
  const mode = random.chance(0.7) ? 'immediate' : 'fast';
  witness.trace(`database restart, ${mode}`);
  witness.struck(kit.crew.up());
  await cluster.restart(mode);
  hit?.release(hit.moment.at === 'database' ? 'cut' : 'go');
  mark(kit, struck, 'restart');
  tally.count('database restarts');
  kit.afterRestart();
}

async function terminate(kit: Kit): Promise<Instance> {
  const { random, tally, witness } = kit;
  const { victim, hit } = await kit.strikeAt(sending(kit), (one) => {
    one.signal('SIGTERM');
    witness.struck([one]);
  });
  await pause(random.int(300, 2_000));
  hit?.release(random.chance(0.5) ? 'go' : 'cut');
  const byItself = await victim.terminated(TERMINATED_WITHIN_MS);
  if (!byItself) witness.struck([victim]);
  witness.trace(`${victim.name} ended after SIGTERM ${byItself ? 'by itself' : 'by a kill'}`);
  tally.hit(hit === undefined ? ANYWHERE : 'SIGTERM while sending', 'term');
  tally.count(byItself ? 'ended by itself after SIGTERM' : 'killed after SIGTERM');
  return victim;
}

async function forgetAndKill(kit: Kit): Promise<Instance> {
  const { crew, random, tally } = kit;
  const { victim, hit } = await kit.strikeAt(sending(kit));
  const apiKey = hit?.moment.at === 'exchange' ? hit.moment.headers['request-api'] : undefined;
  const isDone = apiKey !== undefined && (await kit.forget(apiKey));
  tally.hit(isDone ? FORGOTTEN_UNDER_WAY : ANYWHERE, 'kill');
  await crew.kill(victim, isDone ? 'after /forget' : `at ${ANYWHERE}`);
  hit?.release(random.chance(0.5) ? 'go' : 'cut');
  return victim;
}

async function killBackends({ cluster, crew, random, tally, witness }: Kit): Promise<void> {
  witness.struck(crew.up());
  const ended = await cluster.killBackends(random.int(1, BACKENDS_MAX));
  tally.count('backends killed', ended);
  witness.trace(`${ended} backends killed`);
}
