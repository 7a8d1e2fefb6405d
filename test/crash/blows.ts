// What the driver does to the bot, each one thing: killed, stopped, its database connection cut, its database restarted,
// asked to end; at a crash point if the bot comes there soon, else wherever it is.
import type { Random } from '../simulation/random.ts';
import type { Crew } from './crew.ts';
import { money, type Point } from './gates/points.ts';
import type { Hit } from './gates/traps.ts';
import type { Instance } from './instance.ts';
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
  /** How long a stopped process stands still. */
  readonly stopMs: number;
  /** Takes the time from the database's return to the next answer. */
  readonly afterRestart: () => Promise<void>;
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
const ANYWHERE = 'a random moment';

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

async function killNow({ crew, tally }: Kit): Promise<Instance> {
  const victim = crew.any();
  tally.hit(ANYWHERE, 'kill');
  await crew.kill(victim, 'at a random moment');
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

async function stopAt(kit: Kit, point: Point): Promise<void> {
  const struck = await kit.strikeAt(point, (one) => one.signal('SIGSTOP'));
  mark(kit, struck, 'stop');
  const { victim, hit } = struck;
  kit.witness.trace(`${victim.name} stands still`);
  await pause(kit.stopMs);
  victim.signal('SIGCONT');
  hit?.release('go');
  kit.witness.trace(`${victim.name} goes on`);
}

async function cutAt(kit: Kit, point: Point): Promise<void> {
  const struck = await kit.strikeAt(point);
  mark(kit, struck, 'cut');
  const { victim, hit } = struck;
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
  await cluster.restart(mode);
  hit?.release(hit.moment.at === 'database' ? 'cut' : 'go');
  mark(kit, struck, 'restart');
  tally.count('database restarts');
  await kit.afterRestart();
}

async function terminate(kit: Kit): Promise<Instance> {
  const { random, tally, witness } = kit;
  const { victim, hit } = await kit.strikeAt(sending(kit), (one) => one.signal('SIGTERM'));
  await pause(random.int(300, 2_000));
  hit?.release(random.chance(0.5) ? 'go' : 'cut');
  const byItself = await victim.terminated(TERMINATED_WITHIN_MS);
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
  tally.hit(isDone ? '/forget with a move under way' : ANYWHERE, 'kill');
  await crew.kill(victim, isDone ? 'after /forget' : 'at a random moment');
  hit?.release(random.chance(0.5) ? 'go' : 'cut');
  return victim;
}

async function killBackends({ cluster, random, tally, witness }: Kit): Promise<void> {
  const ended = await cluster.killBackends(random.int(1, BACKENDS_MAX));
  tally.count('backends killed', ended);
  witness.trace(`${ended} backends killed`);
}
